"""Virtual patients x regimen -> study.

Time is walked in stages that end on the days of decision: what was observed there, noise
and limits included, decides what is given next, and the integration continues from the
states reached.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.engine import Event, Events, Status, compile, solve
from cartwin.errors import ModelError
from cartwin.study import DRUGS, Col, Condition, Dose, Origin, Protocol, Regimen, Study
from cartwin.twin import record
from cartwin.twin.assay import ASSAYS, draw_noise
from cartwin.twin.disease import system_of
from cartwin.twin.dosing import Given, events_of, give
from cartwin.twin.fingerprint import model_hash
from cartwin.twin.population import VirtualPatients
from cartwin.twin.toxicity import CRS, ICANS


__all__ = ["Plan", "simulate"]

Array = npt.NDArray[np.float64]
Progress = Callable[[float], None]
START = -7.0  # day on which courses start, untreated; earlier if something happens earlier
GRADED = {"crs": CRS, "icans": ICANS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is done to the patients.

    Attributes
    ----------
    regimens
        One per patient.
    arms
        Name of each patient's arm.
    visits
        Analyte or instrument -> days.
    follow_up
        Last day of each patient (patient).
    """

    regimens: tuple[Regimen, ...]
    arms: tuple[str, ...]
    visits: Mapping[str, tuple[float, ...]]
    follow_up: Array


def simulate(
    patients: VirtualPatients,
    plan: Plan,
    *,
    seed: int,
    name: str,
    title: str,
    protocol: Protocol | None = None,
    noise: bool = True,
    rtol: float = 1e-6,
    on_progress: Progress | None = None,
) -> Study:
    """Return the virtual study of `patients` treated by `plan`.

    Parameters
    ----------
    noise
        False: assays read the truth, and toxicity has no patient effect.
    on_progress
        Called with the fraction finished.

    Returns
    -------
    Study
        Failed patients have their status in the table `patients` and no readings after
        the failure.

    Raises
    ------
    ModelError
        If a regimen has a drug or a condition that the twin does not know.
    """
    course = _Course(patients, plan, seed=seed, noise=noise, rtol=rtol)
    cuts = [course.start, *course.decision_days(), course.end]
    for first, last in pairwise(cuts):
        course.advance(first, last)
        course.decide(last)
        if on_progress is not None:
            on_progress((last - course.start) / (course.end - course.start))
    provenance = {"seed": str(seed), "model": model_hash(), "rtol": f"{rtol:g}"}
    return Study(
        name=name,
        title=title,
        origin=Origin.VIRTUAL,
        disease=patients.disease,
        protocol=protocol,
        provenance=provenance,
        tables=course.tables(),
    )


class _Course:
    """The patients on their way; everything that changes while time is walked."""

    def __init__(
        self, patients: VirtualPatients, plan: Plan, *, seed: int, noise: bool, rtol: float
    ) -> None:
        self.patients, self.plan, self.rtol = patients, plan, rtol
        self.kernel = compile(system_of(patients.disease))
        self.states = [s.name for s in self.kernel.system.states]
        days = {d for visits in plan.visits.values() for d in visits}
        self.end = float(np.max(plan.follow_up))
        planned = {d for r in plan.regimens for x in r if not x.is_reactive for d in x.days}
        self.start = min(START, *days, *planned)
        self.days = np.array(
            sorted({self.start, self.end} | {d for d in days if d <= self.end})
        )
        self.place = {float(d): i for i, d in enumerate(self.days)}
        n = len(patients.names)
        self.seen = _observables(plan, self.kernel.source.observables)
        self.truth = np.full((len(self.days), len(self.seen), n), np.nan)
        self.y: Array | None = None
        self.status = np.zeros(n, np.int64)
        self.doses: list[list[Given]] = [[] for _ in range(n)]
        self.events: list[list[Event]] = [[] for _ in range(n)]
        self.fired: set[tuple[int, Dose]] = set()
        self.errors = {
            a: draw_noise(seed, patients.names, a, visits) * noise
            for a, visits in plan.visits.items()
            if a in ASSAYS
        }
        zero = np.zeros(n)
        self.effects = {
            key: p.effects(seed, patients.names, patients.cohorts) if noise else zero
            for key, p in GRADED.items()
        }
        for i, regimen in enumerate(plan.regimens):
            for dose in regimen:
                _refuse_the_past(dose)
                if dose.condition is None:
                    self._give(i, dose, 0.0)

    def _give(self, i: int, dose: Dose, since: float) -> None:
        body = self.patients.bodies[i]
        parameters = self.patients.of(i)
        for day in dose.days:
            if since + day <= self.plan.follow_up[i]:
                given = give(dose, since + day, body)
                self.doses[i].append(given)
                self.events[i] += events_of(given, body, parameters)

    def decision_days(self) -> list[float]:
        """Days on which some patient's treatment depends on what is observed."""
        conditions = {d.condition for r in self.plan.regimens for d in r if d.condition}
        days = {d for condition in conditions for d in self._days_of(condition)}
        return sorted(d for d in days if self.start < d < self.end)

    def _days_of(self, condition: Condition) -> Sequence[float]:
        quantity = condition.quantity
        visits = self.plan.visits.get(quantity.upper(), ())
        if condition.day is None:
            return [d for d in visits if d >= 0]
        if condition.day not in visits:
            msg = (
                f"condition '{condition}' needs {quantity} on day {condition.day:g}, "
                "but the plan has no such visit; add the day to the visits"
            )
            raise ModelError(msg)
        return (condition.day,)

    def advance(self, first: float, last: float) -> None:
        """Integrate from one day of decision to the next."""
        here = (self.days >= first) & (self.days <= last)
        due = [[e for e in row if first <= e.time < last] for row in self.events]
        solution = solve(
            self.kernel,
            self.patients.parameters,
            Events.of(due, self.states),
            self.days[here],
            observables=self.seen,
            start=self.y,
            rtol=self.rtol,
        )
        self.status = np.where(self.status == Status.OK, solution.status, self.status)
        fresh = here if first == self.start else here & (self.days > first)
        self.truth[fresh] = solution.values[fresh[here]]
        self.y = np.where(self.status == Status.OK, solution.states, np.nan)

    def decide(self, day: float) -> None:
        """Give what the regimens make depend on the readings of `day`."""
        observed: dict[str, Array] = {}
        for i, regimen in enumerate(self.plan.regimens):
            if day > self.plan.follow_up[i] or self.status[i] != Status.OK:
                continue
            for dose in regimen:
                if self._is_due(i, dose, day, observed):
                    self.fired.add((i, dose))
                    self._give(i, dose, day if dose.is_reactive else 0.0)

    def _is_due(self, i: int, dose: Dose, day: float, observed: dict[str, Array]) -> bool:
        condition = dose.condition
        if (
            condition is None
            or (i, dose) in self.fired
            or day not in self._days_of(condition)
        ):
            return False
        quantity = condition.quantity
        if quantity not in observed:
            observed[quantity] = self._observed(quantity, day)
        return condition.holds(float(observed[quantity][i]))

    def _seen(self, observable: str, day: float) -> Array:
        column = self.seen.index(observable)
        return np.asarray(self.truth[self.place[day], column])

    def _observed(self, quantity: str, day: float) -> Array:
        if quantity in GRADED:
            process = GRADED[quantity]
            signal = self._seen(process.signal, day)
            return process.grade(signal, self.effects[quantity]).astype(float)
        error = self.errors[quantity][self.plan.visits[quantity].index(day)]
        return ASSAYS[quantity].read(self._seen(quantity, day), error)

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the tables of the study."""
        names, last = self.patients.names, self.plan.follow_up
        readings = {}
        for analyte, visits in self.plan.visits.items():
            if analyte in ASSAYS:
                days = [d for d in visits if d <= self.end]
                if days:
                    values = np.stack([self._observed(analyte, d) for d in days])
                    readings[analyte] = (days, values)
        if "BNAIVE" in readings:
            days, share = readings["BNAIVE"]
            counts = np.stack([self._read_or_seen("BCELL", d) for d in days])
            readings["BNAIVE"] = (days, record.hide_rare_subsets(share, counts))
        if "TEMP" in readings:
            days, _ = readings["TEMP"]
            readings["TEMP"] = (days, self._temperature(days))
        status = [Status(int(s)).sentence for s in self.status]
        return {
            "patients": record.patients_table(self.patients, self.plan.arms, last, status),
            "treatments": self._treatments(),
            "observations": record.observations_table(names, readings, last),
            "assessments": self._assessments(),
            "milestones": record.milestones_table(names, last),
        }

    def _temperature(self, days: Sequence[float]) -> Array:
        """Return the temperature taken at the bedside (day, patient)."""
        own = np.stack([self._read_or_seen("TEMP", d) for d in days])
        crs = np.stack([self._observed("crs", d) for d in days])
        return record.bedside_temperature(own, crs)

    def _read_or_seen(self, analyte: str, day: float) -> Array:
        """Return the reading of a visit, the truth where there is none."""
        visits = self.plan.visits.get(analyte, ())
        return self._observed(analyte, day) if day in visits else self._seen(analyte, day)

    def _assessments(self) -> pl.DataFrame:
        days = [d for d in self.plan.visits.get("CRS", ()) if d <= self.end]
        if not days:
            return pl.DataFrame()
        grades = {q: np.stack([self._observed(q, d) for d in days]) for q in GRADED}
        temperature = self._temperature(days)
        present = np.array(days)[:, None] <= self.plan.follow_up
        present &= np.isfinite(temperature)
        return record.findings_table(
            self.patients,
            days,
            crs=grades["crs"].astype(np.int64),
            icans=grades["icans"].astype(np.int64),
            temperature=temperature,
            present=present,
        )

    def _treatments(self) -> pl.DataFrame:
        rows = [
            (name, g.day, g.drug, g.amount, g.unit, DRUGS[g.drug].purpose)
            for name, given in zip(self.patients.names, self.doses, strict=True)
            for g in given
        ]
        columns = (Col.PATIENT, Col.DAY, Col.DRUG, Col.AMOUNT, Col.UNIT, Col.PURPOSE)
        table = pl.DataFrame(rows, schema=[str(c) for c in columns], orient="row")
        return table.sort(Col.PATIENT, Col.DAY, Col.DRUG)


def _observables(plan: Plan, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the observables that the visits and the signals of toxicity need."""
    needed = {*plan.visits, "BCELL", "TEMP", *(p.signal for p in GRADED.values())}
    return tuple(o for o in known if o in needed)


def _refuse_the_past(dose: Dose) -> None:
    """Refuse a dose that would be given before the day on which it is decided."""
    decided = 0.0 if dose.condition is None or dose.is_reactive else dose.condition.day
    if dose.condition is not None and min(dose.days) < (decided or 0.0):
        msg = f"'{dose}' would be given before it is decided; give it on that day or later"
        raise ModelError(msg)
