"""Outcomes of systemic sclerosis: activity, skin and lungs, by the published criteria."""

import polars as pl

from cartwin.rules import response
from cartwin.study import Col, Study
from cartwin.trial.outcome import (
    Outcome,
    first,
    joined,
    last,
    near,
    told_if,
    twice_in_a_row,
)


__all__ = ["scleroderma_outcomes"]

ResponseCol = response.ResponseCol
THREE_MONTHS, DAY_100 = 90.0, 100.0  # [d]
WORSE_SKIN = 5.0  # points of mRSS above the best so far that make a relapse (assumed)


def scleroderma_outcomes(study: Study) -> pl.DataFrame:
    """Return one row per patient; null where a criterion could not decide."""
    changes = response.ssc_changes(study)
    activity = response.ssc_activity_visits(study).drop_nulls(ResponseCol.SCORE)
    now, before = pl.col("fvc"), pl.col("fvc_b")
    skin = (pl.col("mrss") - pl.col("mrss_b")).alias(Outcome.MRSS_CHANGE)
    known_skin = changes.filter(pl.col("mrss").is_not_null())
    known_lungs = changes.filter(now.is_not_null())
    progressed = response.ild_visits(study).group_by(Col.PATIENT)
    call = pl.col(ResponseCol.CALL)
    stable = told_if(call.is_not_null().any(), ~call.any(), Outcome.LUNG_STABLE)
    parts = (
        first(study, "MRSS", Outcome.MRSS),
        near(known_skin, DAY_100).select(Col.PATIENT, skin),
        last(known_lungs).select(Col.PATIENT, (now - before).alias(Outcome.FVC_CHANGE)),
        progressed.agg(stable),
        _fell(activity, last(activity), Outcome.EUSTAR_FELL),
        _fell(activity, near(activity, THREE_MONTHS), Outcome.EUSTAR_FELL_3),
        _relapses(known_skin),
    )
    return joined(study, parts)


def _fell(activity: pl.DataFrame, visits: pl.DataFrame, name: Outcome) -> pl.DataFrame:
    """Return whether the index of activity is lower at some visits than at the first."""
    score = pl.col(ResponseCol.SCORE)
    ordered = activity.sort(Col.PATIENT, Col.DAY).group_by(Col.PATIENT)
    base = ordered.agg(score.first().alias("base"))
    both = visits.join(base, on=Col.PATIENT)
    return both.select(Col.PATIENT, (score < pl.col("base")).alias(name))


def _relapses(visits: pl.DataFrame) -> pl.DataFrame:
    """Return whether skin became worse, twice in a row, than it was at its best."""
    skin = pl.col("mrss")
    best = skin.cum_min().over(Col.PATIENT)
    ordered = visits.sort(Col.PATIENT, Col.DAY)
    worse = twice_in_a_row(ordered, skin - best >= WORSE_SKIN)
    found = pl.col("again").any().alias(Outcome.RELAPSE)
    return worse.group_by(Col.PATIENT).agg(found)
