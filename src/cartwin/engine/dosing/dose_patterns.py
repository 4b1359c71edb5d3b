"""From a dosing record to the single doses it stands for, and what each does to a state.

    dose k arrives at    TIME + lag + k II,    k = 0, 1 ... ADDL

and before a steady-state record k = -1, -2 ... as well, as far back as a dose is still
under way at TIME: because of its lag, or because its infusion is not yet over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from cartwin.engine.dosing.dose_checks import delivered
from cartwin.engine.dosing.doses import Delivery, Doses
from cartwin.engine.events import Effect


__all__ = [
    "Changes",
    "Pattern",
    "changes_of",
    "pattern_of",
    "single_doses",
    "whole_intervals",
]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
ROUNDING = 1e-12  # a lag of 1 contains an interval of 0.1 ten times
COUNTABLE = 2.0**53


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What has a record, as columns with one entry per row.

    Attributes
    ----------
    record, patient
        Where the record stands, and whose it is.
    """

    record: Integers
    patient: Integers
    time: Array
    state: Integers
    amount: Array

    def __len__(self) -> int:
        return len(self.record)

    def __getitem__(self, rows: Integers | npt.NDArray[np.bool_]) -> Self:
        """Return some of the rows, repeated where one is named twice."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(_Rows):
    """What dosing records order, once lag, bioavailability and rates are known.

    Attributes
    ----------
    time
        TIME of the record.
    state
        Position of the state that is dosed.
    amount
        What arrives by one dose.
    rate, length
        Of the infusion; the rate is 0 for a bolus.
    constant
        Whether the infusion has been running for ever, and ends at TIME + lag.
    lag, interval
        From TIME to the arrival; between doses.
    more
        Additional doses that can arrive before the end.
    steady
        0, 1 or 2, as SS.
    """

    rate: Array
    length: Array
    constant: npt.NDArray[np.bool_]
    lag: Array
    interval: Array
    more: Integers
    steady: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(_Rows):
    """What happens to states when, one row per change."""

    effect: Integers

    @classmethod
    def at(
        cls, pattern: Pattern, time: Array, amount: Array, effect: Effect | Integers
    ) -> Self:
        """Return one change of the dosed state for every row of the pattern."""
        return cls(
            record=pattern.record, patient=pattern.patient, time=time,
            state=pattern.state, amount=amount,
            effect=np.broadcast_to(np.int64(effect), pattern.record.shape),
        )  # fmt: skip

    @classmethod
    def joined(cls, parts: Sequence["Changes"]) -> Self:
        """Return all changes in the order of their records, else as given."""
        columns = {
            f.name: np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(cls)
        }
        return cls(**columns)[np.argsort(columns["record"], kind="stable")]


def pattern_of(
    doses: Doses,
    delivery: Mapping[str, Delivery],
    states: Sequence[str],
    end: float = np.inf,
) -> Pattern:
    """Return what the records with a dose (EVID 1 or 4) order; they must have been checked.

    Parameters
    ----------
    delivery
        By name of compartment.
    states
        Names of the states of the system.
    end
        Time after which nothing matters, in the time of the system: additional doses that
        cannot arrive by then are left out.

    Examples
    --------
    A fraction of 0.5 halves the length of an infusion of given rate:

    >>> doses = Doses.from_columns(1, ["C"], patient=0, time=0.0, amt=100.0, rate=10.0)
    >>> pattern = pattern_of(doses, {"C": Delivery(fraction=0.5)}, ["C"])
    >>> pattern.rate.tolist(), pattern.length.tolist()
    ([10.0], [5.0])
    """
    amount = doses.amt * delivered(doses, delivery, "fraction")
    rate, length = _infusions(doses, delivery, amount)
    position = np.array([states.index(name) for name in doses.compartments])
    gives = np.flatnonzero(doses.gives)
    lag = delivered(doses, delivery, "lag")
    return Pattern(
        record=gives,
        patient=doses.patient[gives],
        time=doses.time[gives],
        state=position[doses.cmt[gives].astype(np.int64) - 1],
        amount=amount[gives],
        rate=rate[gives],
        length=length[gives],
        constant=doses.amt[gives] == 0,
        lag=lag[gives],
        interval=doses.ii[gives],
        more=_by_the_end(doses, doses.time + lag, end)[gives],
        steady=doses.ss[gives].astype(np.int64),
    )


def _by_the_end(doses: Doses, arrival: Array, end: float) -> Integers:
    """Return how many of the additional doses can still arrive, one more for rounding."""
    interval = np.where(doses.ii > 0, doses.ii, 1.0)
    with np.errstate(over="ignore"):
        fitting = np.floor((end - arrival) / interval) + 1
    countable: Array = np.minimum(np.clip(fitting, 0, doses.addl), COUNTABLE)
    return countable.astype(np.int64)


def _infusions(
    doses: Doses, delivery: Mapping[str, Delivery], amount: Array
) -> tuple[Array, Array]:
    """Return rate and length; what is to last no time is a bolus and has no rate."""
    modelled_rate = delivered(doses, delivery, "rate")
    modelled_length = delivered(doses, delivery, "duration")
    rate = np.select([doses.rate > 0, doses.rate == -1], [doses.rate, modelled_rate], 0.0)
    length = np.select([doses.dur > 0, doses.rate == -2], [doses.dur, modelled_length], 0.0)
    rated, timed = rate > 0, length > 0
    with np.errstate(over="ignore"):  # what is endless or instantaneous is seen later
        rate[timed] = amount[timed] / length[timed]
        length[rated] = amount[rated] / rate[rated]
    return rate, length


def changes_of(pattern: Pattern) -> Changes:
    """Return what the doses of the pattern do, in the order of their records.

    Infusions that a steady-state record finds running start at its TIME. Those that start
    at their arrival give their amount over the time that is left between two rounded
    numbers; if none is left, at once.
    """
    single, arrival, past = _each_dose(pattern[~pattern.constant])
    start = np.maximum(arrival, single.time)
    stop = np.where(past, arrival, start) + single.length
    rate = np.where(past, single.rate, _exact_rate(single, stop - start))
    running = (single.rate > 0) & (stop > start) & np.isfinite(rate)
    bolus = ~running & ~past & (single.amount > 0)
    lasting = pattern[pattern.constant]
    infused, given = single[running], single[bolus]
    return Changes.joined(
        [
            Changes.at(lasting, lasting.time, lasting.rate, Effect.START),
            Changes.at(lasting, lasting.time + lasting.lag, lasting.rate, Effect.STOP),
            Changes.at(given, start[bolus], given.amount, Effect.ADD),
            Changes.at(infused, start[running], rate[running], Effect.START),
            Changes.at(infused, stop[running], rate[running], Effect.STOP),
        ]
    )


def _exact_rate(single: Pattern, length: Array) -> Array:
    """Return the rate that gives the amount in this length, infinite if that is none."""
    with np.errstate(over="ignore"):
        rate = single.amount / np.where(length > 0, length, np.inf)
    return np.where(length > 0, rate, np.inf)


def single_doses(pattern: Pattern) -> Array:
    """Return how many doses each record stands for: past, its own, additional.

    They may be infinitely many.

    >>> doses = Doses.from_columns(
    ...     1, ["C"], patient=0, time=0.0, amt=100.0, rate=2.0, ii=24.0, ss=1, addl=10**9
    ... )
    >>> single_doses(pattern_of(doses, {}, ["C"], end=100.0)).tolist()
    [8.0]
    """
    before, _ = _under_way(pattern)
    return before + 1 + pattern.more


def _each_dose(pattern: Pattern) -> tuple[Pattern, Array, npt.NDArray[np.bool_]]:
    """Return a row for every single dose, its arrival, and if that was before TIME."""
    before, arriving = (n.astype(np.int64) for n in _under_way(pattern))
    counts = before + 1 + pattern.more
    rows = np.repeat(np.arange(len(pattern)), counts)
    first = np.cumsum(counts) - counts + before
    k = np.arange(len(rows)) - first[rows]
    single = pattern[rows]
    return single, single.time + single.lag + k * single.interval, k < -arriving[rows]


def _under_way(pattern: Pattern) -> tuple[Array, Array]:
    """How many past doses of a steady state have an effect to come, or all of it."""
    late = np.where(pattern.steady > 0, pattern.lag + pattern.length, 0.0)
    lag = np.where(pattern.steady > 0, pattern.lag, 0.0)
    interval = np.where(pattern.interval > 0, pattern.interval, late + 1.0)
    with np.errstate(over="ignore", invalid="ignore"):
        arriving, _ = whole_intervals(lag, interval)
        running = np.ceil(late / interval) - 1
    return np.maximum(arriving, running), arriving


def whole_intervals(lag: Array, interval: Array | float) -> tuple[Array, Array]:
    """Return how often the interval fits into the lag, and what is left of the lag.

    >>> whole, rest = whole_intervals(np.array([31.0, 1.0]), np.array([24.0, 0.1]))
    >>> whole.tolist(), rest.tolist()
    ([1.0, 10.0], [7.0, 0.0])
    """
    whole = np.floor(lag / interval * (1 + ROUNDING))
    return whole, np.where(whole > 0, np.maximum(lag - whole * interval, 0.0), lag)
