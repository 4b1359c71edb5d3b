"""What is observed at the visits, as the tables of a study."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.engine import Solution, Status
from cartwin.study import DRUGS, Col
from cartwin.twin import record
from cartwin.twin.assay import ASSAYS
from cartwin.twin.assessing import (
    affected_by,
    find_rows,
    happenings_of,
    planned_instruments,
)
from cartwin.twin.happening import Exposed, happen
from cartwin.twin.instruments import Bedside
from cartwin.twin.licats import draw_licats, licats_findings, susceptible
from cartwin.twin.plan import Plan
from cartwin.twin.population import VirtualPatients
from cartwin.twin.readings import GRADED, Readings, observable_of
from cartwin.twin.schedule import Schedule


__all__ = ["Observing", "observables_needed", "tables_of"]

Array = npt.NDArray[np.float64]


def observables_needed(disease: str, plan: Plan) -> tuple[str, ...]:
    """Return the observables that the visits of a plan need, signals of toxicity too."""
    analytes = [observable_of(a) for a in plan.visits if a in ASSAYS]
    scored = planned_instruments(disease, plan.visits)
    behind = [o for instrument, _ in scored for o in instrument.observables]
    signals = [observable_of(q) for q in GRADED]
    hazards = [h.observable for h in happenings_of(disease)]
    needed = [*analytes, "BCELL", "TEMP", *signals, *behind, *hazards]
    return tuple(dict.fromkeys(needed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Observing:
    """The patients as their visits show them."""

    patients: VirtualPatients
    plan: Plan
    readings: Readings
    solution: Solution

    def days(self, quantity: str) -> Array:
        """Return the days on which an analyte or an instrument is looked at."""
        days = np.array(self.plan.visits.get(quantity, ()), float)
        return days[days <= self.plan.end]

    def truth(self, quantity: str, days: Array) -> Array:
        """Return the true value of what a quantity is read from (day, patient)."""
        rows = np.searchsorted(self.solution.times, days)
        return self.solution[observable_of(quantity)][rows]

    def observed(self, quantity: str, days: Array) -> Array:
        """Return the readings of some days (day, patient)."""
        return self.readings.read(quantity, self.truth(quantity, days), days)

    def reading(self, analyte: str) -> Array:
        """Return what is reported of an analyte at its visits (day, patient)."""
        days = self.days(analyte)
        if analyte == "TEMP":
            return self.temperature(days)
        values = self.observed(analyte, days)
        if analyte == "BNAIVE":
            return record.hide_rare_subsets(values, self.observed_or_true("BCELL", days))
        return values

    def temperature(self, days: Array) -> Array:
        """Return the temperature taken at the bedside (day, patient)."""
        own, crs = self.observed_or_true("TEMP", days), self.observed("crs", days)
        return record.bedside_temperature(own, crs)

    def observed_or_true(self, analyte: str, days: Array) -> Array:
        """Return the reading of a visit, the truth where there is none."""
        visited = np.isin(days, self.days(analyte))
        seen, true = self.observed(analyte, days), self.truth(analyte, days)
        return np.where(visited[:, None], seen, true)


def tables_of(observing: Observing, schedule: Schedule) -> dict[str, pl.DataFrame]:
    """Return the tables of the study."""
    patients, plan = observing.patients, observing.plan
    names, last = patients.candidates.names, plan.follow_up
    status = [Status(int(s)).sentence for s in observing.solution.status]
    readings = {
        a: (observing.days(a), observing.reading(a))
        for a in plan.visits
        if a in ASSAYS and len(observing.days(a))
    }
    licats = _licats(observing, _infused(observing, schedule))
    return {
        "patients": record.patients_table(patients, plan.arms, last, status),
        "treatments": record.treatments_table(
            names, schedule.doses, observing.solution.decided
        ),
        "observations": record.observations_table(names, readings, last),
        "adverse_events": _together(
            (_events(observing), licats), (Col.PATIENT, Col.DAY, Col.TERM)
        ),
        "assessments": _assessments(observing, licats),
        "milestones": record.milestones_table(names, last),
    }


def _events(observing: Observing) -> pl.DataFrame:
    """Return infections and bleeds, as rows of `adverse_events`; none without luck."""
    if not observing.readings.noise:
        return pl.DataFrame()
    kinds, who = happenings_of(observing.patients.disease), observing.patients.candidates
    exposed = Exposed(
        names=who.names,
        keys=who.keys,
        times=np.asarray(observing.solution.times),
        last=observing.plan.follow_up,
    )
    expected = [(k, observing.solution[k.observable]) for k in kinds]
    return happen(exposed, expected, seed=observing.readings.seed)


def _infused(observing: Observing, schedule: Schedule) -> Array:
    """Return the day of the first CAR-T cells of each patient; NaN if there were none."""
    days = np.full(len(observing.patients), np.inf)
    for doses in schedule.doses:
        if DRUGS[doses.drug].purpose == "car_t":
            given = doses.given(observing.solution.decided)
            np.minimum.at(days, doses.patients[given], doses.days[given])
    return np.where(np.isfinite(days), days, np.nan)


def _licats(observing: Observing, infused: Array) -> pl.DataFrame:
    """Return local toxicity in affected organs, as rows of `adverse_events`."""
    patients, solution = observing.patients, observing.solution
    shares = affected_by(patients.disease)
    if not shares or not observing.readings.noise:
        return pl.DataFrame()
    who, seed = patients.candidates, observing.readings.seed
    able = susceptible(
        who.names,
        who.keys,
        shares,
        infused=infused,
        times=np.asarray(solution.times),
        b_cells=solution["BCELL"],
        seed=seed,
    )
    last = pl.DataFrame({Col.PATIENT: who.names, "last": observing.plan.follow_up})
    seen = draw_licats(able, seed=seed).join(last, on=Col.PATIENT)
    return seen.filter(pl.col(Col.DAY) <= pl.col("last")).drop("last")


def _assessments(observing: Observing, licats: pl.DataFrame) -> pl.DataFrame:
    """Return the table `assessments`: the findings behind grades and scores."""
    noted = [licats_findings(licats)] if len(licats) else []
    every = (_toxicity(observing), *_scores(observing), *noted)
    order = (Col.PATIENT, Col.DAY, Col.INSTRUMENT, Col.ITEM)
    return _together(every, order)


def _together(frames: Iterable[pl.DataFrame], order: Sequence[str]) -> pl.DataFrame:
    """Return the frames that have rows as one, in order."""
    some = [f for f in frames if len(f)]
    return pl.concat(some, how="diagonal").sort(*order) if some else pl.DataFrame()


def _scores(observing: Observing) -> Iterator[pl.DataFrame]:
    """Yield what each instrument of the disease finds."""
    patients, plan = observing.patients, observing.plan
    who, names = patients.candidates, np.asarray(patients.candidates.names, object)
    for instrument, _ in planned_instruments(patients.disease, plan.visits):
        days = observing.days(instrument.name)
        truth = {o: observing.truth(o, days) for o in instrument.observables}
        bedside = Bedside(
            truth=truth,
            days=days,
            ages=who.ages,
            female=who.female,
            keys=who.keys,
            seed=observing.readings.seed,
            noisy=observing.readings.noise,
        )
        followed = days[:, None] <= plan.follow_up
        known = np.all([np.isfinite(t) for t in truth.values()], axis=0)
        yield find_rows(instrument, bedside, names, followed & known)


def _toxicity(observing: Observing) -> pl.DataFrame:
    """Return the findings behind the grades of CRS and ICANS."""
    days = observing.days("CRS")
    if not len(days):
        return pl.DataFrame()
    grades = {q: observing.observed(q, days).astype(np.int64) for q in GRADED}
    temperature = observing.temperature(days)
    return record.findings_table(
        observing.patients,
        days,
        crs=grades["crs"],
        icans=grades["icans"],
        temperature=temperature,
        present=(days[:, None] <= observing.plan.follow_up) & np.isfinite(temperature),
    )
