"""The untreated patient: a steady state, exactly, in everybody."""

import numpy as np
import pytest

from cartwin.biology.thrombopoiesis import untreated_megakaryocytes
from cartwin.engine import Events, balanced, compile, evaluate, solve
from cartwin.twin import parameters_of, stream, system_of


SYSTEM = system_of("itp")
NAMES = [s.name for s in SYSTEM.states]
BOUNDED = ("S", "Q", "EFF", "TCY", "HQ", "CRPX", "PYR")  # fractions


@pytest.fixture(scope="module")
def patients():
    random = stream(3, "balance")
    return {
        p.name: np.array([p.spread.draw(p.value, random) for _ in range(1000)])
        for p in parameters_of("itp")
    }


@pytest.fixture(scope="module")
def rates(patients):
    full, start = balanced(SYSTEM, patients)
    states = dict(zip(NAMES, start, strict=True))
    found = evaluate(SYSTEM.rates, {**full, **states})
    return states, {n: np.broadcast_to(found[f"d{n}"], 1000) for n in NAMES}


def test_a_thousand_random_patients_are_in_balance(rates):
    states, change = rates
    for name in NAMES:
        size = np.maximum(np.abs(states[name]), 1e-3)
        assert np.max(np.abs(change[name]) / size) < 1e-12, name


def test_the_balance_is_where_time_leads(patients):
    few = {n: v[:20] for n, v in patients.items()}
    solution = solve(
        compile(SYSTEM), few, Events.of([[]] * 20, NAMES), [0.0, 2000.0], rtol=1e-8
    )
    platelets = solution["PLAT"]

    np.testing.assert_allclose(platelets[1], platelets[0], rtol=1e-6)


def test_no_rate_is_negative_where_its_state_is_empty(patients):
    """Quasi-positivity: a state that is zero cannot become negative."""
    full, start = balanced(SYSTEM, patients)
    states = dict(zip(NAMES, start, strict=True))
    random = stream(5, "states")
    for name in NAMES:
        somewhere = {n: v * random.uniform(0, 3, 1000) for n, v in states.items()}
        empty = [n for n in NAMES if not states[n].any()]
        somewhere |= {n: random.uniform(0, 50, 1000) for n in empty}
        somewhere |= {n: random.uniform(0, 1, 1000) for n in BOUNDED}
        somewhere[name] = np.zeros(1000)
        change = evaluate(SYSTEM.rates, {**full, **somewhere})[f"d{name}"]
        assert np.min(change) >= -1e-12, name


def test_healthy_platelets_are_the_personal_normal():
    healthy = {p.name: p.value for p in parameters_of("itp")} | {"sev": 1e-9}
    _, start = balanced(SYSTEM, healthy)
    count = sum(start[NAMES.index(f"P{k}")][0] for k in (1, 2, 3, 4))

    assert count == pytest.approx(250.0, rel=1e-6)


def test_megakaryocytes_rise_when_platelets_are_few():
    filled = np.linspace(0.0, 2.0, 50)
    mass = untreated_megakaryocytes(filled, 12.0, 0.01, 0.37, 0.62)

    assert (np.diff(mass) < 0).all()
    assert mass[0] < 12.0
