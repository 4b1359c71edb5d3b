"""The grades that terms have: shipped, and from a file of NCI."""

import polars as pl
import pytest

from cartwin.errors import DataError
from cartwin.rules import chosen, rule_catalogue
from cartwin.rules.ctcae import check_grades, read_terms
from cartwin.study import SCHEMA


FILE = (
    "MedDRA Code,CTCAE Term,Grade 1  ,Grade 2,Grade 3,Grade 4,Grade 5,Definition\n"
    "1,Hiccups,Mild,Moderate,Severe,-,-,x\n"
    "2,Stroke,Asymptomatic,-,Severe, - ,Death,x\n"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "terms.csv"
    path.write_text(FILE)
    return path


def graded(term, grade, terms=None):
    row = {"patient": "A", "day": 3.0, "term": term, "grade": grade, "scale": "CTCAE"}
    events = pl.DataFrame([row], schema=SCHEMA["adverse_events"].dtypes)
    return check_grades(events, terms=terms).row(0, named=True)


@pytest.mark.parametrize(("term", "most"), [("Arthralgia", 3), ("alopecia", 2)])
def test_terms_without_the_highest_grades(term, most):
    assert graded(term, most)["grade"] == most
    wrong = graded(term, most + 1)
    assert wrong["grade"] is None
    assert f"only the grades {', '.join(map(str, range(1, most + 1)))}" in wrong["why"]


def test_a_file_of_nci_says_which_grades_a_term_has(file):
    terms = read_terms(file)

    assert terms.rows() == [("Hiccups", [1, 2, 3]), ("Stroke", [1, 3, 5])]
    assert graded("Hiccups", 4)["grade"] == 4  # not shipped: any is taken
    assert graded("Hiccups", 4, terms)["grade"] is None
    assert graded("stroke", 5, terms)["why"] == "as graded by the site"
    assert graded("Arthralgia", 4, terms)["grade"] is None  # those shipped still hold


def test_the_file_is_an_option_and_another_file_is_refused(file, tmp_path):
    options = rule_catalogue()["ctcae-picklist"].options
    assert chosen("ctcae-picklist", options, {"terms": str(file)})["terms"].height == 2
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    for path, told in ((other, "found a, b"), (tmp_path / "none.csv", "none")):
        with pytest.raises(DataError, match=told):
            chosen("ctcae-picklist", options, {"terms": str(path)})
