"""Statistics for a handful of patients: exact intervals, medians as observed.

Interval of a proportion: Clopper CJ, Pearson ES, Biometrika 1934;26:404-413. Of few
patients no mean and no standard deviation is given.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from cartwin.rules.statistics.intervals import exact_limits


__all__ = ["ExactInterval", "Summary", "exact_interval", "summarise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactInterval:
    """A proportion and its exact confidence interval.

    Attributes
    ----------
    k, n
        Patients with the finding, and patients looked at.
    estimate
        k / n; None if nobody was looked at.
    low, high
        Ends of the interval, as fractions.
    level
        Confidence level.
    """

    k: int
    n: int
    estimate: float | None
    low: float
    high: float
    level: float

    def __str__(self) -> str:
        if self.estimate is None:
            return "0/0"
        ends = f"{100 * self.low:.1f}–{100 * self.high:.1f}"
        return f"{self.k}/{self.n} ({100 * self.estimate:.0f} %, {ends})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Median and range of what was observed.

    Attributes
    ----------
    n, missing
        Values observed, and values missing.
    median, low, high
        None if nothing was observed. Of an even number the median is the mean of the
        middle two.
    """

    n: int
    missing: int
    median: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if self.median is None:
            return "–"
        return f"{self.median:g} ({self.low:g}–{self.high:g})"


def exact_interval(k: int, n: int, level: float = 0.95) -> ExactInterval:
    """Return a proportion with its Clopper-Pearson interval.

    >>> print(exact_interval(3, 4))
    3/4 (75 %, 19.4–99.4)

    Raises
    ------
    ValueError
        If k of n is not possible, or the level is no fraction.
    """
    low, high = map(float, exact_limits(k, n, level))
    estimate = k / n if n else None
    return ExactInterval(k=k, n=n, estimate=estimate, low=low, high=high, level=level)


def summarise(values: Iterable[float | None]) -> Summary:
    """Return median and range of the values observed; None and NaN are missing.

    >>> print(summarise([8, 11, 14, 25]))
    12.5 (8–25)
    """
    listed = list(values)
    seen = sorted(float(v) for v in listed if v is not None and not math.isnan(v))
    n = len(seen)
    if not seen:
        return Summary(n=0, missing=len(listed), median=None, low=None, high=None)
    median = (seen[(n - 1) // 2] + seen[n // 2]) / 2
    missing = len(listed) - n
    return Summary(n=n, missing=missing, median=median, low=seen[0], high=seen[-1])
