"""Follow-up to fifteen years: who is seen when, and for what."""

from dataclasses import dataclass
from datetime import date

from cartwin.parameters import Certainty
from cartwin.rules.criterion import load_criterion
from cartwin.rules.elapsed import months_later


__all__ = [
    "FollowUp",
    "follow_up_contact",
    "follow_up_plan",
    "in_first_year_window",
    "late_effect_checks",
    "needs_integration_analysis",
]

_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One planned contact after the infusion.

    Attributes
    ----------
    on
        Planned date.
    what
        `examination`, `contact`, `test for replication-competent lentivirus` or a report.
    asked_by
        Who asks for it.
    certainty
        How sure we are that they do.
    """

    on: date
    what: str
    asked_by: str
    certainty: Certainty


def follow_up_contact(year: int) -> str:
    """Return what the year after an integrating vector asks for: exam, contact or none.

    >>> [follow_up_contact(year) for year in (1, 5, 6, 15, 16)]
    ['exam', 'exam', 'contact', 'contact', 'none']
    """
    rules = load_criterion("long-term-follow-up")
    if not 1 <= year <= rules["contact_years"]:
        return "none"
    return "exam" if year <= rules["examination_years"] else "contact"


def in_first_year_window(day: float) -> bool:
    """Return whether a contact on this day counts for the 1-year report to CIBMTR.

    >>> [in_first_year_window(day) for day in (365, 366, 425, 426)]
    [False, True, True, False]
    """
    first, last = load_criterion("long-term-follow-up")["cibmtr_first_year"]
    return bool(first <= day <= last)


def needs_integration_analysis(share: float) -> bool:
    """Return whether so many cells with vector ask for an analysis of integration sites.

    >>> needs_integration_analysis(0.01), needs_integration_analysis(0.009)
    (True, False)
    """
    limit: float = load_criterion("long-term-follow-up")["integration_share"]
    return round(share, 10) >= limit


def late_effect_checks() -> tuple[tuple[str, int, str], ...]:
    """Return what is repeated after the infusion: what, every how many days, until when.

    >>> late_effect_checks()[1]
    ('IgG', 30, 'until above 400 mg/dL')
    """
    rows = load_criterion("long-term-follow-up")["late_effects"]
    return tuple((what, days, until) for what, days, until in rows)


def follow_up_plan(infusion: date) -> tuple[FollowUp, ...]:
    """Return every contact that is planned, by date.

    Tests for replication-competent lentivirus after the first year go on yearly unless the
    first year was negative, in which case samples are archived.

    >>> plan = follow_up_plan(date(2024, 2, 29))
    >>> [str(f.on) for f in plan if f.what == "examination"][:2]
    ['2025-02-28', '2026-02-28']
    """
    planned = [*_yearly(infusion), *_lentivirus(infusion), *_reports(infusion)]
    return tuple(sorted(planned, key=lambda f: (f.on, f.what)))


def _yearly(infusion: date) -> list[FollowUp]:
    rules = load_criterion("long-term-follow-up")
    names = {"exam": "examination", "contact": "contact"}
    return [
        FollowUp(
            on=months_later(infusion, _MONTHS * year),
            what=names[follow_up_contact(year)],
            asked_by="FDA 2020",
            certainty=rules.items["contact_years"].certainty,
        )
        for year in range(1, rules["contact_years"] + 1)
    ]


def _lentivirus(infusion: date) -> list[FollowUp]:
    rules = load_criterion("long-term-follow-up")
    item = rules.items["rcl_months"]
    later = range(2 * _MONTHS, _MONTHS * rules["contact_years"] + 1, _MONTHS)
    return [
        FollowUp(
            on=months_later(infusion, month),
            what="test for replication-competent lentivirus"
            + ("" if month <= _MONTHS else ", or sample to archive"),
            asked_by="FDA 2020",
            certainty=item.certainty,
        )
        for month in (*item.value, *later)
    ]


def _reports(infusion: date) -> list[FollowUp]:
    rules = load_criterion("long-term-follow-up")
    item = rules.items["cibmtr_first_year"]
    first, last = item.value
    days = [("report", day) for day in rules["cibmtr_days"]]
    days += [
        ("first day of the contact for the 1-year report", first),
        ("last day of the contact for the 1-year report", last),
    ]
    return [
        FollowUp(
            on=date.fromordinal(infusion.toordinal() + day),
            what=what,
            asked_by="CIBMTR",
            certainty=item.certainty,
        )
        for what, day in days
    ]
