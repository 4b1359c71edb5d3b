"""The book of addresses that the driver reads: one page per group of arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine.lane_rows import CLOCK_ROWS, LANE_ROWS
from cartwin.engine.tables import Batch


__all__ = ["Book", "book_of"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
PAGES = (
    "code", "rows", "size", "control", "work", "table", "triggers", "answers", "tangents",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """The addresses that one thread reads; keeps alive what they point to.

    Attributes
    ----------
    address
        Of the list of pages.
    table
        What the functions work on (row, lane).
    """

    address: int
    table: Array
    kept: tuple[Any, ...]


def book_of(batch: Batch) -> Book:
    """Return a book with memory for one thread."""
    kernel, triggers = batch.kernel, len(batch.pages["triggers"]["observables"])
    lanes, rows = kernel.instructions.lanes, batch.rows
    raw = np.zeros(rows * lanes + 16)
    skip = (-raw.ctypes.data // 8) % 8  # vectors lie on multiples of 64 bytes
    memory = raw[skip:]
    for place, value in batch.heads.items():
        memory.view(np.int64)[place] = value
    mode = np.zeros(2)
    work = [memory, mode, np.zeros((LANE_ROWS, lanes), np.int64)]
    work += [np.zeros((CLOCK_ROWS, lanes))]
    work += [np.zeros((len(kernel.inputs) or 1, lanes), np.int64)]
    work += [np.zeros((triggers or 1, lanes), np.int64) for _ in range(2)]
    pages: list[Any] = []
    for name in PAGES:
        if name == "work":
            pages.append(_addresses(work))
        else:
            arrays = list(batch.pages[name].values())
            pages.append(arrays[0] if "" in batch.pages[name] else _addresses(arrays))
    contents = _addresses(pages)
    table = memory[: rows * lanes].reshape(rows, lanes)
    return Book(contents.ctypes.data, table, (contents, pages, work, batch))


def _addresses(arrays: Sequence[Any]) -> Integers:
    return np.array([a.ctypes.data for a in arrays], np.int64)
