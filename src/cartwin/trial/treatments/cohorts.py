"""Virtual cohorts: patients who share the typical values of a population, and a product.

A trial of a few dozen patients differs from the next one by chance, and the typical
values of the twin are known within limits only. Both are in the cohorts here: each has
typical values of its own (see `cartwin.twin.DOUBT`), and patients of its own. How far
cohorts lie apart is what an interval must tell; how many patients were simulated is not.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cartwin.twin import Candidates


__all__ = ["LEVEL", "between_cohorts", "cohorts_of", "in_cohorts", "predict_share"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
LEVEL = 0.90  # of the intervals between cohorts
SMALLEST, LARGEST = 5, 25  # patients in a cohort
FEWEST = 20  # cohorts, where there are enough patients


def cohorts_of(n: int) -> Integers:
    """Return the cohort of each of `n` patients, counted from 1 (patient).

    Cohorts have 25 patients, or fewer where that leaves less than 20 cohorts, but 5.

    >>> np.bincount(cohorts_of(1000))[1:].tolist() == [25] * 40
    True
    >>> [np.bincount(cohorts_of(n))[1:].tolist() for n in (3, 12)]
    [[3], [5, 7]]
    """
    size = min(LARGEST, max(SMALLEST, n // FEWEST))
    return np.minimum(np.arange(n) // size, max(n // size - 1, 0)) + 1


def in_cohorts(who: Candidates, populations: Sequence[int]) -> Candidates:
    """Return the candidates in cohorts, each from one of the populations in turn."""
    numbers = cohorts_of(len(who))
    names = np.array([f"C{k:03d}".encode() for k in numbers])
    chosen = np.asarray(populations, np.int64)[(numbers - 1) % len(populations)]
    return replace(who, cohorts=names, populations=chosen)


def between_cohorts(
    statistic: Callable[[Array], float], values: Array, cohorts: Integers
) -> tuple[float, float]:
    """Return between which values a statistic lies in 90 % of cohorts; NaN if there is one.

    Parameters
    ----------
    statistic
        Of the known values of a cohort.
    values
        NaN where not known (patient).
    cohorts
        Number of the cohort of each (patient).

    Examples
    --------
    >>> values, cohorts = np.repeat(np.arange(20.0), 3), np.repeat(np.arange(20), 3)
    >>> between_cohorts(np.median, values, cohorts)
    (0.0, 18.0)
    """
    known = ~np.isnan(values)
    groups = (values[known & (cohorts == k)] for k in np.unique(cohorts))
    found = np.array([statistic(group) for group in groups if len(group)])
    if len(found) < 2:
        return np.nan, np.nan
    ends = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    low, high = np.quantile(found, ends, method="inverted_cdf")
    return float(low), float(high)


def predict_share(values: Array, cohorts: Integers, size: int) -> tuple[float, float]:
    """Return between which shares 90 % of cohorts of `size` patients lie.

    Beta-binomial: mean and correlation within cohorts are those of the cohorts given (by
    moments), so that a larger cohort is less subject to chance, but not to what is
    uncertain of the twin.

    Examples
    --------
    >>> cohorts = np.repeat(np.arange(10), 20)
    >>> alike, apart = np.tile([0.0, 1.0], 100), np.repeat([0.0, 1.0], 100)
    >>> predict_share(alike, cohorts, 100)
    (0.42, 0.58)
    >>> predict_share(apart, cohorts, 100)
    (0.0, 1.0)
    """
    from scipy.stats import betabinom, binom

    known = ~np.isnan(values)
    mean, alike = _moments(values[known], cohorts[known])
    if alike > 0:
        both = mean * (1 / alike - 1), (1 - mean) * (1 / alike - 1)
        counts = betabinom(size, *both)
    else:
        counts = binom(size, mean)
    below = np.cumsum(counts.pmf(np.arange(size + 1)))
    low, high = np.searchsorted(below, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(low / size), float(min(high / size, 1.0))


def _moments(values: Array, cohorts: Integers) -> tuple[float, float]:
    """Return the share, and the correlation of patients of one cohort.

    Half a patient is added to either side, so that no share is certain.
    """
    mean = (float(values.sum()) + 0.5) / (len(values) + 1)
    groups = [values[cohorts == k] for k in np.unique(cohorts)]
    size = len(values) / len(groups)
    if len(groups) < 2 or size <= 1:
        return mean, 0.0
    spread = float(np.var([g.mean() for g in groups], ddof=1))
    alike = (spread * size / (mean * (1 - mean)) - 1) / (size - 1)
    return mean, min(max(alike, 0.0), 0.99)
