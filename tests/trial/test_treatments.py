"""Treatments of ITP in the same virtual patients: findings, intervals, publications."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from cartwin.errors import DataError
from cartwin.study import check_study
from cartwin.trial import (
    CAR_T,
    POPULATIONS,
    TREATMENT_MEASURES,
    TREATMENTS,
    UNTREATED,
    compare_treatments,
    find_treatment,
    published_beyond,
    published_facts,
    simulate_treatments,
    treatment_measure,
)
from cartwin.trial.populations.kept import populations_for
from cartwin.trial.treatments.cohorts import (
    between_cohorts,
    cohorts_of,
    in_cohorts,
    predict_share,
)
from cartwin.trial.treatments.counts import count_findings
from cartwin.trial.treatments.summaries import difference, summarise
from cartwin.twin import draw_adults


N, DAYS = 24, 200.0
NAMES = ("prednisolone", "ivig", "eltrombopag", "splenectomy")
ARMS = (UNTREATED, *map(find_treatment, NAMES), CAR_T)


def simulated(population="refractory", arms=ARMS, n=N, days=DAYS):
    who = POPULATIONS[population]
    return simulate_treatments(arms, who, n=n, days=days, seed=3)


@pytest.fixture(scope="module")
def study():
    return simulated()


@pytest.fixture(scope="module")
def found(study):
    return compare_treatments(study, ARMS)


def counted(values, last_dose=0.0):
    """The findings of one patient with these counts on days 7, 14, ..."""
    days = [7.0 * (i + 1) for i in range(len(values))]
    who = {"patient": ["A"]}
    study = replace(
        simulated(arms=(UNTREATED,), n=1, days=2.0),
        tables={
            "patients": pl.DataFrame(who),
            "observations": pl.DataFrame(
                {"patient": "A", "day": days, "analyte": "PLAT", "value": values}
            ),
            "treatments": pl.DataFrame(
                {
                    "patient": "A",
                    "day": [last_dose],
                    "drug": "ivig",
                    "purpose": "concomitant",
                }
            ),
        },
    )
    return count_findings(study).row(0, named=True)


def test_the_same_people_are_in_every_arm_and_enter_alike(found):
    by_arm = found.findings.partition_by("arm", as_dict=True)

    assert {name for (name,) in by_arm} == {t.name for t in ARMS}
    first = by_arm["untreated",]
    for table in by_arm.values():
        assert table["person"].to_list() == first["person"].to_list()
        assert table["cohort"].to_list() == first["cohort"].to_list()
    assert by_arm["prednisolone",]["baseline"].to_list() == first["baseline"].to_list()


def test_the_virtual_study_is_a_valid_record(study):
    assert check_study(study) == ()
    assert not (study.treatments["purpose"] == "rescue").any()


def test_a_drug_that_is_raised_is_one_row_a_day(study):
    key = ["patient", "day", "drug"]
    elt = study.treatments.filter(pl.col("drug") == "eltrombopag")

    assert elt.select(key).is_unique().all()
    assert set(elt["amount"]) == {50.0, 75.0}


def test_a_short_follow_up_leaves_out_what_would_be_decided_later():
    arms = (UNTREATED, find_treatment("romiplostim"))
    given = simulated(arms=arms, n=3, days=10.0).treatments

    assert set(given["day"]) == {0.0, 7.0}


def test_nothing_is_no_treatment(found):
    row = found.row("untreated", "response")

    assert row["n"] == N
    assert row["estimate"] == row["high"] == 0.0
    assert row["chance_high"] == pytest.approx(0.138, abs=0.001)


def test_car_t_is_the_zero_of_every_difference(found):
    rows = found.outcomes.filter(pl.col("treatment") == "car-t")

    assert (rows["difference"].fill_nan(0.0) == 0.0).all()
    untreated = found.outcomes.filter(pl.col("treatment") == "untreated")
    assert (untreated["change"].fill_nan(0.0) == 0.0).all()


def test_the_effect_of_a_drug_ends_with_it_and_that_of_car_t_does_not(found):
    ends = {t: found.row(t, "at_end")["estimate"] for t in ("eltrombopag", "car-t")}

    assert found.row("eltrombopag", "durable")["estimate"] > 0.2
    assert ends["eltrombopag"] == 0.0
    assert ends["car-t"] > 0.5
    assert found.row("eltrombopag", "duration")["most"] < 30
    assert math.isinf(found.row("car-t", "duration")["estimate"])


def test_infused_immunoglobulin_is_the_treatment_and_closes_no_window(found):
    assert found.row("ivig", "onset")["estimate"] < 6
    assert found.row("ivig", "response")["estimate"] > 0.2


def test_steroids_are_counted_as_prednisolone(found, study):
    row = found.findings.filter(pl.col("arm") == "prednisolone").row(0, named=True)
    given = study.treatments.filter(pl.col("patient") == row["patient"])

    assert row["steroids"] == pytest.approx(given["amount"].sum() / 1000)
    assert found.row("ivig", "steroids")["most"] == 0.0
    assert found.row("ivig", "steroids_needed")["n"] == 0  # not simulated here


def test_bleeding_falls_where_counts_rise(found):
    row = found.row("car-t", "bleeds")

    before = found.row("untreated", "bleeds")["estimate"]
    assert row["change"] == pytest.approx(row["estimate"] - before)
    assert row["change"] < 0.0


def test_side_effects_of_cells_are_looked_for_after_cells_only(found):
    assert found.row("car-t", "crs")["n"] == N
    assert found.row("ivig", "crs")["n"] == 0
    assert found.row("car-t", "neutropenia")["estimate"] > 0.8
    assert found.row("ivig", "neutropenia")["estimate"] == 0.0


def test_quality_of_life_has_no_model(found):
    assert found.without_model == ("quality of life",)


def test_milder_patients_respond_more_often():
    arms = (UNTREATED, find_treatment("ivig"), CAR_T)
    shares = [
        compare_treatments(simulated(who, arms, n=200, days=40.0), arms)
        .row("ivig", "response")["estimate"]
        for who in ("refractory", "trial-like")
    ]  # fmt: skip

    assert shares[1] > shares[0] + 0.1


@pytest.mark.parametrize(
    ("values", "onset", "duration"),
    [
        ([60, 70, 10, 60, 10, 10, 10], 7.0, 35.0),
        ([60, 10, 60, 60, 60, 10, 10, 10], 21.0, 42.0),
        ([10, 60, 60, 60, 60, 60], 14.0, math.inf),
        ([60, 10, 10, 10, 60], math.inf, None),
    ],
)
def test_reaching_and_losing_50_both_take_two_visits(values, onset, duration):
    row = counted([float(v) for v in values])

    assert row["onset"] == onset
    assert row["reached"] == math.isfinite(onset)
    assert row["duration"] == duration
    if duration is not None:
        assert row["lasting"] == duration - onset  # the last dose is on day 0


def test_an_effect_that_is_lost_while_the_drug_is_given_does_not_outlast_it():
    lost_early = counted([60.0, 60.0, 10.0, 10.0, 10.0, 10.0, 10.0], last_dose=30.0)
    back = counted([60.0, 60.0, 10.0, 10.0, 60.0, 60.0, 10.0, 10.0], last_dose=36.0)

    assert (lost_early["duration"], lost_early["lasting"]) == (0.0, 14.0)
    assert (back["duration"], back["lasting"]) == (13.0, 14.0)


def test_time_below_30_counts_the_days_since_the_visit_before():
    assert counted([10.0, 29.0, 30.0, 60.0])["below_30"] == pytest.approx(50.0)


def test_an_effect_cannot_outlast_a_drug_that_is_still_given():
    assert counted([60.0] * 8, last_dose=50.0)["duration"] is None
    assert counted([60.0] * 8, last_dose=40.0)["duration"] == math.inf


def test_a_median_keeps_what_never_happens():
    days = np.where(np.arange(100) < 60, 20.0, np.inf)
    row = summarise(treatment_measure("duration"), days, np.repeat(np.arange(2), 50))

    assert (row.n, row.estimate, row.low, row.high) == (100, 20.0, 20.0, np.inf)
    assert (row.chance_low, row.chance_high, row.most) == (20.0, np.inf, np.inf)


def test_the_onset_is_of_those_who_reach_it():
    days = np.where(np.arange(100) < 10, 20.0, np.inf)
    row = summarise(treatment_measure("onset"), days, np.repeat(np.arange(2), 50))

    assert (row.n, row.estimate, row.most) == (10, 20.0, 20.0)


def test_differences_are_paired():
    one, other = np.arange(50.0), np.random.default_rng(1).permutation(50) * 1.0
    cohorts = np.repeat(np.arange(2), 25)

    pairs, rate, low, high = difference(treatment_measure("bleeds"), one, other, cohorts)
    assert (pairs, rate) == (50, 0.0)
    assert low == -high < 0.0
    assert difference(treatment_measure("igg"), one, one - 2, cohorts)[1:] == (2, 2, 2)
    assert difference(treatment_measure("spread"), one, other, cohorts)[0] == 0


def test_patients_of_a_cohort_share_typical_values_and_product():
    who = in_cohorts(draw_adults(0, 1000, seed=1), [7, 8, 9])

    names, sizes = np.unique(who.cohort_names, return_counts=True)
    assert sizes.tolist() == [25] * 40
    assert names[0] == "C001"
    assert who.populations[[0, 24, 25, 50, 75]].tolist() == [7, 7, 8, 9, 7]
    assert cohorts_of(7).tolist() == [1] * 7


def test_no_cohort_has_the_declared_typical_values(study):
    sizes = study.patients.filter(pl.col("arm") == "ivig")["cohort"].value_counts()

    assert sorted(sizes["count"]) == [5, 5, 5, 9]
    assert 0 not in populations_for("itp-treatments")


def test_one_cohort_has_no_interval_between_cohorts():
    few = between_cohorts(np.mean, np.arange(4.0), np.zeros(4, int))

    assert np.isnan(few).all()


def test_intervals_do_not_shrink_with_the_number_of_cohorts():
    numbers = np.random.default_rng(1)
    few, many = (
        between_cohorts(np.mean, numbers.normal(size=25 * k), np.repeat(np.arange(k), 25))
        for k in (40, 1000)
    )

    assert many == pytest.approx((-0.329, 0.329), abs=0.02)  # 1.645 / sqrt(25)
    assert few[1] - few[0] == pytest.approx(many[1] - many[0], rel=0.25)


def test_a_share_is_predicted_as_by_the_beta_binomial_it_comes_from():
    numbers = np.random.default_rng(2)
    shares = numbers.beta(3.0, 7.0, size=400)
    values = (numbers.random((400, 25)) < shares[:, None]).ravel() * 1.0
    cohorts = np.repeat(np.arange(400), 25)
    drawn = numbers.binomial(60, numbers.beta(3.0, 7.0, size=100_000)) / 60

    assert predict_share(values, cohorts, 60) == pytest.approx(
        tuple(np.quantile(drawn, (0.05, 0.95))), abs=0.034
    )


def test_cohorts_that_are_alike_differ_by_chance_only():
    values, cohorts = np.tile([0.0, 1.0], 500), np.repeat(np.arange(40), 25)

    assert predict_share(values, cohorts, 400) == pytest.approx((0.46, 0.54), abs=0.01)


def test_every_published_number_is_about_a_treatment_and_tells_its_source():
    names = {t.name for t in (UNTREATED, *TREATMENTS)}
    shares = {m.name for m in TREATMENT_MEASURES if not m.unit}
    for fact in published_facts():
        assert fact.treatment in names
        treatment_measure(fact.measure)
        assert len(fact.source) > 10
        assert fact.patients
        assert fact.calibration in {"no", "partly", "yes"}
        assert fact.measure not in shares or 0 <= fact.value <= 1
        assert (str(fact.certainty) == "recalled") == ("not at hand" in fact.source)


def test_every_finding_beyond_the_twin_tells_its_source():
    names = {t.name for t in (UNTREATED, *TREATMENTS)}
    for fact in published_beyond():
        assert fact.treatment in names
        assert fact.topic in {"harm", "other drugs against ITP", "quality of life"}
        assert fact.words or fact.value is not None
        assert len(fact.source) > 10
        assert (str(fact.certainty) == "recalled") == ("not at hand" in fact.source)


def test_a_published_share_is_outside_what_is_predicted_of_it(found):
    facts = {(f.treatment, f.measure): f for f in found.published}
    steroid, onset = facts["prednisolone", "durable"], facts["ivig", "onset"]
    low, high = found.predicted(steroid)

    assert (steroid.denominator, low) == (97, 0.0)
    assert found.is_outside(steroid) is True
    assert found.is_outside(replace(steroid, value=high)) is False
    assert found.predicted(onset) is None
    assert found.is_outside(onset) is None
    out, judged = found.outside
    assert 0 < out <= judged < len(found.published)


def test_each_treatment_says_how_it_acts():
    words = [t.acts for t in TREATMENTS]

    assert all(w.partition(". ")[0] for w in words)
    assert "Syk" in find_treatment("fostamatinib").acts


def test_an_unknown_treatment_is_named():
    with pytest.raises(DataError, match="did you mean rituximab"):
        find_treatment("ritux")
