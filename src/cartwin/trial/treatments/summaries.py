"""What a measure comes to in one arm, and how far it is from another arm."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from cartwin.rules import statistics
from cartwin.trial.treatments.cohorts import between_cohorts
from cartwin.trial.treatments.measures import Kind, TreatmentMeasure


__all__ = ["Measured", "difference", "summarise"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
CHANCE = 0.95  # level of the interval for the number of virtual patients


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a measure comes to in one arm.

    Attributes
    ----------
    n
        Patients of whom it is known.
    estimate
        Share, median, mean or ratio over all of them.
    low, high
        Between which it lies in 90 % of cohorts.
    chance_low, chance_high
        95 % interval for the number of virtual patients alone.
    least, most
        5th and 95th percentile of patients; NaN for a share.
    """

    n: int
    estimate: float
    low: float
    high: float
    chance_low: float
    chance_high: float
    least: float
    most: float


def summarise(measure: TreatmentMeasure, values: Array, cohorts: Integers) -> Measured:
    """Return what a measure comes to in one arm.

    Parameters
    ----------
    values
        Of each patient, NaN where it is not known (patient).
    cohorts
        Number of the cohort of each (patient).

    Examples
    --------
    >>> from cartwin.trial.treatments.measures import treatment_measure
    >>> yes = np.tile([1.0, 1.0, 1.0, 0.0], 5)
    >>> found = summarise(treatment_measure("response"), yes, np.repeat(np.arange(5), 4))
    >>> found.estimate, found.low, round(found.chance_low, 3)
    (0.75, 0.75, 0.531)
    """
    values = measure.known(values)
    known = np.sort(values[~np.isnan(values)])
    n, nan = len(known), float("nan")
    if not n:
        return Measured(
            n=0, estimate=nan, low=nan, high=nan, chance_low=nan, chance_high=nan,
            least=nan, most=nan,
        )  # fmt: skip
    low, high = between_cohorts(measure.centre, values, cohorts)
    chance_low, chance_high = _chance(measure, known)
    least, most = nan, nan
    if measure.kind is not Kind.SHARE:
        least, most = map(float, np.quantile(known, (0.05, 0.95), method="inverted_cdf"))
    return Measured(
        n=n, estimate=measure.centre(known), low=low, high=high, chance_low=chance_low,
        chance_high=chance_high, least=least, most=most,
    )  # fmt: skip


def difference(
    measure: TreatmentMeasure, one: Array, other: Array, cohorts: Integers
) -> tuple[int, float, float, float]:
    """Return by how much `one` is above `other` in the same patients.

    The mean of paired differences of shares and rates, the median of those of values; of
    ratios, which belong to no patient, how many times the one is the other.

    Parameters
    ----------
    one, other
        Of the same patients in the same order, NaN where not known (patient).

    Returns
    -------
    pairs, estimate, low, high
        Pairs of which both are known; the difference over all, and between which it lies
        in 90 % of cohorts.

    Examples
    --------
    >>> from cartwin.trial.treatments.measures import treatment_measure
    >>> one, cohorts = np.arange(20.0), np.repeat(np.arange(5), 4)
    >>> difference(treatment_measure("bleeds"), one, one - 2, cohorts)
    (20, 2.0, 2.0, 2.0)
    """
    if measure.kind is Kind.RATIO:
        return 0, np.nan, np.nan, np.nan
    with np.errstate(invalid="ignore"):
        both = measure.known(one) - measure.known(other)
    known = both[~np.isnan(both)]
    if not len(known):
        return 0, np.nan, np.nan, np.nan
    return (
        len(known), measure.centre(known), *between_cohorts(measure.centre, both, cohorts)
    )  # fmt: skip


def _chance(measure: TreatmentMeasure, known: Array) -> tuple[float, float]:
    """Return the 95 % interval for the number of patients; `known` is sorted.

    Shares: Wilson. Medians: order statistics. Means: normal. Ratios: none.
    """
    n = len(known)
    if measure.kind is Kind.SHARE:
        low, high = map(float, statistics.wilson_limits(known.sum(), n, CHANCE))
        return low, high
    z = NormalDist().inv_cdf(0.5 + CHANCE / 2)
    if measure.kind is Kind.MEDIAN:
        reach = z * np.sqrt(n) / 2
        first, last = int(np.floor(n / 2 - reach)), int(np.ceil(n / 2 + reach))
        return float(known[max(first, 0)]), float(known[min(last, n - 1)])
    if measure.kind is Kind.MEAN and n > 1:
        half = z * float(known.std(ddof=1)) / np.sqrt(n)
        return float(known.mean() - half), float(known.mean() + half)
    return np.nan, np.nan
