"""The one verb of the engine: many patients, each with its own doses and its own steps."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np
import numpy.typing as npt

from cartwin.engine.book import Book, book_of
from cartwin.engine.decisions import Decisions
from cartwin.engine.events import Events
from cartwin.engine.kernel import Kernel
from cartwin.engine.status import Status
from cartwin.engine.tables import Batch, batch_of, kept_states
from cartwin.engine.triggers import Crossings, Trigger
from cartwin.errors import SolveError, did_you_mean


__all__ = ["Solution", "run_batch", "solution_of", "solve"]

Array = npt.NDArray[np.float64]
LARGEST_CHUNK = 2048  # patients; at the end of a chunk lanes run empty
SMALLEST_CHUNK = 32


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
        Steps taken, rejected ones included (patient).
    reached
        Time reached (patient).
    states
        State at the last time, before events at that time (state, patient); the `start`
        of a continuation. NaN for states that the kernel leaves out, and for patients who
        did not reach the last time.
    decided
        1 for decisions that said yes, 0 for others (decision, as the rows were given).
    crossings
        When triggers fired.
    faults
        Patient -> what made it impossible to start.
    """

    times: Array
    observables: tuple[str, ...]
    values: Array
    status: npt.NDArray[np.int64]
    steps: npt.NDArray[np.int64]
    reached: Array
    states: Array
    decided: npt.NDArray[np.int8]
    crossings: Crossings
    faults: Mapping[int, str]

    def __getitem__(self, observable: str) -> Array:
        """Return one observable (time, patient)."""
        if observable not in self.observables:
            msg = f"observable {observable!r}: {did_you_mean(observable, self.observables)}"
            raise SolveError(msg)
        return self.values[:, self.observables.index(observable)]

    def undefined(self) -> dict[str, int]:
        """Return how many rows of an observable are no number in patients who are fine.

        The course itself is finite; the observable is not defined there, as a share of
        nothing is not.
        """
        fine = np.isin(self.status, (Status.OK, Status.REPLACED))
        missing = (~np.isfinite(self.values[:, :, fine])).sum(axis=(0, 2))
        pairs = zip(self.observables, missing.tolist(), strict=True)
        return {name: number for name, number in pairs if number}

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
    decisions: Decisions | None = None,
    triggers: Sequence[Trigger] = (),
    observables: Sequence[str] | None = None,
    start: Array | None = None,
    rtol: float = 1e-6,
    first_step: float = 0.1,
    max_steps: int = 100_000,
    single: bool = False,
    threads: int | None = None,
    on_progress: Callable[[int], None] | None = None,
    fallback: bool = True,
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
    decisions
        What is decided at visits on what is observed there; opens the gates of events.
    triggers
        Changes made when an observable crosses a level.
    observables
        Names wanted; all that the kernel has by default.
    start
        State (state, patient) at the first time; the untreated balance by default.
    rtol
        Relative tolerance of a step; the absolute one is `rtol * State.scale`. Errors of a
        course are larger, see the page on accuracy.
    first_step
        Largest first step, at the start and after an event, in the time of the system.
    max_steps
        Steps after which a patient is given up.
    single
        Whether stages may be computed in single precision, from a tolerance of 3e-5
        on, which is faster. For systems that are not very stiff, as those of the twins;
        others lose digits and take more steps.
    threads
        Numbers do not depend on it. One per core by default.
    on_progress
        Called with the number of patients finished since the last call.
    fallback
        Whether patients that fail are solved again by a reference solver.

    Returns
    -------
    Solution
        Failed patients carry their status; they never raise.

    Raises
    ------
    SolveError
        If the times do not increase, an event lies before the first time or after the
        last, a name is unknown, or the numbers of patients differ.
    """
    batch = batch_of(
        kernel, parameters, events, np.asarray(times, float),
        decisions=decisions, triggers=triggers, observables=observables, start=start,
        rtol=rtol, first_step=first_step, max_steps=max_steps, single=single,
    )  # fmt: skip
    run_batch(batch, threads, on_progress)
    if fallback:
        from cartwin.engine.reference import solve_again

        solve_again(batch)
    return solution_of(batch)


def run_batch(
    batch: Batch, threads: int | None, on_progress: Callable[[int], None] | None
) -> None:
    """Integrate the patients of a batch."""
    from cartwin.engine.driver import driver

    if threads is not None and threads < 1:
        msg = f"threads is {threads}; expected at least one, or None for one per core"
        raise SolveError(msg)
    run, threads = driver(), threads or os.cpu_count() or 1
    patients = len(batch.answers["status"])
    share = patients if threads == 1 else patients // (4 * threads)
    size = min(LARGEST_CHUNK, max(SMALLEST_CHUNK, share))
    books = SimpleQueue[Book]()
    for _ in range(threads):
        books.put(book_of(batch))

    def chunk(first: int) -> None:
        book = books.get()
        last = min(first + size, patients)
        run(first, last, book.address)
        books.put(book)
        if on_progress is not None:
            on_progress(last - first)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(chunk, range(0, patients, size)))


def solution_of(batch: Batch) -> Solution:
    """Return what the driver found."""
    answers, names = batch.answers, [s.name for s in batch.kernel.system.states]
    states = np.full((len(names), len(answers["status"])), np.nan)
    states[kept_states(batch.kernel)] = answers["final"].T
    states[[n in batch.kernel.zeros for n in names]] = 0.0
    states[:, ~np.isin(answers["status"], (Status.OK, Status.REPLACED))] = np.nan
    decided = np.empty_like(answers["decided"])
    decided[batch.order] = answers["decided"]
    watched = batch.pages["triggers"]
    return Solution(
        times=answers["times"],
        observables=batch.columns,
        values=answers["values"].transpose(1, 2, 0),
        status=answers["status"],
        steps=answers["steps"],
        reached=answers["reached"],
        states=states,
        decided=decided,
        crossings=Crossings(times=watched["times"], counts=watched["counts"]),
        faults=batch.faults,
    )
