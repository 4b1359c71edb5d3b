"""Systemic sclerosis: skin score, composite responses, activity, lung disease."""

import math

import pytest
from hypothesis import given, strategies as st
from tests.rules.records import record

from cartwin.rules import load_criterion
from cartwin.rules.response import (
    MRSS,
    SSC,
    call_criss,
    call_ild,
    call_mrss,
    call_revised_criss,
    call_ssc_activity,
    criss_visits,
    ild_visits,
    revised_criss_visits,
    score_mrss,
    ssc_activity_visits,
)


STILL = dict(mrss=0, fvc=0, patient_global=0, physician_global=0, haq=0)
BASE = dict(mrss=20, fvc=80, patient_global=5, physician_global=5, haq=1.0)
ANALYTES = dict(
    mrss="MRSS", fvc="FVCPP", patient_global="PTGVAS", physician_global="PHGVAS",
    haq="HAQDI", dlco="DLCOPP", crp="CRP", lvef="LVEF",
)  # fmt: skip
QUIET = dict(skin_worsening=0, digital_ulcers=0, friction_rubs=0, mrss=18, crp=10, dlco=70)
changes = st.floats(-3, 3)


def test_the_skin_score_adds_17_sites():
    sites = load_criterion("mrss")["sites"]

    assert len(sites) == 17
    assert call_mrss([1, 2, 3] + [0] * 14).score == 6
    assert call_mrss([3] * 16).score is None  # a site is missing


@pytest.mark.parametrize(
    ("sites", "message"), [([0] * 18, "18 sites"), ([4] + [0] * 16, "0 to 3 points")]
)
def test_impossible_skin_scores_are_refused(sites, message):
    with pytest.raises(ValueError, match=message):
        call_mrss(sites)


def test_the_record_scores_the_skin_of_a_visit():
    sites = load_criterion("mrss")["sites"]
    items = [("A", 1, MRSS, s, 2) for s in sites] + [("A", 9, MRSS, "face", 2)]

    assert score_mrss(record(items=items))["score"].to_list() == [34, None]


@pytest.mark.parametrize(
    ("item", "weight"),
    [
        ("mrss", -0.81), ("fvc", 0.21), ("patient_global", -0.40),
        ("physician_global", -0.44), ("haq", -3.41),
    ],
)  # fmt: skip
def test_each_change_has_its_weight(item, weight):
    odds = -5.54 - 3 * weight
    found = call_criss(**(STILL | {item: -3.0}))

    assert found.score == pytest.approx(1 / (1 + math.exp(-odds)), rel=1e-12)


def test_an_improvement_is_a_probability_of_60_percent():
    needed = (math.log(0.6 / 0.4) + 5.54) / 0.81

    assert call_criss(**(STILL | {"mrss": -needed - 1e-6})).call == "improved"
    assert call_criss(**(STILL | {"mrss": -needed + 1e-6})).call == "not improved"


def test_decline_of_an_organ_is_zero_whatever_else():
    better = STILL | dict(mrss=-20, haq=-1)

    assert call_criss(**better).score > 0.99
    assert call_criss(**better, organ_decline=True).score == 0
    assert call_criss(**(better | {"haq": None}), organ_decline=True).score == 0


def test_a_missing_change_leaves_no_probability():
    found = call_criss(**(STILL | {"haq": None}))

    assert (found.score, found.call) == (None, None)
    assert found.why == "cannot score: not known: d_haq"


def course(*days, items=()):
    """days: (day, values by name); globals in mm."""
    values = [("A", d, ANALYTES[n], v) for d, row in days for n, v in row.items()]
    start = [("A", 0, "car_t", "car_t")]
    return record(
        values=values, items=[("A", d, SSC, i, v) for d, i, v in items], given=start
    )


BEFORE = dict(mrss=20, fvc=82, patient_global=50, physician_global=60, haq=1.5)
AFTER = dict(mrss=14, fvc=84, patient_global=30, physician_global=30, haq=1.0)


def test_the_record_takes_globals_from_0_to_10():
    study = course((-6, BEFORE), (180, AFTER))
    changes = dict(mrss=-6, fvc=2, patient_global=-2, physician_global=-3, haq=-0.5)

    found = criss_visits(study)
    assert found["day"].to_list() == [180]
    assert found["score"].item() == pytest.approx(call_criss(**changes).score)
    assert revised_criss_visits(study)["n_improved"].to_list() == [4]


LUNG = [(180, "ild", 1), (180, "fvc_fall_confirmed", 1)]
HEART = [(180, "lvef_treated", 1)]
ARTERIES = [
    (180, "mpap", 25), (180, "pawp", 15), (180, "pvr", 3.1), (180, "pah_treated", 1)
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "items", "declined"),
    [
        ({}, [(180, "renal_crisis", 1)], True),
        (dict(fvc=69.7), LUNG, True),
        (dict(fvc=69.8), LUNG, False),
        (dict(fvc=69.7), LUNG[:1], False),
        (dict(fvc=69.7), LUNG[1:], False),
        (dict(lvef=45), HEART, True),
        (dict(lvef=45.1), HEART, False),
        (dict(lvef=40), [], False),
        ({}, ARTERIES, True),
        ({}, [*ARTERIES[1:], (180, "mpap", 24.9)], False),
        ({}, [ARTERIES[0], *ARTERIES[2:], (180, "pawp", 15.1)], False),
        ({}, [*ARTERIES[:2], ARTERIES[3], (180, "pvr", 3)], False),
        ({}, ARTERIES[:3], False),
    ],
)
def test_what_counts_as_decline_of_an_organ(change, items, declined):
    study = course((-6, BEFORE), (180, AFTER | change), items=items)
    found = criss_visits(study).row(0, named=True)

    assert (found["score"] == 0) is declined
    assert found["why"].startswith("decline") is declined
    if declined:
        assert revised_criss_visits(study)["call"].to_list() == [False]


def test_a_fall_of_fvc_counts_below_80_percent_only():
    high = BEFORE | {"fvc": 100}

    for fvc, declined in ((80, False), (79.9, True)):
        study = course((-6, high), (180, AFTER | {"fvc": fvc}), items=LUNG)
        assert (criss_visits(study)["score"].item() == 0) is declined


@pytest.mark.parametrize(
    ("post", "n", "met"),
    [
        (dict(mrss=16, fvc=84, haq=0.8), 3, True),
        (dict(mrss=16.1, fvc=84, haq=0.8), 2, False),
        (dict(mrss=16, fvc=83.9, haq=0.8), 2, False),
        (dict(mrss=16, patient_global=4, physician_global=4), 3, True),
        (dict(mrss=16, patient_global=4, physician_global=None), None, None),
        (dict(mrss=16, patient_global=None), None, False),
    ],
)
def test_three_of_five_items_must_improve(post, n, met):
    found = call_revised_criss(BASE, BASE | post)

    assert (found.score, found.call) == (n, met)


def test_the_threshold_of_juvenile_disease_is_30_percent():
    better = BASE | dict(mrss=14, patient_global=3.5, physician_global=3.6, haq=0.7)

    assert call_revised_criss(BASE, better, juvenile=True).score == 3
    assert call_revised_criss(BASE, better).score == 4
    assert call_revised_criss(BASE, better, share=31).score == 0


def test_what_is_zero_cannot_improve():
    base = BASE | {"haq": 0}

    found = call_revised_criss(base, base | dict(mrss=10, fvc=90, haq=0))
    assert (found.score, found.call) == (2, False)


@pytest.mark.parametrize(
    ("change", "score"),
    [
        ({}, 0), (dict(skin_worsening=1), 1.5), (dict(digital_ulcers=1), 1.5),
        (dict(mrss=18.1), 1.5), (dict(friction_rubs=1), 2.25), (dict(crp=10.1), 2.25),
        (dict(dlco=69.9), 1.0), (dict(dlco=None), None),
    ],
)  # fmt: skip
def test_weights_of_activity(change, score):
    assert call_ssc_activity(**(QUIET | change)).score == score


def test_activity_has_10_points_and_is_active_from_2_5():
    all_of = dict(skin_worsening=1, digital_ulcers=1, friction_rubs=1)

    assert call_ssc_activity(**all_of, mrss=30, crp=20, dlco=50).score == 10
    assert call_ssc_activity(**(QUIET | dict(dlco=60, digital_ulcers=1))).call is True
    assert call_ssc_activity(**(QUIET | dict(friction_rubs=1))).call is False
    assert call_ssc_activity(**(QUIET | dict(mrss=None, dlco=None))).call is None
    assert call_ssc_activity(**(QUIET | dict(mrss=None))).call is False


def test_activity_of_a_record():
    items = [(30, i, 0) for i in ("skin_worsening", "digital_ulcers", "friction_rubs")]
    study = course((30, dict(mrss=20, crp=12, dlco=90)), items=items)

    assert ssc_activity_visits(study)["score"].to_list() == [3.75]


@pytest.mark.parametrize(
    ("found", "met"),
    [
        (dict(fvc_b=80, fvc=72), True),
        (dict(fvc_b=80, fvc=72.1, dlco_b=60, dlco=60), False),
        (dict(fvc_b=80, fvc=76, dlco_b=60, dlco=51), True),
        (dict(fvc_b=80, fvc=76, dlco_b=60, dlco=51.1), False),
        (dict(fvc_b=80, fvc=76.1, dlco_b=60, dlco=30), False),
        (dict(fvc_b=80, fvc=76), None),
        (dict(fvc_b=80, fvc=79), False),
        (dict(fvc_b=None, fvc=79), None),
        (dict(fvc_b=80, fvc=75, absolute=True), True),
        (dict(fvc_b=80, fvc=75.1, dlco_b=60, dlco=50, absolute=True), True),
        (dict(fvc_b=80, fvc=75.1, dlco_b=60, dlco=50.1, absolute=True), False),
    ],
)
def test_progression_of_lung_disease(found, met):
    assert call_ild(**found).call is met


def test_progression_in_a_record():
    study = course((-6, dict(fvc=80, dlco=60)), (180, dict(fvc=71, dlco=60)))

    assert ild_visits(study)["call"].to_list() == [True]


@given(changes, changes)
def test_less_skin_disease_never_lowers_the_probability(one, other):
    worse, better = sorted((one, other), reverse=True)

    low = call_criss(**(STILL | {"mrss": worse})).score
    assert low <= call_criss(**(STILL | {"mrss": better})).score
