"""Systemic sclerosis: what goes, what stays, and the courses it was calibrated to."""

import numpy as np
import pytest
from tests.biology.driven import (
    CALM,
    SCLERODERMA,
    WITHOUT,
    after_car_t,
    balance,
    course,
    drawn,
    rates,
    untreated,
)

from cartwin.biology import scleroderma


DAYS = [-1.0, 0.0, 100.0, 364.0, 365.0, 487.0]
STEADY = {**CALM, "a_rel": 1.0, "pbx_rel": 1.0}


@pytest.fixture(scope="module")
def treated():
    drive = after_car_t(WITHOUT, half_life=21.0, long_lived=0.3)
    return course(SCLERODERMA, DAYS, drive)


@pytest.fixture(scope="module")
def left_alone():
    return course(SCLERODERMA, DAYS, untreated)


@pytest.fixture(scope="module")
def thousand():
    return drawn(SCLERODERMA, 1000)


def test_skin_softens_as_in_the_series(treated):
    score = dict(zip(DAYS, treated["MRSS"], strict=True))

    assert score[0.0] == pytest.approx(26.0, abs=0.05)
    assert score[100.0] == pytest.approx(17.4, abs=0.2)
    assert score[100.0] / score[0.0] - 1 == pytest.approx(-0.33, abs=0.01)
    assert score[365.0] == pytest.approx(13.0, abs=0.3)


def test_lungs_gain_what_inflammation_took_and_keep_their_fibrosis(treated):
    gain = treated["FVC"][-1] - treated["FVC"][1]

    assert gain == pytest.approx(0.165, abs=0.005)
    assert (np.diff(treated["LUF"]) > 0).all()


def test_untreated_lungs_lose_200_ml_a_year_while_skin_stays_level(left_alone):
    lost = left_alone["FVC"][0] - left_alone["FVC"][3]

    assert lost == pytest.approx(0.200, abs=0.002)
    assert left_alone["MRSS"][3] - left_alone["MRSS"][0] == pytest.approx(0.5, abs=0.05)


def test_the_typical_patient_has_restricted_lungs_and_active_disease(left_alone):
    first = {n: float(v[0]) for n, v in left_alone.items() if np.ndim(v)}

    assert first["FVCPP"] == pytest.approx(79.2, abs=0.1)
    assert first["DLCOPP"] == pytest.approx(63.3, abs=0.1)
    assert (first["PHGVAS"], first["PTGVAS"]) == (50.0, 55.0)
    assert first["HAQDI"] == pytest.approx(1.3)


def test_skin_follows_a_step_of_the_activity_as_two_exponentials():
    """Closed form: what drives falls at once to what no B cell explains, 0.20."""
    days = [0.0, 30.0, 100.0, 200.0]
    got = course(SCLERODERMA, days, lambda t: (0.0, 0.0))
    k, s, t = 0.05, 0.018, np.array(days)
    skin = 0.2 + 0.8 * (k * np.exp(-s * t) - s * np.exp(-k * t)) / (k - s)

    assert got["SKN"] == pytest.approx(skin, abs=1e-6)


def test_damage_starts_from_an_amount_of_its_own_and_rests_without_activity(thousand):
    states, known = balance(SCLERODERMA, thousand)
    change = rates(SCLERODERMA, {**known, **states, **STEADY, "ACT": np.zeros(1000)})

    assert {s.name for s in scleroderma.STATES} > set(scleroderma.ACCUMULATES)
    for name in scleroderma.ACCUMULATES:
        assert (states[name] > 0).all()
        assert len(np.unique(states[name])) > 900
        assert not change[name].any()


def test_full_scales_are_not_left_and_lungs_cannot_be_lost_twice(thousand):
    states, known = balance(SCLERODERMA, thousand)
    score = states["SKD"] + known["skin_rev"] * states["SKN"]
    full = {**known, **STEADY, **states, "LUF": known["lungs"], "SKD": known["skin_most"]}
    change = rates(SCLERODERMA, full)

    assert score.max() <= 51.0
    assert np.abs(change["LUF"]).max() == 0.0
    assert np.abs(change["SKD"]).max() == 0.0


def test_the_disease_keeps_antibody_where_plasma_cells_live_long():
    priors = {p.name: p.value for p in scleroderma.PRIORS}

    assert priors["fLLX"] == 0.3
