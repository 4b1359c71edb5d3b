"""Whether stored arrays are the state of a summary: the compiled loops trust it."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine.summaries.histogram import BINS, NEGATIVE


__all__ = ["ABREAST", "MOST_PATIENTS", "PATTERNS", "SHARED", "SUMS", "faults_of_state"]

ABREAST = 8  # columns that are copied at once: one line of the processor's memory
SUMS = 4
PATTERNS = 4096  # of sign and exponent
SHARED = 2047  # the exponent of NaN and infinity, which share page 0
MOST_PATIENTS = 2**31  # more could overflow the sums

Arrays = Mapping[str, npt.NDArray[Any]]


def faults_of_state(arrays: Arrays, columns: int) -> list[str]:
    """Return why the arrays are no state of a summary with so many columns.

    Examples
    --------
    >>> faults_of_state({}, 1)[0]
    'no array pages'
    """
    used = arrays["sums"].size // SUMS if "sums" in arrays else 0
    expected: dict[str, tuple[type, tuple[int, ...]]] = {
        "pages": (np.int32, (columns, PATTERNS)),
        "counts": (np.uint32, (used * BINS,)),
        "sums": (np.uint64, (used * SUMS,)),
        "lowest": (np.float64, (columns,)),
        "highest": (np.float64, (columns,)),
        "failed": (np.int64, (columns,)),
        "patients": (np.int64, (1,)),
    }
    unlike = [
        fault
        for name, (kind, shape) in expected.items()
        if (fault := _unlike(arrays, name, np.dtype(kind), shape))
    ]
    return unlike or [*_faults(arrays, used)]


def _unlike(arrays: Arrays, name: str, kind: np.dtype[Any], shape: tuple[int, ...]) -> str:
    if name not in arrays:
        return f"no array {name}"
    found = arrays[name]
    if (found.dtype, found.shape) == (kind, shape):
        return ""
    is_ = f"{name} is {found.dtype} {found.shape}"
    return f"{is_}; expected {kind} {shape}"


def _faults(arrays: Arrays, used: int) -> Iterator[str]:
    """Yield what contradicts itself in arrays of the right kinds and shapes."""
    pages, failed = arrays["pages"], arrays["failed"]
    patients = int(arrays["patients"][0])
    if not 0 <= patients < MOST_PATIENTS:
        yield f"{patients} patients; expected 0 to {MOST_PATIENTS - 1}"
    if (failed < 0).any() or (failed > patients).any():
        yield f"failed values outside 0 to {patients}"
    own = np.sort(pages[pages > 0])
    shared = np.zeros(PATTERNS, bool)
    shared[SHARED::NEGATIVE] = True
    if (pages < -1).any() or not np.array_equal(own, np.arange(1, used)):
        yield f"pages are not those from 1 to {used - 1}, each once"
    elif ((pages == 0) != shared).any():
        yield "page 0 is not that of the values that are not finite"
    elif (_numbers(arrays) != patients - failed).any():
        yield "the bins of a column do not hold as many values as were added"
    seen = failed < patients
    if not (arrays["lowest"] <= arrays["highest"])[seen].all():
        yield "a lowest value is above the highest"


def _numbers(arrays: Arrays) -> npt.NDArray[np.int64]:
    """Return how many values the bins of each column hold."""
    on_page = arrays["counts"].reshape(-1, BINS).sum(axis=1, dtype=np.int64)
    return np.array([on_page[row[row > 0]].sum() for row in arrays["pages"]], np.int64)
