"""Outcomes of myositis: total improvement, muscle enzyme and strength."""

import polars as pl

from cartwin.rules import response
from cartwin.study import Col, Study
from cartwin.trial.outcome import (
    Outcome,
    joined,
    last,
    near,
    twice_in_a_row,
    value_near,
)


__all__ = ["myositis_outcomes"]

ResponseCol = response.ResponseCol
THREE_MONTHS, WEEK_16, SIX_MONTHS = 90.0, 112.0, 180.0  # [d]
LOST = 20.0  # total improvement below which a response is lost: less than minimal


def myositis_outcomes(study: Study) -> pl.DataFrame:
    """Return one row per patient; null where a criterion could not decide."""
    scored = response.tis_visits(study).filter(pl.col(ResponseCol.CALL).is_not_null())
    call = pl.col(ResponseCol.CALL)
    major, at_least_moderate = call == "major", call.is_in(["moderate", "major"])
    strength = value_near(study, SIX_MONTHS, "MMT8").rename({Col.VALUE: Outcome.MMT_6})
    normal = pl.col(Col.VALUE) <= pl.col(Col.UPPER_NORMAL)
    enzyme = last(study.values("CK"))
    parts = (
        last(scored).select(Col.PATIENT, major.alias(Outcome.TIS_MAJOR_LAST)),
        near(scored, THREE_MONTHS).select(Col.PATIENT, major.alias(Outcome.TIS_MAJOR_3)),
        near(scored, WEEK_16).select(
            Col.PATIENT, at_least_moderate.alias(Outcome.TIS_MODERATE_16)
        ),
        near(scored, SIX_MONTHS).select(
            Col.PATIENT, at_least_moderate.alias(Outcome.TIS_MODERATE_6)
        ),
        enzyme.select(Col.PATIENT, normal.alias(Outcome.CK_NORMAL)),
        strength,
        _relapses(scored, at_least_moderate),
    )
    return joined(study, parts)


def _relapses(scored: pl.DataFrame, responded: pl.Expr) -> pl.DataFrame:
    """Return whether a response was lost, twice in a row."""
    lost = twice_in_a_row(scored, pl.col(ResponseCol.SCORE) < LOST)
    had = responded.cast(pl.Int8).cum_max().over(Col.PATIENT) == 1
    found = (pl.col("again") & pl.col("had")).any().alias(Outcome.RELAPSE)
    return lost.with_columns(had.alias("had")).group_by(Col.PATIENT).agg(found)
