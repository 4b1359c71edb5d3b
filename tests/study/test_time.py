"""Days, dates as entered, and the study day of CDISC."""

from datetime import date, datetime, timedelta
from math import floor

import pytest
from hypothesis import given, strategies as st

from cartwin.study import (
    Precision,
    bounds,
    date_of_day,
    day_bounds,
    day_of_date,
    from_cdisc_day,
    precision,
    to_cdisc_day,
)


BERLIN = "Europe/Berlin"
years = st.dates(date(1900, 1, 1), date(2100, 12, 31))
partial = st.tuples(years.map(str), st.sampled_from([4, 7, 10])).map(lambda d: d[0][: d[1]])


@pytest.mark.parametrize(
    ("day", "study_day"),
    [(0, 1), (-1, -1), (1, 2), (-5, -5), (0.5, 1), (-0.5, -1), (90, 91)],
)
def test_the_infusion_is_study_day_1(day, study_day):
    assert to_cdisc_day(day) == study_day


@given(st.floats(-1e4, 1e4))
def test_no_day_is_study_day_0(day):
    assert to_cdisc_day(day) != 0


@given(st.integers(-10_000, 10_000))
def test_study_days_return_as_days(day):
    assert from_cdisc_day(to_cdisc_day(day)) == day


def test_study_day_0_does_not_exist():
    with pytest.raises(ValueError) as error:  # noqa: PT011 - pinned below
        from_cdisc_day(0)

    assert str(error.value) == (
        "study day 0 does not exist in CDISC; the infusion is 1, the day before it -1"
    )


@given(st.integers(-3000, 3000), st.dates().filter(lambda d: 1000 < d.year < 3000))
def test_dates_return_as_days(day, infusion):
    date = date_of_day(day, infusion=str(infusion))

    assert day_of_date(date, infusion=str(infusion)) == day


@given(st.integers(-3000, 3000), st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))
def test_dates_return_as_days_whatever_the_time_of_infusion(day, infusion):
    zero = infusion.isoformat(timespec="minutes")

    assert day_of_date(date_of_day(day, infusion=zero), infusion=zero) == day


def test_a_leap_day_counts():
    assert day_of_date("2024-03-01", infusion="2024-02-28") == 2


@pytest.mark.parametrize(
    ("date", "infusion"), [("2024", "2024-03-01"), ("2024-02", "2024-03-01"),
                           ("2024-03-01", "2024-03")],
)  # fmt: skip
def test_partial_dates_are_not_converted(date, infusion):
    assert day_of_date(date, infusion=infusion) is None


def test_nothing_falls_on_a_date_if_the_infusion_is_partial():
    assert date_of_day(5, infusion="2024-03") is None


@pytest.mark.parametrize(
    ("text", "infusion", "expected"),
    [
        ("2024-03-07", "2024-03-06", 1.0),
        ("2024-03-07", "2024-03-06T18:00", 1.0),  # no time: days of the calendar
        ("2024-03-07T06:00", "2024-03-06", 1.25),  # from midnight
        ("2024-03-07T06:00", "2024-03-06T18:00", 0.5),
        ("2024-03-06T06:00:00", "2024-03-06T18:00", -0.5),
        ("2024-03-06", "2024-03-06T18:00", 0.0),
    ],
)
def test_a_time_of_day_is_a_fraction(text, infusion, expected):
    assert day_of_date(text, infusion=infusion) == expected


@pytest.mark.parametrize(
    ("text", "infusion", "expected"),
    [
        ("2024-03-30T23:30Z", "2024-03-31", 1 / 48),  # 00:30 in Berlin, still winter
        ("2024-03-31T22:30Z", "2024-03-31", 1 + 1 / 48),  # 00:30, now summer
        ("2024-03-31T12:00+02:00", "2024-03-30T12:00", 1.0),  # noon follows noon
        ("2024-10-27T12:00+01:00", "2024-10-26T12:00+02:00", 1.0),
        ("2024-03-07T03:30+05:30", "2024-03-06", 23 / 24),
    ],
)
def test_zones_become_the_time_of_the_site(text, infusion, expected):
    assert day_of_date(text, infusion=infusion, zone=BERLIN) == pytest.approx(expected)


def test_a_zone_needs_that_of_the_site():
    with pytest.raises(ValueError) as error:  # noqa: PT011 - pinned below
        day_of_date("2024-03-31T12:00+02:00", infusion="2024-03-06")

    assert str(error.value) == (
        "date '2024-03-31T12:00+02:00' has a time zone and the study none; write the time "
        "of the site without one, or give time_zone, e.g. Europe/Berlin"
    )


def test_an_unknown_zone_is_named():
    with pytest.raises(ValueError, match=r"unknown time zone 'Europe/Berln' \(did you m"):
        day_of_date("2024-03-31T12:00Z", infusion="2024-03-06", zone="Europe/Berln")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", Precision.YEAR),
        ("2024-05", Precision.MONTH),
        ("2024-05-17", Precision.DAY),
        ("2024-05-17T08:30", Precision.MINUTE),
        ("2024-05-17T08:30:15-05:00", Precision.MINUTE),
    ],
)
def test_precision_is_how_far_a_date_is_known(text, expected):
    assert precision(text) is expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("2024-05-17", "2024-05-17", "2024-05-17"),
        ("2024-05-17T08:30", "2024-05-17 08:30:00", "2024-05-17 08:30:00"),
    ],
)
def test_a_partial_date_lies_between_its_bounds(text, first, last):
    assert tuple(map(str, bounds(text))) == (first, last)


@given(years, st.sampled_from([4, 7, 10]), years, st.sampled_from([4, 7, 10]))
def test_what_a_partial_date_may_mean_lies_within_its_days(day, known, infusion, when):
    text, zero = str(day)[:known], str(infusion)[:when]
    low, high = day_bounds(text, infusion=zero)

    assert low <= day_of_date(str(day), infusion=str(infusion)) <= high
    assert (low == high) == (day_of_date(text, infusion=zero) is not None)


@given(partial, partial, st.times(), st.times())
def test_a_time_of_day_moves_a_bound_by_less_than_a_day(text, zero, time, hour):
    low, high = day_bounds(text, infusion=zero)
    clocks = [f"T{t.isoformat('minutes')}" for t in (time, hour)]
    for one in bounds(text):
        for other in bounds(zero):
            day = day_of_date(f"{one}{clocks[0]}", infusion=f"{other}{clocks[1]}")
            assert low - 1 < day < high + 1


@given(partial, partial)
def test_bounds_are_reached(text, zero):
    reached = [
        day_of_date(str(one), infusion=str(other))
        for one in bounds(text)
        for other in bounds(zero)
    ]

    assert day_bounds(text, infusion=zero) == (min(reached), max(reached))


@given(st.datetimes(datetime(1950, 1, 1), datetime(2037, 1, 1)), st.integers(-14, 14))
def test_the_offset_changes_no_moment(moment, hours):
    text = f"{moment.isoformat(timespec='minutes')}Z"
    there = f"{(moment + timedelta(hours=hours)).isoformat(timespec='minutes')}"
    there += f"{'-' if hours < 0 else '+'}{abs(hours):02}:00"
    days = [day_of_date(t, infusion="2000-01-01", zone=BERLIN) for t in (text, there)]

    assert days[0] == days[1]
    assert abs(floor(days[0]) - (moment.date() - date(2000, 1, 1)).days) <= 1


def test_a_day_beyond_the_calendar_is_told():
    with pytest.raises(ValueError, match=r"day 1e\+12 after 2024-03-01 is not in the cal"):
        date_of_day(1e12, infusion="2024-03-01")


def test_a_site_beyond_the_calendar_is_told():
    with pytest.raises(ValueError, match="is not in the calendar of the site"):
        day_of_date("0001-01-01T00:00+02:00", infusion="2024", zone="America/New_York")
