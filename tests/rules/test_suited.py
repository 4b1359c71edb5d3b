"""A study is judged by every published rule that suits its disease and its data."""

import polars as pl
import pytest
from tests.rules.records import record

from cartwin.rules import (
    EVERY_DISEASE,
    SUITED,
    apply_suited,
    judge,
    load_criterion,
    rule_catalogue,
)
from cartwin.rules.suited import Reading
from cartwin.study import DISEASES, Origin, Study, open_study


CARS = [("P1", -5, "fludarabine", "lymphodepletion"), ("P1", 0, "car_t", "car_t")]
LIMITS = {"lower_normal": 1.5, "unit_entered": "10*9/L"}
PHASE = [("P1", -6, "PLAT", 9), ("P1", 14, "PLAT", 120), ("P1", 28, "PLAT", 130)]


def results(study, rule, **more):
    rows = apply_suited(study, **more).filter(pl.col("rule") == rule)
    return dict(rows.select("part", "result").rows())


ALL = [(name, s) for name, group in {"": EVERY_DISEASE, **SUITED}.items() for s in group]


@pytest.mark.parametrize(("disease", "suited"), ALL, ids=lambda x: getattr(x, "rule", x))
def test_every_suited_rule_exists_and_gives_what_is_read(disease, suited):
    empty = Study(name="new", title="New", origin=Origin.REAL, disease=disease or "itp")
    found = rule_catalogue()[suited.rule].apply(empty)

    wanted = {"patient", suited.result, "why", "certainty"} | ({suited.by} - {""})
    assert wanted <= set(found.columns)


def test_every_disease_has_rules_of_its_own():
    assert set(SUITED) == set(DISEASES)
    assert {s.rule for s in SUITED["itp"]} >= {"iwg", "srot", "refractory"}
    assert {s.rule for s in SUITED["aha"]} >= {"aha-gth", "aha-each2"}
    assert {s.rule for s in SUITED["sle"]} >= {"doris", "lldas", "sledai-2k", "renal"}
    assert {s.rule for s in SUITED["ssc"]} >= {"criss", "rcriss", "ssc-ild"}
    assert {s.rule for s in SUITED["iim"]} >= {"tis"}


def test_response_in_itp_is_that_of_the_published_criteria():
    study = record(values=PHASE, given=CARS)

    assert results(study, "iwg") == {"": "CR"}
    assert judge(study).published.filter(pl.col("rule") == "iwg")["certainty"].item() == (
        "assumed"
    )


def test_rules_of_another_disease_are_not_applied():
    study = record(values=PHASE, given=CARS, disease="sle")

    assert results(study, "iwg") == {}


def test_in_a_study_of_several_diseases_each_is_judged_by_its_own():
    people = {
        "patient": ["P1", "P2", "P3"],
        "diagnosis": [DISEASES["sle"].diagnosis, "SSC", None],
    }
    sites = [
        (p, 30, "MRSS", site, 1)
        for p in ("P1", "P2", "P3")
        for site in load_criterion("mrss")["sites"]
    ]
    study = record(items=sites, patients=people, disease="sle+ssc")

    found = apply_suited(study).filter(pl.col("rule") == "mrss")
    assert found.select("patient", "result").rows() == [("P2", "17")]


def test_a_rule_that_says_nothing_of_anybody_is_left_out():
    study = record(values=[("P1", -6, "PLAT", 9)], given=CARS)

    assert "iwg" not in set(apply_suited(study)["rule"])


def test_who_cannot_be_judged_stays_beside_those_who_can():
    study = record(values=[*PHASE, ("P2", 14, "PLAT", 50)], given=CARS)

    rows = apply_suited(study).filter(pl.col("rule") == "iwg")
    assert rows.select("patient", "result").rows() == [("P1", "CR"), ("P2", None)]
    assert rows["why"][1].startswith("cannot call")


def test_the_worst_grade_since_the_start_of_therapy_counts():
    values = [(-20, 0.2), (-6, 1.2), (3, 0.7), (9, 1.1)]
    study = record(values=[("P1", d, "NEUT", v, LIMITS) for d, v in values], given=CARS)

    assert results(study, "ctcae5") == {"Neutrophil count decreased": "3"}
    assert Reading.WORST in {s.reading for s in EVERY_DISEASE}


def test_of_ctcae_only_the_version_asked_for_counts():
    values = [("P1", d, "NEUT", 0.3, LIMITS) for d in (-6, 3)]
    study = record(values=values, given=CARS)

    assert set(apply_suited(study)["rule"]) & {"ctcae5", "ctcae6"} == {"ctcae5"}
    by_six = apply_suited(study, ctcae_version="6.0")["rule"]
    assert set(by_six) & {"ctcae5", "ctcae6"} == {"ctcae6"}


def test_the_latest_call_that_could_be_made_counts():
    items = [(10, "steroid_days", 70), (40, "steroid_days", 5), (60, "primary", 1)]
    study = record(items=[("P1", d, "ITP", i, v) for d, i, v in items], given=CARS)

    calls = rule_catalogue()["steroid-dependence"].apply(study)["call"].to_list()
    assert calls == [True, False, None]
    assert results(study, "steroid-dependence") == {"": "false"}


def test_episodes_are_counted():
    fever = [(2, 39.0, 0), (4, 37.0, 0), (9, 39.0, 0)]
    items = [
        ("P1", d, "CRS", i, v)
        for d, t, h in fever
        for i, v in (("temperature", t), ("hypotension", h), ("vasopressors", 0),
                     ("oxygen", "none"))
    ]  # fmt: skip
    study = record(items=items, given=CARS)

    assert results(study, "crs-episodes") == {"": "2"}
    assert results(study, "crs") == {"": "1"}


def test_the_published_series_is_judged_by_what_it_states():
    found = judge(open_study("itp-nct06352281")).published

    assert set(found["rule"]) == {"ctcae5", "car-hematotox"}
