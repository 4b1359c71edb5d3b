"""Time: day 0 is the CAR-T infusion; dates stay as entered, also partial ones.

A day is a number that may have a fraction (the time of day). The study day of CDISC has
no zero, the infusion is its day 1; it is made for exports and nowhere else.
"""

import math
import re
from datetime import date, timedelta


__all__ = ["date_of_day", "date_problem", "day_of_date", "from_cdisc_day", "to_cdisc_day"]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def date_problem(text: str) -> str | None:
    """Return what is wrong with a date, or None; `2024` and `2024-05` are dates too.

    >>> date_problem("2024-05") is None
    True
    >>> date_problem("2024-02-30")
    "date '2024-02-30' is not in the calendar"
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return f"date {text!r} is not of the form 2024-05-17, 2024-05 or 2024"
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return f"date {text!r} is not in the calendar"
    return None


def day_of_date(text: str, *, infusion: str) -> float | None:
    """Return the day of a date; None if it, or the date of infusion, is partial.

    >>> day_of_date("2024-03-01", infusion="2024-03-06")
    -5.0
    >>> day_of_date("2024-03", infusion="2024-03-06") is None
    True

    Raises
    ------
    ValueError
        A text that is no date; the caller adds where.
    """
    entered, zero = _complete(text), _complete(infusion)
    return None if entered is None or zero is None else float((entered - zero).days)


def date_of_day(day: float, *, infusion: str) -> str | None:
    """Return the date on which a day falls; None if the date of infusion is partial.

    >>> date_of_day(-4.5, infusion="2024-03-06")
    '2024-03-01'

    Raises
    ------
    ValueError
        An infusion that is no date, or a day beyond the calendar.
    """
    zero = _complete(infusion)
    if zero is None:
        return None
    try:
        return (zero + timedelta(days=math.floor(day))).isoformat()
    except (OverflowError, ValueError):
        msg = f"day {day:g} after {infusion} is not in the calendar"
        raise ValueError(msg) from None


def to_cdisc_day(day: float) -> int:
    """Return the CDISC study day of `day`: the infusion is 1, the day before it -1.

    >>> [to_cdisc_day(d) for d in (-1, -0.5, 0, 0.9, 1)]
    [-1, -1, 1, 1, 2]
    """
    whole = math.floor(day)
    return whole + 1 if whole >= 0 else whole


def from_cdisc_day(study_day: int) -> float:
    """Return the day that a CDISC study day stands for.

    >>> from_cdisc_day(1), from_cdisc_day(-1)
    (0.0, -1.0)

    Raises
    ------
    ValueError
        Study day 0, which does not exist.
    """
    if study_day == 0:
        msg = "study day 0 does not exist in CDISC; the infusion is 1, the day before it -1"
        raise ValueError(msg)
    return float(study_day - 1 if study_day > 0 else study_day)


def _complete(text: str) -> date | None:
    if problem := date_problem(text):
        raise ValueError(problem)
    return date.fromisoformat(text) if len(text) == len("2024-05-17") else None
