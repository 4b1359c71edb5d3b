"""Arms with the same patients: paired differences, and what tells the arms apart."""

import math

import numpy as np
import polars as pl
import pytest

from cartwin.study import parse_regimen
from cartwin.trial import best_days, compare_variants, key_outcomes, separate
from cartwin.trial.paired import differ_in_share, differ_in_value
from cartwin.twin import DISEASES, find_variant, simulate_variants


CARE = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 1e6/kg d0"
N = 40


def simulated(disease, *names, days=190.0, n=N, care=CARE):
    variants = [find_variant(name, disease) for name in ("reference", *names)]
    planned = parse_regimen(care)
    return simulate_variants(
        disease, planned, variants, n=n, days=days, seed=4, daily=False
    )


@pytest.fixture(scope="module")
def study():
    return simulated("itp", "plasma-cells", "no-effectors")


@pytest.fixture(scope="module")
def found(study):
    return compare_variants(study)


def outcome(found, name, variant):
    rows = found.outcomes.filter(
        (pl.col("outcome") == name) & (pl.col("variant") == variant)
    )
    return rows.row(0, named=True)


def test_a_response_is_lost_with_plasma_cells_and_the_interval_says_so(found):
    usual, cells = (outcome(found, "response", v) for v in ("reference", "plasma-cells"))

    assert usual["n"] == cells["n"] == cells["pairs"] == N
    assert cells["difference"] == pytest.approx(cells["estimate"] - usual["estimate"])
    assert cells["difference_high"] < -0.2
    assert usual["difference"] == 0.0


def test_without_daratumumab_the_effector_arm_changes_nothing(found):
    off = found.outcomes.filter(pl.col("variant") == "no-effectors")

    assert off["same"].all()


def test_a_paired_interval_is_narrower_than_that_of_two_groups(found):
    peak = outcome(found, "bled_after_infusion", "plasma-cells")
    share = (peak["high"] - peak["low"]) / 2

    assert (peak["difference_high"] - peak["difference_low"]) / 2 < math.sqrt(2) * share


def test_patients_who_failed_are_counted_and_left_out(study):
    status = pl.when(pl.col("patient") == "V0000001-plasma-cells").then(pl.lit("lost"))
    patients = study.patients.with_columns(
        status.otherwise(pl.col("status")).alias("status")
    )
    fewer = compare_variants(study.with_tables(patients=patients))

    assert fewer.failed == {"reference": 0, "plasma-cells": 1, "no-effectors": 0}
    assert outcome(fewer, "response", "plasma-cells")["n"] == N - 1
    assert outcome(fewer, "response", "plasma-cells")["pairs"] == N - 1
    assert outcome(fewer, "response", "reference")["n"] == N


def test_platelets_tell_plasma_cells_apart_once_the_others_have_risen(found):
    best = best_days(found.separations)
    pair = best.filter((pl.col("one") == "reference") & (pl.col("other") == "plasma-cells"))

    assert pair["observable"][0] == "PLAT"
    assert pair["day"][0] > 28
    assert pair["difference"][0] > 1
    assert "NEUT" not in pair["observable"].to_list()


def test_what_is_the_same_is_told_apart_by_nothing(found):
    best = best_days(found.separations)
    pair = (pl.col("one") == "reference") & (pl.col("other") == "no-effectors")

    assert best.filter(pair).is_empty()


def test_a_shift_by_one_standard_deviation_is_a_difference_of_one(study):
    """Normal readings of known distance, in place of the neutrophils."""
    random, rows = np.random.default_rng(3), []
    people = simulated("itp", "cd8", n=400, days=1.0).patients.select("patient", "arm")
    for arm, shift in (("reference", 0.0), ("cd8", 1.0)):
        own = people.filter(pl.col("arm") == arm)["patient"]
        value = 10 + shift + random.standard_normal(len(own))
        rows.append(pl.DataFrame({"patient": own, "value": value}))
    made = pl.concat(rows).with_columns(
        pl.lit(0.0).alias("day"), pl.lit("NEUT").alias("analyte")
    )
    base = simulated("itp", "cd8", n=400, days=1.0).with_tables(observations=made)
    row = separate(base, [("cd8", "reference")]).row(0, named=True)

    assert row["difference"] == pytest.approx(1.0, abs=0.2)
    assert row["above"] == pytest.approx(0.76, abs=0.05)
    assert row["per_group"] == pytest.approx(20, abs=6)  # 19.4 by Noether's formula


def test_readings_below_a_limit_are_the_lowest(found):
    antibody = found.separations.filter(pl.col("observable") == "GPAB")

    assert (antibody["median_one"] == -math.inf).any()


def test_a_share_of_pairs_without_any_change_still_has_an_interval():
    alike = differ_in_share(np.ones(20), np.ones(20))

    assert alike.estimate == 0.0
    assert alike.low == -alike.high < 0


def test_the_interval_of_a_share_is_that_of_agresti_and_min():
    one = np.array([1.0] * 20 + [0.0] * 80)
    other = np.array([1.0] * 10 + [0.0] * 85 + [1.0] * 5)
    found = differ_in_share(one, other)
    middle = (10.5 - 5.5) / 102
    error = math.sqrt(10.5 + 5.5 - 5**2 / 102) / 102

    assert found.estimate == pytest.approx(0.05)
    assert found.low == pytest.approx(middle - 1.959964 * error)
    assert found.high == pytest.approx(middle + 1.959964 * error)


def test_the_interval_of_a_median_counts_signs():
    """Of ten values the second and the ninth: P(fewer than 2 of 10) = 1.07 %."""
    shifts = np.arange(1.0, 11.0)
    found = differ_in_value(shifts, np.zeros(10))

    assert (found.low, found.estimate, found.high) == (2.0, 5.5, 9.0)


def test_too_few_pairs_have_no_interval_and_none_no_difference():
    few = differ_in_value(np.arange(5.0), np.zeros(5))

    assert few.estimate == 2.0
    assert math.isnan(few.low)
    assert differ_in_value(np.array([np.nan]), np.zeros(1)).pairs == 0


def test_a_value_never_reached_is_later_than_any():
    late = differ_in_value(np.full(20, np.inf), np.arange(20.0))
    neither = differ_in_value(np.full(20, np.inf), np.full(20, np.inf))

    assert late.estimate == late.low == math.inf
    assert neither.pairs == 0


@pytest.mark.parametrize("disease", DISEASES)
def test_every_disease_is_judged_by_its_own_rules(disease):
    found = compare_variants(simulated(disease, "plasma-cells", n=12))
    own = key_outcomes(disease)[0]

    assert found.outcomes["wording"][0] == own.wording
    assert outcome(found, own.column, "reference")["n"] > 0
