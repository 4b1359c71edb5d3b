"""Numbers that decide events and findings are declared with meaning and source."""

from collections import Counter

import pytest

from cartwin.biology import PARAMETERS
from cartwin.parameters import Certainty
from cartwin.twin import DISEASES, EVENT_PARAMETERS, TOXICITY_PARAMETERS, licats as drawn
from cartwin.twin.instruments import lupus
from cartwin.validation.equations import unit_of


VALUES = {p.name: p.value for p in EVENT_PARAMETERS}
OPENINGS = {
    Certainty.CALIBRATED: "calibrated: ",
    Certainty.ASSUMED: "assumed: ",
    Certainty.RECALLED: "general knowledge: ",
}
each = pytest.mark.parametrize("number", EVENT_PARAMETERS, ids=lambda p: p.name)


def grades_of(kind):
    return [v for n, v in VALUES.items() if n.startswith(f"{kind}_grade_")]


def test_no_name_is_used_twice_nor_for_a_parameter_of_the_equations():
    others = (*PARAMETERS, *TOXICITY_PARAMETERS)
    counts = Counter(p.name for p in (*EVENT_PARAMETERS, *others))

    assert [n for n, times in counts.items() if times > 1] == []


@each
def test_a_number_has_a_unit_a_meaning_and_the_source_its_certainty_demands(number):
    assert unit_of(number.unit).size > 0
    assert len(number.meaning) >= 15
    assert number.source.startswith(OPENINGS.get(number.certainty, "Hagen 2025"))


@pytest.mark.parametrize(
    "kind",
    ["infection", "itp_mucosal_bleeding", "itp_major_bleeding", "aha_bleeding", "licats"],
)
def test_shares_of_grades_are_shares_of_one(kind):
    assert sum(grades_of(kind)) == pytest.approx(1.0)


def test_every_happening_of_a_disease_is_in_the_table():
    for code, disease in DISEASES.items():
        for kind in disease.happenings:
            words = f"{code}_{kind.term.replace(' ', '_')}"
            assert len(grades_of(words)) == len(kind.grades)


def test_what_is_drawn_of_patients_is_in_the_table():
    for code, disease in DISEASES.items():
        assert VALUES[f"{code}_women"] == disease.women
        for organ, share in disease.affected.items():
            assert VALUES[f"{code}_affected_{organ}"] == share


def test_values_are_those_that_are_used():
    assert VALUES["licats_share"] == drawn.SHARE
    assert VALUES["sledai_error"] == lupus.ERROR
    for item, sign in lupus.SIGNS.items():
        assert VALUES[f"sledai_{item}_threshold"] == sign.threshold
