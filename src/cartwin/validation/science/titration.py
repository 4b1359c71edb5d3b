"""Romiplostim titrated week by week by the count, as in its two trials of 24 weeks.

The count that is titrated by may fluctuate around the twin's: a stationary random course
with an exponential autocorrelation, built from waves of random frequency. It shows what
the fluctuation that the twin leaves out would do to how long a response lasts.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from cartwin.engine import Event, Events, compile, solve
from cartwin.twin import VirtualPatients, parameters_of, system_of


__all__ = ["durable", "fluctuation", "overall", "titrate"]

Array = npt.NDArray[np.float64]
WEEKS, LAST, OF_LAST, TRANSIENT = 24, 8, 6, 4
FIRST, HIGHEST, KG = 1.0, 15.0, 70.0  # ug/kg, ug/kg, kg
ENOUGH, TOO_LOW, TOO_MANY, FAR_TOO_MANY = 50.0, 10.0, 200.0, 400.0  # 10*9/L
WAVES, MEMORY = 24, 12.0  # number of waves; time in which the autocorrelation falls [d]


def durable(who: Callable[[], VirtualPatients], spread: float) -> float:
    """Return who has 50 or more in 6 of the last 8 weeks [%]."""
    last = _counts(who, spread)[-LAST:] >= ENOUGH
    return 100.0 * float((last.sum(axis=0) >= OF_LAST).mean())


def overall(who: Callable[[], VirtualPatients], spread: float) -> float:
    """Return who has 50 or more in any 4 weeks [%]."""
    weeks = (_counts(who, spread) >= ENOUGH).sum(axis=0)
    return 100.0 * float((weeks >= TRANSIENT).mean())


@cache
def _counts(who: Callable[[], VirtualPatients], spread: float) -> Array:
    return titrate(who(), spread)


def titrate(patients: VirtualPatients, spread: float) -> Array:
    """Return the weekly counts of patients whose dose follows them (week, patient).

    Parameters
    ----------
    spread
        Standard deviation of the fluctuation of the logarithm of a count.
    """
    n = len(patients)
    system = system_of("itp")
    known: dict[str, Array | float] = {**patients.fixed, **patients.parameters}
    names = [s.name for s in system.states]
    kernel = compile(system, observables=("PLAT",), constants={}, dosed=["ROMD"])
    values = {p.name: known.get(p.name, p.value) for p in parameters_of("itp")}
    given: list[list[Event]] = [[] for _ in range(n)]
    factor = np.exp(spread * fluctuation(n, 7.0 * np.arange(1.0, WEEKS + 1)))
    dose, counts = np.full(n, FIRST), []
    for week in range(WEEKS):
        for events, amount in zip(given, dose * KG, strict=True):
            events.append(Event(7.0 * week, "ROMD", float(amount)))
        times, events_now = [0.0, 7.0 * (week + 1)], Events.of(given, names)
        solution = solve(kernel, values, events_now, times, rtol=1e-4, single=True)
        counts.append(np.asarray(solution["PLAT"])[-1] * factor[week])
        dose = _next(dose, counts[-1])
    return np.array(counts)


def _next(dose: Array, count: Array) -> Array:
    """Return the dose of the next week [ug/kg]."""
    more = np.where(count <= TOO_LOW, 2.0, 1.0) * (count < ENOUGH)
    less = np.where(dose > FIRST, 1.0, 0.0) * (count > TOO_MANY)
    new = np.minimum(dose + more - less, HIGHEST)
    return np.where(count > FAR_TOO_MANY, 0.0, np.maximum(new, 0.0))


def fluctuation(patients: int, days: Array) -> Array:
    """Return a random course of mean 0 and standard deviation 1 (day, patient).

    >>> course = fluctuation(2000, np.array([0.0, 12.0]))
    >>> bool(abs(course.std() - 1.0) < 0.05)
    True
    >>> bool(abs(np.mean(course[0] * course[1]) - np.exp(-1.0)) < 0.05)
    True
    """
    random = np.random.default_rng(4)
    frequency = random.standard_cauchy((WAVES, patients)) / MEMORY
    phase = 2.0 * np.pi * random.random((WAVES, patients))
    waves = np.cos(frequency * days[:, None, None] + phase)
    return np.asarray(np.sqrt(2.0 / WAVES) * waves.sum(axis=1))
