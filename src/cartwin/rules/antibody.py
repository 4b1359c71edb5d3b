"""Clearance of the autoantibody.

An antibody is negative below the detection limit of the assay, or at a multiple of that
limit no higher than the criterion's. Clearance is asked of those who were positive at
baseline; of the others there is nothing to say.
"""

import polars as pl

from cartwin.rules.anchors import patients_of, with_start
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import ten_digits
from cartwin.study import Col, Study


__all__ = ["antibody_clearance"]


def antibody_clearance(study: Study, *, analyte: str = "GPAB") -> pl.DataFrame:
    """Return whether and when the autoantibody of every patient became negative.

    Returns
    -------
    DataFrame
        One row per patient. `positive_at_baseline`: by the last sample up to the start of
        therapy; null without one. `negative_after`: negative in any later sample,
        `first_negative_day`: in which, `negative_at_last`: also in the last one; all null
        for those not positive at baseline, or never sampled afterwards.
    """
    day = pl.col(Col.DAY)
    samples = with_start(study.values(analyte), study)
    marked = samples.with_columns(_negative().alias("negative")).drop_nulls("negative")
    negative, later = pl.col("negative"), day > pl.col("start")
    courses = marked.group_by(Col.PATIENT).agg(
        (~negative).filter(~later).last().alias(RuleCol.POSITIVE_AT_BASELINE),
        negative.filter(later).any().alias(RuleCol.NEGATIVE_AFTER),
        day.filter(later & negative).min().alias(RuleCol.FIRST_NEGATIVE_DAY),
        negative.filter(later).last().alias(RuleCol.NEGATIVE_AT_LAST),
    )
    sampled = pl.col(RuleCol.NEGATIVE_AT_LAST).is_not_null()
    asked = pl.col(RuleCol.POSITIVE_AT_BASELINE) & sampled
    answers = (RuleCol.NEGATIVE_AFTER, RuleCol.FIRST_NEGATIVE_DAY, RuleCol.NEGATIVE_AT_LAST)
    cleared = courses.with_columns(pl.when(asked).then(pl.col(c)).alias(c) for c in answers)
    return patients_of(study).join(cleared, on=Col.PATIENT, how="left").sort(Col.PATIENT)


def _negative() -> pl.Expr:
    """Whether a sample is negative; null if it is censored and could be either."""
    limit = load_criterion("autoantibody")["limit"]
    value, censoring = ten_digits(pl.col(Col.VALUE)), pl.col(Col.CENSORING)
    return (
        pl.when(censoring == "below")
        .then(pl.lit(value=True))
        .when((censoring == "above") & (value < limit))
        .then(None)
        .otherwise((value <= limit) & (censoring == "none"))
    )
