"""The same patients twice: how much a finding differs, with an interval.

Shares: Wald interval after half a patient is added to each cell (Agresti and Min, Stat
Med 2005;24:729-740). Values: median of the differences with the exact interval of the
sign test, which assumes no distribution.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt


__all__ = ["Difference", "differ_in_share", "differ_in_value"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How much one arm differs from the other, in the same patients.

    Attributes
    ----------
    pairs
        Patients of whom both findings are known.
    estimate, low, high
        Difference and ends of its interval; NaN where there are too few pairs.
    """

    pairs: int
    estimate: float
    low: float
    high: float


def differ_in_share(one: Array, other: Array, *, level: float = 0.95) -> Difference:
    """Return by how much the share of `one` is above that of `other`.

    Parameters
    ----------
    one, other
        1 or 0 of each patient, NaN where it is not known (patient).

    Examples
    --------
    >>> one, other = np.array([1.0, 1, 1, 0] * 10), np.array([0.0, 1, 0, 0] * 10)
    >>> found = differ_in_share(one, other)
    >>> found.pairs, found.estimate, round(found.low, 2), round(found.high, 2)
    (40, 0.5, 0.32, 0.63)
    """
    difference = _known(one - other)
    n = len(difference)
    if not n:
        return Difference(pairs=0, estimate=np.nan, low=np.nan, high=np.nan)
    gained, lost = (float(np.sum(difference == s)) + 0.5 for s in (1, -1))
    middle = (gained - lost) / (n + 2)
    error = np.sqrt(gained + lost - (gained - lost) ** 2 / (n + 2)) / (n + 2)
    reach = NormalDist().inv_cdf(0.5 + level / 2) * error
    return Difference(
        pairs=n,
        estimate=float(np.mean(difference)),
        low=float(max(middle - reach, -1.0)),
        high=float(min(middle + reach, 1.0)),
    )


def differ_in_value(one: Array, other: Array, *, level: float = 0.95) -> Difference:
    """Return the median by which the values of `one` are above those of `other`.

    Parameters
    ----------
    one, other
        Value of each patient; infinite where it was never reached, NaN where it is not
        known (patient). Patients in whom neither was reached are no pair.

    Examples
    --------
    >>> days = np.arange(20.0)
    >>> differ_in_value(days + np.tile([3.0, 5.0], 10), days)
    Difference(pairs=20, estimate=4.0, low=3.0, high=5.0)
    """
    from scipy.special import bdtr

    with np.errstate(invalid="ignore"):
        ranked = np.sort(_known(one - other))
    n = len(ranked)
    if not n:
        return Difference(pairs=0, estimate=np.nan, low=np.nan, high=np.nan)
    rarer = int(np.sum(bdtr(np.arange(n, dtype=float), n, 0.5) <= (1 - level) / 2))
    enough = rarer > 0
    return Difference(
        pairs=n,
        estimate=_median(ranked),
        low=float(ranked[rarer - 1]) if enough else np.nan,
        high=float(ranked[n - rarer]) if enough else np.nan,
    )


def _known(values: Array) -> Array:
    return values[~np.isnan(values)]


def _median(ranked: Array) -> float:
    """Return the median; of an infinite and a finite middle value the finite one."""
    low, high = ranked[(len(ranked) - 1) // 2], ranked[len(ranked) // 2]
    ends = np.array([low, high])
    if np.isfinite(ends).all() or low == high:
        return float((low + high) / 2)
    return float(low if np.isfinite(low) else high)
