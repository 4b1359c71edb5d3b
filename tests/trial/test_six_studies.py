"""Every published study runs: each claim has its verdict, and nothing recalled decides."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from cartwin.study import open_study, published_studies
from cartwin.trial import Standing, compare, draw_candidates, evaluate


COHORTS = 20


@pytest.fixture(scope="module")
def evaluations():
    names = published_studies()
    return {n: evaluate(open_study(n), cohorts=COHORTS, seed=11) for n in names}


@pytest.fixture(params=published_studies())
def evaluation(request, evaluations):
    return evaluations[request.param]


def test_there_are_six():
    assert len(published_studies()) == 6


def test_every_reported_outcome_has_its_verdict(evaluation):
    reported = evaluation.study.reported.filter(pl.col("role") == "outcome")
    found = {r.claim: r for r in evaluation.comparison.outcomes}

    assert list(found) == reported["claim"].to_list()
    assert all(r.verdict for r in found.values())
    assert sum(evaluation.comparison.standings.values()) == len(found)


def test_cohorts_have_the_size_of_the_study_and_nobody_fails(evaluation):
    study = evaluation.study

    assert evaluation.comparison.size == study.protocol.patients == study.patients.height
    assert evaluation.comparison.failed == {}


def test_nothing_recalled_is_tested(evaluation):
    for r in (*evaluation.comparison.outcomes, *evaluation.comparison.covariates):
        if r.certainty == "recalled":
            assert "recalled" in r.verdict
            assert (r.tail, r.misses, r.expected) == (None, False, 0.0)


def test_what_has_no_module_is_said_with_its_name(evaluation):
    for r in evaluation.comparison.outcomes:
        if r.standing == Standing.NO_MODULE:
            assert r.missing in evaluation.comparison.missing
            assert (r.measure, r.virtual, r.tail) == (None, "–", None)
            assert np.isnan(r.values).all()
            assert r.reported


EXPECTED = {
    ("aha-leukemia-2025", "factor_viii_recovered_2_months"): "no test: fitted to it",
    ("aha-leukemia-2025", "bleeding_stopped_2_months"): "no test: partly fitted",
    ("aha-leukemia-2025", "car_tmax"): "cannot be told: it is stated as a text",
    ("aha-leukemia-2025", "leukocyte_recovery_days"): "no counterpart in the twin",
    ("castle-2025", "doris_week_24"): "no test: partly fitted to it",
    ("reset-nejm-2024", "relapse"): "no test: fitted to it",
    ("reset-nejm-2024", "crs_grade_1"): "no test: fitted to it",
    ("reset-nejm-2024", "doris_6_months"): "no test: fitted to it",
    ("reset-nejm-2024", "eustar_decrease"): "agrees",
    ("reset-nejm-2024", "acr_eular_major_response"): "no test: fitted to it",
    ("reset-nejm-2024", "immunosuppressants_stopped"): "matched by construction",
    ("reset-nejm-2024", "organ_inflammation_resolved"): "no counterpart in the twin",
    ("sle-natmed-2022", "sledai_3_months"): "no test: partly fitted",
    ("sle-natmed-2022", "ifn_alpha_3_months"): "no organ module",
    ("sle-natmed-2022", "host_cd4_nadir"): "no counterpart in the twin",
    ("itp-nct06352281", "car_expansion"): "agrees",
    ("itp-nct06352281", "b_cell_return_one_month"): "disagrees, though partly fitted",
}


def on(comparison, quantity):
    return next(r for r in comparison.outcomes if r.quantity == quantity)


@pytest.mark.parametrize(("study", "quantity"), EXPECTED)
def test_claims_stand_as_a_reader_would_say(evaluations, study, quantity):
    found = on(evaluations[study].comparison, quantity)

    assert found.verdict.startswith(EXPECTED[study, quantity])


def test_a_mean_is_compared_with_means(evaluations):
    result = on(evaluations["sle-natmed-2022"].comparison, "b_cell_aplasia_days")

    assert result.measure.summary == "mean"
    assert result.reported == "110 d (SD 32)"
    assert np.isfinite(result.values).all()
    assert result.observed == 110.0


def test_the_one_patient_of_a_study_is_drawn_as_he_is():
    for name, age in (("itp-lancet-2025", 35.0), ("aha-leukemia-2025", 39.0)):
        who = draw_candidates(open_study(name), cohorts=5, seed=2)
        assert {(c.age, c.sex) for c in who} == {(age, "male")}


def test_proteinuria_before_therapy_is_as_reported(evaluations):
    """8.1 g/g in one patient of each cohort, 3.06 in one, a normal value in one."""
    run = evaluations["sle-natmed-2022"]
    first = run.outcomes.select("cohort", pl.col("first_proteinuria").alias("x"))
    cohorts = first.group_by("cohort").agg(pl.col("x").sort())["x"].to_list()
    claim = next(
        r for r in run.comparison.covariates if r.quantity == "baseline_proteinuria"
    )

    assert claim.standing == Standing.MATCHED
    for low, _, middle, _, high in cohorts:
        assert low < 0.5
        assert abs(high / 8.1 - 1) < 0.26
        assert abs(middle / 3.06 - 1) < 0.26


def test_activity_before_therapy_is_shown_and_not_matched(evaluations):
    covariates = evaluations["sle-natmed-2022"].comparison.covariates
    claim = next(r for r in covariates if r.quantity == "baseline_sledai")

    assert claim.standing == Standing.UNMATCHED
    assert np.isfinite(claim.median)


def test_more_than_ten_therapies_are_at_least_eleven():
    who = draw_candidates(open_study("itp-lancet-2025"), cohorts=2, seed=2)

    assert {c.prior_therapies for c in who} == {11}


def test_who_is_counted_elsewhere_is_said(evaluations):
    assert evaluations["itp-nct06352281"].comparison.overlaps == (
        "3 of the 4 patients also in NCT06352281 series, earlier report of three patients",
    )
    both = [evaluations[n].comparison.overlaps[0] for n in NESTED]
    assert both == [
        "5 of the 5 patients, as recalled, also in reset-nejm-2024",
        "5 of the 8 patients (sle), as recalled, also in sle-natmed-2022",
    ]


NESTED = ("sle-natmed-2022", "reset-nejm-2024")


def test_visits_that_nothing_can_be_read_at_are_named(evaluations):
    """What one disease of a study reads is read; what none does is named."""
    for evaluation in evaluations.values():
        assert evaluation.comparison.unread == ()
    read = evaluations["reset-nejm-2024"]
    more = {**read.study.protocol.visits, "GPAB": (0.0,), "MRSS": (-6.0,)}
    study = replace(read.study, protocol=replace(read.study.protocol, visits=more))

    assert compare(study, read.virtual, read.outcomes).unread == ("GPAB",)


def test_what_has_no_measure_says_why(evaluations):
    for evaluation in evaluations.values():
        for r in evaluation.comparison.outcomes:
            if r.standing == Standing.NO_COUNTERPART:
                assert r.reading, r.quantity


def test_only_the_series_with_the_plateau_has_explanations(evaluations):
    having = [n for n, e in evaluations.items() if e.explanations is not None]

    assert having == ["itp-nct06352281"]


def changed(evaluation, about, **cells):
    """What is found of one claim, were it written otherwise."""
    claim = on(evaluation.comparison, about).claim
    rows = evaluation.study.reported.with_columns(
        pl.when(pl.col("claim") == claim)
        .then(pl.lit(value))
        .otherwise(pl.col(column))
        .cast(evaluation.study.reported.schema[column])
        .alias(column)
        for column, value in cells.items()
    )
    study = evaluation.study.with_tables(reported=rows)
    found = compare(study, evaluation.virtual, evaluation.outcomes)
    return next(r for r in found.outcomes if r.claim == claim)


def test_a_claim_from_memory_loses_its_test_and_keeps_its_numbers(evaluations):
    read = evaluations["reset-nejm-2024"]
    before = on(read.comparison, "crs_grade_1")
    after = changed(read, "crs_grade_1", certainty="recalled")

    assert before.tail is not None
    assert (after.tail, after.verdict) == (None, "recalled: decides nothing")
    assert after.virtual == before.virtual


def test_a_claim_about_the_disease_of_the_study_is_about_all(evaluations):
    found = changed(evaluations["sle-natmed-2022"], "b_cell_aplasia_days", group="sle")

    assert found.verdict.startswith("no test")


def test_a_count_among_other_patients_is_not_compared(evaluations):
    cells = {"n": 8, "denominator": 11, "value": 8.0}
    found = changed(evaluations["reset-nejm-2024"], "crs_grade_1", **cells)

    assert found.verdict == (
        "cannot be told: 11 patients were looked at, in the virtual cohorts 15 to 15"
    )


def test_a_response_in_another_disease_is_none_of_this(evaluations):
    found = changed(
        evaluations["sle-natmed-2022"], "crs_grade_1", quantity="platelets_normalised"
    )

    assert (found.verdict, found.measure) == ("no counterpart in the twin", None)


def test_claims_that_decide_nothing_are_not_among_hits_and_misses(evaluations):
    castle = evaluations["castle-2025"].comparison

    assert len(castle.outcomes) > 0
    assert [castle.tally(u).claims for u in ("no", "partly", "yes")] == [0, 1, 0]


def test_recalled_covariates_are_not_matched(evaluations):
    study = evaluations["sle-natmed-2022"].study
    rows = study.reported.with_columns(
        pl.when(pl.col("quantity").is_in(["age", "age_range", "female"]))
        .then(pl.lit("recalled"))
        .otherwise(pl.col("certainty"))
        .alias("certainty")
    )
    study = study.with_tables(reported=rows)
    ages = [c.age for c in draw_candidates(study, cohorts=10, seed=3)]
    found = compare(
        study, evaluations["sle-natmed-2022"].virtual,
        evaluations["sle-natmed-2022"].outcomes,
    )  # fmt: skip

    assert max(ages) > 30.0
    assert any(w.startswith("Age: not reported; 18 to 75") for w in found.assumed)
    assert any(w.startswith("Sex: not reported; 90 %") for w in found.assumed)
    verdicts = {r.quantity: r.verdict for r in found.covariates}
    assert verdicts["age"] == verdicts["female"] == "recalled: decides nothing"


def test_the_table_has_one_row_per_outcome(evaluation):
    table = evaluation.comparison.to_frame()

    assert table["claim"].to_list() == [r.claim for r in evaluation.comparison.outcomes]
    assert table["standing"].null_count() == table["certainty"].null_count() == 0


def test_a_study_of_another_arm_order_keeps_its_follow_up(evaluation):
    low, high = evaluation.study.protocol.follow_up
    days = evaluation.virtual.patients["follow_up"]

    assert days.is_between(np.round(low), np.round(high)).all()


def test_a_known_follow_up_is_kept(evaluations):
    study = evaluations["sle-natmed-2022"].study
    last = [160.0, 200.0, 240.0, 300.0, 500.0]
    exact = study.patients.with_columns(pl.Series("follow_up", last))
    run = evaluate(replace(study.with_tables(patients=exact)), cohorts=2, seed=1)

    assert run.virtual.patients["follow_up"].to_list() == last * 2
