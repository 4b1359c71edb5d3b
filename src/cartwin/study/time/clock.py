"""Times of day as people write them, and how cartwin writes them."""

import re
from dataclasses import dataclass


__all__ = ["Clock", "clock_reading"]

_TIME = re.compile(
    r"(?P<day>.+?)(?P<sign>\s*[Tt]\s*|,?\s+|,)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?P<second>:\d{2})?(?P<fine>[.,]\d+)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?",
    re.ASCII,
)
_ZONES = {"Z": "Z", "UTC": "Z", "GMT": "Z", "CET": "+01:00", "CEST": "+02:00"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A text that has a time of day.

    Attributes
    ----------
    day
        What stands before the time.
    written
        The time as it should stand behind the day.
    days
        By how many days it is later than the day says: 1 if it is 24:00.
    why
        What is odd about the way it was written.
    fault
        Why there is no such time; None if there is.
    """

    day: str
    written: str = ""
    days: int = 0
    why: str = ""
    fault: str | None = None


def clock_reading(text: str) -> Clock | None:
    """Return the time of day in a text; None if it has none.

    >>> clock_reading("17.05.2024 8:30 pm").written
    'T20:30'
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, zone = int(match["hour"]), int(match["minute"]), match["zone"]
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    is_next_day = (hour, minute, match["second"] or ":00") == (24, 0, ":00")
    if (hour > 23 and not is_next_day) or minute > 59 or (match["second"] or "") > ":59":
        fault = "has no time of the clock; hours go from 00 to 23, minutes to 59"
        return Clock(day=match["day"], fault=fault)
    offset = _offset(zone)
    if offset is None:
        fault = (
            f"has an unknown time zone; write its offset, e.g. T{hour:02}:{minute:02}+02:00"
        )
        return Clock(day=match["day"], fault=fault)
    return Clock(
        day=match["day"],
        written=f"T{hour % 24:02}:{minute:02}{match['second'] or ''}{offset}",
        days=int(is_next_day),
        why=_why(match, is_next_day=is_next_day),
    )


def _offset(zone: str | None) -> str | None:
    if not zone:
        return ""
    if zone[0] in "+-":
        return f"{zone[:3]}:{zone[-2:]}" if int(zone[1:3]) <= 14 else None
    return _ZONES.get(zone.upper())


def _why(match: re.Match[str], *, is_next_day: bool) -> str:
    if is_next_day:
        return "ends at 24:00"
    if match["half"]:
        return "has a clock of twelve hours"
    if match["sign"] != "T":
        return "needs a T before the time"
    if len(match["hour"]) == 1:
        return "lacks zeros"
    if match["fine"]:
        return "is finer than a second"
    return "has an odd time or time zone"
