"""Rules that give scores, phases, schedules and flags of a record."""

import polars as pl
import pytest
from tests.rules.records import record

from cartwin.rules import care, load_criterion, rule_catalogue
from cartwin.study import SCHEMA


def judged(rule, *, milestones=(), **tables):
    study = record(**tables)
    if milestones:
        rows = [
            dict(zip(("patient", "day", "milestone"), m, strict=True)) for m in milestones
        ]
        frame = pl.DataFrame(rows, schema=SCHEMA["milestones"].dtypes)
        study = study.with_tables(milestones=frame)
    return rule_catalogue()[rule].apply(study).rows(named=True)


ICE = {"year": 1, "month": 1, "city": 1, "hospital": 1, "named": 3, "command": 1,
       "sentence": 0, "count": 1}  # fmt: skip


def test_ice_of_a_visit_and_of_one_with_an_answer_missing():
    items = [("A", 1, "ICE", n, v) for n, v in ICE.items()]
    items += [("A", 2, "ICE", n, v) for n, v in ICE.items() if n != "count"]
    first, second = judged("ice", items=items)

    assert (first["score"], first["evidence"]) == (9, "points=9")
    assert (second["score"], second["why"]) == (None, "cannot score: an answer is missing")


@pytest.mark.parametrize(
    ("answer", "score", "why"),
    [("often", 12, "positive: 9 or more"), ("never", 0, "negative")],
)
def test_capd_of_a_visit(answer, score, why):
    calm = {f"q{n}": "always" for n in range(1, 5)}
    items = [("A", 1, "CAPD", n, a) for n, a in calm.items()]
    items += [("A", 1, "CAPD", f"q{n}", answer) for n in range(5, 9)]
    (found,) = judged("capd", items=items)

    assert (found["score"], found["why"]) == (score, why)


@pytest.mark.parametrize(
    ("years", "phase"),
    [(0.2, "newly_diagnosed"), (0.25, "persistent"), (1.0, "persistent"), (1.1, "chronic")],
)
def test_the_phase_of_itp_by_the_duration_of_the_disease(years, phase):
    (found,) = judged("itp-phase", patients={"patient": ["A"], "disease_duration": [years]})
    assert found["call"] == phase


def test_a_phase_without_a_duration_is_not_known():
    (found,) = judged("itp-phase", values=[("A", 1, "PLAT", 9)])
    assert (found["call"], found["why"][:6]) == (None, "cannot")


PRODUCTS = [("A", d, "platelet_transfusion", "rescue") for d in (-40, -27, 0, 90, 91)]


def test_products_are_irradiated_from_a_week_before_leukapheresis():
    found = judged(
        "irradiated-products",
        given=[*PRODUCTS, ("A", 5, "ivig", "rescue")],
        milestones=[("A", -20.0, "leukapheresis")],
    )
    assert [(r["day"], r["call"]) for r in found] == [
        (-40, False),
        (-27, True),
        (0, True),
        (90, True),
        (91, False),
    ]
    without = judged("irradiated-products", given=PRODUCTS)
    assert [r["call"] for r in without] == [None, None, True, True, False]


def test_low_igg_is_flagged_not_graded():
    limit = {"censoring": "below"}
    values = [("A", 1, "IGG", 3.9), ("A", 2, "IGG", 4.0), ("A", 3, "IGG", 2.0, limit),
              ("A", 4, "IGG", 5.0, limit), ("A", 5, "IGG", 4.0, limit)]  # fmt: skip
    calls = [r["call"] for r in judged("igg-replacement", values=values)]
    assert calls == [True, False, True, None, True]


def test_the_follow_up_goes_on_for_fifteen_years_and_knows_what_was_reached():
    found = judged("follow-up", values=[("A", 800, "PLAT", 90)])
    exams = [r for r in found if r["expected"] == "examination"]

    assert [r["verdict"] for r in exams] == ["met", "met", "unknown", "unknown", "unknown"]
    assert max(r["day"] for r in found) == 365 * 15 + 3  # leap days
    assert {r["why"] for r in found} == {"asked by FDA 2020", "asked by CIBMTR"}


def test_bleeds_are_counted_by_week_before_and_from_remission():
    days = {0: 1, 7: 1, 14: 0, 21: 1, 28: 0, 42: 0, 56: 1}
    items = [("A", d, "AHA", "active_bleeding", b) for d, b in days.items()]
    items += [("A", d, "AHA", "hours_since_haemostatic", 100) for d in days]
    values = [("A", d, "FVIII", 80 if d >= 28 else 5) for d in days]
    before, after = judged("aha-bleeds", items=items, values=values)

    assert (before["period"], before["bleeds"], before["weeks"]) == ("before PR", 2, 3)
    assert before["score"] == pytest.approx(2 / 3)
    assert (after["period"], after["bleeds"], after["weeks"]) == ("from PR", 1, 4)
    (one,) = judged("aha-bleeds", items=items[:1], values=values[:1])
    assert (one["score"], one["why"][:6]) == (None, "cannot")


def test_porcine_factor_viii_is_remarked():
    values = [("A", d, "FVIII", 80) for d in (3, 20)]
    given = [("A", 1, "susoctocog_alfa", "rescue")]
    first, second = judged("aha-gth", values=values, given=given)

    assert first["why"].endswith("it needs an assay of its own")
    assert "porcine" not in second["why"]


def test_shifts_with_expected_low_counts_apart():
    limits = {"lower_normal": 150.0, "unit_entered": "10*9/L"}
    plat = [("A", -6, "PLAT", 100, limits), ("A", 5, "PLAT", 20, limits)]
    neut = {"lower_normal": 2.0, "unit_entered": "10*9/L"}
    values = [*plat, ("A", -6, "NEUT", 3, neut), ("A", 5, "NEUT", 0.4, neut)]
    given = [("A", -5, "fludarabine", "lymphodepletion"), ("A", 0, "car_t", "car_t")]
    found = judged("ctcae-shift", values=values, given=given)

    told = {
        r["term"]: (r["expected"], r["baseline_grade"], r["worst_grade"]) for r in found
    }
    assert told["Platelet count decreased"] == (False, 1, 4)
    assert told["Neutrophil count decreased"] == (True, 0, 4)


def test_endotoxin_per_kg_of_the_patient_as_an_item_of_a_specification():
    assert care.product.endotoxin_per_kg(2.0, 50, 20) == 5.0
    spec = {"endotoxin_eu_kg": ["<", 5]}
    found = care.product.check_release({"endotoxin_eu_kg": 5.0}, spec)
    assert found.failed == ("endotoxin_eu_kg",)
    assert "endotoxin_eu_kg" not in load_criterion("release-specification").items
