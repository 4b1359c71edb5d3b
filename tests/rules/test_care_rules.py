"""Every rule of care can be applied to any record."""

import numpy as np
import polars as pl
import pytest

from cartwin.rules import load_criterion
from cartwin.rules.care import ELIGIBILITY_CRITERIA, RULES
from cartwin.study import SCHEMA, Origin, Study, open_study, published_studies


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_a_rule_names_a_criterion_and_tables_that_exist(rule):
    assert load_criterion(rule.criterion).citation
    assert set(rule.tables) <= set(SCHEMA)
    assert rule.title


def test_names_are_unique_and_every_eligibility_is_there():
    names = [rule.name for rule in RULES]

    assert len(set(names)) == len(names) >= 16
    assert {f"eligibility-{c}" for c in ELIGIBILITY_CRITERIA} < set(names)
    assert {"washout", "doses", "custody", "visits", "vein-to-vein"} < set(names)


@pytest.mark.parametrize("name", published_studies())
@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_a_rule_runs_on_what_was_published(rule, name):
    study = open_study(name)

    found = rule.apply(study)

    assert found.columns[0] == "patient"
    assert set(found["patient"]) <= set(study.patients["patient"])


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_a_rule_runs_on_an_empty_record(rule):
    empty = Study(name="new", title="New", origin=Origin.REAL, disease="itp")

    assert rule.apply(empty).height == 0


def test_the_published_count_below_10_is_below_30():
    (rule,) = (r for r in RULES if r.name == "eligibility-nct06352281")

    rows = rule.apply(open_study("itp-nct06352281"))

    count = rows.filter(patient="P1", criterion="platelets").row(0, named=True)
    assert (count["verdict"], count["evidence"]) == ("met", "platelets=<10")


def virtual(patients):
    names = [f"V{n:06}" for n in range(patients)]
    days = np.linspace(-6, 365, 60).round()
    return Study(
        name="v",
        title="V",
        origin=Origin.VIRTUAL,
        disease="itp",
        tables={
            "patients": pl.DataFrame(
                {"patient": names, "age": 30.0, "weight": 60.0, "height": 160.0}
            ),
            "observations": pl.DataFrame(
                {
                    "patient": np.repeat(names, 60),
                    "day": np.tile(days, patients),
                    "analyte": "PLAT",
                    "value": 12.0,
                    "censoring": "none",
                }
            ),
        },
    )


def test_patients_do_not_influence_each_other():
    many, one = virtual(50), virtual(1)

    for rule in RULES:
        alone = rule.apply(one)
        assert rule.apply(many).filter(patient="V000000").equals(alone), rule.name
