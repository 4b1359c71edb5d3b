"""Populations: typical values moved, weighed by studies, and scored."""

from dataclasses import replace

import numpy as np
import pytest

from cartwin.parameters import Certainty, Fixed, LogitNormal, LogNormal, Parameter
from cartwin.study import open_study, published_studies
from cartwin.trial import evaluate, foretell, score
from cartwin.trial.cohorts import draw_candidates, in_possible
from cartwin.trial.populations.beta_binomial import beta_binomial, interval_of
from cartwin.trial.populations.kept import EVERY, kept, populations_for
from cartwin.trial.populations.leaving_out import weights_without
from cartwin.trial.populations.scoring import kin_of
from cartwin.trial.populations.trying import try_populations
from cartwin.trial.populations.weighing import effective_number, log_likelihood, resample
from cartwin.trial.sensitivity.key import shares_key
from cartwin.twin import DISEASES, DOUBT, Candidate, ImpossiblePatientError, draw_patients
from cartwin.twin.populations import is_uncertain, moved


MANY = np.arange(1, 4001)


def parameter(value: float, spread, unit: str = "1/d", certainty=Certainty.ASSUMED):
    """Return a parameter of which only the number matters."""
    return Parameter(
        name="x", value=value, unit=unit, spread=spread, meaning="", source="",
        certainty=certainty,
    )  # fmt: skip


@pytest.mark.parametrize("certainty", list(Certainty))
def test_typical_values_move_by_as_much_as_their_certainty_says(certainty):
    some = parameter(2.0, LogNormal(0.3), certainty=certainty)
    logs = np.log(moved(some, np.full(len(MANY), 2.0), MANY))
    assert logs.mean() == pytest.approx(np.log(2.0), abs=0.02)
    assert logs.std() == pytest.approx(DOUBT[certainty], rel=0.05)


@pytest.mark.parametrize("share", [0.02, 0.4, 0.97])
def test_the_smaller_part_of_a_fraction_moves_by_that(share):
    some = parameter(share, LogitNormal(1.0), unit="1")
    values = moved(some, np.full(len(MANY), share), MANY)
    small = np.minimum(values, 1 - values) if share > 0.5 else values
    assert (values > 0).all()
    assert (values < 1).all()
    assert np.log(small).std() == pytest.approx(DOUBT[Certainty.ASSUMED], rel=0.25)


def test_what_was_looked_up_and_is_the_same_in_all_does_not_move():
    assert not is_uncertain(parameter(150.0, Fixed(), certainty=Certainty.RECALLED))
    assert is_uncertain(parameter(150.0, Fixed(), certainty=Certainty.ASSUMED))
    assert not is_uncertain(parameter(0.0, LogNormal(0.3)))


def test_values_stay_below_their_ceiling():
    some = parameter(0.9, LogNormal(0.1, ceiling=0.95), unit="1")
    assert moved(some, np.full(len(MANY), 0.9), MANY).max() == 0.95


def test_the_declared_population_is_the_twin_as_it_was():
    people = [
        Candidate(patient=f"P{i}", cohort="C", age=40.0, sex="male") for i in range(9)
    ]
    declared = draw_patients("itp", people, seed=3)
    same = draw_patients("itp", [replace(p, population=0) for p in people], seed=3)
    other = draw_patients("itp", [replace(p, population=5) for p in people], seed=3)
    assert all(
        (declared.parameters[n] == same.parameters[n]).all() for n in same.parameters
    )
    assert declared.fixed == same.fixed
    assert (declared.parameters["d_N"] != other.parameters["d_N"]).all()
    assert len(other.fixed) < len(declared.fixed)


def test_patients_of_one_population_are_moved_alike():
    people = [
        Candidate(patient=f"P{i}", cohort=f"C{i}", age=40.0, sex="male", population=i % 2)
        for i in range(8)
    ]
    moved_ones = draw_patients("sle", people, seed=3).parameters["c3n"]
    people = [replace(p, population=0) for p in people]
    ratio = moved_ones / draw_patients("sle", people, seed=3).parameters["c3n"]
    assert ratio[::2] == pytest.approx(1.0)
    assert np.ptp(ratio[1::2]) == pytest.approx(0.0, abs=1e-12)
    assert ratio[1] != pytest.approx(1.0, abs=0.001)


def test_cohorts_take_their_populations_in_turn():
    study = open_study("itp-lancet-2025")
    who = draw_candidates(study, cohorts=5, seed=1, populations=(0, 8, 3))
    assert [c.population for c in who] == [0, 8, 3, 0, 8]


def test_a_population_that_cannot_have_the_patients_is_left_out():
    tried = []

    def simulate(populations):
        tried.append(populations)
        if 7 in populations:
            raise ImpossiblePatientError("nobody", populations=frozenset({7, 9}))
        return open_study("itp-lancet-2025")

    _, left = in_possible((5, 7, 9, 11), simulate)
    assert left == (5, 11)
    assert tried == [(5, 7, 9, 11), (5, 11)]


def test_patients_whom_the_declared_population_cannot_have_are_an_error():
    def simulate(populations):
        raise ImpossiblePatientError("nobody", populations=frozenset({0}))

    with pytest.raises(ImpossiblePatientError):
        in_possible((0,), simulate)


@pytest.fixture(scope="module")
def tried():
    names = ("itp-lancet-2025", "sle-natmed-2022")
    return tuple(try_populations(open_study(n), populations=12, seed=2) for n in names)


def test_every_population_has_cohorts_of_its_own(tried):
    for one in tried:
        assert one.populations.tolist() == list(range(1, 13))
        assert all(c.values.shape[0] == 12 for c in one.claims)
        assert {c.values.shape[1] for c in one.claims} in ({30}, {6})


def test_populations_that_agree_are_likelier(tried):
    counts = [c for t in tried for c in t.claims if c.result.proportion is not None]
    for claim in counts:
        told = ~np.isnan(claim.values).any(axis=1)
        likelihood = log_likelihood(claim)[told]
        far = np.abs(np.nanmean(claim.values, axis=1)[told] - claim.result.observed)
        if np.ptp(far) > 0:
            assert np.corrcoef(far, likelihood)[0, 1] < -0.5


def test_a_study_left_out_does_not_weigh(tried):
    weights = weights_without(tried, 12)
    assert all(w.sum() == pytest.approx(1.0) for w in weights.values())
    alone = weights_without(tried[:1], 12)
    assert weights["sle-natmed-2022"] == pytest.approx(alone[EVERY])
    assert effective_number(weights[EVERY]) < 12


def test_members_come_as_often_as_they_weigh():
    members = resample(np.array([0.5, 0.25, 0.0, 0.25]), 200)
    assert np.bincount(members).tolist() == [0, 100, 50, 0, 50]


def test_every_published_study_has_a_set_that_never_saw_it():
    assert set(kept().members) == {EVERY, *published_studies()}
    assert all(len(m) == 200 for m in kept().members.values())
    assert populations_for("my own study") == kept().members[EVERY]
    for name in published_studies():
        assert populations_for(name) != kept().members[EVERY]


def test_what_is_kept_was_tried_with_this_twin():
    now = {disease: shares_key(disease) for disease in DISEASES}
    assert kept().biology == now, "run scripts/populations.py"
    assert kept().doubt == DOUBT, "run scripts/populations.py"


def test_evaluation_uses_the_kept_populations_unless_told_otherwise():
    study = open_study("itp-lancet-2025")
    declared = evaluate(study, cohorts=20, seed=1, populations=(0,))
    usual = evaluate(study, cohorts=20, seed=1)
    assert declared.populations == (0,)
    assert set(usual.populations) <= set(populations_for(study.name))
    assert not declared.virtual.observations.equals(usual.virtual.observations)


def test_the_rival_agrees_with_the_beta_binomial_of_scipy():
    from scipy.stats import betabinom

    mean, rho = (np.arange(100) + 0.5) / 100, (np.arange(25) + 0.5) / 50
    m, r = np.meshgrid(mean, rho, indexing="ij")
    a, b = m * (1 / r - 1), (1 - m) * (1 / r - 1)
    weight = (m * (1 - m)) ** -0.5 * betabinom.pmf(7, 10, a, b) * betabinom.pmf(3, 5, a, b)
    expected = [
        float((weight * betabinom.pmf(k, 8, a, b)).sum() / weight.sum()) for k in range(9)
    ]
    assert beta_binomial([(7, 10), (3, 5)], 8) == pytest.approx(expected)


def test_an_interval_of_a_count_holds_nine_tenths():
    mass = beta_binomial([(9, 10)], 20)
    low, high = interval_of(mass)
    assert mass[low : high + 1].sum() >= 0.9
    assert mass[:low].sum() < 0.05
    assert mass[high + 1 :].sum() < 0.05 + 1e-9


def test_studies_that_share_patients_are_kin():
    kin = kin_of([open_study(n) for n in published_studies()])
    assert kin["reset-nejm-2024"] >= {"sle-natmed-2022", "reset-nejm-2024"}
    assert kin["castle-2025"] == {"castle-2025"}


def test_the_score_counts_what_holds():
    study = open_study("sle-natmed-2022")
    results = evaluate(study, cohorts=40, seed=1).comparison.outcomes
    [remission] = [r for r in results if r.quantity == "doris_3_months"]
    right = replace(remission, observed=4.0, low=3.0, high=5.0)
    wrong = replace(remission, observed=1.0, low=3.0, high=5.0)
    told = foretell([(study, [right, wrong])])
    total = score(told)
    assert [f.holds for f in told] == [True, False]
    assert (total.outcomes, total.held, total.counts) == (2, 1, 2)
    assert total.width == pytest.approx(2 / 5)
    assert [f.penalty for f in told] == pytest.approx([2 / 5, (2 + 20 * 2) / 5])
    assert told[0].others == 0  # of the same study: no rival may know it
