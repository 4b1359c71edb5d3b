"""The loops of a summary: every value falls into its bin, exactly and in no order.

A page holds the values of one column (time and observable) with one sign and exponent.
All that is kept of them are whole numbers, so that sums do not depend on the order in
which values arrive. Compiled by Numba; imported only to compile.
"""

from typing import Any

import numpy as np
from numba import njit


__all__ = ["tally"]

# Plain arithmetic on patterns of bits; the layout is described in `summary`.
_EXPONENT, _BIN, _HALF, _WORD = (np.uint64(n) for n in (52, 42, 21, 32))
_LAST_BIN, _UPPER, _LOWER = (np.uint64((1 << n) - 1) for n in (10, 31, 21))
_LOWER_WORD = np.uint64((1 << 32) - 1)
_BINS, _PAGE_OF = np.uint32(1024), np.uint32(10)
_TWO, _THREE, _FOUR, _ONE = (np.uint64(n) for n in (2, 3, 4, 1))
_LARGEST = np.finfo(np.float64).max

_compiled = njit(nogil=True, error_model="numpy", cache=True)


def _find(bits: Any, pages: Any, places: Any) -> Any:
    """Write the bin of each value; return the lowest page, negative if one is missing."""
    lowest = np.int32(0)
    for i in range(bits.size):
        page = pages[bits[i] >> _EXPONENT]
        lowest = min(lowest, page)
        places[i] = np.uint32(page) * _BINS + np.uint32((bits[i] >> _BIN) & _LAST_BIN)
    return lowest


def _open(bits: Any, pages: Any, used: Any, room: int) -> Any:
    """Give a page to every sign and exponent that has none; False if there is no room."""
    for i in range(bits.size):
        exponent = bits[i] >> _EXPONENT
        if pages[exponent] < 0:
            if used[0] == room:
                return False
            pages[exponent] = used[0]
            used[0] += 1
    return True


def _count(places: Any, counts: Any) -> None:
    for i in range(places.size):
        counts[places[i]] += np.uint32(1)


def _add(bits: Any, places: Any, sums: Any) -> None:
    """Add the two parts of each fraction, and the two halves of the square of one."""
    for i in range(bits.size):
        upper = (bits[i] >> _HALF) & _UPPER
        square = upper * upper
        here = np.uint64(places[i] >> _PAGE_OF) * _FOUR
        sums[here] += upper
        sums[here + _ONE] += bits[i] & _LOWER
        sums[here + _TWO] += square & _LOWER_WORD
        sums[here + _THREE] += square >> _WORD


def _reach(values: Any, low: float, high: float) -> Any:
    """Return the lowest and highest finite value, and how many are not finite."""
    missing = 0
    for i in range(values.size):
        v = values[i]
        if not abs(v) <= _LARGEST:
            missing += 1
            continue
        low, high = min(low, v), max(high, v)
    return low, high, missing


find, open_pages, count = _compiled(_find), _compiled(_open), _compiled(_count)
add, reach = _compiled(_add), _compiled(_reach)


def _tally(  # noqa: PLR0917 - compiled: plain positional arguments
    first: int, values: Any, bits: Any, pages: Any, used: Any, counts: Any, sums: Any,
    lowest: Any, highest: Any, failed: Any,
) -> Any:  # fmt: skip
    """Add the columns from `first` on; return the first that found no room for a page.

    Parameters
    ----------
    values, bits
        The same numbers (column, patient), as doubles and as patterns of bits.
    pages
        Page of each column, sign and exponent (column, 4096); -1 where none is.
    used
        Number of pages in use, one entry.
    counts, sums
        Of each bin, and of each page; flat.
    lowest, highest, failed
        Of each column.
    """
    columns, patients = bits.shape
    places = np.empty(patients, np.uint32)
    room = sums.size // 4
    for c in range(first, columns):
        if find(bits[c], pages[c], places) < 0:
            if not open_pages(bits[c], pages[c], used, room):
                return c  # nothing of this column has been added
            find(bits[c], pages[c], places)
        count(places, counts)
        add(bits[c], places, sums)
        lowest[c], highest[c], missing = reach(values[c], lowest[c], highest[c])
        failed[c] += missing
    return columns


tally = _compiled(_tally)
