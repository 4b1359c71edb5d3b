"""When blood products are irradiated."""

from datetime import date, timedelta

from cartwin.rules.criterion import load_criterion


__all__ = ["irradiated_from_to", "needs_irradiation"]


def irradiated_from_to(leukapheresis: date, infusion: date) -> tuple[date, date]:
    """Return the first and the last date (at least) on which products are irradiated.

    >>> [str(d) for d in irradiated_from_to(date(2024, 2, 10), date(2024, 3, 3))]
    ['2024-02-03', '2024-06-01']
    """
    rules = load_criterion("irradiated-blood")
    before, after = (timedelta(days=rules[n]) for n in ("days_before", "days_after"))
    return leukapheresis - before, infusion + after


def needs_irradiation(on: date, *, leukapheresis: date, infusion: date) -> bool:
    """Return whether a product given on this date has to be irradiated.

    >>> days = {"leukapheresis": date(2024, 2, 10), "infusion": date(2024, 3, 3)}
    >>> [needs_irradiation(date(2024, 2, day), **days) for day in (2, 3)]
    [False, True]
    """
    first, last = irradiated_from_to(leukapheresis, infusion)
    return first <= on <= last
