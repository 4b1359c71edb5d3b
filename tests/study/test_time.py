"""Days, dates and the study day of CDISC."""

import pytest
from hypothesis import given, strategies as st

from cartwin.study import date_of_day, day_of_date, from_cdisc_day, to_cdisc_day


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
    ("text", "expected"),
    [
        ("2023-02-29", "date '2023-02-29' is not in the calendar"),
        ("0000-01-01", "date '0000-01-01' is not in the calendar"),
        ("2024-13", "date '2024-13' is not in the calendar"),
        ("17.05.2024", "date '17.05.2024' is not of the form 2024-05-17, 2024-05 or 2024"),
        ("", "date '' is not of the form 2024-05-17, 2024-05 or 2024"),
    ],
)
def test_what_is_no_date_is_told(text, expected):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - pinned below
        day_of_date(text, infusion="2024-03-01")

    assert str(error.value) == expected


def test_a_day_beyond_the_calendar_is_told():
    with pytest.raises(ValueError, match=r"day 1e\+12 after 2024-03-01 is not in the cal"):
        date_of_day(1e12, infusion="2024-03-01")
