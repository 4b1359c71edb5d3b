"""Edges of responses, and what their results say."""

import pytest
from tests.rules.records import record

from cartwin.errors import DataError
from cartwin.rules import antibody_clearance, load_criterion
from cartwin.rules.response import (
    AHA,
    SLEDAI,
    aha_course,
    call_aha_each2,
    call_perr,
    enzyme_at_baseline,
    perr_visits,
    score_sledai,
    tis_visits,
)
from cartwin.rules.response.iim_enzyme import enzyme_visits
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


@pytest.mark.parametrize(("ratio", "met"), [(0.7, True), (0.701, False)])
def test_the_highest_protein_of_a_renal_response(ratio, met):
    assert call_perr(upcr=ratio, egfr_b=90, egfr=90).call is met


@pytest.mark.parametrize(("protein", "score"), [(0.5, 0), (0.501, 4)])
def test_protein_above_half_a_gram_is_scored(protein, score):
    weights = [i for i in load_criterion("sledai-2k")["weights"] if i != "proteinuria"]
    items = [("A", 90, SLEDAI, i, 0) for i in weights]

    found = score_sledai(record(items=items, values=[("A", 90, "UPROT24", protein)]))
    assert found["score"].to_list() == [score]


def test_a_remission_on_the_day_of_infusion_is_not_one_after_it():
    calm = {
        "active_bleeding": 0, "hours_since_haemostatic": 100, "prednisolone": 0,
        "other_immunosuppression": 0,
    }  # fmt: skip
    items = [("A", d, AHA, i, v) for d in (0, 9) for i, v in calm.items()]
    values = [("A", d, a, v) for d in (0, 9) for a, v in (("FVIII", 80), ("F8INH", 0))]

    found = aha_course(record(items=items, values=values)).row(0, named=True)

    assert (found["first_partial_day"], found["first_complete_day"]) == (9, 9)


def test_a_rescue_hides_counts_for_four_weeks_and_a_transfusion_for_one():
    windows = load_criterion("rescue-windows")["windows"]

    assert {drug for drug, days in windows.items() if days != 28} == {
        "platelet_transfusion"
    }
    assert windows["platelet_transfusion"] == 7


@pytest.mark.parametrize(("grade", "days"), [(0, []), (1, [3])])
def test_a_visit_without_bleeding_is_no_day_of_bleeding(grade, days):
    study = record(items=[("A", 3, "BLEEDING", "who", grade)])

    assert bleeding_days(study)["day"].to_list() == days


def test_a_day_with_measurements_alone_is_a_visit_of_myositis():
    values = [("A", d, "MMT8", v) for d, v in ((-6, 60), (180, 70))]

    found = tis_visits(record(values=values, given=[DEPLETION]))

    assert found.select("day", "score").rows() == [(180, None)]


@pytest.mark.parametrize(("units", "call"), [(0.59, "CR"), (0.6, "none"), (0.605, "none")])
def test_an_inhibitor_is_undetectable_below_its_limit(units, call):
    found = call_aha_each2(fviii=90, inhibitor=units, immunosuppression_stopped=True)

    assert found.call == call


@pytest.mark.parametrize(("index", "positive"), [(1.0, False), (1.005, True)])
def test_an_autoantibody_is_positive_above_its_limit(index, positive):
    found = antibody_clearance(record(values=[("A", -6, "GPAB", index)]))

    assert found["positive_at_baseline"].to_list() == [positive]


def test_of_two_values_of_the_enzyme_on_a_day_the_higher_counts():
    limit = {"upper_normal": 190.0}
    values = [("A", d, "CK", v, limit) for d, v in ((-6, 1900), (9, 400), (9, 500))]

    found = enzyme_visits(record(values=values, given=[DEPLETION]))
    assert found.sort("day")["value"].to_list() == [1900, 500]
