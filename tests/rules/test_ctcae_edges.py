"""Grades that a clinical term of CTCAE has."""

import pytest

from cartwin.rules.ctcae import list_choices


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
