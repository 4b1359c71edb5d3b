"""How time grows with the number of patients, and falls with the number of threads."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from cartwin.validation.bench.cohort import Cohort
from cartwin.validation.bench.ours import Ours
from cartwin.validation.bench.timing import measured, one_core


__all__ = ["Scaling", "Size", "Threads", "measure_scaling"]

AT_ONCE = 32_768  # patients solved in one call; more go on in further calls
RTOL = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Seconds for so many patients on one core."""

    patients: int
    cpu_s: float
    wall_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """Seconds on the wall with so many threads, and how many times faster than one."""

    threads: int
    wall_s: float
    speedup: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """Growth of time with patients and threads.

    Attributes
    ----------
    slope
        Of log time of the processor over log number of patients; 1 is linear. None for
        fewer than two sizes.
    thread_patients
        Patients solved with each number of threads.
    """

    rtol: float
    setting: str
    sizes: tuple[Size, ...]
    slope: float | None
    thread_patients: int
    threads: tuple[Threads, ...]


def measure_scaling(ours: Ours, cohort: Cohort, sizes: Sequence[int]) -> Scaling:
    """Return how our engine scales.

    Parameters
    ----------
    cohort
        Patients; they are repeated to make up the numbers asked for.
    sizes
        Numbers of patients.
    """
    with one_core():
        found = tuple(_size(ours, cohort, n) for n in sizes)
    many = min(max(sizes), AT_ONCE)
    return Scaling(
        rtol=RTOL,
        setting=ours.name,
        sizes=found,
        slope=_slope(found),
        thread_patients=many,
        threads=_threads(ours, cohort.repeated(many)),
    )


def _size(ours: Ours, cohort: Cohort, patients: int) -> Size:
    whole, rest = divmod(patients, AT_ONCE)
    calls = [AT_ONCE] * whole + [rest] * (rest > 0)
    portions = {n: cohort.repeated(n) for n in set(calls)}

    def work() -> None:
        for n in calls:
            ours.values(portions[n], RTOL)

    spent = measured(work, 1, at_least=0.5)
    return Size(patients=patients, cpu_s=spent.cpu, wall_s=spent.wall)


def _slope(sizes: Sequence[Size]) -> float | None:
    if len(sizes) < 2:
        return None
    n, seconds = np.array([(s.patients, s.cpu_s) for s in sizes]).T
    return float(np.polyfit(np.log(n), np.log(seconds), 1)[0])


def _threads(ours: Ours, cohort: Cohort) -> tuple[Threads, ...]:
    walls = {
        n: min(
            measured(partial(ours.solution, cohort, RTOL, threads=n), 1).wall
            for _ in range(3)
        )
        for n in _counts()
    }
    each = walls.items()
    return tuple(Threads(threads=n, wall_s=w, speedup=walls[1] / w) for n, w in each)


def _counts() -> list[int]:
    """Return 1, 2, 4, ... and the number of cores."""
    cores = os.cpu_count() or 1
    return sorted({cores, *(2**k for k in range(10) if 2**k <= cores)})
