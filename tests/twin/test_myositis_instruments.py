"""Myositis at the bedside: the total improvement score grades what is found."""

import numpy as np
import polars as pl
import pytest
from tests.biology.driven import MYOSITIS, WITH, after_car_t, course, untreated
from tests.twin.bedside import bedside, written

from cartwin.rules.response import IMACS, tis_visits
from cartwin.twin.instruments.myositis import INSTRUMENTS


DAYS = [-6.0, 28.0, 84.0, 180.0, 365.0]
PATIENTS = 40
BOTH_SIDES = {"mmt": 150.0}
SCORED = ("MMT8", "PHGVAS", "PTGVAS", "HAQDI", "extramuscular")


def recorded(drive, *, noisy):
    found = course(MYOSITIS, DAYS, drive)
    truth = {n: np.repeat(found[n][:, None], PATIENTS, axis=1) for n in SCORED}
    limit = {"upper_normal": 200.0}
    enzyme = [
        (f"P{p}", d, "CK", v, limit)
        for d, v in zip(DAYS, found["CK"], strict=True)
        for p in range(PATIENTS)
    ]
    return written(bedside(truth, DAYS, noisy=noisy), INSTRUMENTS, enzyme, disease="iim")


@pytest.fixture(scope="module")
def car_t():
    return after_car_t(WITH, half_life=18.0, long_lived=0.1)


def calls(study, day):
    visits = tis_visits(study, ranges=BOTH_SIDES)
    return visits.filter(pl.col("day") == day)


def test_extramuscular_activity_is_a_mark_on_a_line():
    truth = {"extramuscular": np.linspace(0, 120, 500)[None, :]}
    found = INSTRUMENTS[0].find(bedside(truth, [0.0], noisy=True))["extramuscular"]

    assert (found == np.round(found)).all()
    assert (found.min(), found.max()) == (0.0, 100.0)


def test_a_visit_without_error_has_the_score_of_the_equations(car_t):
    study = recorded(car_t, noisy=False)

    assert study.assessments["instrument"].unique().to_list() == [IMACS]
    assert calls(study, 84.0)["score"].unique().to_list() == [87.5]
    assert calls(study, 180.0)["score"].unique().to_list() == [95.0]


def test_everybody_has_a_major_response_six_months_after_treatment(car_t):
    """Müller 2024: 3 of 3."""
    found = calls(recorded(car_t, noisy=True), 180.0)

    assert found["enzyme"].unique().to_list() == ["CK"]
    assert (found["call"] == "major").mean() >= 0.95


def test_nobody_has_one_without_treatment():
    found = calls(recorded(untreated, noisy=True), 180.0)

    assert (found["call"] == "none").mean() >= 0.9
    assert not (found["call"] == "major").any()
