"""Every rule over one study: none branches on origin, none minds an empty table."""

from dataclasses import fields, replace
from time import process_time

import numpy as np
import polars as pl
import pytest

from cartwin.rules import call_itp_response, grade_crs_visits, grade_ctcae, judge
from cartwin.study import Col, Origin, Study


PATIENTS, COUNTS = 2000, 60


@pytest.fixture(scope="module")
def crowd():
    random = np.random.default_rng(7)
    names = [f"P{i:04d}" for i in range(PATIENTS)]
    days = np.arange(COUNTS) * 6.0 - 10
    rows = {
        Col.PATIENT: np.repeat(names, COUNTS),
        Col.DAY: np.tile(days, PATIENTS),
    }
    levels = {"PLAT": 40.0, "NEUT": 2.0, "BCELL": 20.0, "CARCOPY": 150.0, "GPAB": 1.0}
    observations = [
        pl.DataFrame(
            {
                **rows,
                Col.VALUE: np.round(level * random.lognormal(size=len(rows[Col.DAY])), 2),
            }
        ).with_columns(
            pl.lit(analyte).alias(Col.ANALYTE), pl.lit("none").alias(Col.CENSORING)
        )
        for analyte, level in levels.items()
    ]
    fever = np.round(37.9 + random.normal(size=len(rows[Col.DAY])), 1)
    items = {"temperature": fever, "hypotension": fever > 39, "who": fever > 40}
    assessments = [
        pl.DataFrame({**rows, Col.VALUE: np.asarray(value, float)}).with_columns(
            pl.lit("BLEEDING" if item == "who" else "CRS").alias(Col.INSTRUMENT),
            pl.lit(item).alias(Col.ITEM),
        )
        for item, value in items.items()
    ]
    oxygen = assessments[0].with_columns(
        pl.lit("oxygen").alias(Col.ITEM),
        pl.lit(None, pl.Float64).alias(Col.VALUE),
        pl.lit("none").alias(Col.TEXT),
    )
    return Study(
        name="crowd",
        title="Many patients",
        origin=Origin.VIRTUAL,
        disease="itp",
        tables={
            "patients": pl.DataFrame({Col.PATIENT: names, Col.AGE: 40.0}),
            "observations": pl.concat(observations),
            "assessments": pl.concat([*assessments, oxygen], how="diagonal"),
        },
    )


def frames(judgement):
    return {f.name: getattr(judgement, f.name) for f in fields(judgement)}


def tables_of_few(crowd):
    few = crowd.patients[Col.PATIENT].head(20).implode()
    return {
        n: t.filter(pl.col(Col.PATIENT).is_in(few))
        for n, t in crowd.tables.items()
        if Col.PATIENT in t.columns and n != "reported"
    }


def test_an_empty_study_is_judged_without_a_grade():
    empty = Study(name="new", title="New", origin=Origin.REAL, disease="itp")

    assert {
        name: len(frame) for name, frame in frames(judge(empty)).items()
    } == dict.fromkeys(frames(judge(empty)), 0)


def test_a_patient_without_data_is_called_nothing():
    lone = Study(
        name="s",
        title="s",
        origin=Origin.PUBLISHED,
        disease="itp",
        tables={"patients": pl.DataFrame({Col.PATIENT: ["P1"]})},
    )

    judged = judge(lone)
    assert judged.response["best"].to_list() == [None]
    assert judged.antibody["positive_at_baseline"].to_list() == [None]
    assert judged.kinetics["expansion"].to_list() == [None]


def test_the_origin_makes_no_difference(crowd):
    virtual = replace(crowd, tables=tables_of_few(crowd))
    real = replace(virtual, origin=Origin.REAL)

    for name, frame in frames(judge(virtual)).items():
        assert frame.equals(frames(judge(real))[name]), name


def test_the_order_of_rows_makes_no_difference(crowd):
    tables = tables_of_few(crowd)
    shuffled = {n: t.sample(fraction=1, shuffle=True, seed=3) for n, t in tables.items()}

    ordered = frames(judge(replace(crowd, tables=tables)))
    for name, frame in frames(judge(replace(crowd, tables=shuffled))).items():
        assert frame.equals(ordered[name]), name


@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        (lambda s: grade_crs_visits(s.assessments), 4.0),
        (lambda s: grade_ctcae(s.observations), 4.0),
        (call_itp_response, 4.0),
    ],
)
def test_thousands_of_patients_are_judged_in_seconds(crowd, rule, limit):
    """Limits on CPU time are loose: they catch a loop over rows, not a busy machine."""
    start = process_time()
    rule(crowd)

    assert process_time() - start < limit
