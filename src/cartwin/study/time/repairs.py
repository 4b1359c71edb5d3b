"""How to write a date that is not written as cartwin reads it.

What people and spreadsheets write is recognised and set beside the form that is read.
Nothing is *read* this way: a person has to confirm it.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from cartwin.study.time.clock import clock_reading


__all__ = ["repair"]

Found = tuple[str, list[str]]  # what it looks like, and the days it may mean

_GENERAL = (
    "is not of the form 2024-05-17, 2024-05 or 2024; a time is written 2024-05-17T08:30"
)
_LONGEST = 60  # characters; what is longer is no date, however it is written
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(15_000, 80_000)  # 1941 to 2119
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan jän", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep",
         "oct okt", "nov", "dec dez"), 1)
    for name in names.split()
}  # fmt: skip

_NUMBERS = re.compile(r"(\d{1,4})([-./ ])(\d{1,4})(?:[-./ ](\d{1,4}))?", re.ASCII)
_UNKNOWN = re.compile(r"(\d{4}(?:-(?:0[1-9]|1[0-2]))?)(?:-(?:00|[UNKAX?_-]{1,3}))+")
_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_NAMED = re.compile(
    r"(?:([0-9]{1,2})[. -]*)?([^\W\d_]{3,9})[., -]*(?:([0-9]{1,2}),?[ -]+)?([0-9]{4})"
)


def repair(text: str) -> str:
    """Return what a text that should be a date looks like, and how to write it.

    >>> repair("2024-5-7")
    'lacks zeros; write 2024-05-07'
    >>> repair("3/4/2024")
    'may mean two days; write 2024-03-04 or 2024-04-03'
    >>> repair("45429")
    "is a number of days, as in a spreadsheet's cell; write 2024-05-17"
    >>> repair("2024-05-17T24:00")
    'ends at 24:00; write 2024-05-18T00:00'
    """
    if len(text) > _LONGEST:
        return _GENERAL
    clock = clock_reading(text.strip())
    if clock is None:
        why, days = _day(text.strip())
        return _written(why or "has spaces around it", days)
    why, days = _day(clock.day)
    if any(len(day) < len("2024-05-17") for day in days):
        return _written("has a time but no day", days)
    if clock.fault is not None:
        return clock.fault
    later = [_shifted(day, clock.days) for day in days]
    return _written(why or clock.why, [f"{day}{clock.written}" for day in later if day])


def _written(why: str, candidates: list[str]) -> str:
    return f"{why}; write {' or '.join(candidates)}" if candidates else _GENERAL


def _shifted(day: str, days: int) -> str | None:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


@lru_cache(maxsize=4096)
def _day(text: str) -> Found:
    """Return what a day looks like, and what it may mean; nothing if it is unknown."""
    for read in (_iso, _together, _serial, _numbers, _named, _unknown):
        why, days = read(text)
        if days:
            return why, days
    return "", []


def _iso(text: str) -> Found:
    try:
        return "", [date.fromisoformat(text).isoformat()] if text[4:5] == "-" else []
    except ValueError:
        return "", []


def _together(text: str) -> Found:
    match = _TOGETHER.fullmatch(text)
    return "lacks hyphens", _days(match.groups()) if match else []


def _serial(text: str) -> Found:
    match = _SERIAL.fullmatch(text)
    if match is None or int(match[1]) not in _SERIALS:
        return "", []
    day = _SERIAL_ZERO + timedelta(days=int(match[1]))
    return "is a number of days, as in a spreadsheet's cell", [day.isoformat()]


def _numbers(text: str) -> Found:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return "", []
    first, sign, second, third = match.groups()
    if len(first) == 4:
        why = "lacks zeros" if sign == "-" else "needs hyphens"
        return why, _days((first, second, third))
    if third is None:
        return "has the month first", _days((second, first, None)) * (len(second) == 4)
    if len(third) == 4:
        return _year_last(first, second, third, sign)
    orders = {"-": [(first, second, third)], "/": [(third, first, second)]}.get(sign, [])
    orders.append((third, second, first))
    return "has a year of two digits", _days(*((_year(y), m, d) for y, m, d in orders))


def _year(two_digits: str) -> int:
    """Return the year from 1950 to 2049."""
    return 1950 + (int(two_digits) - 50) % 100


def _year_last(first: str, second: str, year: str, sign: str) -> Found:
    """Return the days of 17.05.2024 and 05/17/2024; with points the day is first."""
    day_first, month_first = _days((year, second, first)), _days((year, first, second))
    if not month_first or day_first == month_first or (sign == "." and day_first):
        return "has the day first", day_first
    if not day_first:
        return "has the month first", month_first
    return "may mean two days", [*month_first, *day_first]


def _named(text: str) -> Found:
    match = _NAMED.fullmatch(text)
    if match is None:
        return "", []
    month = _MONTHS.get(match[2][:3].lower(), 0)
    return "has the month in words", _days((match[4], month, match[1] or match[3]))


def _days(*parts: Sequence[str | int | None]) -> list[str]:
    """Return the days, or months, that year, month and day make, each once."""
    made = dict.fromkeys(_made(*part) for part in parts)
    return [day for day in made if day]


def _made(
    year: str | int | None, month: str | int | None, day: str | int | None
) -> str | None:
    try:
        made = date(int(year or 0), int(month or 0), int(day or 1))
    except ValueError:
        return None
    return made.isoformat()[: 7 if day is None else 10]


def _unknown(text: str) -> Found:
    match = _UNKNOWN.fullmatch(text)
    return "has parts that are not known", [match[1]] if match else []
