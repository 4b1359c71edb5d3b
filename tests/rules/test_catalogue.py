"""Every rule of the catalogue can be applied to any record."""

import numpy as np
import polars as pl
import pytest

from cartwin.rules import load_criterion, rule_catalogue
from cartwin.rules.care import ELIGIBILITY_CRITERIA
from cartwin.study import SCHEMA, Col, Origin, Study, open_study, published_studies


PUBLISHED = [open_study(name) for name in published_studies()]
OF_A_COHORT = {"ctcae-shift", "orr", "km-response", "km-duration"}
RULES = rule_catalogue()

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def study(**tables):
    return Study(name="s", title="S", origin=Origin.VIRTUAL, disease="itp", tables=tables)


@every_rule
def test_a_rule_names_a_criterion_and_tables_that_exist(rule):
    assert load_criterion(rule.criterion).citation
    assert set(rule.tables) <= set(SCHEMA)
    assert rule.title[0].isupper() or rule.title.startswith("T-")


def test_no_family_and_no_criterion_of_eligibility_was_left_out():
    names = set(RULES)

    assert len(names) >= 74
    assert names >= {f"eligibility-{c}" for c in ELIGIBILITY_CRITERIA}
    assert names >= {"crs", "capd", "icaht-late", "ctcae6", "iwg", "washout", "orr", "nca"}


@every_rule
def test_an_empty_record_has_no_rows_of_patients(rule):
    found = rule.apply(study())

    assert "why" in found.columns
    assert (Col.PATIENT in found.columns) is (rule.name not in OF_A_COHORT)
    assert rule.name in OF_A_COHORT or found.height == 0


@every_rule
def test_a_patient_of_whom_nothing_is_known_is_not_judged(rule):
    found = rule.apply(study(patients=pl.DataFrame({Col.PATIENT: ["P1"]})))

    decided = [c for c in ("grade", "score", "call", "best") if c in found.columns]
    assert found.select(decided).drop_nulls().height == 0


@every_rule
def test_a_rule_runs_on_what_was_published(rule):
    for published in PUBLISHED:
        found = rule.apply(published)
        if rule.name not in OF_A_COHORT:
            assert set(found[Col.PATIENT]) <= set(published.patients[Col.PATIENT])


def virtual(patients):
    names, days = [f"V{n:06}" for n in range(patients)], np.linspace(-6, 365, 60).round()
    return study(
        patients=pl.DataFrame(
            {"patient": names, "age": 30.0, "weight": 60.0, "height": 160.0}
        ),
        observations=pl.DataFrame(
            {
                "patient": np.repeat(names, 60),
                "day": np.tile(days, patients),
                "analyte": "PLAT",
                "value": 12.0,
                "censoring": "none",
            }
        ),
    )


MANY, ONE = virtual(50), virtual(1)


@every_rule
def test_patients_do_not_influence_each_other(rule):
    if rule.name not in OF_A_COHORT:
        alone = rule.apply(ONE)
        assert rule.apply(MANY).filter(patient="V000000").equals(alone)
