"""The small distribution in a row of the table: where the report falls among the cohorts.

Counts become a histogram of 0, 1, ... patients; other quantities a bar of the middle 50
and 90 % of the cohorts. Only geometry is made here; the page draws it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.report.courses import QUANTILES
from cartwin.report.wording import number
from cartwin.trial import ClaimResult, Summary


__all__ = ["Bar", "Spark", "sketch"]

Array = npt.NDArray[np.float64]
LEFT, RIGHT, TALLEST = 12.0, 168.0, 28.0
MOST_LABELS = 8  # beneath the bars of a histogram
WIDEST_RATIO = 8.0  # a range that spans more than this ratio is shown on a log scale
NARROWEST = 0.05  # margin of a range, at least, as a share of its largest value


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a histogram: place, width, height and the number beneath it."""

    x: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A small distribution, in pixels.

    Attributes
    ----------
    bars
        Of a histogram; empty for a range.
    band, half, median
        Ends of the 90 % and 50 % bars, and the median; None without a range.
    diamond
        Where the report lies; None for a bound.
    bound
        From where to where the report is met; None if it is a number.
    ends
        Numbers at the ends of a range, with their places.
    scale
        `log` where the scale of a range is logarithmic.
    words
        The same in words, for those who cannot see it.
    """

    bars: tuple[Bar, ...] = ()
    band: tuple[float, float] | None = None
    half: tuple[float, float] | None = None
    median: float | None = None
    diamond: float | None = None
    bound: tuple[float, float] | None = None
    ends: tuple[tuple[float, str], ...] = ()
    scale: str = ""
    words: str


def sketch(result: ClaimResult) -> Spark:
    """Return the small distribution of one claim."""
    told = result.values[~np.isnan(result.values)]
    if result.measure is None:
        return Spark(words="Virtual patients have nothing of it.")
    if not len(told):
        return Spark(words="No cohort could be evaluated.")
    if result.measure.summary == Summary.COUNT:
        return _histogram(result, told)
    return _range(result, told)


def _histogram(result: ClaimResult, told: Array) -> Spark:
    places = max(result.looked_at[1], int(told.max())) + 1
    shares = [float(np.mean(told == k)) for k in range(places)]
    step = (RIGHT - LEFT) / places
    gap, every = min(3.0, 0.1 * step), -(-places // MOST_LABELS)
    bars = tuple(
        Bar(
            x=round(LEFT + k * step + gap, 1),
            width=round(step - 2 * gap, 1),
            height=round(TALLEST * s / max(shares), 1),
            label="" if k % every else str(k),
        )
        for k, s in enumerate(shares)
    )
    words = ", ".join(f"{k}: {100 * s:.0f} %" for k, s in enumerate(shares))
    diamond = None
    if result.observed is not None:
        diamond = round(LEFT + (result.observed + 0.5) * step, 1)
    return Spark(bars=bars, diamond=diamond, words=f"Share of cohorts with {words}.")


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    log: bool

    def __call__(self, x: float) -> float:
        """Return the place of a value; beyond the ends it stays at the end."""
        a, b, y = (
            (math.log(v) for v in (self.low, self.high, max(x, self.low)))
            if self.log
            else (self.low, self.high, x)
        )
        fraction = 1.0 if math.isinf(x) else (y - a) / (b - a)
        return round(LEFT + (RIGHT - LEFT) * min(max(fraction, 0.0), 1.0), 1)


def _range(result: ClaimResult, told: Array) -> Spark:
    quantiles = [float(np.quantile(told, q, method="inverted_cdf")) for q in QUANTILES]
    low, first, median, third, high = quantiles
    scale = _scale([*quantiles, *_reported(result)])
    last = "never" if any(map(math.isinf, quantiles)) else number(scale.high)
    return Spark(
        band=(scale(low), scale(high)),
        half=(scale(first), scale(third)),
        median=scale(median),
        diamond=None if result.observed is None else scale(result.observed),
        bound=_bound(result, scale),
        ends=((LEFT, number(scale.low)), (RIGHT, last)),
        scale="log" if scale.log else "",
        words=f"Half of the cohorts lie between {number(first)} and {number(third)}.",
    )


def _bound(result: ClaimResult, scale: _Scale) -> tuple[float, float] | None:
    if result.bound is None:
        return None
    low, high = result.bound
    return (LEFT if math.isinf(low) else scale(low), scale(high))


def _reported(result: ClaimResult) -> list[float]:
    numbers = result.bound or (result.observed,)
    finite = [x for x in numbers if x is not None and math.isfinite(x)]
    beyond = [1.8 * x if x == numbers[0] else x / 1.8 for x in finite if result.bound]
    return [*finite, *beyond]


def _scale(numbers: list[float]) -> _Scale:
    finite = [x for x in numbers if math.isfinite(x)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    if low > 0 and high / low > WIDEST_RATIO:
        return _Scale(_round_down(low), _round_up(high), log=True)
    least = NARROWEST * max(abs(low), abs(high))
    margin = max(0.25 * (high - low), least) or 0.2
    floor = max(0.0, low - margin) if low >= 0 else low - margin
    ends = _neat(floor, margin, math.floor), _neat(high + margin, margin, math.ceil)
    return _Scale(*ends, log=False)


def _round_down(x: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, ... that is not above x."""
    power = 10 ** math.floor(math.log10(x))
    return float(max(m for m in (1, 2, 5) if m * power <= x) * power)


def _round_up(x: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, ... that is not below x."""
    power = 10 ** math.floor(math.log10(x))
    return float(min(m for m in (1, 2, 5, 10) if m * power >= x) * power)


def _neat(x: float, margin: float, towards: Callable[[float], float]) -> float:
    """Return x rounded to a step that suits the width of the range."""
    step = _round_down(margin)
    return towards(x / step) * step
