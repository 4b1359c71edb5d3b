"""Lupus: SLEDAI-2K, remission, low activity, response of the kidneys."""

import pytest
from hypothesis import given, strategies as st
from tests.rules.records import record

from cartwin.rules import load_criterion
from cartwin.rules.response import (
    SLE,
    SLEDAI,
    call_doris,
    call_lldas,
    call_perr,
    call_renal,
    call_sledai,
    doris_visits,
    lldas_visits,
    perr_visits,
    renal_visits,
    score_sledai,
)


WEIGHTS = load_criterion("sledai-2k")["weights"]
EIGHT = {
    "seizure", "psychosis", "organic_brain_syndrome", "visual", "cranial_nerve",
    "lupus_headache", "cva", "vasculitis",
}  # fmt: skip
FOUR = {"arthritis", "myositis", "casts", "hematuria", "proteinuria", "pyuria"}
ONE = {"fever", "thrombocytopenia", "leukopenia"}
CALM = dict(phga=0.4, prednisolone=5, stable_therapy=1)
LOW = dict(phga=1, prednisolone=7.5, new_activity=0)


@pytest.mark.parametrize("item", list(WEIGHTS))
def test_the_weight_of_each_descriptor(item):
    weight = 8 if item in EIGHT else 4 if item in FOUR else 1 if item in ONE else 2

    assert call_sledai([item]).score == weight


def test_low_counts_by_a_drug_are_not_scored():
    found = call_sledai(["thrombocytopenia", "leukopenia", "fever"], by_drug=True)

    assert found.score == 1


def rows(day=90, *, leave_out=(), **present):
    absent = [i for i in WEIGHTS if i not in leave_out and i not in present]
    found = [("A", day, SLEDAI, i, 0) for i in absent]
    return found + [("A", day, SLEDAI, i, v) for i, v in present.items()]


def test_a_descriptor_that_was_not_recorded_leaves_no_score():
    study = record(items=rows(leave_out=["pyuria", "anti_dna"], rash=1))
    found = score_sledai(study).row(0, named=True)

    assert (found["score"], found["clinical_score"]) == (None, None)
    assert found["why"] == "cannot score: not recorded: pyuria, anti_dna"


def test_the_clinical_score_does_without_serology():
    found = score_sledai(
        record(items=rows(leave_out=["anti_dna"], rash=1, low_complement=1))
    )

    assert found["score"].to_list() == [None]
    assert found["clinical_score"].to_list() == [2]


@pytest.mark.parametrize(
    ("item", "analyte", "value", "score"),
    [
        ("thrombocytopenia", "PLAT", 99.9, 1),
        ("thrombocytopenia", "PLAT", 100, 0),
        ("leukopenia", "WBC", 2.9, 1),
        ("leukopenia", "WBC", 3, 0),
        ("proteinuria", "UPROT24", 0.51, 4),
        ("proteinuria", "UPROT24", 0.5, 0),
    ],
)
def test_what_was_measured_replaces_a_descriptor(item, analyte, value, score):
    study = record(items=rows(leave_out=[item]), values=[("A", 90, analyte, value)])

    assert score_sledai(study)["score"].to_list() == [score]


def test_arthritis_is_more_than_two_joints():
    scores = [
        score_sledai(record(items=rows(leave_out=["arthritis"], joints=n)))["score"].item()
        for n in (2, 3)
    ]

    assert scores == [0, 4]


@pytest.mark.parametrize(("day", "score"), [(-4, 1), (-3, 0), (25, 0), (26, 1)])
def test_lymphodepletion_explains_low_counts_for_four_weeks(day, score):
    study = record(
        items=rows(day, leukopenia=1),
        given=[("A", d, "fludarabine", "lymphodepletion") for d in (-5, -3)],
    )

    assert score_sledai(study)["score"].item() == score


def test_what_was_recorded_goes_before_the_weeks_after_lymphodepletion():
    study = record(
        items=rows(10, leukopenia=1, by_drug=0),
        given=[("A", -3, "fludarabine", "lymphodepletion")],
    )

    assert score_sledai(study)["score"].item() == 1


@pytest.mark.parametrize(
    ("present", "change", "met"),
    [
        (["anti_dna", "low_complement"], {}, True),
        (["alopecia"], {}, False),
        (["leukopenia"], {}, False),
        ([], dict(phga=0.5), False),
        ([], dict(phga=0.49), True),
        ([], dict(prednisolone=5.1), False),
        ([], dict(prednisolone=5, strict=True), False),
        ([], dict(prednisolone=4.9, strict=True), True),
        ([], dict(stable_therapy=0), False),
        ([], dict(phga=None), None),
        (["rash"], dict(phga=None), False),
        ([], dict(drug_free=True, prednisolone=0, immunosuppressants=0), True),
        ([], dict(drug_free=True, prednisolone=1, immunosuppressants=0), False),
        ([], dict(drug_free=True, prednisolone=0, immunosuppressants=1), False),
    ],
)
def test_remission(present, change, met):
    assert call_doris(present, **(CALM | change)).call is met


@pytest.mark.parametrize(
    ("present", "change", "met"),
    [
        (["arthritis"], {}, True),
        (["rash", "alopecia"], {}, True),
        (["arthritis", "leukopenia"], {}, False),
        (["fever"], {}, False),
        (["pleurisy"], {}, False),
        (["proteinuria"], {}, False),
        ([], dict(phga=1.01), False),
        ([], dict(prednisolone=7.6), False),
        ([], dict(new_activity=1), False),
        ([], dict(new_activity=None), None),
        ([], dict(haemolytic_anaemia=1), False),
        ([], dict(gastrointestinal=1), False),
        ([], dict(hydroxychloroquine=400, methotrexate=30), True),
        ([], dict(hydroxychloroquine=401), False),
        ([], dict(methotrexate=30.1), False),
        ([], dict(azathioprine=201), False),
        ([], dict(mycophenolate_mofetil=3001), False),
        ([], dict(mycophenolic_acid=2161), False),
        ([], dict(leflunomide=21), False),
    ],
)
def test_low_activity(present, change, met):
    assert call_lldas(present, **(LOW | change)).call is met


@pytest.mark.parametrize("item", sorted(EIGHT | {"casts", "hematuria", "pyuria"}))
def test_no_major_organ_may_be_active(item):
    found = call_lldas([item], **LOW).why

    assert found.startswith("not met")
    assert "no activity of major organs" in found


@pytest.mark.parametrize("item", ["casts", "pleurisy", "pericarditis", "fever"])
def test_the_variant_of_trials_looks_at_other_descriptors(item):
    found = call_lldas([item], post_hoc=True, **LOW)

    assert found.why == "not met: no activity of major organs"


def test_the_variant_of_trials_passes_over_vessels():
    assert call_lldas(["vasculitis"], post_hoc=True, **LOW).why == "not met: SLEDAI-2K"


def test_the_record_is_judged_like_single_visits():
    items = rows(90, rash=1) + [("A", 90, SLE, i, v) for i, v in (CALM | LOW).items()]
    study = record(
        items=[i for i in items if i[3] != "phga"], values=[("A", 90, "PGASLE", 0.3)]
    )

    assert lldas_visits(study)["call"].to_list() == [True]
    assert doris_visits(study)["call"].to_list() == [False]
    assert doris_visits(study)["why"].to_list() == [
        "not met: no clinical activity, prednisolone"
    ]


@pytest.mark.parametrize(
    ("found", "call"),
    [
        ((3.0, 0.49, 90, 76.5), "CRR"),
        ((3.0, 0.5, 90, 90), "PRR"),
        ((3.0, 0.49, 90, 76.4), "none"),
        ((3.0, 1.5, 90, 90), "PRR"),
        ((3.0, 1.51, 90, 90), "none"),
        ((8.0, 2.99, 90, 120), "PRR"),
        ((8.0, 3.0, 90, 90), "none"),
        ((None, 0.4, 90, 90), "CRR"),
        ((None, 0.6, 90, 90), None),
        ((3.0, 0.4, None, 90), None),
        ((3.0, 2.9, None, 90), "none"),
        ((3.0, None, 90, 40), "none"),
    ],
)
def test_renal_response(found, call):
    names = ("upcr_b", "upcr", "egfr_b", "egfr")

    assert call_renal(**dict(zip(names, found, strict=True))).call == call


@pytest.mark.parametrize(
    ("upcr", "egfr_b", "egfr", "rescued", "met"),
    [
        (0.7, 100, 80, False, True),
        (0.71, 100, 80, False, False),
        (0.7, 100, 79, False, True),  # 60 and more suffices
        (0.7, 70, 56, False, True),
        (0.7, 70, 55.9, False, False),
        (0.7, 100, 60, False, True),
        (0.7, 100, 59.9, False, False),
        (0.7, 100, 90, True, False),
        (0.7, None, 59, False, None),
        (0.7, None, 61, False, True),
    ],
)
def test_primary_efficacy_renal_response(upcr, egfr_b, egfr, rescued, met):
    found = call_perr(upcr=upcr, egfr_b=egfr_b, egfr=egfr, rescued=rescued)

    assert found.call is met


def test_baseline_of_the_kidneys_is_before_lymphodepletion():
    values = [("A", d, "UPCR", v) for d, v in ((-30, 8), (-6, 4), (0, 9), (180, 2))]
    values += [("A", d, "GFRE", 90) for d in (-6, 0, 180)]
    given = [("A", -5, "fludarabine", "lymphodepletion"), ("A", 0, "car_t", "car_t")]

    found = renal_visits(record(values=values, given=given))
    assert found["day"].to_list() == [0, 180]
    assert found["call"].to_list() == ["none", "PRR"]

    rescued = [*given, ("A", 100, "rituximab", "rescue")]
    low = [(*v[:3], 0.5) if v[1:3] == (180, "UPCR") else v for v in values]
    assert perr_visits(record(values=low, given=given))["call"].to_list() == [False, True]
    assert perr_visits(record(values=low, given=rescued))["call"].to_list() == [
        False,
        False,
    ]


@given(st.sets(st.sampled_from(list(WEIGHTS))), st.sampled_from(list(WEIGHTS)))
def test_a_further_descriptor_never_lowers_the_score(present, more):
    low, high = call_sledai(present).score, call_sledai(present | {more}).score

    assert low <= high
    assert not (
        call_doris(present | {more}, **CALM).call and not call_doris(present, **CALM).call
    )
