"""Units: every accepted one leads to the canonical one, and back."""

import pytest
from hypothesis import given, strategies as st

from cartwin.units import ANALYTES, from_canonical, to_canonical


PAIRS = [(a.code, unit) for a in ANALYTES.values() for unit in a.factors]
every_unit = pytest.mark.parametrize(("analyte", "unit"), PAIRS)


@pytest.mark.parametrize(
    ("value", "unit", "analyte", "expected"),
    [
        (9000, "/uL", "PLAT", 9.0),
        (9, "10*3/uL", "PLAT", 9.0),
        (0.5, "10*9/L", "BCELL", 500.0),
        (5, "10*6/L", "BCELL", 5.0),
        (700, "mg/dL", "IGG", 7.0),
        (0.25, "1", "BNAIVE", 25.0),
        (10, "mg/dL", "CRP", 100.0),
        (98.6, "[degF]", "TEMP", 37.0),
    ],
)
def test_conversions_that_laboratories_print(value, unit, analyte, expected):
    assert to_canonical(value, unit, analyte) == pytest.approx(expected, rel=1e-12)


@every_unit
@given(value=st.floats(0, 1e9))
def test_a_value_returns_from_its_unit(analyte, unit, value):
    there = from_canonical(value, unit, analyte)

    assert to_canonical(there, unit, analyte) == pytest.approx(value, rel=1e-12, abs=1e-12)


@every_unit
def test_a_greater_value_stays_greater(analyte, unit):
    assert to_canonical(2.0, unit, analyte) > to_canonical(1.0, unit, analyte)


@pytest.mark.parametrize("analyte", ANALYTES.values(), ids=lambda a: a.code)
def test_the_canonical_unit_is_its_own(analyte):
    low, high = analyte.plausible

    assert to_canonical(3.7, analyte.unit, analyte.code) == 3.7
    assert low < high


@pytest.mark.parametrize("convert", [to_canonical, from_canonical])
@pytest.mark.parametrize(
    ("unit", "analyte", "expected"),
    [
        ("10*9/L", "PLTS", "unknown analyte 'PLTS' (did you mean PLAT?)"),
        ("g/L", "PLAT", "unit 'g/L' cannot be used for PLAT (platelet count); use one of "
         "10*9/L, 10*3/uL, /uL, /mm3"),
        ("", "TEMP", "unit '' cannot be used for TEMP (body temperature); use one of Cel, "
         "[degF]"),
    ],
)  # fmt: skip
def test_what_cannot_be_converted_is_told(convert, unit, analyte, expected):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - pinned below
        convert(1.0, unit, analyte)

    assert str(error.value) == expected
