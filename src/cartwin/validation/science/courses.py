"""What the virtual patients' readings would be, free of error, under a regimen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.study import Study, parse_regimen
from cartwin.twin import Plan, VirtualPatients, simulate
from cartwin.validation.science.people import SEED


__all__ = ["Course", "daily", "follow"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Readings of many patients.

    Attributes
    ----------
    days
        Of the readings (day).
    readings
        Analyte -> value (day, patient); below a limit, the limit; NaN without reading.
    """

    days: Array
    readings: dict[str, Array]

    def of(self, analyte: str, first: float = -np.inf, last: float = np.inf) -> Array:
        """Return the readings of an analyte from one day to another (day, patient)."""
        within = (self.days >= first) & (self.days <= last)
        return self.readings[analyte][within]

    def on(self, analyte: str, day: float) -> Array:
        """Return the readings of one day (patient)."""
        return np.asarray(self.of(analyte, day, day)[0])

    def first_day(self, analyte: str, reached: float, *, after: float = 0.0) -> Array:
        """Return the first day on which a value is reached; NaN if never (patient)."""
        days = self.days[self.days > after]
        up = self.of(analyte)[self.days > after] >= reached
        return np.where(up.any(axis=0), days[up.argmax(axis=0)], np.nan)


def follow(
    patients: VirtualPatients,
    regimen: str,
    last: float,
    analytes: Sequence[str] = ("PLAT",),
    *,
    step: float = 1.0,
    noise: bool = False,
) -> Course:
    """Return the readings of patients who are all treated alike.

    >>> from cartwin.validation.science.people import typical
    >>> course = follow(typical(), "ivig 1 g/kg d0,1", 8)
    >>> course.on("PLAT", -7.0).tolist()
    [10.0]
    """
    days = tuple(np.arange(-7.0, last + 1e-9, step).tolist())
    n = len(patients)
    plan = Plan(
        regimens=(parse_regimen(regimen),) * n,
        arms=("all",) * n,
        visits=dict.fromkeys(analytes, days),
        follow_up=np.full(n, float(last)),
    )
    study = simulate(patients, plan, seed=SEED, name="science", title="", noise=noise)
    names = patients.candidates.names
    return Course(
        days=np.array(days),
        readings={a: _table(study, a, names, days) for a in analytes},
    )


def _table(
    study: Study, analyte: str, names: Sequence[str], days: Sequence[float]
) -> Array:
    """Return the readings (day, patient); NaN where there is none."""
    found = study.values(analyte)
    row = np.searchsorted(days, found["day"].to_numpy())
    column = found["patient"].replace_strict({n: i for i, n in enumerate(names)})
    table = np.full((len(days), len(names)), np.nan)
    table[row, column.to_numpy()] = found["value"].to_numpy()
    return table


def daily(dose: str, last: int) -> str:
    """Return a regimen that repeats a dose from day 0 to a last day.

    >>> daily("eltrombopag 50 mg", 2)
    'eltrombopag 50 mg d0,1,2'
    """
    return f"{dose} d" + ",".join(str(d) for d in range(last + 1))
