"""What is read off a profile without fitting anything: peak, last value, areas so far."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.nca.areas import AreaRule, intervals
from cartwin.rules.nca.columns import NcaCol
from cartwin.rules.nca.profile import LEVEL, SEEN, Route, with_start
from cartwin.study import Col


__all__ = ["observed_areas", "peaks"]

_DAY, _LEVEL, _SEEN = pl.col(Col.DAY), pl.col(LEVEL), pl.col(SEEN)


def peaks(rows: pl.DataFrame, route: Route) -> pl.DataFrame:
    """Return peak, last quantifiable value and numbers of samples by patient.

    `tlag` is the last time below the limit before the first quantifiable value, 0 if there
    is none; null after an intravenous dose.
    """
    seen_day, seen_level = _DAY.filter(_SEEN), _LEVEL.filter(_SEEN)
    before = _DAY.filter(~_SEEN & (seen_day.min() > _DAY)).max()
    lag: pl.Expr = pl.when(_SEEN.any()).then(before.fill_null(0.0))
    if route is not Route.EXTRAVASCULAR:
        lag = pl.lit(None, pl.Float64)
    return rows.group_by(Col.PATIENT).agg(
        pl.len().cast(pl.Int64).alias(NcaCol.SAMPLES),
        _SEEN.sum().cast(pl.Int64).alias(NcaCol.QUANTIFIABLE),
        seen_level.max().alias(RuleCol.CMAX),
        seen_day.get(seen_level.arg_max(), null_on_oob=True).alias(RuleCol.TMAX),
        lag.alias(NcaCol.TLAG),
        seen_level.last().alias(RuleCol.CLAST),
        seen_day.last().alias(RuleCol.TLAST),
    )


def observed_areas(rows: pl.DataFrame, route: Route, rule: AreaRule) -> pl.DataFrame:
    """Return the areas up to the last quantifiable and to the last sample, by patient.

    Columns: patient, auc_last, auc_all, aumc_last, and for a bolus c0 and `back`, the
    area before the first sample. Patients without a quantifiable sample have none.
    """
    last = _DAY.filter(_SEEN).max().over(Col.PATIENT).alias(RuleCol.TLAST)
    known = rows.with_columns(last).filter(pl.col(RuleCol.TLAST).is_not_null())
    ends = known.group_by(Col.PATIENT).agg(
        pl.col(RuleCol.TLAST).first(), _DAY.min().alias("first")
    )
    started = with_start(rows.join(ends, on=Col.PATIENT, how="semi"), route)
    steps = intervals(started, rule).join(ends, on=Col.PATIENT)
    so_far = pl.col("t2") <= pl.col(RuleCol.TLAST)
    auc, aumc = pl.col("auc"), pl.col("aumc")
    back = auc.filter(pl.col("t2") <= pl.col("first")).sum()
    sums = steps.group_by(Col.PATIENT).agg(
        auc.filter(so_far).sum().alias(NcaCol.AUC_LAST),
        auc.sum().alias(NcaCol.AUC_ALL),
        aumc.filter(so_far).sum().alias(NcaCol.AUMC_LAST),
        (back if route is Route.BOLUS else pl.lit(None, pl.Float64)).alias("back"),
    )
    at_zero = started.group_by(Col.PATIENT).agg(_first(route))
    return (
        ends.select(Col.PATIENT)
        .join(at_zero, on=Col.PATIENT, how="left")
        .join(sums, on=Col.PATIENT, how="left")
    )


def _first(route: Route) -> pl.Expr:
    start = (
        _LEVEL.sort_by(_DAY).first() if route is Route.BOLUS else pl.lit(None, pl.Float64)
    )
    return start.alias(NcaCol.C0)
