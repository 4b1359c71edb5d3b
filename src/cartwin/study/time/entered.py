"""Dates as people enter them: ISO 8601, as far as they are known.

    2024    2024-05    2024-05-17    2024-05-17T08:30    2024-05-17T08:30+02:00

A date stays as it was entered; what it may mean is the span between its bounds.
"""

import re
from calendar import monthrange
from datetime import date, datetime
from enum import StrEnum

from cartwin.study.time.repairs import repair


__all__ = ["FORM", "Precision", "bounds", "date_problem", "precision"]

FORM = (
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?)?)?)?"
)
_DATE = re.compile(FORM)


class Precision(StrEnum):
    """How far a date is known; `minute` also where seconds are given."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"


def date_problem(text: str) -> str | None:
    """Return what is wrong with a date and how to write it; None if it is right.

    >>> date_problem("2024-05") is None
    True
    >>> date_problem("17.05.2024")
    "date '17.05.2024' has the day first; write 2024-05-17"
    >>> date_problem("2024-02-30")
    "date '2024-02-30' is not in the calendar; 2024-02 has 29 days"
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return f"date {text!r:.60} {repair(text)}"
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if why := _beyond_calendar(year, month, day):
        return f"date {text!r} is not in the calendar; {why}"
    return None


def precision(text: str) -> Precision:
    """Return how far a date is known.

    >>> precision("2024-05"), precision("2024-05-17T08:30")
    (<Precision.MONTH: 'month'>, <Precision.MINUTE: 'minute'>)

    Raises
    ------
    ValueError
        A text that is no date; the caller adds where.
    """
    parts = _parts(text)
    return list(Precision)[sum(part is not None for part in parts) - 1]


def bounds(text: str) -> tuple[date, date]:
    """Return the earliest and the latest day a date may mean; both a time if it has one.

    >>> [str(b) for b in bounds("2024-02")]
    ['2024-02-01', '2024-02-29']
    >>> bounds("2024-05-17T08:30")[0]
    datetime.datetime(2024, 5, 17, 8, 30)

    Raises
    ------
    ValueError
        A text that is no date; the caller adds where.
    """
    year, month, day, time = _parts(text)
    if time is not None:
        at = datetime.fromisoformat(text)
        return at, at
    first = date(int(year or 1), int(month or 1), int(day or 1))
    if day is not None:
        return first, first
    last = 12 if month is None else first.month
    return first, date(first.year, last, monthrange(first.year, last)[1])


def _parts(text: str) -> tuple[str | None, ...]:
    """Return year, month, day and time of a date, as texts; None what it has not."""
    match = _DATE.fullmatch(text)
    if match is None or (problem := date_problem(text)):
        raise ValueError(date_problem(text) if match is None else problem)
    return match.groups()


def _beyond_calendar(year: int, month: int, day: int) -> str | None:
    if year == 0:
        return "years go from 0001 to 9999"
    if month == 0 or day == 0:
        return "leave out what is not known: 2024-05 or 2024"
    if month > 12:
        return "months go from 01 to 12"
    longest = monthrange(year, month)[1]
    if day > longest:
        return f"{year:04}-{month:02} has {longest} days"
    return None
