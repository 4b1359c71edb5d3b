"""Outcomes of ITP at a week, a month, six and twelve months (ASH 2019).

Neunert C et al., Blood Adv 2019;3:3829-3866; the names are recalled. Of each window the
count nearest to its time is judged.
"""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.anchors import patients_of, with_start
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import names_unknown, ten_digits
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.itp_inputs import platelets
from cartwin.study import Col, Study


__all__ = ["ash_outcomes"]

_DAY = pl.col(Col.DAY)


def ash_outcomes(study: Study) -> pl.DataFrame:
    """Return early, initial and durable response and remission of every patient.

    A response is 30 or more and twice the baseline, remission more than 100. Null: no
    count in the window, or none at baseline where it is needed.
    """
    criterion = load_criterion("ash-2019")
    counts = with_start(platelets(study), study)
    before = counts.filter(pl.col("start") >= _DAY).sort(Col.DAY)
    base = before.group_by(Col.PATIENT).agg(
        pl.col(Col.VALUE).last().alias(RuleCol.BASELINE)
    )
    result = patients_of(study).join(base, on=Col.PATIENT, how="left")
    for outcome, day in criterion["days"].items():
        near = _nearest(counts, day, criterion["tolerance"][outcome])
        result = result.join(near, on=Col.PATIENT, how="left")
        result = result.with_columns(_reached(outcome).alias(outcome)).drop("count")
    return result.with_columns(_why(criterion["days"])).sort(Col.PATIENT)


def _why(days: Mapping[str, float]) -> pl.Expr:
    """Name the outcomes that cannot be said."""
    outcomes = {f"{o} (day {day})": pl.col(o) for o, day in days.items()}
    lost = pl.lit("cannot call, no count at the time or at baseline: ")
    none = pl.concat_str(lost, names_unknown(outcomes))
    missing = pl.any_horizontal([pl.col(o).is_null() for o in days])
    return pl.when(missing).then(none).otherwise(pl.lit("all called")).alias(RuleCol.WHY)


def _nearest(counts: pl.DataFrame, day: float, tolerance: float) -> pl.DataFrame:
    """Return the count of each patient nearest to a day, if one lies near enough."""
    off = (_DAY - day).abs()
    inside = counts.filter((off <= tolerance) & (_DAY > 0))
    first = inside.sort(off, Col.DAY).unique(Col.PATIENT, keep="first", maintain_order=True)
    return first.select(Col.PATIENT, pl.col(Col.VALUE).alias("count"))


def _reached(outcome: str) -> pl.Expr:
    criterion = load_criterion("ash-2019")
    count = ten_digits(pl.col("count"))
    if outcome == ResponseCol.REMISSION:
        return count.gt(criterion["remission"])
    doubled = count >= ten_digits(pl.col(RuleCol.BASELINE) * criterion["fold"])
    return count.ge(criterion["floor"]) & doubled
