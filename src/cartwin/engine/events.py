"""Doses and other instantaneous changes, per patient."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

import numpy as np
import numpy.typing as npt

from cartwin.errors import SolveError, did_you_mean


__all__ = ["Effect", "Event", "Events"]


class Effect(IntEnum):
    """What an event does to its state."""

    ADD = 0
    MULTIPLY = 1
    SET = 2


@dataclass(frozen=True, slots=True)
class Event:
    """One instantaneous change of one state.

    Attributes
    ----------
    time
        In the time of the system.
    state
        Name of the state.
    amount
        Added, factor or new value, in the unit of the state.
    """

    time: float
    state: str
    amount: float
    effect: Effect = Effect.ADD


@dataclass(frozen=True, slots=True)
class Events:
    """The events of many patients, sorted in time within each patient.

    Attributes
    ----------
    offsets
        Events of patient i are at positions offsets[i] to offsets[i + 1].
    times, states, amounts, effects
        One entry per event; `states` are positions in the state vector.
    """

    offsets: npt.NDArray[np.int64]
    times: npt.NDArray[np.float64]
    states: npt.NDArray[np.int64]
    amounts: npt.NDArray[np.float64]
    effects: npt.NDArray[np.int64]

    @classmethod
    def of(cls, patients: Sequence[Iterable[Event]], states: Sequence[str]) -> Self:
        """Return the events of each patient as arrays.

        Events at the same time keep the order in which they were given.

        Raises
        ------
        SolveError
            If an event names an unknown state, or its time or amount is not finite.
        """
        place = {name: i for i, name in enumerate(states)}
        rows = [sorted(events, key=lambda e: e.time) for events in patients]
        flat = [e for row in rows for e in row]
        for event in flat:
            if event.state not in place:
                hint = did_you_mean(event.state, place)
                msg = f"event at {event.time:g}: unknown state {event.state!r} ({hint})"
                raise SolveError(msg)
            if not np.isfinite([event.time, event.amount]).all():
                msg = (
                    f"event on {event.state}: time {event.time}, amount {event.amount}; "
                    "both must be finite"
                )
                raise SolveError(msg)
        return cls(
            offsets=np.cumsum([0, *map(len, rows)], dtype=np.int64),
            times=np.array([e.time for e in flat], float),
            states=np.array([place[e.state] for e in flat], np.int64),
            amounts=np.array([e.amount for e in flat], float),
            effects=np.array([e.effect for e in flat], np.int64),
        )
