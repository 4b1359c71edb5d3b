"""Items of ITP that follow from treatments, counts and other answers of the record.

They stand in for what nobody assessed; what was assessed goes before them. *What does not
follow stays unknown.*
"""

import polars as pl

from cartwin.rules.anchors import therapy_start
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import names_of
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.itp_inputs import bleeding_days, platelets
from cartwin.rules.response.itp_lines import itp_lines
from cartwin.rules.response.itp_steroids import steroid_days
from cartwin.study import Col, Study


__all__ = ["DERIVED", "history", "with_derived"]

DERIVED = "derived"
"""Column that names the items of a visit that were derived."""

_DAY = pl.col(Col.DAY)
_VISIT = [Col.PATIENT, Col.DAY]
_HISTORY = ("failed_treatments", "splenectomy_failed", "primary")  # holds from then on
_ITEMS = (*_HISTORY, "needs_treatment", "steroid_days")
_FROM = "_derived"


def history(study: Study) -> pl.DataFrame:
    """Return what earlier treatments come to, one row per patient who has any.

    Returns
    -------
    DataFrame
        patient, day (start of the therapy), failed_treatments (null: fewer than two are
        known to have failed, and more may have), splenectomy_failed, primary (from the
        answers on other causes), needs_treatment (1: low counts or bleeding before it).
    """
    counted = _failed(study)
    start = therapy_start(study).join(counted.select(Col.PATIENT), on=Col.PATIENT)
    found = start.join(counted, on=Col.PATIENT, how="left")
    for part in (_primary(study), _needed(study, start)):
        found = found.join(part, on=Col.PATIENT, how="left")
    return found


def with_derived(visits: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the visits with what was derived where an item was not assessed.

    The start of the therapy becomes a visit, and the last day on steroids; there the
    latest assessed item counts too.
    """
    rows = [history(study), steroid_days(study)]
    derived = pl.concat(rows, how="diagonal").group_by(_VISIT).agg(pl.all().max())
    if derived.is_empty():
        return visits.with_columns(pl.lit(None, pl.String).alias(DERIVED))
    named = derived.rename({i: i + _FROM for i in _ITEMS}).with_columns(
        pl.lit(value=True).alias("added")
    )
    joined = visits.join(named, on=_VISIT, how="full", coalesce=True).sort(_VISIT)
    lasting = [pl.col(i + _FROM).forward_fill().over(Col.PATIENT) for i in _HISTORY]
    carried = joined.with_columns(*lasting, pl.col("added").fill_null(value=False))
    assessed = [c for c in visits.columns if c not in _VISIT]
    latest = [
        pl.when("added").then(pl.col(i).forward_fill().over(Col.PATIENT)).otherwise(i)
        .alias(i) for i in assessed
    ]  # fmt: skip
    known = carried.with_columns(latest)
    used = {i: pl.col(i).is_null() & pl.col(i + _FROM).is_not_null() for i in _ITEMS}
    filled = known.with_columns(
        *(pl.coalesce(i, i + _FROM).alias(i) for i in _ITEMS), names_of(used).alias(DERIVED)
    )
    return filled.select(*visits.columns, DERIVED)


def _failed(study: Study) -> pl.DataFrame:
    """Return how many treatments failed, and whether splenectomy did."""
    least = load_criterion("itp-dependence")["failed"]
    lines = itp_lines(study).join(
        study.patients.select(Col.PATIENT, Col.PRIOR_THERAPIES), on=Col.PATIENT, how="left"
    )
    failed, spleen = pl.col(ResponseCol.CALL), pl.col(Col.DRUG) == "splenectomy"
    total = lines.group_by(Col.PATIENT).agg(
        failed.sum().cast(pl.Float64).alias("low"),
        (pl.col(Col.PRIOR_THERAPIES).first() - (~failed).sum())
        .alias("high"),
        pl.col(Col.PRIOR_THERAPIES).first().lt(pl.len()).alias("more_than_stated"),
        failed.filter(spleen).cast(pl.Float64).first().alias("splenectomy_failed"),
    )  # fmt: skip
    known = (pl.col("low") >= least) | (
        (pl.col("high") < least) & ~pl.col("more_than_stated")
    )
    return total.select(
        Col.PATIENT,
        pl.when(known).then("low").alias("failed_treatments"),
        "splenectomy_failed",
    )


def _primary(study: Study) -> pl.DataFrame:
    """Return whether other causes were excluded (1) or found (0)."""
    causes = ("secondary_itp", "other_cause")
    item, value = pl.col(Col.ITEM), pl.col(Col.VALUE)
    answers = study.assessments.filter(
        (pl.col(Col.INSTRUMENT) == "ELIGIBILITY") & item.is_in(causes)
    ).sort(Col.DAY)
    latest = answers.group_by(Col.PATIENT).agg(
        value.filter(item == c).last().alias(c) for c in causes
    )
    free = pl.all_horizontal(pl.col(c) == 0 for c in causes)
    return latest.select(Col.PATIENT, free.cast(pl.Float64).alias("primary"))


def _needed(study: Study, start: pl.DataFrame) -> pl.DataFrame:
    """Return 1 where the last count before the therapy was low, or bleeding shortly before.

    Otherwise it is not known: treatment can be needed at any count.
    """
    floor = load_criterion("iwg-2009")["r_floor"]
    within = load_criterion("itp-lines")["needed_within"]
    begun = start.rename({Col.DAY: "start"})
    before = platelets(study).join(begun, on=Col.PATIENT).filter(pl.col("start") >= _DAY)
    last = before.sort(Col.DAY).group_by(Col.PATIENT).agg(pl.col(Col.VALUE).last())
    low = last.filter(pl.col(Col.VALUE) < floor).select(Col.PATIENT)
    gap = pl.col("start") - _DAY
    bled = (
        bleeding_days(study).join(begun, on=Col.PATIENT).filter(gap.is_between(0, within))
    )
    both = pl.concat([low, bled.select(Col.PATIENT)]).unique()
    return both.with_columns(pl.lit(1.0).alias("needs_treatment"))
