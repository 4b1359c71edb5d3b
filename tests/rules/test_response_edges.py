"""Edges of responses, and what their results say."""

import pytest
from tests.rules.records import record

from cartwin.errors import DataError
from cartwin.rules import load_criterion
from cartwin.rules.response import SLEDAI, enzyme_at_baseline, perr_visits, score_sledai
from cartwin.rules.response.itp_inputs import bleeding_days


DEPLETION = ("A", -5, "fludarabine", "lymphodepletion")


def test_the_score_names_the_descriptors_with_their_points():
    weights = load_criterion("sledai-2k")["weights"]
    items = [("A", 90, SLEDAI, i, i in {"rash", "arthritis"}) for i in weights]

    assert score_sledai(record(items=items))["why"].item() == "arthritis 4, rash 2"


def test_the_first_of_two_rescues_ends_a_renal_response():
    values = [("A", -6, "GFRE", 90)]
    values += [("A", d, a, v) for d in (5, 50) for a, v in (("UPCR", 0.3), ("GFRE", 90))]
    rescues = [("A", day, "prednisone", "rescue") for day in (10, 100)]

    found = perr_visits(record(values=values, given=[DEPLETION, *rescues]))

    assert found["call"].to_list() == [True, False]


def test_an_enzyme_measured_on_the_day_of_lymphodepletion_is_that_of_baseline():
    limit = {"upper_normal": 190.0}
    values = [("A", -5, "CK", 1900, limit), ("A", -4, "CK", 3800, limit)]

    found = enzyme_at_baseline(record(values=values, given=[DEPLETION]))

    assert found["enzyme_b"].to_list() == [1900]


@pytest.mark.parametrize(("scale", "worst"), [("who", 4), ("skin", 5), ("organs", 5)])
def test_the_worst_grade_of_a_scale_of_bleeding(scale, worst):
    def days(grade):
        return bleeding_days(record(items=[("A", 3, "BLEEDING", scale, grade)]))

    assert days(worst)["day"].to_list() == [3]
    with pytest.raises(DataError, match=f"a whole number from 0 to {worst}"):
        days(worst + 1)
