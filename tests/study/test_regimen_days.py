"""Days in ranges, and amounts that taper."""

import pytest
from hypothesis import given, strategies as st

from cartwin.errors import DataError
from cartwin.study import parse_regimen
from cartwin.study.regimen_days import days_text, parse_days


@given(
    st.lists(st.integers(-400, 4000).map(lambda n: n / 4), min_size=1, max_size=30),
    st.booleans(),
)
def test_days_read_back_as_written(days, signed):
    assert list(parse_days(days_text(days, signed=signed))) == days


@given(st.integers(-100, 100), st.integers(1, 30), st.integers(4, 60))
def test_equal_steps_are_written_as_a_range(first, step, n):
    days = [float(first + i * step) for i in range(n)]
    text = days_text(days)

    assert ".." in text
    assert "," not in text
    assert list(parse_days(text)) == days


@pytest.mark.parametrize(
    "text", ["5..1", "0..10/3", "0..10/0", "0..1e9", "0..99999", "1..x"]
)
def test_a_range_that_is_none_is_refused(text):
    with pytest.raises(DataError):
        parse_regimen(f"pred 5 mg d{text}")


def test_a_taper_falls_in_equal_steps_and_reads_back():
    (dose,) = parse_regimen("pred 60>10 mg d-10..0").doses

    assert [dose.amount_on(d) for d in dose.days] == [60 - 5 * i for i in range(11)]
    assert str(dose) == "prednisolone 60>10 mg d-10..0"
    assert parse_regimen(str(dose)).doses == (dose,)


def test_without_a_taper_every_dose_is_alike():
    (dose,) = parse_regimen("rituximab 375 mg/m2 d0..21/7").doses

    assert [(d, dose.amount_on(d)) for d in dose.days] == [
        (0, 375), (7, 375), (14, 375), (21, 375),
    ]  # fmt: skip


def test_an_amount_of_a_taper_below_zero_is_refused():
    with pytest.raises(DataError, match="negative"):
        parse_regimen("pred 60>-1 mg d0..3")
