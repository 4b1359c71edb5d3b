"""Grades that a clinical term of CTCAE has."""

import polars as pl
import pytest
from tests.rules.records import record

from cartwin.rules.ctcae import (
    WORST_CASE,
    check_grades,
    flag_adverse_events,
    grade_value,
    list_choices,
)
from cartwin.rules.ctcae.before import values_before
from cartwin.rules.ctcae.terms import list_terms
from cartwin.study import SCHEMA


WITHOUT_TWO = {"Acidosis", "Alkalosis", "Hypermagnesemia", "Hyperuricemia"}


@pytest.mark.parametrize("version", ["5.0", "6.0"])
def test_the_grades_of_a_term_follow_each_other_up_to_five(version):
    for term, grades, _ in list_choices(version).rows():
        every = [*range(grades[0], grades[-1] + 1)]

        expected = [g for g in every if g != 2] if term in WITHOUT_TWO else every
        assert list(grades) == expected, term
        assert 1 <= grades[0] <= grades[-1] <= 5, term


@pytest.mark.parametrize(
    ("term", "first", "last"),
    [
        ("Fatigue", 1, 3), ("Bruising", 1, 2), ("Febrile neutropenia", 3, 5),
        ("Nausea", 1, 3), ("Headache", 1, 3), ("Lung infection", 2, 5),
    ],
)  # fmt: skip
def test_the_mildest_and_the_worst_grade_of_a_term(term, first, last):
    (grades,) = list_choices().filter(term=term)["allowed"].to_list()

    assert (grades[0], grades[-1]) == (first, last)


@pytest.mark.parametrize(
    ("censoring", "value", "above", "below"),
    [
        ("none", 3.5, False, False), ("none", 3.49, False, True),
        ("none", 5.0, False, False), ("none", 5.01, True, False),
        ("above", 3.5, None, False), ("above", 3.49, None, None),
        ("above", 5.0, True, False), ("above", 4.99, None, False),
        ("below", 5.0, False, None), ("below", 5.01, None, None),
        ("below", 3.5, False, True), ("below", 3.51, False, None),
    ],
)  # fmt: skip
def test_whether_a_baseline_was_normal_may_follow_from_a_limit(
    censoring, value, above, below
):
    limits = {"lower_normal": 3.5, "upper_normal": 5.0, "censoring": censoring}
    study = record(values=[("P1", -6, "K", value, limits)])

    found = values_before(study.observations, study).row(0, named=True)
    assert (found["above"], found["below"]) == (above, below)


@pytest.mark.parametrize(("grade", "kept"), [(0, None), (1, 1), (5, 5), (6, None)])
def test_of_a_term_that_is_not_shipped_any_grade_is_taken(grade, kept):
    event = {
        "patient": "P1", "day": 3.0, "term": "Hiccups", "grade": grade, "scale": "CTCAE",
        "version": "5.0",
    }  # fmt: skip

    assert check_grades(pl.DataFrame([event]))["grade"].to_list() == [kept]


@pytest.mark.parametrize(
    ("term", "needed"),
    [("Anemia", True), ("Hemoglobin increased", True), ("Lipase increased", False)],
)
def test_a_multiple_of_a_limit_needs_no_unit(term, needed):
    assert list_terms("5.0")[term].needs_unit is needed


def test_the_worst_case_takes_baselines_for_normal_and_leaves_anticoagulants_open():
    liver = grade_value(
        "Alanine aminotransferase increased", 900, upper_normal=40, assumed=WORST_CASE
    )
    clotting = grade_value("INR increased", 2.4, baseline=2.4, assumed=WORST_CASE)

    assert (liver.grade, clotting.grade) == (4, 2)


@pytest.mark.parametrize(("end", "before"), [(2.0, 2), (1.995, 0)])
def test_more_than_a_day_between_two_rows_makes_two_events(end, before):
    rows = [
        {"patient": "P1", "day": d, "term": "Rash", "grade": 2, "end_day": e}
        for d, e in ((-20.0, end), (3.0, None))
    ]
    study = record(given=[("P1", -5, "fludarabine", "lymphodepletion")])
    events = pl.DataFrame(rows, schema=SCHEMA["adverse_events"].dtypes)

    found = flag_adverse_events(study.with_tables(adverse_events=events))
    assert found["baseline_grade"].to_list() == [None, before]
