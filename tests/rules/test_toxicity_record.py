"""Every rule of toxicity over many patients at once."""

from time import process_time

import numpy as np
import polars as pl
import pytest

from cartwin.rules.toxicity import RULES
from cartwin.study import Col, Origin, Study


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
