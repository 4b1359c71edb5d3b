"""What happens to patients at given times: doses, infusions, resets.

An event may wait for a decision: it then has the decision as its gate and is carried out
only if the decision, taken earlier or at the same time on what was observed, was yes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from cartwin.errors import SolveError, did_you_mean


__all__ = ["ALWAYS", "Effect", "Event", "Events"]

Integers = npt.NDArray[np.int64]
Array = npt.NDArray[np.float64]
ALWAYS = -1  # the gate of an event that waits for no decision
EVERY_STATE = -1


class Effect(IntEnum):
    """What an event does to its state."""

    ADD = 0
    MULTIPLY = 1
    SET = 2
    START = 3  # an infusion of `amount` per time starts
    STOP = 4  # an infusion of `amount` per time stops
    RESET = 5  # all states return to the untreated balance, all infusions stop


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one patient.

    Attributes
    ----------
    time
        In the time of the system.
    state
        Name of the state; empty for a reset, which concerns all.
    amount
        Added, factor, new value (in the unit of the state), or rate of infusion (unit per
        time).
    """

    time: float
    state: str
    amount: float
    effect: Effect = Effect.ADD


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """The events of many patients, sorted in time within each patient.

    Attributes
    ----------
    offsets
        Events of patient i are at positions offsets[i] to offsets[i + 1].
    times, states, amounts, effects, gates
        One entry per event; `states` are positions in the state vector of the system,
        `gates` positions among the decisions, or `ALWAYS`.
    """

    offsets: Integers
    times: Array
    states: Integers
    amounts: Array
    effects: Integers
    gates: Integers

    @classmethod
    def of(cls, patients: Sequence[Iterable[Event]], states: Sequence[str]) -> Self:
        """Return the events of each patient as arrays.

        Events at the same time keep the order in which they were given.

        Raises
        ------
        SolveError
            If an event names an unknown state, or its time or amount is not finite.

        Examples
        --------
        >>> events = Events.of([[Event(7.0, "P", 1.0), Event(0.0, "P", 2.0)], []], ["P"])
        >>> events.times.tolist(), events.offsets.tolist()
        ([0.0, 7.0], [0, 2, 2])
        """
        place = {name: i for i, name in enumerate(states)}
        rows = [(i, e) for i, events in enumerate(patients) for e in events]
        problems = [p for _, e in rows if (p := _problem(e, place))]
        if problems:
            raise SolveError("; ".join(problems))
        return cls.from_columns(
            len(patients),
            patient=[i for i, _ in rows],
            time=[e.time for _, e in rows],
            state=[place.get(e.state, EVERY_STATE) for _, e in rows],
            amount=[e.amount for _, e in rows],
            effect=[e.effect for _, e in rows],
        )

    @classmethod
    def from_columns(
        cls,
        patients: int,
        *,
        patient: Any,
        time: Any,
        state: Any,
        amount: Any,
        effect: Any = Effect.ADD,
        gate: Any = ALWAYS,
    ) -> Self:
        """Return the events listed in columns, in any order of patients and times.

        Parameters
        ----------
        patients
            How many there are.
        patient, time, state, amount, effect, gate
            One entry per event, or one value for all.

        Raises
        ------
        SolveError
            If a time or an amount is not finite, or a patient does not exist.
        """
        who = np.asarray(patient, np.int64)
        when = np.broadcast_to(np.asarray(time, float), who.shape)
        size = np.broadcast_to(np.asarray(amount, float), who.shape)
        if not (np.isfinite(when).all() and np.isfinite(size).all()):
            msg = "times and amounts of events must be finite"
            raise SolveError(msg)
        if len(who) and not (who.min() >= 0 and who.max() < patients):
            msg = f"events name patients {who.min()} to {who.max()}; there are {patients}"
            raise SolveError(msg)
        order = np.lexsort((when, who))  # stable: events at one time keep their order
        return cls(
            offsets=offsets_of(who, patients),
            times=sorted_column(when, order, float),
            states=sorted_column(state, order),
            amounts=sorted_column(size, order, float),
            effects=sorted_column(effect, order),
            gates=sorted_column(gate, order),
        )

    @classmethod
    def none(cls, patients: int) -> Self:
        """Return no events for so many patients.

        >>> len(Events.none(3).offsets), len(Events.none(3).times)
        (4, 0)
        """
        nothing: list[float] = []
        return cls.from_columns(
            patients, patient=nothing, time=nothing, state=nothing, amount=nothing
        )


def offsets_of(patient: Integers, patients: int) -> Integers:
    """Return where the rows of each patient start once they are sorted by patient."""
    counts = np.bincount(patient, minlength=patients)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def patients_of(offsets: Integers) -> Integers:
    """Return whose each of the sorted rows is.

    >>> patients_of(offsets_of(np.array([1, 0, 1]), 3)).tolist()
    [0, 1, 1]
    """
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def sorted_column(values: Any, order: Integers, kind: Any = np.int64) -> Any:
    """Return one value per row, or one for all, in this order of the rows."""
    spread = np.broadcast_to(np.asarray(values, kind), order.shape)
    return np.ascontiguousarray(spread[order])


def _problem(event: Event, place: dict[str, int]) -> str:
    if event.state not in place and event.effect is not Effect.RESET:
        hint = did_you_mean(event.state, place)
        return f"event at {event.time:g}: unknown state {event.state!r} ({hint})"
    if not np.isfinite([event.time, event.amount]).all():
        return (
            f"event on {event.state}: time {event.time}, amount {event.amount}; "
            "both must be finite"
        )
    return ""
