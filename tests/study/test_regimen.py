"""Regimens as text: what is written reads back, and what cannot be read is told."""

import pytest
from hypothesis import given
from tests.strategies import regimens

from cartwin.errors import DataError
from cartwin.study import DRUGS, Regimen, parse_regimen
from cartwin.study.amounts import MOST


@given(regimens)
def test_a_regimen_reads_back_from_its_text(regimen):
    assert parse_regimen(str(regimen)) == regimen


@pytest.mark.parametrize("text", ["", " ; ; "])
def test_nothing_is_a_regimen_too(text):
    assert parse_regimen(text) == Regimen()


EXPECTED = "expected DRUG AMOUNT UNIT dDAYS [if|when CONDITION], e.g. flu 30 mg/m2 d-5,-4"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("flud 30 mg/m2 d-5", "unknown drug 'flud' (did you mean flu?)"),
        ("flu 30 mg d-5", "unit 'mg' cannot be used for fludarabine; use one of mg/m2"),
        ("flu -30 mg/m2 d-5", "amount -30 is negative"),
        ("ivig 400 mg d0", "unit 'mg' cannot be used for ivig; use one of g/kg"),
        (
            "ivig 1e9 g/kg d0",
            "amount 1e+09 g/kg is more than anybody is given (at most 5 g/kg is read)",
        ),
        (
            "car_t 1e9/kg d0",
            "amount 1e+09 /kg is more than anybody is given (at most 1e+08 /kg is read)",
        ),
        (
            "pred 10>1e6 mg d0..3",
            "amount 1e+06 mg is more than anybody is given (at most 20000 mg is read)",
        ),
        ("flu 30 mg/m2", EXPECTED),
        ("flu nan mg/m2 d0", EXPECTED),
        ("flu 30 mg/m2 d0 if platelets < 50", EXPECTED),
        ("flu 1e999 mg/m2 d0", "amount '1e999' is too large for a number"),
        ("flu 3.0.0 mg/m2 d0", "amount '3.0.0' is not a number"),
        ("flu 30 mg/m2 d1,,2", "day '' is not a number"),
        ("flu 30 mg/m2 d1-2", "day '1-2' is not a number"),
        (
            "dara 8 mg d0 if platlets < 50 at d0",
            "a condition cannot look at 'platlets' (did you mean platelets?)",
        ),
    ],
)
def test_what_cannot_be_read_is_told(part, expected):
    with pytest.raises(DataError) as error:
        parse_regimen(part)

    assert error.value.problems == (f"part 1, {part!r}: {expected}",)


def test_every_dose_of_cells_that_was_ever_given_is_read():
    doses = parse_regimen("cart 1e4/kg d0; cart 2e7/kg d90; bcma 1e8/kg d180").doses

    assert [dose.amount for dose in doses] == [1e4, 2e7, 1e8]


def test_all_parts_are_told_at_once():
    with pytest.raises(DataError) as error:
        parse_regimen("flud 30 mg/m2 d-5; cart 3e5/kg d0; x")

    assert [p.split(",")[0] for p in error.value.problems] == ["part 1", "part 3"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ivig 400 mg/kg d0", "ivig 0.4 g/kg d0"),
        ("ivig 700 mg/kg d0", "ivig 0.7 g/kg d0"),
        ("mp 1 g d0", "methylprednisolone 1000 mg d0"),
        ("cy 1.5 g/m2 d-3", "cyclophosphamide 1500 mg/m2 d-3"),
        ("gcsf 5 ug/kg d5", "filgrastim 1 dose d5"),
        ("gcsf 10 µg/kg d5", "filgrastim 2 dose d5"),
        ("rfviia 0.09 mg/kg d0", "factor_viia 90 ug/kg d0"),
        ("romi 2 mcg/kg d0", "romiplostim 2 ug/kg d0"),
        ("apcc 70 IU/kg d0", "apcc 70 U/kg d0"),
        ("fviii 50 U/kg d0", "factor_viii 50 IU/kg d0"),
        ("rpfviii 200 IU/kg d0", "porcine_factor_viii 200 U/kg d0"),
        ("pred 0.06>0.005 g d0..9", "prednisolone 60>5 mg d0..9"),
    ],
)
def test_a_unit_that_says_the_same_is_turned_into_that_of_the_drug(written, read):
    assert str(parse_regimen(written)) == str(parse_regimen(read))


def test_every_unit_of_a_drug_has_a_bound():
    assert {u for drug in DRUGS.values() for u in drug.units} == set(MOST)
