"""The problem: virtual ITP patients, two years, each with a schedule of its own.

Everybody is lymphodepleted and receives CAR-T cells on day 0. Immunoglobulin,
dexamethasone, rituximab and daratumumab follow on days that differ from patient to
patient, so that no two patients share their breakpoints. Nothing here depends on the
engine that is measured.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from cartwin.engine import Event, Events, System
from cartwin.study import Dose, Regimen, parse_regimen
from cartwin.twin import (
    Body,
    Candidate,
    draw_patients,
    events_of,
    give,
    parameters_of,
    stream,
    system_of,
)


__all__ = ["Cohort", "draw_cohort"]

Array = npt.NDArray[np.float64]
DISEASE = "itp"
FIRST, LAST = -7.0, 730.0  # [d]
OUTPUTS = 60
EVERYBODY = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 3e5/kg d0"
# text of the course, and the range of days in which it starts
COURSES = (
    ("ivig 1 g/kg d0,1", (10.0, 200.0)),
    ("dexamethasone 40 mg d0,1,2,3", (30.0, 650.0)),
    ("rituximab 375 mg/m2 d0,7,14,21", (180.0, 690.0)),
    ("daratumumab 16 mg/kg d0,7,14,21,28,35,42,49", (150.0, 650.0)),
    ("ivig 1 g/kg d0,1", (220.0, 720.0)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Patients, what is given to them, and when they are looked at.

    Attributes
    ----------
    parameters
        Primary parameters: one value per patient.
    events
        Doses; all of them add to a state.
    times
        At which all observables are wanted; the first is the start [d].
    fixed
        Parameters without spread between patients: what may be folded into code.
    """

    system: System
    parameters: dict[str, Array]
    events: Events
    times: Array
    fixed: dict[str, float]

    def __len__(self) -> int:
        return len(self.events.offsets) - 1

    @property
    def dosed(self) -> tuple[str, ...]:
        """Names of the states that doses enter."""
        return tuple(self.system.states[i].name for i in np.unique(self.events.states))

    @property
    def breakpoints(self) -> float:
        """Mean number of different times at which a patient is given something."""
        offsets, times = self.events.offsets, self.events.times
        rows = pairwise(offsets)
        return float(np.mean([len(np.unique(times[a:b])) for a, b in rows]))

    def take(self, patients: npt.NDArray[np.int64]) -> Self:
        """Return the patients at these positions; a position may appear more than once."""
        events, n = self.events, len(patients)
        counts = np.diff(events.offsets)[patients]
        rows = [
            np.arange(events.offsets[i], events.offsets[i + 1], dtype=np.int64)
            for i in patients
        ]
        at = np.concatenate(rows) if rows else np.zeros(0, np.int64)
        chosen = Events.from_columns(
            n,
            patient=np.repeat(np.arange(n), counts),
            time=events.times[at],
            state=events.states[at],
            amount=events.amounts[at],
            effect=events.effects[at],
        )
        parameters = {name: v[patients] for name, v in self.parameters.items()}
        return replace(self, parameters=parameters, events=chosen)

    def first(self, n: int) -> Self:
        """Return the first `n` patients."""
        return self.take(np.arange(min(n, len(self))))

    def repeated(self, n: int) -> Self:
        """Return `n` patients: these, over and over."""
        return self.take(np.arange(n) % len(self))


def draw_cohort(n: int, *, seed: int = 1) -> Cohort:
    """Return `n` virtual adults with ITP and their schedules.

    >>> cohort = draw_cohort(3)
    >>> len(cohort), len(cohort.times), round(cohort.breakpoints)
    (3, 60, 24)
    """
    names = [f"bench-{i}" for i in range(n)]
    drawn = draw_patients(DISEASE, [_adult(name, seed) for name in names], seed=seed)
    system = system_of(DISEASE)
    states = [s.name for s in system.states]
    rows = [
        _events(schedule, drawn.bodies[i], drawn.of(i))
        for i, schedule in enumerate(_schedule(name, seed) for name in names)
    ]
    return Cohort(
        system=system,
        parameters=drawn.parameters,
        events=Events.of(rows, states),
        times=np.linspace(FIRST, LAST, OUTPUTS),
        fixed=_fixed(drawn.parameters),
    )


def _adult(name: str, seed: int) -> Candidate:
    random = stream(seed, name, "covariates")
    age = float(random.uniform(18.0, 75.0))
    sex = "female" if random.random() < 0.6 else "male"
    return Candidate(patient=name, cohort=name, age=age, sex=sex)


def _schedule(name: str, seed: int) -> Regimen:
    """Return what one patient is given; courses start at quarters of a day."""
    random = stream(seed, name, "schedule")
    doses = list(parse_regimen(EVERYBODY))
    for text, (earliest, latest) in COURSES:
        start = round(4.0 * random.uniform(earliest, latest)) / 4.0
        doses += [_later(dose, start) for dose in parse_regimen(text)]
    return Regimen(doses=tuple(doses))


def _later(dose: Dose, by: float) -> Dose:
    days = (by + d for d in dose.days)
    return replace(dose, days=tuple(d for d in days if d < LAST))


def _events(
    schedule: Regimen, body: Body, parameters: Mapping[str, float]
) -> Iterator[Event]:
    for dose in schedule:
        for day in dose.days:
            yield from events_of(give(dose, day, body), body, parameters)


def _fixed(parameters: dict[str, Array]) -> dict[str, float]:
    return {
        p.name: float(parameters[p.name][0])
        for p in parameters_of(DISEASE)
        if not p.varies and np.ptp(parameters[p.name]) == 0.0
    }
