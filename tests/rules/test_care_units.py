"""Numbers typed by hand, from one unit to another."""

import re

import pytest
from hypothesis import given, strategies as st

from cartwin.rules.care import convert


@pytest.mark.parametrize(
    ("value", "unit", "into", "expected"),
    [
        (9000, "/uL", "10^9/L", 9.0),
        (150, "K/uL", "10^9/L", 150.0),
        (1.0, "creat mg/dL", "umol/L", 88.42),
        (88.42, "creatinine umol/L", "mg/dL", 1.0),
        (2.0, "bilirubin mg/dL", "umol/L", 34.2),
        (12, "Hb g/dL", "g/L", 120.0),
        (60, "FVIII %", "IU/dL", 60.0),
        (0.6, "FVIII IU/mL", "IU/dL", 60.0),
        (400, "IgG mg/dL", "g/L", 4.0),
        (3, "CRP mg/dL", "mg/L", 30.0),
        (38, "C", "F", 100.4),
    ],
)
def test_units_as_people_write_them(value, unit, into, expected):
    assert convert(value, unit, into) == pytest.approx(expected, rel=1e-12)


@given(st.floats(0.1, 1e4))
def test_there_and_back_changes_nothing(value):
    for unit, into in (("creat mg/dL", "creat umol/L"), ("/uL", "10^9/L"), ("F", "C")):
        back = convert(convert(value, unit, into), into, unit)
        assert back == pytest.approx(value, rel=1e-9, abs=1e-8)


@pytest.mark.parametrize(
    ("unit", "into", "message"),
    [
        ("mg/dL", "umol/L", "depends on the analyte; write it before the unit"),
        ("10^9/L", "mg/dL", "no analyte is reported both in '10^9/L' and in 'mg/dL'"),
        ("nonsense mg/dL", "g/L", "unknown analyte 'nonsense' in 'nonsense mg/dL'"),
        ("PLT mg/dL", "10^9/L", "cannot be used for PLAT"),
    ],
)
def test_what_cannot_be_converted_says_why(unit, into, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        convert(1, unit, into)
