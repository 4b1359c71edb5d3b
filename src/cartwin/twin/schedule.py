"""Doses and decisions of many patients in columns, as the engine takes them.

A dose that depends on what is observed becomes doses behind gates: one for each visit at
which it may be decided. The gate is the decision of that visit, whose cut on the true
value gives the same answer as the condition on the reading.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.engine import ALWAYS, Decisions, Events
from cartwin.study import Condition, Dose
from cartwin.twin.dosing import dosing_parameters, give, loads_of
from cartwin.twin.plan import Plan
from cartwin.twin.population import VirtualPatients
from cartwin.twin.readings import Readings, is_below, observable_of


__all__ = ["Doses", "Schedule", "schedule_of"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses:
    """One dose of a regimen in all who may receive it: one entry per patient.

    Attributes
    ----------
    drug, unit
        Of all entries.
    patients, days, amounts
        To whom, when, how much.
    loads
        State -> what is added to it.
    gates
        Number of the decision that must say yes, or `ALWAYS`.
    """

    drug: str
    unit: str
    patients: Integers
    days: Array
    amounts: Array
    loads: Mapping[str, Array]
    gates: Integers

    def given(self, decided: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
        """Return which of them were given, from what was decided (1: yes)."""
        given = np.asarray(self.gates == ALWAYS)
        given[~given] = decided[self.gates[~given]] == 1
        return given


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Everything that happens or may happen to the patients.

    Attributes
    ----------
    doses
        As the record lists them.
    events, decisions
        The same for the engine.
    """

    doses: tuple[Doses, ...]
    events: Events
    decisions: Decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class _Questions:
    """The decisions about one dose: one entry per patient and visit."""

    patients: Integers
    days: Array
    observable: str
    cuts: Array
    below: bool


@dataclass(frozen=True, slots=True)
class _Occasions:
    """When somebody may be given something: days count from `since`."""

    patients: Integers
    since: Array | float
    gates: Integers


def schedule_of(
    patients: VirtualPatients,
    plan: Plan,
    readings: Readings,
    *,
    states: Sequence[str],
    observables: Sequence[str],
) -> Schedule:
    """Return the doses and decisions of a plan.

    Parameters
    ----------
    states, observables
        Of the kernel, in its order; doses into states that it lacks concern nothing that
        is looked at.

    Raises
    ------
    ModelError
        If a dose is given before it is decided, on a day without a visit, or of a drug
        that the twin does not know.
    """
    plan.check()
    doses: list[Doses] = []
    questions: list[_Questions] = []
    for regimen, members in plan.groups():
        for dose in regimen:
            occasions = _Occasions(members, 0.0, np.full(len(members), ALWAYS))
            if dose.condition is not None:
                first = sum(len(q.days) for q in questions)
                questions.append(_questions(dose.condition, members, plan, readings))
                occasions = _occasions(dose, questions[-1], first)
            doses += _doses(dose, occasions, patients, plan)
    return Schedule(
        doses=tuple(doses),
        events=_events(doses, len(patients), states),
        decisions=_decisions(questions, len(patients), observables),
    )


def _questions(
    condition: Condition, members: Integers, plan: Plan, readings: Readings
) -> _Questions:
    """Return when it is decided and by what; nothing is on the last day of a patient."""
    days = np.asarray(plan.deciding_days(condition), float)
    cuts = readings.some(members).cuts(condition, days)
    visit, member = np.nonzero(days[:, None] < plan.follow_up[members])
    return _Questions(
        patients=members[member],
        days=days[visit],
        observable=observable_of(condition.quantity),
        cuts=cuts[visit, member],
        below=is_below(condition),
    )


def _occasions(dose: Dose, asked: _Questions, first: int) -> _Occasions:
    """Return the occasions that wait for the decisions numbered from `first` on."""
    rows = np.arange(first, first + len(asked.days))
    return _Occasions(asked.patients, asked.days if dose.is_reactive else 0.0, rows)


def _doses(
    dose: Dose, occasions: _Occasions, patients: VirtualPatients, plan: Plan
) -> Iterator[Doses]:
    """Yield what is given on each day of a dose, to those still followed then."""
    for day in dose.days:
        days = np.broadcast_to(occasions.since + day, occasions.patients.shape)
        followed = days <= plan.follow_up[occasions.patients]
        who = occasions.patients[followed]
        given = give(dose, day, patients.bodies[who])
        known = {n: patients.parameters[n][who] for n in dosing_parameters(dose.drug)}
        loads = loads_of(given, patients.bodies[who], known)
        yield Doses(
            drug=given.drug,
            unit=given.unit,
            patients=who,
            days=days[followed],
            amounts=np.broadcast_to(given.amount, who.shape),
            loads={s: np.broadcast_to(x, who.shape) for s, x in loads.items()},
            gates=occasions.gates[followed],
        )


def _events(doses: Sequence[Doses], patients: int, states: Sequence[str]) -> Events:
    place = {name: i for i, name in enumerate(states)}
    entries = [(d, s) for d in doses for s in d.loads if s in place]
    if not entries:
        return Events.none(patients)
    return Events.from_columns(
        patients,
        patient=np.concatenate([d.patients for d, _ in entries]),
        time=np.concatenate([d.days for d, _ in entries]),
        state=np.concatenate([np.full(len(d.days), place[s]) for d, s in entries]),
        amount=np.concatenate([d.loads[s] for d, s in entries]),
        gate=np.concatenate([d.gates for d, _ in entries]),
    )


def _decisions(
    questions: Sequence[_Questions], patients: int, observables: Sequence[str]
) -> Decisions:
    """Return all decisions; those about one dose of one patient are a group."""
    if not questions:
        return Decisions.none(patients)
    place = {name: i for i, name in enumerate(observables)}
    each = list(enumerate(questions))
    return Decisions.from_columns(
        patients,
        patient=np.concatenate([q.patients for q in questions]),
        time=np.concatenate([q.days for q in questions]),
        observable=np.concatenate(
            [np.full(len(q.days), place[q.observable]) for q in questions]
        ),
        cut=np.concatenate([q.cuts for q in questions]),
        below=np.concatenate([np.full(len(q.days), q.below) for q in questions]),
        group=np.concatenate([i * patients + q.patients for i, q in each]),
    )
