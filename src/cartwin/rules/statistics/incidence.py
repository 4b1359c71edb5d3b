"""Cumulative incidence where one event keeps another from being seen.

Aalen OO, Johansen S, Scand J Stat 1978;5:141-150. Variance by the delta method:
Marubini E, Valsecchi MG, Analysing Survival Data from Clinical Trials, 1995, chapter 10.
Without competing events estimate and variance are those of Kaplan and Meier.
"""

import polars as pl

from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.distributions import normal_quantile
from cartwin.rules.statistics.risk_sets import group_of, risk_sets
from cartwin.study import Col


__all__ = ["CENSORED", "cumulative_incidence"]

CENSORED = "censored"
"""Cause of the patients in whom nothing happened while they were followed."""

_F, _S, _A = pl.col(StatCol.INCIDENCE), pl.col("free_before"), pl.col("hazard_variance")
_EVENTS, _AT_RISK = pl.col(StatCol.N_EVENT), pl.col(StatCol.N_RISK)


def cumulative_incidence(
    frame: pl.DataFrame, *, by: str | None = None, level: float = 0.95
) -> pl.DataFrame:
    """Return the share of patients with each kind of event up to each time, by group.

    Parameters
    ----------
    frame
        One row per patient: `time`, and `cause`, the name of what happened first, or
        `censored`. Rows without one of them are missing.
    by
        Column of the groups; all rows are one group without it.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        group, cause, time, n (patients of the group), missing, n_risk, n_event (of this
        cause), n_censored, survival (free of any event), incidence, std_err, low, high.
        The interval is symmetric on the log(-log) scale; null where the incidence is 0
        or 1.

    Examples
    --------
    >>> causes = ["response", "rescue", "response", "censored"]
    >>> frame = pl.DataFrame({"time": [14, 20, 28, 90], "cause": causes})
    >>> found = cumulative_incidence(frame).filter(pl.col("cause") == "response")
    >>> found["incidence"].to_list()
    [0.25, 0.25, 0.5, 0.5]
    """
    cause = pl.col(StatCol.CAUSE)
    rows = frame.with_columns(group_of(by))
    any_event = rows.with_columns((cause != CENSORED).cast(pl.Int8).alias(StatCol.EVENT))
    steps = _free_of_events(risk_sets(any_event, by=Col.GROUP))
    own = _counts(rows)
    causes = own.select(StatCol.CAUSE).unique()
    keys = [Col.GROUP, StatCol.CAUSE, StatCol.TIME]
    table = steps.join(causes, how="cross").join(own, on=keys, how="left").sort(keys)
    return _with_variance(table, normal_quantile(level))


def _free_of_events(steps: pl.DataFrame) -> pl.DataFrame:
    left = 1 - _EVENTS / _AT_RISK
    free = left.cum_prod().over(Col.GROUP).alias(StatCol.SURVIVAL)
    term = pl.when(_AT_RISK > _EVENTS).then(_EVENTS / (_AT_RISK * (_AT_RISK - _EVENTS)))
    return steps.with_columns(free, term.fill_null(0.0).alias("hazard_variance")).select(
        pl.exclude(StatCol.N_EVENT),
        pl.col(StatCol.SURVIVAL).shift(fill_value=1).over(Col.GROUP).alias("free_before"),
    )


def _counts(rows: pl.DataFrame) -> pl.DataFrame:
    """Events of each cause by group and time."""
    happened = rows.filter(pl.col(StatCol.CAUSE) != CENSORED)
    time = pl.col(StatCol.TIME).cast(pl.Float64)
    keys = [pl.col(Col.GROUP), pl.col(StatCol.CAUSE), time]
    return happened.group_by(keys).agg(pl.len().cast(pl.Int64).alias(StatCol.N_EVENT))


def _with_variance(table: pl.DataFrame, z: float) -> pl.DataFrame:
    curve = [Col.GROUP, StatCol.CAUSE]
    hazard = _EVENTS / _AT_RISK
    table = table.with_columns(_EVENTS.fill_null(0)).with_columns(
        (_S * hazard).cum_sum().over(curve).alias(StatCol.INCIDENCE)
    )
    own = _S**2 * hazard * (1 - hazard) / _AT_RISK
    cross = _S * hazard / _AT_RISK

    def up_to(terms: pl.Expr) -> pl.Expr:
        return terms.cum_sum().over(curve)

    variance = (
        _F**2 * up_to(_A)
        - 2 * _F * up_to(_A * _F + cross)
        + up_to(_A * _F**2 + own + 2 * cross * _F)
    )
    error = variance.clip(0).sqrt()
    reach = z * error / (_F * _F.log())
    inside = pl.when((_F > 0) & (_F < 1))
    low, high = (inside.then(_F.pow((s * reach).exp())) for s in (-1, 1))
    names = (StatCol.N_RISK, StatCol.N_EVENT, StatCol.N_CENSORED, StatCol.SURVIVAL)
    return table.select(
        *(Col.GROUP, StatCol.CAUSE, StatCol.TIME, Col.N, StatCol.MISSING, *names, _F),
        error.alias(StatCol.STD_ERR),
        low.alias(Col.LOW),
        high.alias(Col.HIGH),
    )
