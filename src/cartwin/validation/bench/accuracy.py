"""How wrong an engine is, measured against a much tighter solution of the same patients."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cartwin.validation.bench.legs import Array, Legs
from cartwin.validation.bench.listing import Listing
from cartwin.validation.bench.peers.scalar_dp5 import DORMAND_PRINCE
from cartwin.validation.bench.peers.scipy_lsoda import SCIPY


__all__ = ["Accuracy", "Reference", "matched", "reference_of"]

TIGHT = 1e-10  # relative tolerance of the reference
FLOOR = 1e-3  # of the largest value of an observable
LOOSEST, TIGHTEST = 1e-2, 1e-9
RUNGS = 8  # tolerances tried per power of ten


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How wrong an engine is.

    Attributes
    ----------
    error
        Of 95 % of the patients the worst value is at most this far off, relatively;
        infinity if more than 5 % failed.
    failed
        Patients without a solution.
    patients
        How many were compared.
    """

    error: float
    failed: int
    patients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The courses that count as right.

    Attributes
    ----------
    values
        (time, observable, patient).
    doubt
        How far two independent solvers of the same tolerance are apart, in the same
        measure as an error.
    """

    values: Array
    doubt: float

    def accuracy(self, values: Array) -> Accuracy:
        """Return how far values (time, observable, patient) of the first patients are off.

        The error of a patient is max |y - ref| / (|ref| + floor) over times and
        observables; the floor is a thousandth of the largest value of the observable.

        >>> reference = Reference(values=np.full((2, 1, 3), 10.0), doubt=0.0)
        >>> round(reference.accuracy(np.full((2, 1, 3), 11.0)).error, 4)
        0.0999
        """
        n = values.shape[2]
        error = _errors(values, self.values[:, :, :n], _floor(self.values))
        return Accuracy(
            error=float(np.quantile(error, 0.95, method="inverted_cdf")),
            failed=int(np.isinf(error).sum()),
            patients=n,
        )


def _floor(reference: Array) -> Array:
    largest = np.abs(reference).max(axis=(0, 2))[:, None]
    return np.asarray(FLOOR * np.where(largest > 0.0, largest, 1.0))


def _errors(values: Array, reference: Array, floor: Array) -> Array:
    """Return the error of each patient; infinity where a value is missing."""
    off = np.abs(values - reference) / (np.abs(reference) + floor)
    return np.asarray(np.where(np.isfinite(off), off, np.inf).max(axis=(0, 1)))


def reference_of(listing: Listing, legs: Legs) -> Reference:
    """Return the reference: an explicit method at 1e-10, checked by an implicit one."""
    values = DORMAND_PRINCE.prepare(listing)(legs, TIGHT)
    found = Reference(values=values, doubt=0.0)
    other = SCIPY.prepare(listing)(legs, TIGHT)
    return Reference(values=values, doubt=found.accuracy(other).error)


def matched(
    ours: Callable[[float], float], peer: Callable[[float], float], rtol: float
) -> tuple[float, float]:
    """Return relative tolerances of ours and of the peer, ours at least as accurate.

    Both run at `rtol`. If the peer is the more accurate one, it is loosened, a third at a
    time, until it is not; if no tolerance makes it less accurate, ours is
    tightened instead. A peer that is less accurate keeps the advantage in speed.

    Parameters
    ----------
    ours, peer
        From a relative tolerance to the error.

    Examples
    --------
    >>> ours, peer = matched(lambda rtol: 10 * rtol, lambda rtol: rtol, 1e-4)
    >>> ours, round(peer, 6)
    (0.0001, 0.001)
    >>> ours, peer = matched(lambda rtol: 10 * rtol, lambda rtol: 5e-6, 1e-4)
    >>> round(ours * 1e7, 1), peer
    (4.2, 0.0001)
    """
    goal, loose, tight = ours(rtol), *_ladders(rtol)
    for step in loose:
        if goal <= peer(step) < np.inf:
            return rtol, step
    goal = peer(rtol)
    return next((step for step in tight if ours(step) <= goal), tight[-1]), rtol


def _ladders(rtol: float) -> tuple[list[float], list[float]]:
    """Return tolerances from `rtol` to the loosest, and to the tightest."""
    up, down = np.log10(LOOSEST / rtol), np.log10(rtol / TIGHTEST)
    loose = [rtol * 10.0 ** (k / RUNGS) for k in range(1 + round(RUNGS * up))]
    tight = [rtol / 10.0 ** (k / RUNGS) for k in range(1 + round(RUNGS * down))]
    return loose, tight
