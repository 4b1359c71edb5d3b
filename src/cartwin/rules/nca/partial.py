"""The area between two times, which need not be times of samples."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.nca.areas import AreaRule, areas, intervals, level_at
from cartwin.rules.nca.columns import NcaCol
from cartwin.rules.nca.profile import (
    LEVEL,
    SEEN,
    Embedded,
    Route,
    check_samples,
    profiles,
    with_start,
)
from cartwin.rules.nca.terminal import terminal_slopes
from cartwin.study import Col


__all__ = ["area_between", "partial_area"]

_DAY, _SEEN = pl.col(Col.DAY), pl.col(SEEN)
_T1, _T2, _C1, _C2 = (pl.col(name) for name in ("t1", "t2", "c1", "c2"))


def partial_area(
    samples: pl.DataFrame,
    start: float,
    end: float,
    *,
    route: Route = Route.EXTRAVASCULAR,
    rule: AreaRule = AreaRule.LINEAR_UP_LOG_DOWN,
    embedded: Embedded = Embedded.ZERO,
    extrapolate: bool = False,
) -> pl.DataFrame:
    """Return the area from `start` to `end` of every patient, e.g. AUC0-28.

    Parameters
    ----------
    samples, route, rule, embedded
        As `analyse_profiles` takes them.
    extrapolate
        Beyond the last quantifiable sample go on along the terminal slope; without one,
        the area is null there. Otherwise the area ends with the samples (`truncated`).

    Returns
    -------
    DataFrame
        patient, start, end, auc, aumc, truncated (the last quantifiable sample comes
        before the end). Null for a patient who never was quantifiable.

    Raises
    ------
    ValueError
        If not 0 <= start < end, or as `analyse_profiles` for the samples.

    Examples
    --------
    >>> samples = pl.DataFrame({"patient": "P1", "day": [10.0, 30.0], "value": [4.0, 2.0]})
    >>> partial_area(samples, 0, 28, rule=AreaRule.LINEAR)["auc"].item()
    75.8...
    """
    if not 0 <= start < end:
        msg = f"an area from {start:g} to {end:g}; expected 0 <= start < end"
        raise ValueError(msg)
    check_samples(samples)
    rows = profiles(samples, embedded=embedded)
    slopes = terminal_slopes(rows, route) if extrapolate else None
    table = area_between(rows, start, end, route=route, rule=rule, slopes=slopes)
    everyone = samples.select(Col.PATIENT).unique()
    return (
        everyone.join(table, on=Col.PATIENT, how="left")
        .select(
            Col.PATIENT,
            pl.lit(float(start)).alias("start"),
            pl.lit(float(end)).alias("end"),
            *("auc", "aumc", "truncated"),
        )
        .sort(Col.PATIENT)
    )


def area_between(
    rows: pl.DataFrame,
    start: float,
    end: float,
    *,
    route: Route = Route.EXTRAVASCULAR,
    rule: AreaRule = AreaRule.LINEAR,
    slopes: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return patient, auc, aumc and truncated of profiles; see `partial_area`.

    With the terminal slopes of the patients areas go on beyond the last sample.
    """
    lasts = _lasts(rows)
    seen = rows.join(lasts, on=Col.PATIENT).filter(pl.col(RuleCol.TLAST) >= _DAY)
    pairs = intervals(with_start(seen.drop(RuleCol.TLAST), route), rule)
    reached = pl.col(RuleCol.TLAST) >= start
    if slopes is not None:
        rates = slopes.select(Col.PATIENT, NcaCol.LAMBDA_Z)
        pairs = pl.concat([pairs, _tail(seen.join(rates, on=Col.PATIENT), end, pairs)])
        lasts = lasts.join(rates, on=Col.PATIENT, how="left")
        known = pl.col(NcaCol.LAMBDA_Z).is_not_null()
        reached = known | (pl.col(RuleCol.TLAST) >= end)
    sums = _cut(pairs, start, end).group_by(Col.PATIENT).agg(pl.col("auc", "aumc").sum())
    return lasts.join(sums, on=Col.PATIENT, how="left").select(
        Col.PATIENT,
        *(
            pl.when(reached).then(pl.col(name).fill_null(0.0)).alias(name)
            for name in ("auc", "aumc")
        ),
        (pl.col(RuleCol.TLAST) < end).alias("truncated"),
    )


def _lasts(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the last quantifiable time of every patient who has one."""
    return rows.filter(_SEEN).group_by(Col.PATIENT).agg(_DAY.max().alias(RuleCol.TLAST))


def _tail(seen: pl.DataFrame, end: float, like: pl.DataFrame) -> pl.DataFrame:
    """Return the stretch from the last quantifiable sample on, along the slope."""
    final = seen.filter((pl.col(RuleCol.TLAST) == _DAY) & (end > _DAY))
    decay = (-pl.col(NcaCol.LAMBDA_Z) * (end - _DAY)).exp()
    tail = final.select(
        Col.PATIENT,
        _DAY.alias("t1"),
        pl.lit(float(end)).alias("t2"),
        pl.col(LEVEL).alias("c1"),
        (pl.col(LEVEL) * decay).alias("c2"),
    )
    return areas(tail, AreaRule.LOG).select(like.columns)


def _cut(pairs: pl.DataFrame, start: float, end: float) -> pl.DataFrame:
    """Return the intervals, or the parts of them, that lie between start and end."""
    touching = pairs.filter((start < _T2) & (end > _T1))
    clipped = touching.with_columns(
        pl.max_horizontal(_T1, pl.lit(float(start))).alias("from"),
        pl.min_horizontal(_T2, pl.lit(float(end))).alias("to"),
    )
    ends = clipped.select(
        Col.PATIENT,
        pl.col("from").alias("t1"),
        pl.col("to").alias("t2"),
        level_at(pl.col("from")).alias("c1"),
        level_at(pl.col("to")).alias("c2"),
        "is_log",
    )
    logs, lines = ends.filter("is_log"), ends.filter(~pl.col("is_log"))
    return pl.concat(
        [
            areas(logs.drop("is_log"), AreaRule.LOG),
            areas(lines.drop("is_log"), AreaRule.LINEAR),
        ]
    )
