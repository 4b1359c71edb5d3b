"""Runs of days on which a count was low."""

import numpy as np
import numpy.typing as npt

from cartwin.rules.toxicity.daily import Array, nearest


__all__ = ["Days", "Mask", "days_in_all", "days_of_longest", "joined", "low_since_start"]

Mask = npt.NDArray[np.bool_]
Days = npt.NDArray[np.int64]


def joined(low: Mask, gap: int) -> Mask:
    """Return the low days with recoveries of up to `gap` days between two of them.

    >>> joined(np.array([[True, False, False, True, False]]), 2).astype(int).tolist()
    [[1, 1, 1, 1, 0]]
    """
    before, after = nearest(low)
    return np.asarray(low | (after - before - 1 <= gap))


def days_in_all(low: Mask) -> Days:
    """Return the number of low days of each patient."""
    return np.asarray(low.sum(axis=1), np.int64)


def days_of_longest(low: Mask) -> Days:
    """Return the length of the longest run of low days of each patient.

    >>> days_of_longest(np.array([[True, False, True, True]])).tolist()
    [2]
    """
    return np.asarray(_run_lengths(low).max(axis=1, initial=0), np.int64)


def low_since_start(low: Mask, values: Array, latest: int) -> Mask:
    """Return who was low from one of the first days to the last day that is known.

    Parameters
    ----------
    latest
        Last column on which the run may begin.
    """
    known = np.isfinite(values)
    width = known.shape[1]
    last = width - 1 - known[:, ::-1].argmax(axis=1)
    rows = np.arange(len(low))
    begun = last - _run_lengths(low)[rows, last] + 1
    return np.asarray(known.any(axis=1) & low[rows, last] & (begun <= latest))


def _run_lengths(low: Mask) -> npt.NDArray[np.int32]:
    """Return how many days in a row, up to each day, were low."""
    place = np.arange(low.shape[1], dtype=np.int32)
    last_not = np.maximum.accumulate(np.where(low, np.int32(-1), place), axis=1)
    return np.where(low, place - last_not, 0).astype(np.int32)
