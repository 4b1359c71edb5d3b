"""Reported beside virtual: cohorts, measures, tail probabilities, verdicts."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.errors import ModelError
from cartwin.study import open_study, parse_regimen
from cartwin.trial import (
    MEASURES,
    Outcome,
    compare,
    draw_candidates,
    evaluate,
    measure_cohorts,
    plan_cohorts,
    simulate_cohorts,
    tabulate_outcomes,
    tail_probability,
)


@pytest.fixture(scope="module")
def study():
    return open_study("itp-nct06352281")


@pytest.fixture(scope="module")
def evaluation(study):
    return evaluate(study, cohorts=12, seed=5)


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
    from cartwin.twin.toxicity import ICANS

    cohorts = [f"C{i // 4}" for i in range(4000)]
    patients = [f"P{i}" for i in range(4000)]
    effects = ICANS.effects(1, patients, cohorts).reshape(1000, 4)
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
    assert evaluation.comparison.cohorts == 12


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
    from dataclasses import replace

    arms = tuple(
        replace(a, regimen=parse_regimen("cart 1e2/kg d0")) for a in study.protocol.arms
    )
    tiny = replace(study, protocol=replace(study.protocol, arms=arms))
    virtual = simulate_cohorts(tiny, cohorts=12, seed=5)
    from cartwin.rules import judge

    found = compare(tiny, virtual, tabulate_outcomes(virtual, judge(virtual)))
    usual = {r.claim: r.median for r in evaluation.comparison.outcomes}
    moved = [r.claim for r in found.outcomes if r.median != usual[r.claim]]

    assert "S004-27" in moved or "S004-30" in moved


def test_real_and_virtual_are_judged_by_the_same_rules(evaluation):
    """Patient 1's published counts go through the same table of outcomes."""
    own = tabulate_outcomes(evaluation.study, evaluation.judged)
    p1 = own.filter(pl.col("patient") == "P1").row(0, named=True)

    assert own.columns == evaluation.outcomes.columns
    assert p1[Outcome.PLATELETS_3_MONTHS] == 30.0


def test_a_study_without_covariates_cannot_be_matched(study):
    bare = study.with_tables(reported=study.reported.head(0))
    with pytest.raises(ModelError, match="virtual cohorts need the reported"):
        simulate_cohorts(bare, cohorts=1, seed=1)
