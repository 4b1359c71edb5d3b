"""What the cases of others are taken to say: their words, and what is refused."""

import pytest

from cartwin.rules import Count, call_iwg, grade_crs, grade_icans
from cartwin.validation.rules.suite import kinds


COUNTS = [[90, 31], [120, 30], [262, 30], [277, 210], [300, 230]]


def judged(kind, **given):
    return kinds()[kind](**given)


@pytest.mark.parametrize(
    ("word", "grade"),
    [
        ("room_air", 1),
        ("blowby", 2),
        ("hfnc", 3),
        ("high flow nasal cannula", 3),
        ("face_mask", 3),
        ("nonrebreather", 3),
        ("positive_pressure", 4),
        ("Intubated", 4),
    ],
)
def test_oxygen_by_other_names(word, grade):
    assert judged("crs", temp_c=38.6, o2=word) == grade


@pytest.mark.parametrize(
    ("word", "grade"), [("nonconvulsive", 3), ("repetitive", 4), ("status", 4)]
)
def test_seizures_by_other_names(word, grade):
    assert judged("icans", age=40, ice_score=10, seizure=word) == grade


@pytest.mark.parametrize("name", ["motor", "weakness", "hemiparesis"])
def test_deep_weakness_by_other_names(name):
    assert judged("icans", age=40, ice_score=10, **{name: True}) == 4


@pytest.mark.parametrize("name", ["tremor", "myoclonus", "intracranial_hemorrhage"])
def test_what_icans_does_not_count(name):
    assert judged("icans", age=40, ice_score=10, **{name: True}) == 0


def test_a_finding_of_no_known_name_is_refused():
    with pytest.raises(TypeError, match="headache"):
        judged("icans", age=40, ice_score=10, headache=True)


def test_a_yes_to_late_icaht_is_dose_limiting():
    assert judged("castle_dlt", late_icaht=True) is True
    assert judged("castle_dlt", late_icaht=False) is False
    assert judged("castle_dlt", late_icaht=2) is False


@pytest.mark.parametrize("name", ["crs", "organ_grade", "neutropenia_days", "plt_weeks"])
def test_a_yes_in_the_place_of_a_number_is_refused(name):
    with pytest.raises(ValueError, match="yes or no where a number belongs"):
        judged("castle_dlt", **{name: True})


def test_an_unknown_rescue_is_refused():
    with pytest.raises(ValueError, match=r"unknown rescue 'plateletts'.*platelets"):
        judged("iwg", baseline=9, counts=[[3, 60], [10, 70]], rescue=[[1, "plateletts"]])


@pytest.mark.parametrize("name", ["plt_transfusion", "platelets", "Transfusion"])
def test_a_transfusion_closes_a_week_and_no_more(name):
    counts = [[3, 60], [10, 70], [40, 80], [50, 90]]
    found = judged("iwg", baseline=9, counts=counts, rescue=[[1, name]])
    assert (found["best"], found["first_R_day"]) == ("R", 10)


@pytest.mark.parametrize(
    "given",
    [
        {"rescue": [[262, "daratumumab"]]},
        {"new_itp_drug": [[262, "daratumumab"]]},
        {"new_therapies": [[262, "daratumumab"]]},
        {"next_therapy_day": 262},
        {"new_drug_days": [262]},
    ],
)
def test_a_new_therapy_by_other_names(given):
    assert judged("iwg_attributed", baseline=8, counts=COUNTS, **given)["best"] == "R"


def test_cases_count_a_patient_seen_under_rescue_alone_as_no_responder():
    counts, rescue = [[3, 80], [10, 90]], [[1, "ivig"]]
    assert judged("iwg", baseline=9, counts=counts, rescue=rescue)["best"] == "NR"
    assert judged("iwg", baseline=9, counts=counts[:1], rescue=rescue)["best"] is None


@pytest.mark.parametrize(
    ("given", "score"),
    [
        ({"drug_cytopenia": True}, 0),
        ({"after_ld": True}, 0),
        ({"days_since_ld": 10}, 0),
        ({"days_since_ld": 90}, 2),
    ],
)
def test_low_counts_after_lymphodepletion_are_not_lupus(given, score):
    assert judged("sledai", items=["leukopenia", "thrombocytopenia"], **given) == score


@pytest.mark.parametrize(
    "given",
    [
        {"thrombosis_history": True},
        {"on_anticoagulant": True},
        {"hemostatic_disorder": True},
        {"other_trial": True},
        {"steroid_stable_weeks": 1},
        {"steroids_stable": False},
    ],
)
def test_criteria_of_a_trial_by_other_names(given):
    fit = {"age": 30, "itp_months": 24, "refractory": True, "plt": 5}
    assert judged("nct06352281", **fit)["eligible"]
    assert len(judged("nct06352281", **fit, **given)["reasons"]) == 1


def test_stable_steroids_are_no_reason():
    fit = {"age": 30, "itp_months": 24, "refractory": True, "plt": 5}
    assert judged("nct06352281", **fit, steroids_stable_weeks=2)["eligible"]
    assert judged("nct06352281", **fit, steroids_stable=True)["eligible"]


def test_further_names():
    assert judged("t_icaht_early", days_lt50=31, days_lt20=31, itp=True) is None
    assert judged("t_icaht_early", days_lt50=31, days_lt20=31) == 4
    given = {"term": "INR increased", "value": 3.1, "base": 2.0}
    assert judged("ctcae5", **given, anticoag=True) == 2
    samples = [[0, 0], [7, 900], [10, "BLQ"], [14, 400], [28, 200]]
    half = judged("kinetics", samples=samples, lloq=50, blq="lloq/2")["auc"]
    assert half == pytest.approx(9587.5)
    assert judged("lldas", items=[], pga=0.5, pred_mg=5, standard_maintenance=True)
    assert not judged("lldas", items=[], pga=0.5, pred_mg=5, standard_maintenance=False)


def test_ventilation_that_only_protects_the_airway_is_no_grade_4():
    assert grade_crs(temperature=38.6, oxygen="ventilator").grade == 4
    assert grade_crs(temperature=38.6, oxygen="ventilator", airway_only=True).grade == 1
    assert grade_crs(temperature=38.6, oxygen="facemask", airway_only=True).grade == 3


def test_sleep_under_sedation_does_not_count():
    drowsy = {"age": 40, "ice_score": 8, "arousal": "tactile"}
    assert grade_icans(**drowsy).grade == 3
    assert grade_icans(**drowsy, sedated=True).grade == 1
    untested = grade_icans(age=40, arousal="tactile", sedated=True)
    assert untested.grade is None
    assert untested.why == "cannot grade: not recorded: ICE score"


def test_a_count_under_a_rescue_says_nothing_unless_it_is_asked_to_count_as_failure():
    counts, windows = [Count(3, 80), Count(10, 90)], [(1, 29)]
    silent = call_iwg(counts, baseline=9, windows=windows)
    assert (silent.best, silent.counts_excluded) == (None, 2)
    failing = call_iwg(counts, baseline=9, windows=windows, rescued_fails=True)
    assert (failing.best, failing.why[:2]) == ("NR", "NR")
    later = [*counts, Count(40, 120), Count(50, 120)]
    assert call_iwg(later, baseline=9, windows=windows, rescued_fails=True).best == "CR"


def test_counts_below_30_are_no_response_whatever_the_baseline():
    assert call_iwg([Count(14, 20), Count(21, 29)], baseline=None).best == "NR"
    assert call_iwg([Count(14, 20), Count(21, 30)], baseline=None).best is None
    assert call_iwg([Count(14, 20)], baseline=None).best is None
