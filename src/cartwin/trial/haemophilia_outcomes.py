"""Outcomes of acquired haemophilia A: factor VIII, its inhibitor, remission, bleeding."""

import polars as pl

from cartwin.rules import response
from cartwin.study import Col, Study
from cartwin.trial.outcome import WINDOW, Outcome, first, joined, near, told_if


__all__ = ["haemophilia_outcomes"]

AhaItem, ResponseCol = response.AhaItem, response.ResponseCol
TWO_MONTHS = 60.0  # [d]
RECOVERED = 50.0  # factor VIII above which bleeding is not to be feared [IU/dL]
NEVER = float("inf")


def haemophilia_outcomes(study: Study) -> pl.DataFrame:
    """Return one row per patient; null where a criterion could not decide."""
    parts = (
        first(study, "FVIII", Outcome.FVIII),
        first(study, "F8INH", Outcome.INHIBITOR),
        _factor_viii(study),
        _remissions(study),
        _bleeding(study),
    )
    return joined(study, parts)


def _factor_viii(study: Study) -> pl.DataFrame:
    """Return when factor VIII was first seen above 50, and whether within two months."""
    day = pl.col(Col.DAY)
    above = (pl.col(Col.VALUE) > RECOVERED) & (pl.col(Col.CENSORING) != "below")
    after = study.values("FVIII").filter(day > 0).group_by(Col.PATIENT)
    course = after.agg(day.filter(above).min().alias("day"), day.max().alias("last"))
    recovered = (pl.col("day") <= TWO_MONTHS + WINDOW).fill_null(value=False)
    followed = (pl.col("last") >= TWO_MONTHS - WINDOW) | recovered
    return course.select(
        Col.PATIENT,
        told_if(followed, recovered, Outcome.FVIII_60),
        pl.col("day").fill_null(NEVER).alias(Outcome.FVIII_DAY),
    )


def _remissions(study: Study) -> pl.DataFrame:
    """Return remissions and relapse by GTH-AH 01/2010, where visits could be called."""
    course = response.aha_course(study)
    visits = response.gth_visits(study).filter(pl.col(Col.DAY) > 0)
    called = visits.group_by(Col.PATIENT).agg(
        pl.col(Col.DAY).filter(pl.col(ResponseCol.CALL).is_not_null()).max().alias("last")
    )
    reached = pl.col(ResponseCol.FIRST_PARTIAL_DAY) <= TWO_MONTHS + WINDOW
    partial = reached.fill_null(value=False)
    complete = pl.col(ResponseCol.FIRST_COMPLETE_DAY).fill_null(NEVER)
    relapsed = pl.col(ResponseCol.RELAPSE_DAY).is_not_null()
    known, last = pl.col("last").is_not_null(), pl.col("last")
    return course.join(called, on=Col.PATIENT).select(
        Col.PATIENT,
        told_if(partial | (last >= TWO_MONTHS - WINDOW), partial, Outcome.PARTIAL_60),
        told_if(known, complete, Outcome.COMPLETE_DAY),
        told_if(
            known, pl.col(ResponseCol.FIRST_PARTIAL_DAY).is_not_null(), Outcome.PARTIAL_EVER
        ),
        told_if(known, complete.is_finite(), Outcome.COMPLETE_EVER),
        told_if(known, complete.is_finite() & ~relapsed, Outcome.COMPLETE_LASTS),
        told_if(known, relapsed, Outcome.RELAPSE),
    )


def _bleeding(study: Study) -> pl.DataFrame:
    """Return whether nobody saw a bleed at two months."""
    seen = response.aha_visits(study).filter(pl.col(AhaItem.ACTIVE_BLEEDING).is_not_null())
    none = (pl.col(AhaItem.ACTIVE_BLEEDING) == 0).alias(Outcome.NO_BLEEDING_60)
    return near(seen, TWO_MONTHS).select(Col.PATIENT, none)
