"""The untreated patient of every disease: a steady state, exactly, in everybody."""

import ast
import inspect
from itertools import pairwise

import numpy as np
import pytest

from cartwin.biology import MODULES
from cartwin.biology.thrombopoiesis import untreated_megakaryocytes
from cartwin.engine import Events, balanced, compile, evaluate, solve
from cartwin.twin import (
    DISEASES,
    Candidate,
    draw_patients,
    parameters_of,
    stream,
    system_of,
)


PATIENTS = 1000
every_disease = pytest.mark.parametrize("drawn", DISEASES, indirect=True)
BOUNDED = {  # states that are fractions
    *("S", "Q", "BCS", "EFF", "TCY", "HQ", "CRPX", "PYR", "ASPL", "TECT", "SCAR"),
    "PRIMED",
}
GROWING = tuple(n for m in MODULES for n in getattr(m, "ACCUMULATES", ()))


class Drawn:
    """A thousand patients of a disease, in balance."""

    def __init__(self, disease):
        who = [
            Candidate(
                patient=f"P{i}", cohort="C1", age=20.0 + i % 60, sex="female", baseline=None
            )
            for i in range(PATIENTS)
        ]
        self.system = system_of(disease)
        patients = draw_patients(disease, who, seed=3)
        self.full, start = balanced(self.system, patients.parameters, PATIENTS)
        names = [s.name for s in self.system.states]
        self.states = dict(zip(names, start, strict=True))
        self.settled = [n for n in names if n not in GROWING]

    def change(self, states):
        """Return the rate of every state."""
        found = evaluate(self.system.rates, {**self.full, **states})
        return {n: np.broadcast_to(found[f"d{n}"], PATIENTS) for n in self.states}


@pytest.fixture(scope="module")
def drawn(request):
    return Drawn(request.param)


def imbalance(drawn):
    """Return state -> the largest net change relative to what comes and goes.

    A doubled state shows its turnover: what is then lost from it in addition.
    """
    change, worst = drawn.change(drawn.states), {}
    for name in drawn.settled:
        here = drawn.states[name]
        doubled = drawn.change(drawn.states | {name: 2.0 * here})[name]
        moving = change[name] != 0.0
        net, turnover = (np.abs(x[moving]) for x in (change[name], doubled - change[name]))
        with np.errstate(divide="ignore"):  # a change of what has no turnover is infinite
            worst[name] = (net / turnover).max(initial=0.0)
    return worst


@every_disease
def test_a_thousand_random_patients_are_in_balance(drawn):
    worst = imbalance(drawn)

    assert max(worst.values()) < 1e-9, max(worst, key=worst.get)
    for name in drawn.settled:
        assert np.isfinite(drawn.states[name]).all(), name
        assert (drawn.states[name] >= 0.0).all(), name


@pytest.mark.parametrize("drawn", ["itp"], indirect=True)
@pytest.mark.parametrize(
    ("derived", "state"), [("q_ig", "IG"), ("k_atX", "XA"), ("kin", "P1"), ("Mmax", "MT")]
)
def test_a_balance_that_is_a_little_wrong_is_seen(drawn, derived, state):
    right = drawn.full[derived]
    drawn.full[derived] = right * (1.0 + 1e-7)
    worst = imbalance(drawn)
    drawn.full[derived] = right

    assert worst[state] > 1e-9


@every_disease
def test_what_has_no_balance_only_grows_and_moves_nothing_else(drawn):
    growing = [n for n in drawn.states if n in GROWING]
    change = drawn.change(drawn.states)
    more = {n: drawn.states[n] + 0.01 * np.maximum(drawn.states[n], 0.1) for n in growing}
    after = drawn.change(drawn.states | more)

    assert growing
    for name in growing:
        assert (change[name] >= 0.0).all(), name
    for name in drawn.settled:
        assert np.array_equal(change[name], after[name]), name


def test_a_module_says_why_a_state_has_no_balance():
    for module in MODULES:
        body = ast.parse(inspect.getsource(module)).body
        for node, after in pairwise(body):
            if ast.unparse(node).startswith("ACCUMULATES ="):
                assert isinstance(after, ast.Expr), module.__name__
                assert len(after.value.value) > 30


@pytest.mark.parametrize("drawn", ["itp"], indirect=True)
def test_the_balance_is_where_time_leads(drawn):
    few = {n: drawn.full[n][:20] for n in drawn.system.parameters}
    nothing = Events.of([[]] * 20, list(drawn.states))
    solution = solve(compile(drawn.system), few, nothing, [0.0, 2000.0], rtol=1e-8)
    platelets = solution["PLAT"]

    np.testing.assert_allclose(platelets[1], platelets[0], rtol=1e-6)


@every_disease
def test_no_rate_is_negative_where_its_state_is_empty(drawn):
    """Quasi-positivity: a state that is zero cannot become negative."""
    random = stream(5, "states")
    for name in drawn.states:
        somewhere = {n: v * random.uniform(0, 3, PATIENTS) for n, v in drawn.states.items()}
        empty = [n for n, v in drawn.states.items() if not v.any()]
        somewhere |= {n: random.uniform(0, 50, PATIENTS) for n in empty}
        bounded = BOUNDED & drawn.states.keys()
        somewhere |= {n: random.uniform(0, 1, PATIENTS) for n in sorted(bounded)}
        somewhere[name] = np.zeros(PATIENTS)

        assert np.min(drawn.change(somewhere)[name]) >= -1e-12, name


def test_healthy_platelets_are_the_personal_normal():
    system = system_of("itp")
    healthy = {p.name: p.value for p in parameters_of("itp")} | {"sev": 1e-9}
    _, start = balanced(system, healthy)
    names = [s.name for s in system.states]
    count = sum(start[names.index(f"P{k}")][0] for k in (1, 2, 3, 4))

    assert count == pytest.approx(250.0, rel=1e-6)


def test_megakaryocytes_rise_when_platelets_are_few():
    filled = np.linspace(0.0, 2.0, 50)
    mass = untreated_megakaryocytes(filled, 12.0, 0.01, 0.37, 0.62)

    assert (np.diff(mass) < 0).all()
    assert mass[0] < 12.0
