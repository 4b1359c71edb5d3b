"""Myositis: enzymes, strength and what stays, and the courses it was calibrated to."""

import numpy as np
import pytest
from tests.biology.driven import (
    CALM,
    MYOSITIS,
    WITH,
    after_car_t,
    balance,
    course,
    drawn,
    rates,
    typical,
    untreated,
)

from cartwin.biology import myositis
from cartwin.rules.response import call_tis


DAYS = [-10.0, -5.0, 28.0, 60.0, 84.0, 90.0, 180.0]
STEADY = {**CALM, "a_rel": 1.0, "pbx_rel": 1.0}
UPPER_NORMAL, RANGE = 200.0, 15.0  # creatine kinase [U/L]; its range in multiples of it


@pytest.fixture(scope="module")
def treated():
    drive = after_car_t(WITH, half_life=18.0, long_lived=0.1)
    found = course(MYOSITIS, DAYS, drive)
    return {n: dict(zip(DAYS, v, strict=True)) for n, v in found.items() if np.ndim(v)}


@pytest.fixture(scope="module")
def thousand():
    return drawn(MYOSITIS, 1000)


@pytest.mark.parametrize(("day", "units"), [(28.0, 1820.0), (60.0, 392.0), (90.0, 213.0)])
def test_creatine_kinase_is_near_normal_after_three_months(treated, day, units):
    assert treated["CK"][-5.0] == pytest.approx(6000.0, rel=1e-6)
    assert treated["CK"][day] == pytest.approx(units, rel=0.01)


@pytest.mark.parametrize(("day", "points"), [(-5.0, 109), (90.0, 135), (180.0, 142)])
def test_strength_comes_back(treated, day, points):
    assert treated["MMT8"][day] == pytest.approx(points, abs=0.5)


@pytest.mark.parametrize(("day", "score"), [(84.0, 87.5), (180.0, 95.0)])
def test_the_response_is_a_major_one(treated, day, score):
    ranges = dict(PHGVAS=-100, PTGVAS=-100, MMT8=150, HAQDI=-3, extramuscular=-100)
    change = {
        n: 100 * (treated[n][day] - treated[n][-5.0]) / span for n, span in ranges.items()
    }
    fall = treated["CK"][-5.0] - treated["CK"][day]
    found = call_tis(
        dict(
            physician_global=change["PHGVAS"],
            patient_global=change["PTGVAS"],
            mmt=change["MMT8"],
            haq=change["HAQDI"],
            extramuscular=change["extramuscular"],
            enzyme=100 * fall / (RANGE * UPPER_NORMAL),
        )
    )

    assert (found.score, found.call) == (score, "major")


def test_untreated_strength_is_lost_slowly_and_for_good():
    found = course(MYOSITIS, [0.0, 365.0], untreated)

    assert found["MMT8"][0] - found["MMT8"][1] == pytest.approx(3.65, abs=0.1)
    assert found["CK"][1] == pytest.approx(6000.0, rel=1e-9)


def test_weakness_follows_a_step_of_the_activity_as_two_exponentials():
    """Closed form: what drives falls at once to what no B cell explains, 0.05."""
    days = [0.0, 30.0, 100.0, 200.0]
    got = course(MYOSITIS, days, lambda t: (0.0, 0.0))
    k, w, t = 0.06, 0.028, np.array(days)
    weak = 0.05 + 0.95 * (k * np.exp(-w * t) - w * np.exp(-k * t)) / (k - w)

    assert got["WKN"] == pytest.approx(38.0 * weak, abs=1e-5)


def test_damage_starts_from_an_amount_of_its_own_and_rests_without_activity(thousand):
    states, known = balance(MYOSITIS, thousand)
    change = rates(MYOSITIS, {**known, **states, **STEADY, "ACT": np.zeros(1000)})

    for name in myositis.ACCUMULATES:
        assert (states[name] > 0).all()
        assert not change[name].any()


def test_strength_stays_on_its_scale(thousand):
    start = balance(MYOSITIS, thousand)[0]
    known = typical(MYOSITIS)
    gone = {**start, "WKN": np.full(1000, 100.0), "MUD": np.full(1000, 150.0)}
    score = myositis.strength(gone["WKN"], gone["MUD"], known["mmt_most"])["MMT8"]

    assert start["WKN"].max() + start["MUD"].max() <= 150.0
    assert (score == 0.0).all()


def test_steroids_lower_enzymes_by_the_square_of_the_activity():
    found = course(MYOSITIS, [0.0, 365.0], untreated, acting={**CALM, "igc": 0.5})
    left = 1.0 - 0.25 * 0.5

    assert found["CK"][1] == pytest.approx(120.0 + 5880.0 * left**2, rel=1e-6)


def test_the_disease_clears_its_antibody_a_little_faster():
    priors = {p.name: p.value for p in myositis.PRIORS}
    catabolism = np.log(2.0) / 19.4

    assert np.log(2.0) / (catabolism + priors["k_con"]) == pytest.approx(18.0, abs=0.05)
    assert priors["fLLX"] == 0.1
