"""Bleeding: ITP-BAT by counts of signs, WHO in its two forms, Buchanan for children."""

import pytest
from hypothesis import given, strategies as st
from tests.rules.records import record

from cartwin.errors import DataError
from cartwin.rules.response import (
    bat_visits,
    buchanan_visits,
    call_bat,
    call_buchanan,
    grade_petechiae,
    smog_index,
    who_bleeding_visits,
)


@pytest.mark.parametrize(
    ("found", "grade"),
    [
        (dict(petechiae_palm=0), 0),
        (dict(petechiae_palm=1), 1),
        (dict(petechiae_palm=10), 1),
        (dict(petechiae_palm=11), 2),
        (dict(petechiae_palm=6, petechiae_areas=2, above_and_below=1), 2),
        (dict(petechiae_palm=5, petechiae_areas=2, above_and_below=1), 1),
        (dict(petechiae_palm=6, petechiae_areas=2, above_and_below=0), 1),
        (dict(petechiae_palm=6, petechiae_areas=1, above_and_below=1), 1),
        (dict(petechiae_areas=2, above_and_below=1, petechiae_total=14), 2),
        (dict(petechiae_total=51, above_and_below=1), 3),
        (dict(petechiae_total=50, above_and_below=1), 1),
        (dict(petechiae_total=51, above_and_below=0), 1),
        ({}, None),
    ],
)
def test_petechiae(found, grade):
    assert grade_petechiae(**found) == grade


@pytest.mark.parametrize(
    ("found", "skin"),
    [
        (dict(ecchymoses_small=2, ecchymoses_areas=1), "0"),
        (dict(ecchymoses_small=3), "1"),
        (dict(ecchymoses_small=2, ecchymoses_areas=2), "1"),
        (dict(ecchymoses_small=1, ecchymoses_areas=2), "0"),
        (dict(ecchymoses_large=1), "2"),
        (dict(ecchymoses_large=5), "2"),
        (dict(ecchymoses_large=6), "3"),
        (dict(haematomas_small=0), "0"),
        (dict(haematomas_small=1), "1"),
        (dict(haematomas_small=2), "2"),
        (dict(haematomas_small=3), "3"),
        (dict(haematomas_large=1), "3"),
        (dict(haematomas_small=1, petechiae_palm=11), "2"),  # the worst one
        (dict(petechiae_palm=11, skin=3), "3"),
        (dict(petechiae_palm=11, skin_reported=1), "1"),
        (dict(petechiae_palm=0, skin_reported=1), "0"),
    ],
)
def test_the_skin_takes_its_worst_sign(found, skin):
    assert call_bat(mucosae=0, organs=0, **found).call == f"S{skin}M0O0"


def test_reported_bleeding_of_other_domains_is_grade_1():
    found = call_bat(skin=0, mucosae=3, mucosae_reported=1, organs=5, organs_reported=0)

    assert found.call == "S0M1O5"


def test_a_domain_that_was_not_assessed_leaves_no_index():
    found = call_bat(skin=2, mucosae=3)

    assert found.call is None
    assert found.why == "cannot call: not assessed: organs"


@pytest.mark.parametrize("grades", [(4, 0, 0), (0, 4, 0), (0, 0, 6), (-1, 0, 0)])
def test_an_index_has_no_grades_beyond_those_of_the_domain(grades):
    with pytest.raises(ValueError, match="grade"):
        smog_index(*grades)


def test_domains_alone_make_an_index_too():
    items = [("A", 3, "BLEEDING", d, v) for d, v in (("skin", 2), ("mucosae", 3))]
    items += [("A", 3, "BLEEDING", "organs", 2), ("A", 9, "ITP-BAT", "petechiae_palm", 40)]

    found = bat_visits(record(items=items))

    assert found["call"].to_list() == ["S2M3O2", None]
    assert found["skin"].to_list() == [2, 2]


def test_a_who_grade_stands_only_with_its_form():
    items = [("A", 1, "BLEEDING", "who", 2), ("A", 2, "BLEEDING", "who", 2)]
    items += [("A", 2, "BLEEDING", "who_version", "detailed")]
    found = who_bleeding_visits(record(items=items))

    assert found["score"].to_list() == [None, 2]
    assert found["version"].to_list() == ["summary or detailed", "detailed"]
    assert found["why"][0].startswith("cannot grade: not recorded: who_version")


def test_an_unknown_form_is_refused():
    items = [("A", 1, "BLEEDING", "who_version", "long")]

    with pytest.raises(DataError, match="unknown answer 'long'"):
        who_bleeding_visits(record(items=items))


@pytest.mark.parametrize(
    ("found", "grade"),
    [
        (dict(petechiae=0), 0),
        (dict(petechiae=100), 1),
        (dict(petechiae=101), 2),
        (dict(small_bruises=6), 1),
        (dict(large_bruises=5), 1),
        (dict(large_bruises=6), 2),
        (dict(mucosal=1), 3),
        (dict(mucosal=1, needs_intervention=1), 4),
        (dict(suspected_internal=1), 4),
        (dict(mucosal=0, needs_intervention=1, petechiae=5), 1),
        (dict(life_threatening=1, mucosal=1), 5),
        ({}, None),
    ],
)
def test_bleeding_of_children(found, grade):
    assert call_buchanan(**found).score == grade


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 9), st.booleans())
def test_more_signs_never_lower_the_grade(few, more, bruises, mucosal):
    few, more = sorted((few, more))
    rest = dict(large_bruises=bruises, mucosal=mucosal)

    low, high = (call_buchanan(petechiae=n, **rest).score for n in (few, more))
    assert low <= high
    assert grade_petechiae(petechiae_palm=few) <= grade_petechiae(petechiae_palm=more)


def test_a_record_is_graded_visit_by_visit():
    items = [("A", d, "BUCHANAN", "petechiae", n) for d, n in ((1, 200), (8, 0))]

    assert buchanan_visits(record(items=items))["score"].to_list() == [2, 0]
