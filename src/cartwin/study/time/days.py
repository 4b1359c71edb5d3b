"""From dates to days since the infusion and back, one at a time."""

from datetime import date, datetime, time, timedelta

from cartwin.study.time.entered import bounds
from cartwin.study.time.zones import on_site


__all__ = ["date_of_day", "day_bounds", "day_of_date"]


def day_of_date(text: str, *, infusion: str, zone: str | None = None) -> float | None:
    """Return the day of a date; None if it, or the date of infusion, is partial.

    Parameters
    ----------
    text, infusion
        Dates as entered.
    zone
        Time zone of the site, e.g. `Europe/Berlin`; needed where a date has a zone.

    Notes
    -----
    A date without a time counts whole days of the calendar. A time counts from the time
    of infusion, and from midnight if that has none. Both are read on the clock of the
    site: noon is one day after the noon before, also when the clocks change.

    Examples
    --------
    >>> day_of_date("2024-03-01", infusion="2024-03-06")
    -5.0
    >>> day_of_date("2024-03-07T18:00", infusion="2024-03-06")
    1.75
    >>> day_of_date("2024-03-07T18:00", infusion="2024-03-06T12:00")
    1.25
    >>> day_of_date("2024-03", infusion="2024-03-06") is None
    True

    Raises
    ------
    ValueError
        A text that is no date, or a time with a zone where the site's is not known; the
        caller adds where.
    """
    low, high = _span(text, zone)
    early, late = _span(infusion, zone)
    return _between(low, early) if low == high and early == late else None


def day_bounds(text: str, *, infusion: str, zone: str | None = None) -> tuple[float, float]:
    """Return the first and the last day that a date may mean.

    Both are the same where date and infusion are complete. Bounds of a partial date are
    days of the calendar: its time of day, were it known, could move it by less than one.

    >>> day_bounds("2024-03", infusion="2024-03-06")
    (-5.0, 25.0)
    >>> day_bounds("2024-03-20", infusion="2024-03")
    (-11.0, 19.0)

    Raises
    ------
    ValueError
        As `day_of_date`.
    """
    low, high = _span(text, zone)
    early, late = _span(infusion, zone)
    return _between(low, late), _between(high, early)


def date_of_day(day: float, *, infusion: str, zone: str | None = None) -> str | None:
    """Return the date on which a day falls; None if the date of infusion is partial.

    >>> date_of_day(-4.5, infusion="2024-03-06")
    '2024-03-01'
    >>> date_of_day(0.5, infusion="2024-03-06T18:00")
    '2024-03-07'

    Raises
    ------
    ValueError
        An infusion that is no date, or a day beyond the calendar.
    """
    early, late = _span(infusion, zone)
    if early != late:
        return None
    try:
        return (_with_time(early) + timedelta(days=day)).date().isoformat()
    except (OverflowError, ValueError):
        msg = f"day {day:g} after {infusion} is not in the calendar"
        raise ValueError(msg) from None


def _span(text: str, zone: str | None) -> tuple[date, date]:
    low, high = bounds(text)
    try:
        return on_site(low, zone), on_site(high, zone)
    except OverflowError:
        msg = f"date {text!r} is not in the calendar of the site"
        raise ValueError(msg) from None


def _between(moment: date, zero: date) -> float:
    """Return the days from `zero` to `moment`; a fraction if the latter has a time."""
    if isinstance(moment, datetime):
        return (moment - _with_time(zero)) / timedelta(days=1)
    return float((moment - _with_time(zero).date()).days)


def _with_time(moment: date) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time())
