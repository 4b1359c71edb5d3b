"""Who was at risk, and what happened, at each time: what all survival curves start from."""

import polars as pl

from cartwin.rules.statistics.columns import StatCol
from cartwin.study import Col


__all__ = ["group_of", "observed", "risk_sets", "times_to_event"]

_TIME, _EVENT = pl.col(StatCol.TIME), pl.col(StatCol.EVENT)


def times_to_event(times: list[float | None], events: list[int | None]) -> pl.DataFrame:
    """Return the frame that curves are computed from, one row per patient.

    >>> times_to_event([3, 5], [1, 0]).columns
    ['time', 'event']
    """
    types: dict[str, type[pl.DataType]] = {StatCol.TIME: pl.Float64, StatCol.EVENT: pl.Int8}
    return pl.DataFrame(
        {StatCol.TIME: times, StatCol.EVENT: events}, schema=types, strict=False
    )


def group_of(by: str | None) -> pl.Expr:
    """Return the group of each row by a column, or one for all."""
    group = pl.lit("all") if by is None else pl.col(by).cast(pl.String)
    return group.alias(Col.GROUP)


def observed(frame: pl.DataFrame, *, by: str | None = None) -> pl.DataFrame:
    """Return group, time and event of every row; NaN and an unknown event become null.

    Raises
    ------
    ValueError
        If a time is negative or infinite, or an event is neither 0 nor 1.
    """
    table = frame.select(
        group_of(by),
        _TIME.cast(pl.Float64).fill_nan(None),
        _EVENT.cast(pl.Int64).alias(StatCol.EVENT),
    )
    odd_times = table.filter((_TIME < 0) | _TIME.is_infinite())[StatCol.TIME]
    odd_events = table.filter(~_EVENT.is_in([0, 1]))[StatCol.EVENT]
    problems = []
    if len(odd_times):
        problems.append(f"time {odd_times[0]:g}; expected a number from 0 on")
    if len(odd_events):
        problems.append(f"event {odd_events[0]}; expected 1 (event) or 0 (censored)")
    if problems:
        raise ValueError("; ".join(problems))
    return table


def risk_sets(frame: pl.DataFrame, *, by: str | None = None) -> pl.DataFrame:
    """Return one row per group and time: who was at risk, and what happened.

    Parameters
    ----------
    frame, by
        As in `kaplan_meier`.

    Returns
    -------
    DataFrame
        group, time, n, missing, n_risk, n_event, n_censored, ordered by group and time.
    """
    rows = observed(frame, by=by)
    complete = _TIME.is_not_null() & _EVENT.is_not_null()
    sizes = rows.group_by(Col.GROUP).agg(
        complete.sum().cast(pl.Int64).alias(Col.N),
        (~complete).sum().cast(pl.Int64).alias(StatCol.MISSING),
    )
    happened = rows.filter(complete).group_by(Col.GROUP, StatCol.TIME)
    steps = happened.agg(
        _EVENT.sum().alias(StatCol.N_EVENT),
        (1 - _EVENT).sum().alias(StatCol.N_CENSORED),
    ).sort(Col.GROUP, StatCol.TIME)
    left = pl.sum_horizontal(StatCol.N_EVENT, StatCol.N_CENSORED)
    at_risk = left.cum_sum(reverse=True).over(Col.GROUP).alias(StatCol.N_RISK)
    return (
        steps.with_columns(at_risk)
        .join(sizes, on=Col.GROUP)
        .select(
            *(Col.GROUP, StatCol.TIME, Col.N, StatCol.MISSING),
            *(StatCol.N_RISK, StatCol.N_EVENT, StatCol.N_CENSORED),
        )
        .sort(Col.GROUP, StatCol.TIME)
    )
