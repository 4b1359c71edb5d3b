"""Confidence intervals of proportions, for whole columns of counts at once.

Exact: Clopper CJ, Pearson ES, Biometrika 1934;26:404-413. Score: Wilson EB, J Am Stat
Assoc 1927;22:209-212.
"""

from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.distributions import normal_quantile
from cartwin.study import Col


__all__ = ["Method", "exact_limits", "wilson_limits", "with_interval"]

Array = npt.NDArray[np.float64]


class Method(StrEnum):
    """How the interval of a proportion is computed."""

    EXACT = "exact"
    WILSON = "wilson"


def exact_limits(k: Any, n: Any, level: float = 0.95) -> tuple[Array, Array]:
    """Return the ends of the Clopper-Pearson intervals of k out of n, as fractions.

    Of nobody (n = 0) nothing is known: 0 to 1.

    Parameters
    ----------
    k, n
        Counts: numbers or arrays of one shape.
    level
        Confidence level, a fraction.

    Raises
    ------
    ValueError
        If k of n is not possible somewhere, or the level is no fraction.

    Examples
    --------
    >>> low, high = exact_limits([0, 3], [4, 4])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.194], [0.602, 0.994])
    """
    counted, of = _counts(k, n, level)
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    below, above = np.maximum(counted, 1), np.minimum(counted, np.maximum(of - 1, 0))
    low = betaincinv(below, of - below + 1, tail)
    high = betaincinv(above + 1, np.maximum(of - above, 1), 1 - tail)
    return np.where(counted > 0, low, 0.0), np.where(counted < of, high, 1.0)


def wilson_limits(k: Any, n: Any, level: float = 0.95) -> tuple[Array, Array]:
    """Return the ends of the Wilson score intervals of k out of n, as fractions.

    >>> low, high = wilson_limits(3, 4)
    >>> round(float(low), 3), round(float(high), 3)
    (0.301, 0.954)

    Raises
    ------
    ValueError
        As `exact_limits`.
    """
    counted, of = _counts(k, n, level)
    z2 = normal_quantile(level) ** 2
    safe = np.maximum(of, 1)
    share = counted / safe
    middle = (share + z2 / (2 * safe)) / (1 + z2 / safe)
    spread = share * (1 - share) / safe + z2 / (4 * safe**2)
    half = np.sqrt(z2 * spread) / (1 + z2 / safe)
    low = np.where((counted > 0) & (of > 0), middle - half, 0.0)
    high = np.where((counted < of) & (of > 0), middle + half, 1.0)
    return low, high


def with_interval(
    frame: pl.DataFrame, *, level: float = 0.95, method: Method = Method.EXACT
) -> pl.DataFrame:
    """Return the frame with `estimate`, `low` and `high` of its columns `k` and `n`.

    The estimate is null where n is 0.

    >>> with_interval(pl.DataFrame({"k": [2], "n": [4]})).row(0)
    (2, 4, 0.5, 0.067585986..., 0.932414013...)
    """
    limits = exact_limits if method is Method.EXACT else wilson_limits
    k, n = frame[StatCol.K].to_numpy(), frame[Col.N].to_numpy()
    low, high = limits(k, n, level)
    share = pl.when(pl.col(Col.N) > 0).then(pl.col(StatCol.K) / pl.col(Col.N))
    return frame.with_columns(
        share.alias(StatCol.ESTIMATE),
        pl.Series(Col.LOW, low, pl.Float64),
        pl.Series(Col.HIGH, high, pl.Float64),
    )


def _counts(k: Any, n: Any, level: float) -> tuple[Array, Array]:
    counted, of = np.broadcast_arrays(np.asarray(k, float), np.asarray(n, float))
    wrong = ~((counted >= 0) & (counted <= of))
    if wrong.any():
        first = int(np.flatnonzero(np.ravel(wrong))[0])
        k0, n0 = np.ravel(counted)[first], np.ravel(of)[first]
        msg = f"{k0:g} of {n0:g} patients is not possible; expected 0 <= k <= n"
        raise ValueError(msg)
    if not 0 < level < 1:
        msg = f"level {level:g} is not between 0 and 1; write 0.95 for 95 %"
        raise ValueError(msg)
    return counted, of
