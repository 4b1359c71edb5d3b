"""Lymphodepletion: which drug, how much, on which days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cartwin.errors import did_you_mean
from cartwin.rules.care.dosing.patient import positive
from cartwin.rules.criterion import load_criterion


__all__ = ["Course", "course_dates", "course_dose", "lymphodepletion", "schemes"]

_SETTINGS = {"mesna_from"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One drug of a scheme.

    Attributes
    ----------
    drug
        Generic name.
    mg_m2
        Per day.
    days
        From the infusion, which is day 0.
    """

    drug: str
    mg_m2: float
    days: tuple[int, ...]


def schemes() -> tuple[str, ...]:
    """Return the names of the schemes.

    >>> schemes()
    ('itp_nct06352281', 'axicabtagene', 'tisagenlecleucel', 'erlangen')
    """
    known = load_criterion("lymphodepletion-schemes").items
    return tuple(n for n in known if n not in _SETTINGS)


def lymphodepletion(scheme: str) -> tuple[Course, ...]:
    """Return the drugs of a scheme.

    >>> lymphodepletion("erlangen")[1]
    Course(drug='cyclophosphamide', mg_m2=1000.0, days=(-3,))
    """
    if scheme not in schemes():
        msg = f"unknown scheme {scheme!r} ({did_you_mean(scheme, schemes())})"
        raise ValueError(msg)
    entries = load_criterion("lymphodepletion-schemes")[scheme]
    return tuple(
        Course(drug=drug, mg_m2=float(amount), days=tuple(days))
        for drug, amount, days in entries
    )


def course_dates(infusion: date, days: Iterable[int] = (-5, -4, -3)) -> tuple[date, ...]:
    """Return the dates of days that count from the infusion, which is day 0.

    >>> [str(d) for d in course_dates(date(2024, 3, 3))]
    ['2024-02-27', '2024-02-28', '2024-02-29']
    """
    return tuple(infusion + timedelta(days=d) for d in days)


def course_dose(
    mg_m2: float, surface: float, days: int, factor: float = 1.0
) -> tuple[float, float]:
    """Return the dose [mg] of one day and of the whole course.

    >>> [round(mg, 1) for mg in course_dose(30, 0.9615, 3)]
    [28.8, 86.5]
    """
    positive("dose of lymphodepletion", surface=surface, days=days)
    per_day = mg_m2 * surface * factor
    return per_day, per_day * days
