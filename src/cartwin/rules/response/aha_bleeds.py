"""Bleeds per patient-week in acquired haemophilia A, before and after remission.

A bleed is a run of assessed visits with active bleeding (instrument `AHA`); the reference
is 0.27 per patient-week before partial remission.
"""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import shown
from cartwin.rules.response.aha_items import AhaItem, aha_visits
from cartwin.rules.response.aha_remission import gth_visits
from cartwin.rules.response.columns import ResponseCol
from cartwin.study import Col, Study


__all__ = ["aha_bleeds"]

_DAY, _BLEEDS = pl.col(Col.DAY), pl.col(AhaItem.ACTIVE_BLEEDING)
_WEEK = 7.0


def aha_bleeds(study: Study) -> pl.DataFrame:
    """Return bleeds, weeks and bleeds per week of each patient, by period.

    Returns
    -------
    DataFrame
        patient, period (`before PR`, `from PR`), bleeds, weeks (between the first and the
        last assessed visit of the period from the infusion on), score (bleeds per week;
        null of no time), why, evidence.
    """
    visits = aha_visits(study).filter((_DAY >= 0) & _BLEEDS.is_not_null())
    remitted = gth_visits(study).filter((_DAY > 0) & pl.col("call").is_in(["PR", "CR"]))
    first = remitted.group_by(Col.PATIENT).agg(_DAY.min().alias("first"))
    rows = visits.join(first, on=Col.PATIENT, how="left").sort(Col.PATIENT, Col.DAY)
    later = (pl.col("first") <= _DAY).fill_null(value=False)
    period = pl.when(later).then(pl.lit("from PR")).otherwise(pl.lit("before PR"))
    was = _BLEEDS.shift(1).over(Col.PATIENT).fill_null(0)
    counted = rows.with_columns(
        period.alias("period"), ((_BLEEDS == 1) & (was == 0)).alias("begins")
    )
    table = counted.group_by(Col.PATIENT, "period").agg(
        pl.col("begins").sum().cast(pl.Int64).alias("bleeds"),
        ((_DAY.max() - _DAY.min()) / _WEEK).alias("weeks"),
    )
    bleeds, weeks = pl.col("bleeds"), pl.col("weeks")
    rate = pl.when(weeks > 0).then(bleeds / weeks)
    lost = pl.lit("cannot give a rate: one visit is no time")
    reference = load_criterion("aha-gth")["bleeds_per_week"]
    told = pl.lit(f"bleeds per week; reference before PR {reference:g}")
    return table.with_columns(
        rate.alias(ResponseCol.SCORE),
        pl.when(weeks > 0).then(told).otherwise(lost).alias(RuleCol.WHY),
        pl.format("bleeds={}; weeks={}", bleeds, shown(weeks)).alias(RuleCol.EVIDENCE),
    ).sort(Col.PATIENT, "period")
