"""Every rule of toxicity over one study: empty, of one row, and of many patients."""

from time import process_time

import numpy as np
import polars as pl
import pytest

from cartwin.rules import load_criterion
from cartwin.rules.toxicity import RULES
from cartwin.study import SCHEMA, Col, Origin, Study


NAMES = [rule.name for rule in RULES]
PATIENTS, VISITS = 1000, 60
LEVELS = {"NEUT": 1.5, "PLAT": 80.0, "HGB": 10.0, "CRP": 5.0, "FERR": 600.0}


@pytest.fixture(scope="module")
def crowd():
    random = np.random.default_rng(3)
    names = np.repeat([f"P{i:04d}" for i in range(PATIENTS)], VISITS)
    days = np.tile(np.arange(VISITS) * 2.0 - 10, PATIENTS)
    tables = [
        pl.DataFrame(
            {
                Col.PATIENT: names,
                Col.DAY: days,
                Col.ANALYTE: analyte,
                Col.VALUE: level * random.lognormal(size=len(days)),
                Col.CENSORING: "none",
            }
        )
        for analyte, level in LEVELS.items()
    ]
    visit = {Col.PATIENT: names, Col.DAY: days, Col.INSTRUMENT: "CRS"}
    fever = np.round(37.0 + random.normal(size=len(days)), 1)
    items = {"temperature": fever, "hypotension": np.zeros(len(days))}
    numbers = [
        pl.DataFrame({**visit, Col.ITEM: item, Col.VALUE: value})
        for item, value in items.items()
    ]
    oxygen = pl.DataFrame({**visit, Col.ITEM: "oxygen", Col.TEXT: "none"})
    findings = pl.concat([*numbers, oxygen], how="diagonal")
    return Study(
        name="crowd",
        title="Crowd",
        origin=Origin.VIRTUAL,
        disease="sle",
        tables={"observations": pl.concat(tables), "assessments": findings},
    )


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_has_a_name_a_criterion_and_tables(rule):
    assert NAMES.count(rule.name) == 1
    assert load_criterion(rule.criterion).citation
    assert set(rule.tables) <= set(SCHEMA)
    assert rule.title[0].isupper() or rule.title.startswith("T-")


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_study_without_patients_has_no_rows(rule):
    empty = Study(name="new", title="New", origin=Origin.REAL, disease="sle")

    found = rule.apply(empty)
    assert found.height == 0
    assert {Col.PATIENT, "why"} <= set(found.columns)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_patient_of_whom_nothing_is_known_is_not_graded(rule):
    people = pl.DataFrame({Col.PATIENT: ["P1"]})
    study = Study(
        name="s", title="S", origin=Origin.REAL, disease="sle", tables={"patients": people}
    )

    found = rule.apply(study)
    decided = [c for c in ("grade", "score", "call") if c in found.columns]
    assert found.height <= 1
    assert found.select(decided).drop_nulls().height == 0
    assert not found["why"].is_null().any()


def test_many_patients_are_graded_at_once(crowd):
    start = process_time()
    found = {rule.name: rule.apply(crowd) for rule in RULES}
    seconds = process_time() - start

    assert found["icaht-early"].height == PATIENTS
    assert found["icaht-early"]["grade"].n_unique() >= 3
    assert found["crs-episodes"].height > PATIENTS
    # 100,000 patients in all families within 30 s leaves this one some 10 s; here is a
    # hundredth of them.
    assert seconds < 3
