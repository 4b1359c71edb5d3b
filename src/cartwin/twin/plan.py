"""What is done to patients: regimens, visits, follow-up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.errors import ModelError
from cartwin.study import Condition, Dose, Regimen


__all__ = ["Plan"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
START = -7.0  # day on which courses start, untreated; earlier if something happens earlier


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

    @property
    def start(self) -> float:
        """Day on which courses start, before anything is done or observed."""
        seen = (d for days in self.visits.values() for d in days)
        planned = (d for x in self.doses if not x.is_reactive for d in x.days)
        return min(START, *seen, *planned)

    @property
    def end(self) -> float:
        """Last day of the patient who is followed longest."""
        return float(np.max(self.follow_up))

    @property
    def doses(self) -> tuple[Dose, ...]:
        """Every different dose of the regimens, in the order of their first appearance."""
        return tuple(dict.fromkeys(dose for r, _ in self.groups() for dose in r))

    def groups(self) -> Iterator[tuple[Regimen, Integers]]:
        """Yield each different regimen, and the positions of the patients who follow it."""
        ids = np.fromiter(map(id, self.regimens), np.int64, len(self.regimens))
        _, first, which = np.unique(ids, return_index=True, return_inverse=True)
        same: dict[Regimen, list[int]] = {}
        for number in np.argsort(first).tolist():
            same.setdefault(self.regimens[first[number]], []).append(number)
        for regimen, numbers in same.items():
            yield regimen, np.flatnonzero(np.isin(which, numbers))

    def deciding_days(self, condition: Condition) -> Sequence[float]:
        """Return the days on which it is decided whether a condition holds.

        Raises
        ------
        ModelError
            If the condition names a day on which nothing is observed.
        """
        visits = self.visits.get(condition.quantity.upper(), ())
        if condition.day is None:
            return [d for d in visits if d >= 0]
        if condition.day not in visits:
            msg = (
                f"condition '{condition}' needs {condition.quantity} on day "
                f"{condition.day:g}, but the plan has no such visit; add the day to the "
                "visits"
            )
            raise ModelError(msg)
        return (condition.day,)

    def check(self) -> None:
        """Refuse doses that would be given before the day on which they are decided.

        Raises
        ------
        ModelError
            If there is one.
        """
        for dose in self.doses:
            if dose.condition is None:
                continue
            decided = 0.0 if dose.is_reactive else dose.condition.day
            if min(dose.days) < (decided or 0.0):
                msg = (
                    f"'{dose}' would be given before it is decided; give it on that day or "
                    "later"
                )
                raise ModelError(msg)
