"""What many patients have in common: counts, means and quantiles, from a stream.

Patients arrive in any portions and any order, are counted and forgotten. Everything kept
is a whole number, so that the result is the same to the last bit however the stream was
cut, interleaved, merged or interrupted. The layout, for one column (time and observable):

* a *page* for every sign and exponent that occurred: 1024 bins over the upper ten bits
  of the fraction, each at most 0.1 % wide, with the number of values in it;
* four sums over the page, of 52-bit fractions m = 2^21 u + l: of u, of l, and of the
  lower and upper 32 bits of u^2. With the number of values they give the sum of the
  values exactly, and the sum of their squares after dropping the lower 21 bits.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from cartwin.engine.code.kept_code import kept_function
from cartwin.engine.summaries.histogram import (
    BINS,
    NEGATIVE,
    Column,
    mean_of,
    quantiles_of,
    sd_of,
)
from cartwin.engine.summaries.stored import (
    ABREAST,
    MOST_PATIENTS,
    PATTERNS,
    SHARED,
    SUMS,
    faults_of_state,
)
from cartwin.errors import SolveError


__all__ = ["Summary"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
FEW = 1024  # pages that are added at once
FIRST_PAGES = 64


@dataclass(slots=True, kw_only=True)
class Summary:
    """Counts, moments and a histogram of every observable at every time.

    Attributes
    ----------
    times, observables
        What is summarised; columns are times x observables, observables fastest.
    patients
        How many have been added.
    pages
        Page of each column, sign and exponent (column, 4096); -1 where none is.
    counts, sums
        Of the bins and of the pages in use, flat, with room to grow.
    lowest, highest, failed
        Of each column: extremes of the finite values, number of the others.
    used
        Number of pages in use.
    """

    times: Array
    observables: tuple[str, ...]
    patients: int
    pages: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint32]
    sums: npt.NDArray[np.uint64]
    lowest: Array
    highest: Array
    failed: Integers
    used: int

    @classmethod
    def empty(cls, times: Sequence[float] | Array, observables: Sequence[str]) -> Self:
        """Return the summary of nobody yet.

        Examples
        --------
        >>> import numpy as np
        >>> summary = Summary.empty([0.0, 1.0], ["PLAT"])
        >>> summary.add(np.array([[[10.0, 20.0, 30.0]], [[1.0, 2.0, np.nan]]]))
        >>> summary.mean.tolist(), summary.failed_values.tolist()
        ([[20.0], [1.5]], [[0], [1]])
        >>> summary.quantiles([0.5]).round(2).tolist()
        [[[20.01], [1.5]]]
        """
        columns = len(times) * len(observables)
        pages = np.full((columns, PATTERNS), -1, np.int32)
        pages[:, SHARED::NEGATIVE] = 0
        return cls(
            times=np.asarray(times, float),
            observables=tuple(observables),
            patients=0,
            pages=pages,
            counts=np.zeros(FIRST_PAGES * BINS, np.uint32),
            sums=np.zeros(FIRST_PAGES * SUMS, np.uint64),
            lowest=np.full(columns, np.inf),
            highest=np.full(columns, -np.inf),
            failed=np.zeros(columns, np.int64),
            used=1,
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Times x observables."""
        return len(self.times), len(self.observables)

    def add(self, values: Array) -> None:
        """Add patients.

        Parameters
        ----------
        values
            Of the observables (time, observable, patient); what is not finite is counted
            as failed.

        Raises
        ------
        SolveError
            If the shape is another one, or there are 2^31 patients.
        """
        if values.shape[:2] != self.shape:
            msg = f"a summary of {self.shape} (time, observable) cannot add {values.shape}"
            raise SolveError(msg)
        self._expect(values.shape[2])
        columns = np.asarray(values, float).reshape(len(self.pages), values.shape[2])
        done = self._tally(columns, 0)
        while done < len(columns):  # the room for pages was used up
            self._make_room(2 * self.used)
            done = self._tally(columns, done)

    def _tally(self, columns: Array, first: int) -> int:
        """Add the columns from `first` on; return the first that found no room."""
        patients = columns.shape[1]
        state = np.array([first, self.used])
        copies = np.empty((ABREAST, patients))
        places = np.empty(patients, np.uint32)
        strides = [s // columns.itemsize for s in columns.strides]
        arrays = (
            columns, copies, places, self.pages, self.counts, self.sums, self.lowest,
            self.highest, self.failed,
        )  # fmt: skip
        addresses = [a.ctypes.data for a in arrays]
        room = len(self.sums) // SUMS
        book = np.array([state.ctypes.data, patients, *strides, room, *addresses])
        _tally()(first, len(columns), book.ctypes.data)
        self.used = int(state[1])
        return int(state[0])

    def _expect(self, patients: int) -> None:
        if self.patients + patients >= MOST_PATIENTS:
            msg = "a summary holds fewer than 2^31 patients; split them"
            raise SolveError(msg)
        self.patients += patients

    def _make_room(self, pages: int) -> None:
        self.counts = _longer(self.counts, pages * BINS)
        self.sums = _longer(self.sums, pages * SUMS)

    def merge(self, other: "Summary") -> None:
        """Add the patients of another summary of the same times and observables.

        Raises
        ------
        SolveError
            If it is about other times or observables.

        Examples
        --------
        >>> import numpy as np
        >>> one, two, both = (Summary.empty([0.0], ["PLAT"]) for _ in range(3))
        >>> one.add(np.array([[[1.0]]])), two.add(np.array([[[3.0, 5.0]]]))
        (None, None)
        >>> both.merge(two), both.merge(one)
        (None, None)
        >>> both.mean.tolist()
        [[3.0]]
        """
        if self.observables != other.observables or self.times.tolist() != (
            other.times.tolist()
        ):
            msg = "summaries of other times or observables cannot be merged"
            raise SolveError(msg)
        self._expect(other.patients)
        here = other.pages > 0
        self._open(here & (self.pages < 0))
        ours, theirs = self.pages[here], other.pages[here]
        _add_rows(self.counts, ours, other.counts, theirs, width=BINS)
        _add_rows(self.sums, ours, other.sums, theirs, width=SUMS)
        np.minimum(self.lowest, other.lowest, out=self.lowest)
        np.maximum(self.highest, other.highest, out=self.highest)
        self.failed += other.failed

    def _open(self, missing: npt.NDArray[np.bool_]) -> None:
        first, more = self.used, int(missing.sum())
        if first + more > len(self.sums) // SUMS:
            self._make_room(first + more)
        self.pages[missing] = np.arange(first, first + more)
        self.used += more

    @property
    def number(self) -> Integers:
        """Finite values (time, observable)."""
        return (self.patients - self.failed).reshape(self.shape)

    @property
    def failed_values(self) -> Integers:
        """Values that were NaN or infinite (time, observable)."""
        return self.failed.reshape(self.shape)

    @property
    def minimum(self) -> Array:
        """Lowest finite value (time, observable); NaN where there is none."""
        return self._extreme(self.lowest)

    @property
    def maximum(self) -> Array:
        """Highest finite value (time, observable); NaN where there is none."""
        return self._extreme(self.highest)

    def _extreme(self, found: Array) -> Array:
        known = np.where(self.number > 0, found.reshape(self.shape), np.nan)
        return np.asarray(known + 0.0)  # zero has no sign here

    @property
    def mean(self) -> Array:
        """Mean of the finite values (time, observable), correctly rounded."""
        means = [mean_of(column) for column in self._columns()]
        return np.array(means).reshape(self.shape)

    @property
    def sd(self) -> Array:
        """Sample standard deviation (time, observable).

        Each value enters with 31 bits of its fraction: a spread below 1e-9 of the values
        themselves is not seen. NaN for fewer than two values.
        """
        spreads = [sd_of(column) for column in self._columns()]
        return np.array(spreads).reshape(self.shape)

    def quantiles(self, levels: Sequence[float]) -> Array:
        """Return quantiles (level, time, observable) of the finite values.

        As `numpy.quantile` of all values, with a relative error below 0.001 (it is zero
        at levels 0 and 1); NaN where there is no value.

        Raises
        ------
        SolveError
            If a level is not between 0 and 1.
        """
        if not all(0.0 <= level <= 1.0 for level in levels):
            msg = f"quantiles {list(levels)}; levels lie between 0 and 1"
            raise SolveError(msg)
        found = [quantiles_of(column, levels) for column in self._columns()]
        return np.array(found).T.reshape(len(levels), *self.shape)

    def _columns(self) -> Iterator[Column]:
        """Yield what is known of each column, pages in increasing order of values."""
        counts, sums = self.counts.reshape(-1, BINS), self.sums.reshape(-1, SUMS)
        for i, row in enumerate(self.pages):
            patterns = np.flatnonzero(row > 0)
            negative = patterns >= NEGATIVE
            order = np.concatenate([patterns[negative][::-1], patterns[~negative]])
            yield Column(
                patterns=order,
                counts=counts[row[order]],
                sums=sums[row[order]],
                lowest=float(self.lowest[i]) + 0.0,
                highest=float(self.highest[i]) + 0.0,
            )

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the state as arrays, to be stored; see `restore`."""
        pages = self.used
        return {
            "pages": self.pages,
            "counts": self.counts[: pages * BINS],
            "sums": self.sums[: pages * SUMS],
            "lowest": self.lowest,
            "highest": self.highest,
            "failed": self.failed,
            "patients": np.array([self.patients]),
        }

    def restore(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take the state from stored arrays of the same times and observables.

        Raises
        ------
        SolveError
            If the arrays are no such state; nothing is changed then.
        """
        if faults := faults_of_state(arrays, len(self.pages)):
            raise SolveError("no state of this summary: " + "; ".join(faults))
        for name in ("pages", "counts", "sums", "lowest", "highest", "failed"):
            setattr(self, name, np.array(arrays[name], order="C"))
        self.patients = int(arrays["patients"][0])
        self.used = len(self.sums) // SUMS


@cache
def _tally() -> Callable[[int, int, int], object]:
    """Return the compiled loop."""

    def compiled() -> Any:
        from cartwin.engine.summaries.tallying import tally

        return tally

    here = Path(__file__)
    sources = [here.with_name(f"{name}.py") for name in ("tallying", "stored")]
    sources.append(here.parents[1] / "code" / "addresses.py")
    return kept_function("tally", sources, compiled)


def _longer(array: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """Return the array with zeros up to `size`; memory is taken when it is first used."""
    longer = np.zeros(size, array.dtype)
    longer[: len(array)] = array
    return longer


def _add_rows(
    mine: npt.NDArray[Any],
    ours: npt.NDArray[np.int32],
    other: npt.NDArray[Any],
    theirs: npt.NDArray[np.int32],
    *,
    width: int,
) -> None:
    """Add rows of another table to rows of mine, a few at a time."""
    table, addition = mine.reshape(-1, width), other.reshape(-1, width)
    for first in range(0, len(ours), FEW):
        some = slice(first, first + FEW)
        table[ours[some]] += addition[theirs[some]]
