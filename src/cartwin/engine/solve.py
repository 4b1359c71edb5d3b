"""The one verb of the engine: many patients, each with its own doses and its own steps."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.engine.events import Events
from cartwin.engine.kernel import Kernel
from cartwin.engine.status import Status
from cartwin.engine.system import balanced
from cartwin.errors import SolveError, did_you_mean


__all__ = ["Solution", "solve"]

Array = npt.NDArray[np.float64]
CHUNK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What became of the patients.

    Attributes
    ----------
    times
        Requested times (time).
    observables
        Names along the second axis of `values`.
    values
        Observables (time, observable, patient); NaN after a patient failed.
    status
        `Status` of each patient (patient).
    steps
        Steps taken (patient).
    reached
        Time reached (patient).
    states
        State at the last time, before events at that time (state, patient); the
        `start` of a continuation.
    """

    times: Array
    observables: tuple[str, ...]
    values: Array
    status: npt.NDArray[np.int64]
    steps: npt.NDArray[np.int64]
    reached: Array
    states: Array

    def __getitem__(self, observable: str) -> Array:
        """Return one observable (time, patient)."""
        if observable not in self.observables:
            msg = f"observable {observable!r}: {did_you_mean(observable, self.observables)}"
            raise SolveError(msg)
        return self.values[:, self.observables.index(observable)]

    def causes(self) -> dict[Status, int]:
        """Return how many patients ended with each status."""
        found, counts = np.unique(self.status, return_counts=True)
        return {Status(int(s)): int(n) for s, n in zip(found, counts, strict=True)}


def solve(
    kernel: Kernel,
    parameters: Mapping[str, Array | float],
    events: Events,
    times: Sequence[float] | Array,
    *,
    observables: Sequence[str] | None = None,
    start: Array | None = None,
    rtol: float = 1e-6,
    max_steps: int = 100_000,
    threads: int | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Solution:
    """Return the course of every patient.

    Parameters
    ----------
    parameters
        Primary parameters by name: numbers, or one value per patient.
    events
        Doses of each patient. One at the first time is applied, one at the last is left
        to the continuation.
    times
        Increasing times at which observables are wanted; the first is the start.
    observables
        Names wanted; all by default.
    start
        State (state, patient) at the first time; the untreated balance by default.
    rtol
        Relative tolerance of a step; the absolute one is `rtol * State.scale`.
    threads
        Numbers do not depend on it. One per core by default.
    on_progress
        Called with the number of patients finished since the last call.

    Returns
    -------
    Solution
        Failed patients carry their status; they never raise.

    Raises
    ------
    SolveError
        If the times do not increase, an event lies before the first time or after the
        last, an observable is unknown, or the numbers of patients differ.
    """
    full, balance = balanced(kernel.system, parameters)
    p = np.ascontiguousarray(np.stack([full[n] for n in kernel.source.parameters], axis=1))
    y = np.ascontiguousarray((balance if start is None else start).T)
    t = np.asarray(times, float)
    patients = len(y)
    _check(t, events, patients, len(p))
    chosen = _places(observables, kernel.source.observables)
    status = np.where(
        np.isfinite(p).all(axis=1) & np.isfinite(y).all(axis=1),
        Status.OK,
        Status.BAD_PARAMETER,
    ).astype(np.int64)
    steps, reached = np.zeros(patients, np.int64), np.full(patients, t[0])
    values = np.full((len(t), len(chosen), patients), np.nan)
    doses = (events.offsets, events.times, events.states, events.amounts, events.effects)
    atol = rtol * np.array([s.scale for s in kernel.system.states])

    def chunk(first: int) -> None:
        last = min(first + CHUNK, patients)
        kernel.run(
            first, last, y, p, t, doses, rtol, atol, max_steps, chosen,
            len(kernel.source.observables), status, steps, reached, values,
        )  # fmt: skip
        if on_progress is not None:
            on_progress(last - first)

    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        list(pool.map(chunk, range(0, patients, CHUNK)))
    names = tuple(kernel.source.observables[i] for i in chosen)
    return Solution(
        times=t, observables=names, values=values, status=status, steps=steps,
        reached=reached, states=np.ascontiguousarray(y.T),
    )  # fmt: skip


def _places(wanted: Sequence[str] | None, known: tuple[str, ...]) -> npt.NDArray[np.int64]:
    names = known if wanted is None else tuple(wanted)
    if unknown := [n for n in names if n not in known]:
        msg = "; ".join(f"observable {n!r}: {did_you_mean(n, known)}" for n in unknown)
        raise SolveError(msg)
    return np.array([known.index(n) for n in names], np.int64)


def _check(t: Array, events: Events, patients: int, parameters: int) -> None:
    problems = []
    if len(t) < 1 or not np.isfinite(t).all() or (np.diff(t) <= 0).any():
        problems.append("times must be finite and increasing")
    elif len(events.times) and (events.times.min() < t[0] or events.times.max() > t[-1]):
        problems.append(
            f"events lie between {events.times.min():g} and {events.times.max():g}, "
            f"times between {t[0]:g} and {t[-1]:g}"
        )
    if len(events.offsets) - 1 != patients or parameters != patients:
        problems.append(
            f"{len(events.offsets) - 1} patients have events, {patients} a start, "
            f"{parameters} parameters"
        )
    if problems:
        raise SolveError("; ".join(problems))
