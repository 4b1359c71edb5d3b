"""Mean, standard deviation and quantiles of one column of a summary.

The numbers are whole multiples of 2^-1074, the smallest double, so their sums are exact.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


__all__ = ["BINS", "NEGATIVE", "Column", "mean_of", "quantiles_of", "sd_of"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
BINS = 1024
NEGATIVE = 2048  # patterns of sign and exponent from here on are negative
UNIT = 1074  # numbers are multiples of 2^-UNIT
FRACTION, LOWER, UPPER = 52, 21, 31  # bits of a fraction, and of its two parts
BIN_SHIFT = 42
LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What is known of the values of one column.

    Attributes
    ----------
    patterns
        Sign and exponent of each page, in increasing order of the values (page).
    counts
        Values in each bin (page, `BINS`), bins in increasing order of magnitude.
    sums
        Of each page (page, 4): upper and lower part of the fractions, lower and upper
        word of the squares of the upper part.
    lowest, highest
        Of the values.
    """

    patterns: Integers
    counts: npt.NDArray[np.uint32]
    sums: npt.NDArray[np.uint64]
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class _Page:
    """One page as whole numbers: how many values, and sums of parts of their fractions."""

    negative: bool
    exponent: int
    number: int
    upper: int
    lower: int
    squares: int

    @property
    def leading(self) -> int:
        """The bit before the fraction: 1, but 0 for zero and its neighbours."""
        return int(self.exponent > 0)

    @property
    def shift(self) -> int:
        """Power of two of the last bit of the fraction, in units."""
        return max(self.exponent - 1, 0)

    @property
    def sign(self) -> int:
        return -1 if self.negative else 1


def _pages(column: Column) -> list[_Page]:
    numbers = column.counts.sum(axis=1, dtype=np.int64)
    return [
        _Page(p >= NEGATIVE, p % NEGATIVE, n, u, v, low + (high << 32))
        for p, n, (u, v, low, high) in zip(
            column.patterns.tolist(), numbers.tolist(), column.sums.tolist(), strict=True
        )
    ]


def mean_of(column: Column) -> float:
    """Return the mean, correctly rounded; NaN of no values."""
    pages = _pages(column)
    number = sum(p.number for p in pages)
    total = sum(p.sign * (_fractions(p) << p.shift) for p in pages)
    return total / (number << UNIT) if number else math.nan


def _fractions(page: _Page) -> int:
    """Return the sum of the numbers in units of their last bit."""
    return (page.number * page.leading << FRACTION) + (page.upper << LOWER) + page.lower


def sd_of(column: Column) -> float:
    """Return the sample standard deviation; NaN of fewer than two values."""
    pages = _pages(column)
    number = sum(p.number for p in pages)
    if number < 2:
        return math.nan
    total = squares = 0  # of the numbers without the lower part of their fractions
    for p in pages:
        one = p.leading << UPPER
        total += p.sign * ((p.number * one + p.upper) << p.shift)
        squares += (p.number * one**2 + 2 * one * p.upper + p.squares) << 2 * p.shift
    variance = (number * squares - total**2) // (number * (number - 1))
    return math.isqrt(variance << 2 * LOWER) / (1 << UNIT)


def quantiles_of(column: Column, levels: Sequence[float]) -> list[float]:
    """Return quantiles; within a bin, values are taken to be evenly spread.

    A level between two values interpolates between them, as `numpy.quantile` does.
    """
    if not len(column.patterns):
        return [math.nan] * len(levels)
    counts, low, high = _bins(column)
    after = np.cumsum(counts)
    last = int(after[-1]) - 1

    def value(rank: int) -> float:
        """Return the value with so many before it."""
        if rank in (0, last):
            return column.lowest if rank == 0 else column.highest
        place = int(np.searchsorted(after, rank, side="right"))
        share = (rank - after[place] + counts[place] + 0.5) / counts[place]
        found = float(low[place] + share * (high[place] - low[place]))
        return min(max(found, column.lowest), column.highest)

    return [_between(value, level * last) for level in levels]


def _between(value: Callable[[int], float], place: float) -> float:
    before = math.floor(place)
    here = value(before)
    part = place - before
    return (1.0 - part) * here + part * value(before + 1) if part else here


def _bins(column: Column) -> tuple[Integers, Array, Array]:
    """Return number and edges of the bins that hold values, in increasing order."""
    falling = column.patterns >= NEGATIVE  # there, larger magnitudes come first
    counts = np.where(falling[:, None], column.counts[:, ::-1], column.counts)
    page, place = np.nonzero(counts)
    number = np.where(falling[page], BINS - 1 - place, place)
    inner = _magnitude(column.patterns[page], number)
    outer = _magnitude(column.patterns[page], number + 1)
    low = np.where(falling[page], -outer, inner)
    high = np.where(falling[page], -inner, outer)
    return counts[page, place].astype(np.int64), low, high


def _magnitude(patterns: Integers, bins: Integers) -> Array:
    """Return the edge of a bin nearest to zero; all below the normal numbers is zero."""
    exponents = patterns % NEGATIVE
    edges = ((exponents << FRACTION) + (bins << BIN_SHIFT)).view(np.float64)
    return np.where(exponents > 0, np.minimum(edges, LARGEST), 0.0)
