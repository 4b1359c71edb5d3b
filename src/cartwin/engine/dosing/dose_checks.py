"""What can be wrong with a dosing record: every fault of every record, at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine.dosing.doses import Delivery, Doses
from cartwin.errors import SolveError, did_you_mean


__all__ = ["check_doses", "delivered", "refuse"]

Array = npt.NDArray[np.float64]
Fault = tuple[npt.NDArray[np.bool_], str]
SHOWN_FAULTS = 20
PARTS = dict(lag="ALAG", fraction="F", rate="R", duration="D")


def check_doses(
    doses: Doses, delivery: Mapping[str, Delivery], states: Sequence[str], start: float
) -> None:
    """Refuse records that cannot be followed.

    Parameters
    ----------
    delivery
        By name of compartment.
    states
        Names of the states of the system.
    start
        Time at which the simulation starts; nothing may have been given before.

    Raises
    ------
    SolveError
        With one line for every fault of every record.
    """
    for name in {*doses.compartments, *delivery} - set(states):
        hint = did_you_mean(name, states)
        msg = f"compartment {name!r} is no state of the system ({hint})"
        raise SolveError(msg)
    faults = _faults_of_identity(doses) or [
        *_faults_of_time(doses, start),
        *_faults_of_amount(doses),
        *_faults_of_pattern(doses),
        *_faults_of_delivery(doses, delivery),
    ]
    refuse(doses, _sentences(doses, delivery, faults))


def refuse(doses: Doses, sentences: Iterable[tuple[int, str]]) -> None:
    """Raise an error that lists what is wrong with which record, if anything is."""
    lines = [
        f"record {i} (patient {doses.patient[i]}, TIME {doses.time[i]:g}): {sentence}"
        for i, sentence in sorted(sentences, key=lambda pair: pair[0])
    ]
    if not lines:
        return
    if hidden := len(lines) - SHOWN_FAULTS:
        lines[SHOWN_FAULTS:] = [f"... and {hidden} more"] if hidden > 0 else []
    msg = "the doses cannot be given; records are counted from 0:"
    raise SolveError("\n  ".join([msg, *lines]))


def delivered(doses: Doses, delivery: Mapping[str, Delivery], part: str) -> Array:
    """Return one part of the delivery (`lag`, `rate`, ...) for every record."""
    values = np.full(doses.patient.shape, getattr(Delivery(), part), float)
    for number, name in enumerate(doses.compartments, start=1):
        here = doses.cmt == number
        every = np.asarray(getattr(delivery.get(name, Delivery()), part), float)
        if every.ndim and every.shape != (doses.patients,):
            msg = (
                f"{part} of {name}: values of shape {every.shape}; expected one number, or "
                f"one for each of {doses.patients} patients"
            )
            raise SolveError(msg)
        values[here] = np.broadcast_to(every, (doses.patients,))[doses.patient[here]]
    return values


def _faults_of_identity(doses: Doses) -> list[Fault]:
    unknown = (doses.patient < 0) | (doses.patient >= doses.patients)
    known = f"expected 0 to {doses.patients - 1}"
    return [(unknown, f"there is no such patient; {known}")] if unknown.any() else []


def _faults_of_time(doses: Doses, start: float) -> list[Fault]:
    order = np.argsort(doses.patient, kind="stable")
    same = np.diff(doses.patient[order]) == 0
    back = np.zeros(len(order), bool)
    back[order[1:]] = same & (np.diff(doses.time[order]) < 0)
    acts = np.isin(doses.evid, (1, 3, 4))
    return [
        (~np.isfinite(doses.time), "TIME {TIME:g}; expected a finite number"),
        (
            back,
            "TIME goes back; expected the records of a patient in the order of time, "
            "after a reset too",
        ),
        (
            acts & (doses.time < start),
            f"lies before the start, {start:g}; start the simulation earlier, or enter "
            "what it led to as SS or as the state at the start",
        ),
    ]


def _faults_of_amount(doses: Doses) -> list[Fault]:
    gives, amt, rate, dur = doses.gives, doses.amt, doses.rate, doses.dur
    constant = (rate != 0) & (doses.ss > 0) & (doses.ii == 0)
    numbers = "0 or more, -1 (modelled rate) or -2 (modelled duration)"
    dosed = (amt != 0) | (rate != 0) | (dur != 0) | (doses.addl != 0) | (doses.ss != 0)
    return [
        (~np.isin(doses.evid, range(5)), "EVID {EVID:g}; expected 0, 1, 2, 3 or 4"),
        (
            (doses.evid == 2) & (doses.cmt < 0),
            "EVID 2 with CMT {CMT:g} turns a compartment off, which the engine cannot; "
            "expected CMT 0 or more, or EVID 3 to empty all compartments",
        ),
        (
            ~gives & np.isin(doses.evid, (0, 2, 3)) & dosed,
            "EVID {EVID:g} gives no dose, but AMT, RATE, DUR, ADDL or SS is not 0",
        ),
        (gives & ~((amt >= 0) & np.isfinite(amt)), "AMT {AMT:g}; expected 0 or more"),
        (
            gives & (amt == 0) & ~constant,
            "AMT 0; expected more, or a constant infusion (RATE, SS, no II)",
        ),
        (
            gives & ~(((rate >= 0) & np.isfinite(rate)) | np.isin(rate, (-1, -2))),
            f"RATE {{RATE:g}}; expected {numbers}",
        ),
        (gives & ~((dur >= 0) & np.isfinite(dur)), "DUR {DUR:g}; expected 0 or more"),
        (gives & (rate != 0) & (dur != 0), "RATE {RATE:g} and DUR {DUR:g}; give one"),
    ]


def _faults_of_pattern(doses: Doses) -> list[Fault]:
    gives, addl, ii, ss = doses.gives, doses.addl, doses.ii, doses.ss
    constant = gives & (doses.amt == 0) & (ss > 0)
    whole = (addl >= 0) & (addl == np.floor(addl)) & np.isfinite(addl)
    several = gives & ((addl > 0) | ((ss > 0) & ~constant))
    last = len(doses.compartments)
    return [
        (
            gives & ~np.isin(doses.cmt, range(1, last + 1)),
            f"CMT {{CMT:g}}; expected 1 to {last} ({', '.join(doses.compartments)})",
        ),
        (gives & ~whole, "ADDL {ADDL:g}; expected a whole number, 0 or more"),
        (gives & ~((ii >= 0) & np.isfinite(ii)), "II {II:g}; expected 0 or more"),
        (gives & ~np.isin(ss, (0, 1, 2)), "SS {SS:g}; expected 0, 1 or 2"),
        (several & (ii == 0), "ADDL {ADDL:g} and SS {SS:g} without II; expected one"),
        (constant & (addl > 0), "ADDL {ADDL:g} after a constant infusion; expected 0"),
        (
            constant & (doses.rate == -2),
            "RATE -2 with AMT 0; a constant infusion has a rate and no duration",
        ),
    ]


def _faults_of_delivery(doses: Doses, delivery: Mapping[str, Delivery]) -> list[Fault]:
    gives = doses.gives
    lag, fraction, rate, duration = (delivered(doses, delivery, p) for p in PARTS)
    rated, timed = gives & (doses.rate == -1), gives & (doses.rate == -2)
    return [
        (gives & ~((lag >= 0) & np.isfinite(lag)), "lag {ALAG:g}; expected 0 or more"),
        (
            gives & ~((fraction >= 0) & np.isfinite(fraction)),
            "bioavailability {F:g}; expected 0 or more",
        ),
        (
            rated & ~((rate > 0) & np.isfinite(rate)),
            "RATE -1, but the rate of the compartment is {R:g}; expected more than 0",
        ),
        (
            timed & ~((duration >= 0) & np.isfinite(duration)),
            "RATE -2, but the duration of the compartment is {D:g}; expected 0 or more",
        ),
    ]


def _sentences(
    doses: Doses, delivery: Mapping[str, Delivery], faults: list[Fault]
) -> Iterator[tuple[int, str]]:
    for wrong, text in faults:
        for i in np.flatnonzero(wrong):
            yield int(i), text.format_map(_Record(doses, delivery, int(i)))


class _Record(dict[str, Any]):
    """The columns of one record, looked up when a sentence names them."""

    def __init__(self, doses: Doses, delivery: Mapping[str, Delivery], i: int) -> None:
        self.doses, self.delivery, self.i = doses, delivery, i

    def __missing__(self, name: str) -> float:
        parts = {symbol: part for part, symbol in PARTS.items()}
        if name in parts:
            return float(delivered(self.doses, self.delivery, parts[name])[self.i])
        return float(self.doses.column(name)[self.i])
