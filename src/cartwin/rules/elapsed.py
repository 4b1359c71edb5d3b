"""Time that has passed between two dates, in days, months or years of the calendar."""

from calendar import monthrange
from datetime import date


__all__ = ["elapsed", "months_later"]


def elapsed(since: date, on: date, clock: str) -> float:
    """Return the time from one date to another; whole on every anniversary.

    Parameters
    ----------
    clock
        `d`, `mo` or `a`.

    Examples
    --------
    >>> elapsed(date(2023, 3, 15), date(2024, 3, 15), "mo")
    12.0
    >>> elapsed(date(2024, 2, 29), date(2025, 2, 28), "a")
    1.0
    """
    if clock == "d":
        return float((on - since).days)
    months = _months(since, on)
    return months if clock == "mo" else months / 12


def _months(since: date, on: date) -> float:
    whole = 12 * (on.year - since.year) + on.month - since.month
    if months_later(since, whole) > on:
        whole -= 1
    last, following = months_later(since, whole), months_later(since, whole + 1)
    return whole + (on - last).days / (following - last).days


def months_later(since: date, months: int) -> date:
    """Return the date some months later; the last of the month if there is no such day.

    >>> print(months_later(date(2024, 8, 31), 6))
    2025-02-28
    """
    year, month = divmod(12 * since.year + since.month - 1 + months, 12)
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))
