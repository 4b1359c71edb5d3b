"""The story in short: two closed forms, and equations and names that are refused."""

import numpy as np
import pytest

from cartwin.engine import Event, Events, System, balanced, compile, solve
from cartwin.errors import ModelError, SolveError
from cartwin.parameters import State


def decay(P, k):
    return dict(dP=-k * P)


def filling(Q, P, k):
    return dict(dQ=k * P - 0.1 * Q)


def readout(P, Q):
    return dict(P_seen=1.0 * P, total=P + Q)


def start(k):
    return dict(P=1.0 + 0.0 * k)


SYSTEM = System(
    name="decay",
    states=(State("P", "1", "drug"), State("Q", "1", "product")),
    parameters=("k",),
    balance=(start,),
    rates=(decay, filling),
    observables=(readout,),
)
T = np.linspace(0.0, 8.0, 33)


@pytest.fixture(scope="module")
def kernel():
    return compile(SYSTEM)


def test_decay_follows_the_closed_form(kernel):
    k = np.array([0.1, 1.0, 3.0])
    solution = solve(kernel, {"k": k}, Events.none(3), T, rtol=1e-9)

    np.testing.assert_allclose(solution["P_seen"], np.exp(-T[:, None] * k), atol=1e-8)


def test_the_linear_chain_follows_the_closed_form(kernel):
    k = 1.0
    q = k / (0.1 - k) * (np.exp(-k * T) - np.exp(-0.1 * T))
    solution = solve(kernel, {"k": np.array([k])}, Events.none(1), T, rtol=1e-9)

    np.testing.assert_allclose(solution["total"][:, 0], np.exp(-k * T) + q, atol=1e-8)


def test_unknown_names_are_refused_with_a_hint(kernel):
    with pytest.raises(SolveError, match=r"unknown state 'PP' \(did you mean P\?\)"):
        Events.of([[Event(0.0, "PP", 1.0)]], ("P", "Q"))
    with pytest.raises(SolveError, match="did you mean total"):
        solve(kernel, {"k": np.array([1.0])}, Events.none(1), T, observables=["totl"])
    with pytest.raises(ModelError, match="no value for the parameters k"):
        balanced(SYSTEM, {})


def test_an_equation_cannot_branch():
    def branching(P, k):
        return dict(dP=k if P > 0 else 0.0)

    system = System(
        name="branching",
        states=(State("P", "1", "x"),),
        parameters=("k",),
        balance=(),
        rates=(branching,),
        observables=(),
    )
    with pytest.raises(TypeError, match=r"use np\.where"):
        compile(system)
