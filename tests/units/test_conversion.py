"""Units: every accepted one leads to the canonical one, and back."""

import math

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.units import ANALYTES, conversions, from_canonical, to_canonical


PAIRS = [(a.code, unit) for a in ANALYTES.values() for unit in a.factors]


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
        (0.5, "1", "FVIII", 50.0),
        (50, "%", "FVIII", 50.0),
        (0.5, "[iU]/mL", "FVIII", 50.0),
        (500, "mg/g{creat}", "UPCR", 0.5),
        (10, "cm", "PHGVAS", 100.0),
    ],
)
def test_conversions_that_laboratories_print(value, unit, analyte, expected):
    assert to_canonical(value, unit, analyte) == pytest.approx(expected, rel=1e-12)


@given(value=st.floats(0, 1e9))
def test_a_value_returns_from_every_unit(value):
    lost = [
        (analyte, unit)
        for analyte, unit in PAIRS
        if not math.isclose(
            to_canonical(from_canonical(value, unit, analyte), unit, analyte),
            value,
            rel_tol=1e-12,
            abs_tol=1e-12,
        )
    ]

    assert lost == []


@pytest.mark.parametrize(("analyte", "unit"), PAIRS)
def test_a_greater_value_stays_greater(analyte, unit):
    assert to_canonical(2.0, unit, analyte) > to_canonical(1.0, unit, analyte)


@pytest.mark.parametrize("analyte", ANALYTES.values(), ids=lambda a: a.code)
def test_the_canonical_unit_is_its_own(analyte):
    assert to_canonical(3.7, analyte.unit, analyte.code) == 3.7


def test_a_table_converts_by_a_join_as_a_value_does_alone():
    table = conversions().with_columns(value=pl.lit(7.25))
    joined = (table["value"] - table["offset"]) * table["factor"]

    assert joined.to_list() == [to_canonical(7.25, u, a) for a, u in PAIRS]
    assert table.columns[:7] == [
        "analyte", "unit", "factor", "offset", "low", "high", "signed",
    ]  # fmt: skip
    assert not table.select("analyte", "unit").is_duplicated().any()


@pytest.mark.parametrize("convert", [to_canonical, from_canonical])
@pytest.mark.parametrize(
    ("unit", "analyte", "expected"),
    [
        ("10*9/L", "PLTS", "unknown analyte 'PLTS' (did you mean PLAT?)"),
        ("10*9/L", "thrombocyte", "unknown analyte 'thrombocyte' (did you mean PLAT?)"),
        ("10*9/L", "", "unknown analyte '' (the reference page \"Analytes\" and "
         "`cartwin.units.ANALYTES` list those known)"),
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
