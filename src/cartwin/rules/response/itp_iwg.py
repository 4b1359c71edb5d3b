"""Response in immune thrombocytopenia for many patients at once (IWG 2009, table 2).

Rodeghiero F et al., Blood 2009;113:2386-2393. What lies between the two occasions of a
response must not fail; loss, too, needs two failing counts in a row, or one bleed.
"""

import polars as pl

from cartwin.rules.anchors import numbered
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.order import in_order
from cartwin.rules.response.itp_evidence import (
    called_with,
    failures_without_baseline,
    refusals,
)
from cartwin.rules.response.itp_occasions import (
    P,
    inside_windows,
    joined_with_bleeds,
    judged_counts,
)
from cartwin.rules.response.itp_runs import confirmations, losses
from cartwin.study import Col


__all__ = ["iwg_responses"]

_OUT = (
    *(Col.PATIENT, RuleCol.BEST, RuleCol.FIRST_R_DAY, RuleCol.FIRST_CR_DAY),
    *(RuleCol.LOSS_DAY, RuleCol.WHY, RuleCol.EVIDENCE, RuleCol.COUNTS_EXCLUDED),
)
_SHORT = {Col.DAY: "day", Col.VALUE: "value", Col.CENSORING: "sign"}


def iwg_responses(
    patients: pl.DataFrame,
    counts: pl.DataFrame,
    bleeds: pl.DataFrame,
    windows: pl.DataFrame,
    *,
    rescued_fails: bool = False,
) -> pl.DataFrame:
    """Return the best confirmed response of every patient.

    Parameters
    ----------
    patients
        patient, baseline [10^9/L, null: not known], end (day from which another therapy
        takes over, null: none); one row each.
    counts
        patient, day, value [10^9/L], censoring.
    bleeds
        patient, day.
    windows
        patient, first, last: days in which a rescue acts.
    rescued_fails
        Whether a count under a rescue is an occasion of no response.

    Returns
    -------
    DataFrame
        In the order of the patients: best (`CR`, `R`, `NR`; null: cannot call),
        first_r_day, first_cr_day, loss_day, why, evidence, counts_excluded.
    """
    people = patients.with_row_index(P)
    own, bled, acting = (
        frame.select(
            numbered(frame[Col.PATIENT], people[Col.PATIENT]).alias(P),
            pl.exclude(Col.PATIENT),
        ).drop_nulls(P)
        for frame in (counts, bleeds, windows)
    )
    known = _judged(own, people, bled, acting)
    course = joined_with_bleeds(known, bled, people)
    best = _responses(course)
    judged = people.filter(pl.col("baseline").is_not_null()).select(P)
    gap = load_criterion("iwg-2009")["failure_gap"]
    others = judged.join(best, on=P, how="anti")
    refused = refusals(others, known, gap, rescued_fails=rescued_fails)
    without = people.filter(pl.col("baseline").is_null())
    failed = failures_without_baseline(without, _judged_low(own, without, bled, acting))
    called = pl.concat([best, refused, failed], how="diagonal")
    excluded = _excluded(own, known.filter("free"), judged)
    joined = people.join(called, on=P, how="left").join(excluded, on=P, how="left")
    why = pl.col(RuleCol.WHY).fill_null("cannot call: no platelet count at baseline")
    return joined.sort(P).select(
        Col.PATIENT,
        pl.col(_OUT[1:5]),
        why,
        pl.col(RuleCol.EVIDENCE).fill_null(""),
        pl.col(RuleCol.COUNTS_EXCLUDED).fill_null(0),
    )


def _judged(
    counts: pl.DataFrame, patients: pl.DataFrame, bleeds: pl.DataFrame, acting: pl.DataFrame
) -> pl.DataFrame:
    """Return the counts with a category; `free`: no rescue acts on them."""
    judged = judged_counts(counts, patients, bleeds)
    known = in_order(judged, P, Col.DAY, Col.VALUE)
    return known.with_columns(~inside_windows(known, acting).alias("free"))


def _judged_low(
    counts: pl.DataFrame, patients: pl.DataFrame, bleeds: pl.DataFrame, acting: pl.DataFrame
) -> pl.DataFrame:
    """Return the same as if the baseline were the lowest: what fails then, fails anyway."""
    if patients.is_empty():
        return _judged(counts.clear(), patients, bleeds, acting)
    lowest = patients.with_columns(pl.lit(0.0).alias("baseline"))
    return _judged(counts, lowest, bleeds, acting)


def _responses(course: pl.DataFrame) -> pl.DataFrame:
    """Return the responses that were confirmed, one row per patient that has one."""
    complete, response = (confirmations(course, wanted) for wanted in (2, 1))
    both = response.join(complete, on=P, how="left", suffix="_cr")
    is_complete = pl.col("second_cr").is_not_null()
    rows = both.select(
        P,
        pl.when(is_complete).then(2).otherwise(1).cast(pl.Int8).alias("wanted"),
        pl.when(is_complete).then(pl.lit("CR")).otherwise(pl.lit("R")).alias("best"),
        pl.coalesce("first_cr", "first").alias("row_1"),
        pl.coalesce("second_cr", "second").alias("row_2"),
        pl.col("first").alias("row_r"),
        pl.col("first_cr").alias("row_cr"),
    )
    rows = rows.with_columns(
        course[column].gather(rows[f"row_{name}"]).alias(f"{short}_{name}")
        for name in ("1", "2", "r", "cr")
        for column, short in _SHORT.items()
    )
    lost = losses(course, rows.select(P, "wanted", pl.col("day_1").alias("from_day")))
    told = called_with(rows.join(lost, on=P, how="left"))
    return told.select(
        P,
        pl.col("best").alias(RuleCol.BEST),
        pl.col("day_r").alias(RuleCol.FIRST_R_DAY),
        pl.col("day_cr").alias(RuleCol.FIRST_CR_DAY),
        pl.col("lost").alias(RuleCol.LOSS_DAY),
        RuleCol.WHY,
        RuleCol.EVIDENCE,
    )


def _excluded(
    own: pl.DataFrame, evaluable: pl.DataFrame, judged: pl.DataFrame
) -> pl.DataFrame:
    """Return how many counts after infusion do not speak for the therapy."""
    after = own.filter(pl.col(Col.DAY) > 0).group_by(P).len("all")
    used = evaluable.group_by(P).len("used")
    both = judged.join(after, on=P).join(used, on=P, how="left")
    left_out = pl.col("all").cast(pl.Int64) - pl.col("used").cast(pl.Int64).fill_null(0)
    return both.select(P, left_out.alias(RuleCol.COUNTS_EXCLUDED))
