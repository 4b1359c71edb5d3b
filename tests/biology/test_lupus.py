"""Lupus: in balance before treatment, and after it as fast as published."""

import numpy as np
import pytest
from tests.biology.driven import (
    CALM,
    LUPUS,
    balance,
    course,
    drawn,
    rates,
    readouts,
    typical,
    untreated,
)

from cartwin.biology import lupus


STEADY = {**CALM, "a_rel": 1.0, "pbx_rel": 1.0}
HIDDEN = dict(  # the typical patient of the model that the numbers below come from
    wA=0.50, wB=0.42, wI=0.08, k_activity=0.07, k_ren=0.045, upcr_n=0.1,
    k_leak=2.0, k_neph=0.0, dsdna0=200.0, c3n=1.1, kap_c3=1.0
)  # fmt: skip
# day after infusion, autoantibody and autoreactive plasmablasts relative to baseline: a
# fall with a half-life of 14 d to 5 % once plasmablasts are killed
COURSE = np.array(
    [
        (0, 1, 1), (2, 0.998097, 0.957998), (4, 0.992338, 0.906304),
        (5, 0.987486, 0.862842), (6, 0.980225, 0.787873), (7, 0.968716, 0.659677),
        (8, 0.950506, 0.475101), (9, 0.924165, 0.27798), (10, 0.89102, 0.130757),
        (12, 0.817402, 0.0263395), (14, 0.746294, 0.00658586), (17, 0.650584, 1.26e-3),
        (21, 0.542783, 2.76e-4), (28, 0.398484, 5.42e-5), (35, 0.296424, 1.67e-5),
        (42, 0.224251, 5.8e-6), (60, 0.121473, 4.9e-7), (71, 0.0914591, 1.2e-7),
        (90, 0.0661838, 1.2e-8), (121, 0.0534875, 3.9e-10), (150, 0.0508298, 2e-11),
        (180, 0.0501879, 1e-12), (270, 0.0500022, 1e-13), (400, 0.05, 1e-13),
    ]
)  # fmt: skip
DAYS = np.arange(0.0, 200.25, 0.25)


def follow(drive, acting=CALM, **changed):
    found = course(LUPUS, DAYS, drive, typical(LUPUS, **changed), acting)
    return {n: np.broadcast_to(v, DAYS.shape) for n, v in found.items()}


def after_infusion(t):
    day, *levels = COURSE.T
    return [np.exp(np.interp(t, day, np.log(v))) for v in levels]


@pytest.fixture(scope="module")
def hidden():
    return follow(after_infusion, **HIDDEN)


def test_damage_only_adds_up_and_never_beyond_the_whole_kidney():
    states, known = balance(LUPUS, drawn(LUPUS))
    change, scarred = (
        rates(LUPUS, {**known, **STEADY, **states, **more}) for more in ({}, {"SCAR": 1.0})
    )

    assert np.all(change["SDAM"] > 0)
    assert np.all(change["SCAR"] > 0)
    assert np.all(scarred["SCAR"] == 0.0)


@pytest.mark.parametrize(
    ("quantity", "day", "value"),
    [
        ("activity", 21, 0.658),
        ("activity", 60, 0.208),
        ("activity", 90, 0.130),
        ("renal_activity", 60, 0.422),
        ("UPCR", 0, 2.90),
        ("UPCR", 90, 0.723),
        ("UPCR", 180, 0.404),
        ("DSDNA", 90, 13.2),
        ("C3", 0, 0.55),
        ("C3", 60, 0.973),
        ("C4", 0, 0.0786),
        ("C4", 28, 0.125),
    ],
)
def test_after_the_same_fall_of_antibody_it_heals_as_another_model_does(
    hidden, quantity, day, value
):
    assert np.interp(day, DAYS, hidden[quantity]) == pytest.approx(value, rel=0.02)


def first_day(condition):
    return DAYS[np.flatnonzero(condition & (DAYS > 0))[0]]


@pytest.mark.parametrize(("kidneys", "day"), [(0.2, 71.25), (2.8, 120.75)])
def test_remission_comes_in_three_months_and_with_nephritis_in_four(kidneys, day):
    found = follow(after_infusion, **HIDDEN, up0=kidneys)
    calm = (found["activity"] < 0.5 / 3) & (found["UPCR"] <= 0.5)

    assert first_day(calm) == pytest.approx(day, abs=1.5)


def test_c3_is_normal_within_three_months(hidden):
    assert first_day(hidden["C3"] > 0.9) == pytest.approx(44.4, abs=1)


def test_without_treatment_only_damage_moves():
    found = follow(untreated)
    still = ("activity", "C3", "C4", "DSDNA", "renal_activity")

    for name in still:
        assert np.ptp(found[name]) < 1e-9 * found[name][0], name
    assert found["GFRE"][-1] < found["GFRE"][0] - 0.5
    assert found["UPCR"][-1] > found["UPCR"][0]
    assert found["sle_damage"][-1] == pytest.approx(found["sle_damage"][0] + 0.0004 * 200)


@pytest.mark.parametrize(
    ("block", "left"),
    [
        (dict(igc=0.5), 0.65),
        (dict(activity_block=0.4), 0.6),
        (dict(igc=0.5, activity_block=0.4), 0.39),
    ],
)
def test_glucocorticoids_and_other_drugs_suppress_activity_together(block, left):
    found = follow(untreated, {**CALM, **block})

    assert found["activity"][-1] == pytest.approx(left, rel=1e-4)
    assert found["DSDNA"][-1] == found["DSDNA"][0]


def test_damage_stays_when_the_cause_is_gone():
    found = follow(lambda _t: (0.0, 0.0), wI=1e-9, k_leak=0.5)

    assert np.all(np.diff(found["sle_damage"]) >= 0)
    assert np.all(np.diff(found["GFRE"]) <= 0)
    scars = 1.0 - found["GFRE"][-1] / 105.0
    assert scars > 0.08
    assert found["UPCR"][-1] == pytest.approx(0.06 + 3.0 * scars, rel=1e-3)


def test_the_typical_patient_is_as_ill_as_the_published_median():
    states, known = balance(LUPUS, typical(LUPUS))
    found = readouts(LUPUS, {**known, **states, **STEADY})

    assert found["UPCR"] == pytest.approx(3.06, rel=0.1)
    assert found["C3"] == pytest.approx(0.555, rel=0.01)
    assert found["DSDNA"] == 470.0
    assert found["sle_damage"] == pytest.approx(4 * 365 * 0.0004)


def test_one_in_five_has_no_nephritis():
    leak = drawn(LUPUS)["up0"]

    assert np.mean(leak < 0.4) == pytest.approx(0.2, abs=0.04)


def test_the_autoantibody_of_lupus_has_a_half_life_of_two_weeks():
    loss = next(p.value for p in lupus.PRIORS if p.name == "k_con")

    assert np.log(2) / (np.log(2) / 19.4 + loss) == pytest.approx(14.0, abs=0.05)
