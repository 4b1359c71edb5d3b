"""Values of a cohort that agree with a reported median, range, quartiles or mean."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.study import Col
from cartwin.trial.claims import Claim, number_of


__all__ = ["Spread", "alike", "spread_of"]

Array = npt.NDArray[np.float64]
Random = np.random.Generator
TAIL = 1.5  # ends lie this many times farther from a quartile than the median (assumed)
FARTHEST = 2.5  # standard deviations (assumed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a covariate is spread over the patients of a cohort.

    Attributes
    ----------
    draw
        Gives as many values as the cohort has patients.
    assumed
        What had to be assumed, in words; empty if the report says it all.
    """

    draw: Callable[[Random], Array]
    assumed: str = ""


def spread_of(
    claim: Claim,
    ends: Claim,
    n: int,
    *,
    whole: bool = False,
    within: tuple[float, float] = (0.0, np.inf),
) -> Spread | None:
    """Return how a reported covariate is spread over `n` patients; None if it is not told.

    Parameters
    ----------
    claim
        States a median, mean, value or range.
    ends
        A second claim that states the range; may be empty.
    whole
        Whether values are counts.
    within
        Lowest and highest value where the report does not tell the ends.
    """
    middle, low, high = (number_of(claim, c) for c in (Col.VALUE, Col.LOW, Col.HIGH))
    width, interval = number_of(claim, Col.SPREAD), claim.get(Col.INTERVAL) or "range"
    if claim.get(Col.STATISTIC) == "bound":
        strict = not str(claim.get(Col.TEXT) or "").startswith("at least")
        return _beyond(low, high, n, next_up=1.0 if whole and strict else 0.0)
    if interval == "iqr" and low is not None and middle is not None and high is not None:
        return _quartiles(low, middle, high, n, within)
    first, last = number_of(ends, Col.LOW), number_of(ends, Col.HIGH)
    if first is not None and last is not None:
        return _within(first, middle, last, None, n)
    if interval == "sd" and middle is not None and width is not None:
        return _normal(middle, width, n, within)
    return _within(low, middle, high, width if interval == "range_width" else None, n)


def _within(
    low: float | None, middle: float | None, high: float | None, width: float | None, n: int
) -> Spread | None:
    """Return the spread between two ends, as far as they are known."""
    assumed = ""
    if middle is not None and width is not None and low is None:
        low, high = max(middle - width / 2, 0.0), middle + width / 2
        assumed = f"a range of {low:g} to {high:g}, symmetrical about the median"
    if low is not None and high is not None:
        between = (low + high) / 2 if middle is None else middle
        assumed = assumed or ("" if middle is not None else f"a median of {between:g}")
        return Spread(draw=lambda r: alike(low, between, high, n, r), assumed=assumed)
    if middle is None:
        return None
    alone = f"{middle:g} in every patient" if n > 1 else ""
    return Spread(draw=lambda _: np.full(n, middle), assumed=alone)


def _beyond(
    low: float | None, high: float | None, n: int, *, next_up: float
) -> Spread | None:
    """Return the value nearest to a bound: the next count, or the bound itself."""
    near = high if low is None else low + next_up
    if near is None:
        return None
    said = f"{near:g} in every patient" if n > 1 else f"{near:g}"
    return Spread(draw=lambda _: np.full(n, near), assumed=said)


def _quartiles(
    low: float, middle: float, high: float, n: int, within: tuple[float, float]
) -> Spread:
    """Return values with these quartiles, each quarter even, up to assumed ends."""
    first = max(low - TAIL * (middle - low), min(within[0], low))
    last = min(high + TAIL * (high - middle), max(within[1], high))
    ends, shares = (first, low, middle, high, last), (0.0, 0.25, 0.5, 0.75, 1.0)
    return Spread(
        draw=lambda random: np.interp(_shares(n, random), shares, ends),
        assumed=f"a range of {first:g} to {last:g} about the quartiles",
    )


def _normal(mean: float, sd: float, n: int, within: tuple[float, float]) -> Spread:
    """Return normal values with this mean and standard deviation, without far tails."""
    first = max(mean - FARTHEST * sd, min(within[0], mean))
    last = min(mean + FARTHEST * sd, max(within[1], mean))

    def draw(random: Random) -> Array:
        from scipy.special import ndtri

        return np.asarray(np.clip(mean + sd * ndtri(_shares(n, random)), first, last))

    said = f"a normal distribution, cut at {first:g} and {last:g},"
    return Spread(draw=draw, assumed=said)


def _shares(n: int, random: Random) -> Array:
    """Return n numbers between 0 and 1, one in each n-th, shuffled."""
    return np.asarray((random.permutation(n) + random.random(n)) / n)


def alike(low: float, median: float, high: float, n: int, random: Random) -> Array:
    """Return n values with exactly this lowest, median and highest value, shuffled.

    >>> x = alike(8, 12.5, 25, 4, np.random.default_rng(1))
    >>> float(x.min()), float(np.median(x)), float(x.max())
    (8.0, 12.5, 25.0)
    """
    if n < 3:
        return random.permutation(np.array([low, high] if n == 2 else [median]))
    reach = min(median - low, high - median)
    middle = [median] if n % 2 else [median - (d := random.uniform(0, reach)), median + d]
    pairs = (n - 2 - len(middle)) // 2
    outer = [
        *random.uniform(low, middle[0], pairs),
        *random.uniform(middle[-1], high, pairs),
    ]
    return random.permutation(np.array([low, high, *middle, *outer]))
