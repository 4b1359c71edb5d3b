"""Reported beside virtual: cohorts, measures, tail probabilities, verdicts."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.errors import ModelError
from cartwin.rules import judge
from cartwin.study import open_study, parse_regimen
from cartwin.trial import (
    MEASURES,
    Outcome,
    Standing,
    assumptions_of,
    compare,
    draw_candidates,
    evaluate,
    measure_cohorts,
    plan_cohorts,
    simulate_cohorts,
    tabulate_outcomes,
    tail_probability,
)
from cartwin.twin import parameters_of


@pytest.fixture(scope="module")
def study():
    return open_study("itp-nct06352281")


@pytest.fixture(scope="module")
def evaluation(study):
    return evaluate(study, cohorts=24, seed=5)


def test_every_cohort_has_the_published_covariates(study):
    for cohort in range(20):
        four = draw_candidates(study, cohorts=20, seed=2)[4 * cohort : 4 * cohort + 4]
        ages = [c.age for c in four]

        assert (min(ages), max(ages)) == (8.0, 25.0)
        assert np.median(ages) == pytest.approx(12.5, abs=0.06)  # ages are rounded to 0.1
        assert sum(c.sex == "female" for c in four) == 3
        assert sum(c.antibody_positive for c in four) == 3
        assert four[0].baseline == (2.0, 9.0)
        assert four[1].baseline == (2.0, 24.0)


def test_observed_covariates_lie_in_the_published_range(evaluation):
    outcomes = evaluation.outcomes

    assert outcomes[Outcome.BASELINE].is_between(2, 24).all()
    by_cohort = outcomes.group_by("cohort").agg(pl.col(Outcome.POSITIVE).sum())
    assert set(by_cohort[Outcome.POSITIVE]) == {3}
    index = outcomes.filter(pl.col("patient").str.ends_with("P1"))
    assert (index[Outcome.BASELINE] < 10).all()


def test_one_patient_per_cohort_deviates(study):
    who = draw_candidates(study, cohorts=30, seed=2)
    plan = plan_cohorts(study.protocol, who, seed=2)
    usual = str(study.protocol.lymphodepletion)
    other = [not str(r).startswith(usual) for r in plan.regimens]

    assert np.reshape(other, (30, 4)).sum(axis=1).tolist() == [1] * 30
    assert set(plan.arms) == {"1.5e5/kg", "3e5/kg"}
    assert plan.follow_up.min() == 61
    assert plan.follow_up.max() == 487
    assert (plan.follow_up.reshape(30, 4)[:, 0] >= 300).all()


def test_cohorts_do_not_depend_on_how_many_there_are(study):
    few, many = (simulate_cohorts(study, cohorts=n, seed=9) for n in (2, 4))
    names = few.patients["patient"].to_list()
    same = many.observations.filter(pl.col("patient").is_in(names))

    assert few.observations.equals(same)


def test_product_effects_are_shared_within_a_cohort(study):
    """Grades of one cohort are more alike than those of different cohorts would be."""
    from cartwin.twin.random import keys_of
    from cartwin.twin.toxicity import ICANS

    cohorts = [f"C{i // 4}" for i in range(4000)]
    patients = [f"P{i}" for i in range(4000)]
    effects = ICANS.effects(1, keys_of(patients), keys_of(cohorts)).reshape(1000, 4)
    between = effects.mean(axis=1).std()

    assert between == pytest.approx(np.sqrt(1.75**2 + np.pi**2 / 3 / 4), rel=0.1)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60), st.integers(0, 4))
def test_tails_are_probabilities_and_symmetric(values, observed):
    x = np.array(values, float)
    tail = tail_probability(float(observed), x)

    assert 0.0 <= tail <= 1.0
    assert tail == pytest.approx(tail_probability(float(4 - observed), 4 - x))


def test_the_tail_of_two_in_four_is_the_binomial_one():
    from scipy.stats import binom

    values = np.repeat(
        np.arange(5.0), np.round(1e6 * binom.pmf(range(5), 4, 0.1)).astype(int)
    )
    exact = 2 * (binom.sf(2, 4, 0.1) + binom.pmf(2, 4, 0.1) / 2)

    assert tail_probability(2.0, values) == pytest.approx(exact, rel=1e-3)


def test_about_ten_includes_eleven():
    days = np.array([11.0] * 10)

    assert tail_probability(10.0, days) == 0.0
    assert tail_probability(10.0, days, slack=0.15) == 1.0


def test_every_outcome_claim_is_compared(evaluation):
    wanted = [f"S004-{i}" for i in (*range(22, 34), 35, 36, 39, 40)]

    assert [r.claim for r in evaluation.comparison.outcomes] == wanted
    assert evaluation.comparison.size == 4
    assert evaluation.comparison.cohorts == 24


def test_a_fitted_claim_never_agrees(evaluation):
    for result in evaluation.comparison.outcomes:
        if result.calibration != "no":
            assert not result.verdict.startswith("agrees")
        if result.misses:
            assert result.verdict.startswith("disagrees")
    for result in evaluation.comparison.covariates:
        assert result.verdict == "matched by construction"


def test_expected_misses_are_what_the_cohorts_would_produce(evaluation):
    for result in evaluation.comparison.outcomes:
        told = result.values[~np.isnan(result.values)]
        if result.bound is None and len(told):
            slack = 0.15 if result.reported.startswith("about") else 0.0
            own = [tail_probability(x, told, slack=slack) < 0.10 for x in told]
            assert result.expected == pytest.approx(np.mean(own))


def test_counts_of_the_table_are_counts_of_the_patients(evaluation):
    outcomes = evaluation.outcomes
    for quantity, column in (("objective_response", Outcome.RESPONSE),):
        values = measure_cohorts(outcomes, MEASURES[quantity])
        assert values.sum() == outcomes[column].sum()


def test_the_dose_moves_the_virtual_column(study, evaluation):
    arms = tuple(
        replace(a, regimen=parse_regimen("cart 1/kg d0")) for a in study.protocol.arms
    )
    tiny = replace(study, protocol=replace(study.protocol, arms=arms))
    virtual = simulate_cohorts(tiny, cohorts=12, seed=5)
    found = compare(tiny, virtual, tabulate_outcomes(virtual, judge(virtual)))
    usual = {r.claim: r.median for r in evaluation.comparison.outcomes}
    now = {r.claim: r.median for r in found.outcomes}

    assert usual["S004-27"] == 4.0  # B cells eliminated
    assert now["S004-27"] <= 1.0
    assert now["S004-30"] < usual["S004-30"]  # responders


def test_a_parameter_moves_the_virtual_column(study, evaluation, monkeypatch):
    from cartwin.twin import population

    def without_car_killing(disease):
        declared = parameters_of(disease)
        return tuple(replace(p, value=0.0) if p.name == "kap" else p for p in declared)

    monkeypatch.setattr(population, "parameters_of", without_car_killing)
    virtual = simulate_cohorts(study, cohorts=6, seed=5)
    found = compare(study, virtual, tabulate_outcomes(virtual, judge(virtual)))

    assert {r.claim: r.median for r in found.outcomes}["S004-27"] <= 1.0


def test_real_and_virtual_are_judged_by_the_same_rules(evaluation):
    """Patient 1's published counts go through the same table of outcomes."""
    own = tabulate_outcomes(evaluation.study, evaluation.judged)
    p1 = own.filter(pl.col("patient") == "P1").row(0, named=True)

    assert own.columns == evaluation.outcomes.columns
    assert p1[Outcome.PLATELETS_3_MONTHS] == 30.0


def test_a_study_without_covariates_is_run_on_assumed_ones(study):
    bare = study.with_tables(reported=study.reported.head(0))
    four = draw_candidates(bare, cohorts=1, seed=1)
    assumed = " ".join(assumptions_of(bare))

    assert [c.baseline for c in four] == [(2.0, 30.0)] * 4
    assert {c.antibody_positive for c in four} == {None}
    assert {c.disease_duration for c in four} == {None}
    for topic in ("Age", "Sex", "Disease duration", "Baseline platelets", "Autoantibody"):
        assert f"{topic}" in assumed
    assert assumptions_of(study) == ()


FLAGS = dict.fromkeys(("25", "27", "32"), "no") | dict.fromkeys(("28", "29"), "partly")


def test_only_five_claims_were_not_fully_used_for_calibration(evaluation):
    for result in evaluation.comparison.outcomes:
        assert result.calibration == FLAGS.get(result.claim[-2:], "yes")
    tallies = [evaluation.comparison.tally(used).claims for used in ("no", "partly", "yes")]
    assert tallies == [3, 2, 11]


def test_nobody_is_ill_longer_than_alive(evaluation):
    patients = evaluation.virtual.patients

    assert (patients["disease_duration"] < patients["age"]).all()
    assert patients["disease_duration"].max() == 20.0


def test_the_interval_holds_nine_in_ten_cohorts(evaluation):
    for result in evaluation.comparison.outcomes:
        told = result.values[~np.isnan(result.values)]
        if len(told):
            inside = np.mean((told >= result.low) & (told <= result.high))
            assert inside >= 0.9 - 2 / len(told)
            assert np.mean(told < result.low) <= 0.05
            assert np.mean(told > result.high) <= 0.05


def test_what_has_no_counterpart_is_said(evaluation):
    assert len(evaluation.comparison.unmatched) == 1
    assert "TPO" in evaluation.comparison.unmatched[0]


def test_an_outcome_claim_without_a_measure_is_listed(study):
    odd = study.reported.with_columns(
        pl.when(pl.col("claim") == "S004-30")
        .then(pl.lit("objective_answer"))
        .otherwise(pl.col("quantity"))
        .alias("quantity")
    )
    changed = study.with_tables(reported=odd)
    virtual = simulate_cohorts(study, cohorts=1, seed=1)
    outcomes = tabulate_outcomes(virtual, judge(virtual))

    found = {r.claim: r for r in compare(changed, virtual, outcomes).outcomes}

    assert found["S004-30"].standing == Standing.NO_COUNTERPART
    assert found["S004-30"].verdict == "no counterpart in the twin"
    assert (found["S004-30"].reported, found["S004-30"].virtual) == ("3 of 4", "–")


def resized(study, n):
    """The study with another number of patients, in its protocol and in every claim."""
    of = pl.col("denominator")
    resize = pl.when(of == 4).then(pl.lit(n)).otherwise(of).cast(pl.Int64)
    reported = study.reported.with_columns(resize.alias("denominator"))
    return replace(
        study.with_tables(reported=reported),
        protocol=replace(study.protocol, patients=n),
    )


@pytest.mark.parametrize("n", [3, 6, 24])
def test_cohorts_have_the_size_of_the_study(study, n):
    candidates = draw_candidates(resized(study, n), cohorts=5, seed=3)
    ages = np.reshape([c.age for c in candidates], (5, n))

    assert len(candidates) == 5 * n
    assert all(c.disease_duration < c.age for c in candidates)
    assert (ages.min(axis=1) == 8.0).all()
    assert (ages.max(axis=1) == 25.0).all()


def test_a_protocol_of_another_size_is_refused(study):
    six = replace(study, protocol=replace(study.protocol, patients=6))

    with pytest.raises(ModelError, match="has 6 patients, its claim on age 4"):
        draw_candidates(six, cohorts=1, seed=1)


def test_a_few_cohorts_tell_no_tail(evaluation):
    """Nineteen cohorts are too few for a verdict, twenty are not."""
    cohorts = evaluation.outcomes["cohort"].unique(maintain_order=True).to_list()
    for n, told in ((19, False), (20, True)):
        few = evaluation.outcomes.filter(pl.col("cohort").is_in(cohorts[:n]))
        found = compare(evaluation.study, evaluation.virtual, few).outcomes[0]
        assert (found.tail is not None) is told
        assert found.verdict.startswith("cannot be told: only 19") is not told
