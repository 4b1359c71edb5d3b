"""Time zones: a time with a zone becomes the time that the site's clock showed."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from cartwin.errors import did_you_mean


__all__ = ["check_zone", "on_site", "zone_problem"]


def zone_problem(text: str, zone: str | None) -> str | None:
    """Return why a date cannot be set to the time of the site; None if it can.

    Parameters
    ----------
    text
        A date without a fault of its own (`date_problem`).
    zone
        Zone of the site, e.g. `Europe/Berlin`; None if the study names none.

    Examples
    --------
    >>> zone_problem("2024-05-17T08:30Z", "Europe/Berlin") is None
    True
    >>> print(zone_problem("2024-05-17T08:30Z", None).partition(";")[0])
    date '2024-05-17T08:30Z' has a time zone and the study none
    """
    if zone is not None or "T" not in text:
        return None
    if not text.endswith("Z") and text[-6] not in "+-":
        return None
    return (
        f"date {text!r} has a time zone and the study none; write the time of the site "
        "without one, or give time_zone, e.g. Europe/Berlin"
    )


def check_zone(zone: str | None) -> None:
    """Refuse a name that is no time zone.

    Raises
    ------
    ValueError
        Naming the nearest zone.
    """
    if zone is not None and zone not in (known := _zones()):
        msg = f"unknown time zone {zone!r:.60} ({did_you_mean(zone, known)})"
        raise ValueError(msg)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def on_site(moment: date, zone: str | None) -> date:
    """Return a day, or a time without a zone as the site's clock showed it."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment
    if zone is None:
        raise ValueError(zone_problem(moment.isoformat(timespec="minutes"), zone))
    check_zone(zone)
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
