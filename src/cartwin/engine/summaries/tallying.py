"""The loops of a summary: every value falls into its bin, exactly and in no order.

A page holds the values of one column (time and observable) with one sign and exponent.
All that is kept of them are whole numbers, so that sums do not depend on the order in
which values arrive; the layout is described in `summary`. Compiled by Numba, once per
machine; imported only to compile.

Values lie in memory by patient, so a few columns at a time are copied out first.
"""

from typing import Any

import numpy as np
from numba import njit, types

from cartwin.engine.code.addresses import integers, numbers, pointer
from cartwin.engine.summaries.stored import ABREAST, PATTERNS


__all__ = ["tally"]

_EXPONENT, _BIN, _HALF, _WORD = (np.uint64(n) for n in (52, 42, 21, 32))
_LAST_BIN, _UPPER, _LOWER = (np.uint64((1 << n) - 1) for n in (10, 31, 21))
_LOWER_WORD = np.uint64((1 << 32) - 1)
_LARGEST = np.finfo(np.float64).max

_compiled: Any = njit(nogil=True, error_model="numpy")


patterns, shorts = pointer(types.uint64), pointer(types.uint32)
signed_shorts = pointer(types.int32)


def _find(n: int, bits: Any, pages: Any, places: Any) -> Any:
    """Write the bin of each value; return the lowest page, negative if one is missing."""
    lowest = np.int32(0)
    for i in range(n):
        page = pages[np.int64(bits[i] >> _EXPONENT)]
        lowest = min(lowest, page)
        bin_ = np.uint32((bits[i] >> _BIN) & _LAST_BIN)
        places[i] = np.uint32(page) * np.uint32(1024) + bin_
    return lowest


def _open(n: int, bits: Any, pages: Any, state: Any, room: int) -> Any:
    """Give a page to every sign and exponent that has none; False if there is no room."""
    for i in range(n):
        exponent = np.int64(bits[i] >> _EXPONENT)
        if pages[exponent] < 0:
            if state[1] == room:
                return False
            pages[exponent] = np.int32(state[1])
            state[1] += 1
    return True


def _count(n: int, places: Any, counts: Any) -> None:
    for i in range(n):
        here = np.int64(places[i])
        counts[here] = counts[here] + np.uint32(1)


def _add(n: int, bits: Any, places: Any, sums: Any) -> None:
    """Add the two parts of each fraction, and the two halves of the square of one."""
    for i in range(n):
        upper = (bits[i] >> _HALF) & _UPPER
        square = upper * upper
        here = np.int64(places[i] >> np.uint32(10)) * 4
        sums[here] = sums[here] + upper
        sums[here + 1] = sums[here + 1] + (bits[i] & _LOWER)
        sums[here + 2] = sums[here + 2] + (square & _LOWER_WORD)
        sums[here + 3] = sums[here + 3] + (square >> _WORD)


def _reach(n: int, values: Any, lowest: Any, highest: Any, failed: Any) -> None:
    """Widen the range of a column; count what is not finite."""
    low, high, missing = lowest[0], highest[0], 0
    for i in range(n):
        v = values[i]
        if not abs(v) <= _LARGEST:
            missing += 1
            continue
        low, high = min(low, v), max(high, v)
    lowest[0], highest[0] = low, high
    failed[0] = failed[0] + missing


find, open_pages, count = _compiled(_find), _compiled(_open), _compiled(_count)
add, reach = _compiled(_add), _compiled(_reach)


def _tally(first: int, last: int, book: int) -> None:
    """Add the columns from `first` to before `last`, or to one that finds no room.

    Parameters
    ----------
    book
        Address of a list: state (next column, pages in use), patients, strides from
        column to column and from patient to patient, room for pages; then addresses of
        the values, of memory for `ABREAST` columns and for the bins of one, of the page
        of each column, sign and exponent (-1 where none is), of counts, sums, lowest,
        highest and failed values.
    """
    b = integers(book)
    state, n, by_column, by_patient, room = integers(b[0]), b[1], b[2], b[3], b[4]
    values, copies, places = numbers(b[5]), numbers(b[6]), shorts(b[7])
    counts, sums = shorts(b[9]), patterns(b[10])
    for c0 in range(first, last, ABREAST):
        width = min(ABREAST, last - c0)
        for i in range(n):
            here = i * by_patient + c0 * by_column
            for k in range(width):
                copies[k * n + i] = values[here + k * by_column]
        for k in range(width):
            state[0] = c0 + k
            bits = patterns(b[6] + 8 * k * n)
            pages = signed_shorts(b[8] + 4 * PATTERNS * (c0 + k))
            if find(n, bits, pages, places) < 0:
                if not open_pages(n, bits, pages, state, room):
                    return  # nothing of this column has been added
                find(n, bits, pages, places)
            count(n, places, counts)
            add(n, bits, places, sums)
            column, skip = numbers(b[6] + 8 * k * n), 8 * (c0 + k)
            lowest, highest = numbers(b[11] + skip), numbers(b[12] + skip)
            reach(n, column, lowest, highest, integers(b[13] + skip))
    state[0] = last


tally = _compiled(_tally)
