"""Studies of several diseases: each patient has the twin of their own."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from cartwin.errors import ModelError
from cartwin.study import open_study
from cartwin.trial import (
    Standing,
    draw_candidates,
    evaluate,
    plan_cohorts,
    simulate_cohorts,
)
from cartwin.trial.allotment import allot, longest_seen
from cartwin.twin import draw_patients, simulate


NAME, SEED, COHORTS = "reset-nejm-2024", 7, 20
OF_15 = ("sle",) * 8 + ("ssc",) * 4 + ("iim",) * 3


@pytest.fixture(scope="module")
def evaluation():
    return evaluate(open_study(NAME), cohorts=COHORTS, seed=SEED)


def test_patients_have_the_diseases_that_were_reported(evaluation):
    patients = evaluation.virtual.patients

    assert patients["diagnosis"].to_list() == [*OF_15] * COHORTS
    assert evaluation.comparison.sizes == {"sle": 8, "ssc": 4, "iim": 3}
    assert evaluation.virtual.disease == "sle+ssc+iim"


def test_castle_has_ten_nine_and_five():
    assert (
        allot(open_study("castle-2025"), 24) == ("sle",) * 10 + ("ssc",) * 9 + ("iim",) * 5
    )


def test_diagnoses_tell_where_no_claim_does():
    study = open_study(NAME)
    silent = study.with_tables(
        reported=study.reported.filter(pl.col("quantity") != "patients_by_disease")
    )

    assert allot(silent, 15) == OF_15


@pytest.mark.parametrize("wrong", ["recalled", "miscounted"])
def test_a_study_that_does_not_say_who_has_what_is_refused(wrong):
    study = open_study(NAME)
    about = pl.col("quantity") == "patients_by_disease"
    n = pl.when(about).then(1).otherwise(pl.col("n")).alias("n")
    how = pl.when(about).then(pl.lit("recalled")).otherwise(pl.col("certainty"))
    rows = study.reported.with_columns(
        n if wrong == "miscounted" else how.alias("certainty")
    )
    nobody = study.patients.with_columns(diagnosis=pl.lit("a disease of joints"))
    study = study.with_tables(reported=rows, patients=nobody)

    with pytest.raises(ModelError, match=r"patients_by_disease.*as group"):
        allot(study, 15)


def test_nobody_depends_on_the_diseases_of_the_others(evaluation):
    """The lupus patients alone, simulated by their twin, read the same."""
    study = open_study(NAME)
    everyone = draw_candidates(
        study, cohorts=2, seed=SEED, populations=evaluation.populations
    )
    plan = plan_cohorts(
        study.protocol, everyone, seed=SEED, at_least=longest_seen(study, OF_15) * 2
    )
    some = [i for i, c in enumerate(everyone) if int(c.patient.split("-P")[1]) <= 8]
    alone = simulate(
        draw_patients("sle", [everyone[i] for i in some], seed=SEED),
        replace(
            plan,
            regimens=tuple(plan.regimens[i] for i in some),
            arms=tuple(plan.arms[i] for i in some),
            follow_up=plan.follow_up[some],
        ),
        seed=SEED,
        name="alone",
        title="Alone",
    )
    who = alone.patients.select("patient")
    together = evaluation.virtual.observations.join(who, on="patient", how="semi")
    key = ["patient", "day", "analyte"]

    assert alone.observations.height > 1000
    assert alone.observations.select(key).equals(together.select(key))
    assert np.allclose(alone.observations["value"], together["value"], rtol=1e-3)
    assert alone.patients.drop("status").equals(
        evaluation.virtual.patients.join(who, on="patient", how="semi").drop("status")
    )


def test_tables_are_whole_and_in_order(evaluation):
    virtual = evaluation.virtual
    names = virtual.patients["patient"].to_list()

    assert names[:2] == ["C001-P1", "C001-P2"]
    for name in ("observations", "assessments", "treatments", "milestones"):
        table = virtual.tables[name]
        assert set(table["patient"]) == set(names), name
        assert table["patient"].is_sorted(), name


def test_cohorts_of_all_diseases_share_their_product(evaluation):
    """Fractions that engraft differ by cohort in the same direction in each disease."""
    study = open_study(NAME)
    who = draw_candidates(study, cohorts=60, seed=SEED)
    means = []
    for first, last in ((1, 8), (9, 15)):
        some = [c for c in who if first <= int(c.patient.split("-P")[1]) <= last]
        drawn = draw_patients("sle" if first == 1 else "ssc", some, seed=SEED)
        logs = np.log(drawn.parameters["f_eng"]).reshape(60, -1)
        means.append(logs.mean(axis=1))

    assert np.corrcoef(means)[0, 1] > 0.4


def test_all_of_whom_an_outcome_is_reported_were_followed_until_then(evaluation):
    lupus = evaluation.virtual.patients.filter(pl.col("diagnosis") == "sle")
    others = evaluation.virtual.patients.filter(pl.col("diagnosis") != "sle")

    assert lupus["follow_up"].min() >= 180
    assert others["follow_up"].min() == 122
    every = evaluation.virtual.patients.group_by("cohort").agg(
        pl.col("follow_up").min().alias("low"), pl.col("follow_up").max().alias("high")
    )
    assert set(every["low"]) == {122.0}
    assert set(every["high"]) == {883.0}


def about_lupus(evaluation, quantity, **cells):
    """One claim of the study, made one about its patients with lupus."""
    rows = evaluation.study.reported.with_columns(
        pl.when(pl.col("quantity") == quantity)
        .then(pl.lit(value))
        .otherwise(pl.col(column))
        .cast(evaluation.study.reported.schema[column])
        .alias(column)
        for column, value in {"group": "sle", **cells}.items()
    )
    from cartwin.trial import compare

    study = evaluation.study.with_tables(reported=rows)
    found = compare(study, evaluation.virtual, evaluation.outcomes)
    return next(r for r in found.outcomes if r.quantity == quantity)


def test_a_claim_about_one_disease_is_held_against_its_patients(evaluation):
    cells = {"n": 6, "value": 6.0, "denominator": 8}
    found = about_lupus(evaluation, "crs_grade_1", **cells)
    lupus = evaluation.outcomes.filter(pl.col("diagnosis") == "sle")
    counts = lupus.group_by("cohort", maintain_order=True).agg(
        pl.col("crs_is_grade_1").sum()
    )

    assert found.looked_at == (8, 8)
    assert found.values.tolist() == counts["crs_is_grade_1"].to_list()
    assert found.tail is not None
    assert found.reported == "6 of 8"


def test_a_claim_about_an_arm_is_not_separable(evaluation):
    cells = {"group": "high dose", "n": 6, "value": 6.0, "denominator": 8}
    found = about_lupus(evaluation, "crs_grade_1", **cells)

    assert found.standing == Standing.NOT_SEPARABLE
    assert found.verdict == "not separable: about high dose only"


def test_progress_rises_over_all_diseases():
    told = []
    simulate_cohorts(open_study(NAME), cohorts=2, seed=1, on_progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0
