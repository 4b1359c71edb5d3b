"""Survival by Kaplan and Meier, for many groups at once.

Kaplan EL, Meier P, J Am Stat Assoc 1958;53:457-481; variance of Greenwood. An event and
a censoring on the same day: the event comes first, so both were at risk.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.distributions import normal_quantile
from cartwin.rules.statistics.risk_sets import risk_sets
from cartwin.study import Col


__all__ = ["Transform", "kaplan_meier"]

_SURVIVAL, _GREENWOOD = pl.col(StatCol.SURVIVAL), pl.col("greenwood")


class Transform(StrEnum):
    """Scale on which the interval of the survival is symmetric."""

    LOG = "log"
    LOG_LOG = "log-log"
    PLAIN = "plain"


def kaplan_meier(
    frame: pl.DataFrame,
    *,
    by: str | None = None,
    level: float = 0.95,
    transform: Transform = Transform.LOG,
) -> pl.DataFrame:
    """Return the survival after each time of an event or a censoring, by group.

    Parameters
    ----------
    frame
        One row per patient: `time`, and `event` (true, or 1, if it happened then; false if
        the patient was only followed until then). Rows without one of them are missing.
    by
        Column of the groups; all rows are one group without it.
    level
        Confidence level.
    transform
        Scale of the interval; on `log`, the default of R, the upper end stops at 1.

    Returns
    -------
    DataFrame
        group, time, n (patients of the group), missing, n_risk, n_event, n_censored,
        survival, std_err, low, high. Where survival is 0 error and limits are null.

    Raises
    ------
    ValueError
        If a time is negative or an event is neither 0 nor 1.

    Examples
    --------
    >>> frame = pl.DataFrame({"time": [3, 5, 5, 8, 10], "event": [1, 1, 0, 1, 0]})
    >>> kaplan_meier(frame)["survival"].round(9).to_list()
    [0.8, 0.6, 0.3, 0.3]
    """
    events, at_risk = pl.col(StatCol.N_EVENT), pl.col(StatCol.N_RISK)
    curve = risk_sets(frame, by=by).with_columns(
        (1 - events / at_risk).cum_prod().over(Col.GROUP).alias(StatCol.SURVIVAL),
        (events / (at_risk * (at_risk - events)))
        .cum_sum()
        .over(Col.GROUP)
        .alias("greenwood"),
    )
    known = pl.when(_SURVIVAL > 0)
    low, high = _limits(transform, normal_quantile(level))
    return curve.with_columns(
        known.then(_SURVIVAL * _GREENWOOD.sqrt()).alias(StatCol.STD_ERR),
        known.then(low.clip(0, 1)).alias(Col.LOW),
        known.then(high.clip(0, 1)).alias(Col.HIGH),
    ).drop("greenwood")


def _limits(transform: Transform, z: float) -> tuple[pl.Expr, pl.Expr]:
    reach = z * _GREENWOOD.sqrt()
    match transform:
        case Transform.LOG:
            return _SURVIVAL * (-reach).exp(), _SURVIVAL * reach.exp()
        case Transform.PLAIN:
            return _SURVIVAL * (1 - reach), _SURVIVAL * (1 + reach)
        case Transform.LOG_LOG:
            shift = reach / _SURVIVAL.log()
            at_one = pl.when(_SURVIVAL == 1).then(1.0)
            powers = (_SURVIVAL.pow((-shift).exp()), _SURVIVAL.pow(shift.exp()))
            low, high = (at_one.otherwise(power) for power in powers)
            return low, high
