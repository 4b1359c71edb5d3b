"""The log-rank test: whether groups differ in when their events happen.

Mantel N, Cancer Chemother Rep 1966;50:163-170; Peto R, Peto J, J R Stat Soc A
1972;135:185-207.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.distributions import chi_squared_tail
from cartwin.rules.statistics.risk_sets import observed
from cartwin.study import Col


__all__ = ["LogRank", "log_rank"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank:
    """What the test found.

    Attributes
    ----------
    n, observed, expected
        Patients, events, and events expected if the groups did not differ, by group.
    missing
        Rows without time or event, which do not enter.
    statistic
        Chi-squared; None if there is nothing to compare.
    freedom
        Its degrees of freedom, groups - 1.
    p
        Two-sided p value; None as the statistic.
    """

    n: Mapping[str, int]
    observed: Mapping[str, int]
    expected: Mapping[str, float]
    missing: int
    statistic: float | None
    freedom: int
    p: float | None


def log_rank(frame: pl.DataFrame, *, by: str) -> LogRank:
    """Return the log-rank test of the groups in a column.

    Parameters
    ----------
    frame
        One row per patient, as `kaplan_meier` takes it.
    by
        Column of the groups.

    Examples
    --------
    >>> frame = pl.DataFrame({"time": [1, 2, 8, 9], "event": 1, "arm": [*"aabb"]})
    >>> found = log_rank(frame, by="arm")
    >>> round(found.statistic, 3), found.freedom
    (2.882, 1)
    """
    rows = observed(frame, by=by)
    whole = rows.drop_nulls()
    names = whole[Col.GROUP].unique().sort().to_list()
    groups = np.array([whole[Col.GROUP] == name for name in names], float)
    groups = groups.reshape(len(names), whole.height)
    events, expected, spread = _tables(groups, whole)
    statistic = _statistic(events - expected, spread)
    sizes, seen, due = (_named(names, a) for a in (groups.sum(1), events, expected))
    freedom = max(len(names) - 1, 0)
    return LogRank(
        n={g: int(v) for g, v in sizes.items()},
        observed={g: int(v) for g, v in seen.items()},
        expected=due,
        missing=rows.height - whole.height,
        statistic=statistic,
        freedom=freedom,
        p=None if statistic is None else chi_squared_tail(statistic, freedom),
    )


def _tables(groups: Array, rows: pl.DataFrame) -> tuple[Array, Array, Array]:
    """Return observed and expected events, and the covariance of their difference."""
    times = rows[StatCol.TIME].to_numpy()
    happened = rows[StatCol.EVENT].to_numpy() == 1
    moments = np.unique(times[happened])
    order = np.argsort(times, kind="stable")
    first = np.searchsorted(times[order], moments)
    later = np.cumsum(groups[:, order][:, ::-1], axis=1)[:, ::-1]
    at_risk = later[:, first]
    place = np.searchsorted(moments, times[happened])
    died = np.array(
        [np.bincount(place, g, minlength=len(moments)) for g in groups[:, happened]]
    ).reshape(at_risk.shape)
    d, n = died.sum(0), at_risk.sum(0)
    share = at_risk / n
    weight = d * np.where(n > 1, (n - d) / np.maximum(n - 1, 1), 0.0)
    spread = np.diag((weight * share).sum(1)) - (weight * share) @ share.T
    return died.sum(1), (d * share).sum(1), spread


def _statistic(gap: Array, spread: Array) -> float | None:
    if len(gap) < 2 or not spread.any():
        return None
    reduced = gap[1:]
    return float(reduced @ np.linalg.pinv(spread[1:, 1:]) @ reduced)


def _named(names: list[str], numbers: Any) -> dict[str, float]:
    return dict(zip(names, map(float, numbers), strict=True))
