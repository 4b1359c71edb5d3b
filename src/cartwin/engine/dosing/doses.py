"""Dosing records, with the columns and the meanings that NONMEM gave them.

Beal, Sheiner, Boeckmann & Bauer, NONMEM Users Guides, part VI (PREDPP), chapter V. What
each column does is written down in the documentation, page "Dosing".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from cartwin.errors import SolveError


__all__ = ["Delivery", "Doses"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
SHOWN_PATIENTS = 20
RECORD_COLUMNS = ("time", "amt", "evid", "cmt", "rate", "dur", "addl", "ii", "ss")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How doses into one compartment arrive: numbers, or arrays with one per patient.

    Attributes
    ----------
    lag
        From the record to the arrival (ALAG); in the time of the system, as all below.
    fraction
        Of the amount, that arrives (F).
    rate
        Of infusions whose record says RATE -1 (R); amount per time.
    duration
        Of infusions whose record says RATE -2 (D); 0 makes them boluses.
    """

    lag: Array | float = 0.0
    fraction: Array | float = 1.0
    rate: Array | float = np.nan
    duration: Array | float = np.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses:
    """The dosing records of many patients, in the order in which they were given.

    Attributes
    ----------
    patients
        How many there are.
    compartments
        Names of states: CMT 1 is the first.
    patient
        Whose record it is, counted from 0 (record).
    time, amt, evid, cmt, rate, dur, addl, ii, ss
        The columns of that name (record). `dur` is the length of an infusion given
        instead of its rate; NONMEM has it only as RATE -2.
    """

    patients: int
    compartments: tuple[str, ...]
    patient: Integers
    time: Array
    amt: Array
    evid: Array
    cmt: Array
    rate: Array
    dur: Array
    addl: Array
    ii: Array
    ss: Array

    @classmethod
    def from_columns(
        cls,
        patients: int,
        compartments: Sequence[str],
        *,
        patient: Any,
        time: Any,
        amt: Any,
        evid: Any = 1,
        cmt: Any = 1,
        rate: Any = 0.0,
        dur: Any = 0.0,
        addl: Any = 0,
        ii: Any = 0.0,
        ss: Any = 0,
    ) -> Self:
        """Return the records listed in columns, one entry each or one for all.

        Records of different patients may come in any order, those of one patient in the
        order of their times. Records of observations (EVID 0) may stay in; they do
        nothing.

        Raises
        ------
        SolveError
            If the columns differ in length, or a patient is no whole number.

        Examples
        --------
        100 units every 12 hours, five times, for each of two patients:

        >>> doses = Doses.from_columns(
        ...     2, ["depot"], patient=[0, 1], time=0.0, amt=100.0, ii=12.0, addl=4
        ... )
        >>> doses.time.tolist(), doses.addl.tolist()
        ([0.0, 0.0], [4.0, 4.0])
        """
        columns = dict(
            patient=patient, time=time, amt=amt, evid=evid, cmt=cmt, rate=rate, dur=dur,
            addl=addl, ii=ii, ss=ss,
        )  # fmt: skip
        whose, *rest = _same_length(columns)
        _check_whole(whose)
        named = dict(zip(RECORD_COLUMNS, rest, strict=True))
        return cls(
            patients=patients, compartments=tuple(compartments),
            patient=whose.astype(np.int64), **named,
        )  # fmt: skip

    @property
    def gives(self) -> npt.NDArray[np.bool_]:
        """Whether a record orders a dose (record)."""
        return np.isin(self.evid, (1, 4))

    def column(self, name: str) -> Array:
        """Return a column by its name, in capitals or not."""
        values: Array = getattr(self, name.lower())
        return values


def _check_whole(patient: Array) -> None:
    broken = np.flatnonzero(~(np.isfinite(patient) & (patient == np.floor(patient))))
    if len(broken):
        listed = ", ".join(f"{patient[i]:g} (record {i})" for i in broken[:SHOWN_PATIENTS])
        more = f" and {len(broken) - SHOWN_PATIENTS} more" * (len(broken) > SHOWN_PATIENTS)
        msg = f"patients {listed}{more}; expected whole numbers, counted from 0"
        raise SolveError(msg)


def _same_length(columns: Mapping[str, Any]) -> list[Array]:
    arrays = {name: np.asarray(values, float) for name, values in columns.items()}
    lengths = {name: array.size for name, array in arrays.items() if array.ndim}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} {length}" for name, length in lengths.items())
        msg = f"columns of doses differ in length: {found}; expected one entry per record"
        raise SolveError(msg)
    shape = (max(lengths.values(), default=1),)
    return [np.ascontiguousarray(np.broadcast_to(a, shape)) for a in arrays.values()]
