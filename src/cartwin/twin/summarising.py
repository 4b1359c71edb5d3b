"""A population of virtual adults, simulated and summarised in passing.

Patients are drawn, dosed, solved, counted and forgotten in chunks, several at a time.
Nothing depends on how they are cut: the numbers of a patient belong to its name, and the
summary is exact.
"""

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine import Solution, Status, Summary
from cartwin.errors import SolveError
from cartwin.study import Regimen
from cartwin.twin.adults import draw_adults, plan_adults
from cartwin.twin.disease import observables_of, parameters_of
from cartwin.twin.following import assemble, follow, parameters_needed
from cartwin.twin.population import BASELINE_DAY, draw_patients
from cartwin.twin.readings import Readings


__all__ = ["Counted", "Population", "count_population", "sampled_error", "summary_days"]

Array = npt.NDArray[np.float64]
LARGEST_CHUNK, SMALLEST_CHUNK, CHUNKS = 4096, 64, 16
DAILY_UNTIL, WEEKLY_UNTIL = 28, 90
SAMPLE, REFERENCE_RTOL = 64, 1e-9  # patients solved again, and how strictly
TINY = 1e-300


def summary_days(days: float) -> list[float]:
    """Return the days that a summary is about: dense at first, like visits.

    Before treatment, daily to day 28, weekly to day 90, then every four weeks, and the
    last day.

    >>> summary_days(100)[-12:]
    [26.0, 27.0, 28.0, 35.0, 42.0, 49.0, 56.0, 63.0, 70.0, 77.0, 84.0, 100.0]
    """
    daily = np.arange(0, DAILY_UNTIL + 1)
    weekly = np.arange(DAILY_UNTIL + 7, WEEKLY_UNTIL, 7)
    later = np.arange(weekly[-1] + 28, days, 28)
    every = np.concatenate([[BASELINE_DAY], daily, weekly, later])
    return [*every[every < days].tolist(), float(days)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Virtual adults treated alike, as many as one likes.

    Attributes
    ----------
    patients
        How many.
    days
        Length of follow-up after the infusion.
    rtol
        Relative tolerance of a step of the integration.
    """

    disease: str
    regimen: Regimen
    patients: int
    days: float
    seed: int
    rtol: float

    @property
    def chunks(self) -> list[tuple[int, int]]:
        """First and last number of the patients that are solved together."""
        size = min(max(-(-self.patients // CHUNKS), SMALLEST_CHUNK), LARGEST_CHUNK)
        firsts = range(0, self.patients, size)
        return [(first, min(first + size, self.patients)) for first in firsts]


@dataclass(slots=True, kw_only=True)
class Counted:
    """What has been counted of a population so far.

    Attributes
    ----------
    summary
        Of the true values of all observables.
    done
        Whether each chunk has been counted.
    causes
        How many patients ended with each status.
    broken
        Whether an error may have left a chunk half counted; nothing is added or stored
        any more.
    lock
        Held while any of these changes.
    """

    summary: Summary
    done: npt.NDArray[np.bool_]
    causes: Counter[Status] = field(default_factory=Counter)
    broken: bool = False
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def nobody(cls, population: Population) -> "Counted":
        """Return the count of nobody yet."""
        days = summary_days(population.days)
        return cls(
            summary=Summary.empty(days, observables_of(population.disease)),
            done=np.zeros(len(population.chunks), bool),
        )

    def add(self, chunk: int, values: Array, status: npt.NDArray[np.int64]) -> None:
        """Count the patients of a chunk.

        Raises
        ------
        SolveError
            If they cannot be added, or an earlier chunk was left half counted.
        """
        found, numbers = np.unique(status, return_counts=True)
        with self.lock:
            if self.broken:
                msg = "an error left patients half counted; start anew"
                raise SolveError(msg)
            self.broken = True  # until all has been added
            self.summary.add(values)
            self.done[chunk] = True
            for code, number in zip(found.tolist(), numbers.tolist(), strict=True):
                self.causes[Status(code)] += number
            self.broken = False

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return a copy of the state as arrays, to be stored; see `restore`.

        There are none if it is broken.
        """
        with self.lock:
            if self.broken:
                return {}
            pairs = np.array(sorted(self.causes.items()), np.int64).reshape(-1, 2)
            state = {**self.summary.arrays(), "done": self.done, "causes": pairs}
            return {name: np.array(values) for name, values in state.items()}

    def restore(
        self, arrays: Mapping[str, npt.NDArray[Any]], population: Population
    ) -> None:
        """Take the state from stored arrays of the same population.

        Raises
        ------
        SolveError
            If the arrays are no such state; nothing is changed then.
        """
        if faults := _faults_of_count(arrays, population):
            raise SolveError("no state of this count: " + "; ".join(faults))
        self.summary.restore(arrays)
        self.done = np.array(arrays["done"])
        pairs = arrays["causes"].tolist()
        self.causes = Counter({Status(code): number for code, number in pairs})


def _faults_of_count(
    arrays: Mapping[str, npt.NDArray[Any]], population: Population
) -> list[str]:
    """Return why the arrays are no count of the population; see also the summary's."""
    if missing := {"done", "causes", "patients"} - arrays.keys():
        return [f"no array {', '.join(sorted(missing))}"]
    done, causes = arrays["done"], arrays["causes"]
    sizes = np.array([last - first for first, last in population.chunks])
    if done.dtype != np.bool_ or done.shape != sizes.shape:
        return [f"done is {done.dtype} {done.shape}; expected bool {sizes.shape}"]
    if causes.dtype != np.int64 or causes.shape != (len(causes), 2):
        return [f"causes is {causes.dtype} {causes.shape}; expected int64 (causes, 2)"]
    codes, numbers = causes.T
    known = {int(status) for status in Status}
    if len({*codes.tolist()} & known) < len(codes) or (numbers < 0).any():
        return ["causes holds no status and number of patients in each row"]
    counted = {int(numbers.sum()), int(sizes[done].sum()), *arrays["patients"].tolist()}
    return [] if len(counted) == 1 else [f"it tells different numbers: {sorted(counted)}"]


def count_population(
    population: Population, counted: Counted, *, threads: int
) -> Generator[float]:
    """Count all patients that are not counted yet; yield the fraction done now and then.

    Raises
    ------
    ModelError
        If there is no twin of the disease, or it does not know a drug or a condition.
    """
    count = _counting(population, counted)
    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(count, i) for i in np.flatnonzero(~counted.done).tolist()]
        try:
            for one in as_completed(waiting):
                one.result()
                yield counted.summary.patients / population.patients
        finally:
            for one in waiting:
                one.cancel()


def sampled_error(population: Population) -> float:
    """Return how far courses are from those at a much smaller tolerance.

    The first 64 patients are solved again at 1e-9. The error of a patient is the largest
    |y - ref| / (|ref| + f) over all days and observables, f a thousandth of the largest
    value of the observable; its 95th percentile over patients is returned, NaN if all
    fail.
    """
    solve = _solving(population, observables_of(population.disease))
    last = min(SAMPLE, population.patients)
    both = [solve(0, last, rtol) for rtol in (population.rtol, REFERENCE_RTOL)]
    solved = np.all([s.status == Status.OK for s in both], axis=0)
    if not solved.any():
        return float("nan")
    found, exact = (s.values[1:, :, solved] for s in both)
    floor = 1e-3 * np.nanmax(np.abs(exact), axis=(0, 2), keepdims=True) + TINY
    errors = np.nanmax(np.abs(found - exact) / (np.abs(exact) + floor), axis=(0, 1))
    return float(np.quantile(errors, 0.95))


def _solving(
    population: Population, observables: Sequence[str]
) -> Callable[[int, int, float], Solution]:
    """Return what draws, treats and solves patients by number, at a tolerance."""
    disease, seed = population.disease, population.seed
    usual = plan_adults(disease, population.regimen, 1, population.days)
    fixed = {p.name: p.value for p in parameters_of(disease) if not p.varies}
    kernel = assemble(disease, usual, observables, fixed)
    needed = parameters_needed(kernel, usual)
    times = [usual.start, *summary_days(population.days)]

    def solution(first: int, last: int, rtol: float) -> Solution:
        who = draw_adults(first, last, seed=seed, disease=disease)
        return follow(
            kernel,
            draw_patients(disease, who, seed=seed, only=needed),
            plan_adults(disease, population.regimen, last - first, population.days),
            Readings.of(who, seed=seed),
            times,
            observables=observables,
            rtol=rtol,
            threads=1,
        ).solution

    return solution


def _counting(population: Population, counted: Counted) -> Callable[[int], None]:
    """Return what solves and counts the patients of one chunk."""
    observables, rtol = counted.summary.observables, population.rtol
    solve, chunks = _solving(population, observables), population.chunks

    def count(chunk: int) -> None:
        found = solve(*chunks[chunk], rtol)
        counted.add(chunk, found.values[1:], found.status)

    alone = solve(0, 1, rtol)  # whatever is to be compiled or refused is so before the rest
    Summary.empty(summary_days(population.days), observables).add(alone.values[1:])
    return count
