"""One check out of numbers, where the worst of them decides."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.validation.suite import Check


__all__ = ["compare", "deviations", "failure"]

Array = npt.NDArray[np.float64]


def deviations(expected: Any, found: Any, *, floor: Any = 0.0) -> Array:
    """Return |found - expected| / max(|expected|, floor), infinite where one is NaN.

    Examples
    --------
    >>> deviations([2.0, 0.0, 1e-30], [2.2, 0.0, 0.0], floor=1e-9).round(3).tolist()
    [0.1, 0.0, 0.0]
    """
    reference = np.atleast_1d(np.asarray(expected, float))
    gap = np.abs(np.atleast_1d(np.asarray(found, float)) - reference)
    size = np.maximum(np.abs(reference), floor)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(gap == 0.0, 0.0, gap / size)
    return np.where(np.isnan(relative), np.inf, relative)


def compare(
    name: str,
    expected: Any,
    found: Any,
    *,
    rtol: float,
    floor: Any = 0.0,
    where: Sequence[str] = (),
) -> Check:
    """Return the check that `found` agrees with `expected`.

    Parameters
    ----------
    expected, found
        Numbers, or arrays of the same shape; the check shows the worst place.
    rtol
        Largest deviation allowed, relative to the expected value.
    floor
        Below it a value is compared with the floor instead of itself: a number, or one
        per value.
    where
        What each value belongs to, e.g. `day 28`.

    Examples
    --------
    >>> compare("B", [1.0, 4.0], [1.0, 4.4], rtol=0.01, where=["day 0", "day 1"])
    ... # doctest: +NORMALIZE_WHITESPACE
    Check(name='B', expected=4.0, found=4.4, passed=False, deviation=0.1...,
          detail='worst at day 1; allowed 0.01')
    """
    gaps = deviations(expected, found, floor=floor)
    worst = int(np.argmax(gaps))
    place = f"worst at {where[worst]}; " if len(where) else ""
    return Check(
        name=name,
        expected=float(np.ravel(expected)[worst]),
        found=float(np.ravel(found)[worst]),
        passed=bool(gaps[worst] <= rtol),
        deviation=float(gaps[worst]),
        detail=f"{place}allowed {rtol:g}",
    )


def failure(name: str, expected: float | str, why: str) -> Check:
    """Return the check of something that gave no number, with the reason.

    >>> failure("HIRES", "3 digits", "too many steps").passed
    False
    """
    return Check(name=name, expected=expected, found="nothing", passed=False, detail=why)
