"""Regimens as text: what is written reads back, and what cannot be read is told."""

import pytest
from hypothesis import given
from tests.strategies import regimens

from cartwin.errors import DataError
from cartwin.study import Regimen, parse_regimen


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


def test_all_parts_are_told_at_once():
    with pytest.raises(DataError) as error:
        parse_regimen("flud 30 mg/m2 d-5; cart 3e5/kg d0; x")

    assert [p.split(",")[0] for p in error.value.problems] == ["part 1", "part 3"]
