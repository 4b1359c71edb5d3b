"""The outcomes whose spread is taken apart: one number per patient, free of noise.

They are what the published rules judge by, as continuous numbers where a rule cuts one in
two, read off the true course: reading errors would be a spread of their own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cartwin.twin import Factor


__all__ = [
    "Courses",
    "Endpoint",
    "Find",
    "change",
    "count_return",
    "lowest",
    "on",
    "peak",
    "rise",
]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Courses:
    """True courses of some patients.

    Attributes
    ----------
    days
        Ascending, the first before any treatment.
    values
        Observable -> course (day, patient).
    traits
        What patients differ in beside the equations: name -> normal numbers (patient).
    """

    days: Array
    values: Mapping[str, Array]
    traits: Mapping[str, Array] = field(default_factory=dict)

    def at(self, observable: str, day: float) -> Array:
        """Return the values on a day (patient).

        >>> courses = Courses(np.array([-7.0, 0.0]), {"PLAT": np.array([[9.0], [8.0]])})
        >>> courses.at("PLAT", 0.0)
        array([8.])
        """
        return np.asarray(self.values[observable][np.searchsorted(self.days, day)])

    def since_infusion(self, observable: str) -> Array:
        """Return the course from day 0 on (day, patient)."""
        return self.values[observable][self.days >= 0]


Find = Callable[[Courses], Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One outcome.

    Attributes
    ----------
    name
        Short, for the command line.
    title, unit
        In words; unit is empty for pure numbers.
    observables
        Of the twin, from which it is read.
    find
        The number of each patient.
    is_binary
        Whether it is yes (1) or no (0); its variance is then that of the share.
    traits
        What else patients differ in that it depends on: name -> what it counts as.
    """

    name: str
    title: str
    unit: str
    observables: tuple[str, ...]
    find: Find
    is_binary: bool = False
    traits: Mapping[str, Factor] = field(default_factory=dict)


def on(observable: str, day: float, *, log: bool = False) -> Find:
    """Return what reads an observable on a day, or its decimal logarithm."""

    def find(courses: Courses) -> Array:
        value = courses.at(observable, day)
        return np.log10(value) if log else value

    return find


def change(observable: str, day: float) -> Find:
    """Return what reads the change from before treatment to a day."""
    return lambda c: c.at(observable, day) - c.values[observable][0]


def peak(observable: str) -> Find:
    """Return what reads log10(1 + the highest value from day 0 on)."""
    return lambda c: np.log10(1.0 + c.since_infusion(observable).max(axis=0).clip(0.0))


def lowest(observable: str) -> Find:
    """Return what reads the lowest value from day 0 on."""
    return lambda c: np.asarray(c.since_infusion(observable).min(axis=0))


def rise(observable: str, level: float) -> Find:
    """Return what reads the first day from day 0 with a level; the last day if never."""

    def find(courses: Courses) -> Array:
        return _first(
            courses, observable, courses.since_infusion(observable) >= level, level
        )

    return find


def count_return(observable: str, level: float) -> Find:
    """Return what reads the day of return to a level after a fall below it.

    The last day for those who do not return, 0 for those who never fell below.

    >>> days = np.array([-7.0, 0.0, 10.0, 20.0, 30.0])
    >>> counts = np.array([[90.0, 5.0, 5.0, 15.0, 80.0], [90.0, 50.0, 50.0, 50.0, 50.0]])
    >>> count_return("BCELL", 10.0)(Courses(days, {"BCELL": counts.T}))
    array([15.,  0.])
    """

    def find(courses: Courses) -> Array:
        course = courses.since_infusion(observable)
        fell = np.logical_or.accumulate(course < level, axis=0)
        day = _first(courses, observable, fell & (course >= level), level)
        return np.where(fell.any(axis=0), day, 0.0)

    return find


def _first(
    courses: Courses, observable: str, reached: npt.NDArray[np.bool_], level: float
) -> Array:
    """Return when a level is first reached, straight between days; the last if never."""
    days, course = courses.days[courses.days >= 0], courses.since_infusion(observable)
    patient = np.arange(course.shape[1])
    after = reached.argmax(axis=0)
    before = np.maximum(after - 1, 0)
    low, high = course[before, patient], course[after, patient]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(high > low, (level - low) / (high - low), 1.0)
    day = days[before] + np.clip(share, 0.0, 1.0) * (days[after] - days[before])
    return np.asarray(np.where(reached.any(axis=0), day, days[-1]))
