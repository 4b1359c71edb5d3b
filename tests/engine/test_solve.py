"""The engine against closed forms, and the promises it makes whatever the equations."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from cartwin.engine import (
    Effect,
    Event,
    Events,
    Status,
    System,
    balanced,
    compile,
    solve,
)
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
NAMES = ("P", "Q")
T = np.linspace(0.0, 8.0, 33)


@pytest.fixture(scope="module")
def kernel():
    return compile(SYSTEM)


def none(n):
    return Events.of([[] for _ in range(n)], NAMES)


def test_decay_follows_the_closed_form(kernel):
    k = np.array([0.1, 1.0, 3.0])
    solution = solve(kernel, {"k": k}, none(3), T, rtol=1e-9)

    np.testing.assert_allclose(solution["P_seen"], np.exp(-T[:, None] * k), atol=1e-8)


def test_the_linear_chain_follows_the_closed_form(kernel):
    k = 1.0
    q = k / (0.1 - k) * (np.exp(-k * T) - np.exp(-0.1 * T))
    solution = solve(kernel, {"k": np.array([k])}, none(1), T, rtol=1e-9)

    np.testing.assert_allclose(solution["total"][:, 0], np.exp(-k * T) + q, atol=1e-8)


def test_the_error_falls_with_the_tolerance(kernel):
    """The error follows the tolerance."""
    exact = np.exp(-T)
    errors = []
    for rtol in (1e-4, 1e-6, 1e-8):
        p = solve(kernel, {"k": np.array([1.0])}, none(1), T, rtol=rtol)["P_seen"][:, 0]
        errors.append(np.abs(p - exact).max())

    assert errors[0] > 20 * errors[1] > 400 * errors[2]


def test_doses_add_set_and_multiply(kernel):
    events = [
        Event(1.0, "P", 2.0),
        Event(2.0, "P", 0.5, Effect.MULTIPLY),
        Event(3.0, "P", 7.0, Effect.SET),
    ]
    solution = solve(
        kernel, {"k": np.array([1.0])}, Events.of([events], NAMES), T, rtol=1e-9
    )
    e = np.exp(-1.0)
    before_2 = (e + 2.0) * e

    at = dict(zip(T, solution["P_seen"][:, 0], strict=True))
    assert at[1.0] == pytest.approx(e, abs=1e-8)  # the row at a dose is before the dose
    assert at[2.0] == pytest.approx(before_2, abs=1e-8)
    assert at[3.0] == pytest.approx(before_2 / 2 * e, abs=1e-8)
    assert at[4.0] == pytest.approx(7 * e, abs=1e-8)


def test_coinciding_events_keep_their_order(kernel):
    events = [Event(1.0, "P", 5.0, Effect.SET), Event(1.0, "P", 2.0)]
    solution = solve(
        kernel, {"k": np.array([1.0])}, Events.of([events], NAMES), T, rtol=1e-9
    )

    assert solution["P_seen"][8, 0] == pytest.approx(7 * np.exp(-1.0), abs=1e-7)


def test_a_continuation_is_the_same_course(kernel):
    k = {"k": np.array([0.7, 2.0])}
    dose = [[Event(4.0, "P", 1.0)], []]
    whole = solve(kernel, k, Events.of(dose, NAMES), T, rtol=1e-8)
    first = solve(kernel, k, none(2), T[T <= 4.0], rtol=1e-8)
    second = solve(
        kernel, k, Events.of(dose, NAMES), T[T >= 4.0], start=first.states, rtol=1e-8
    )

    np.testing.assert_allclose(second["total"], whole["total"][T >= 4.0], atol=1e-7)


def test_a_bad_parameter_is_a_status_and_stops_nobody(kernel):
    k = np.array([1.0, np.nan, 2.0])
    solution = solve(kernel, {"k": k}, none(3), T)

    assert solution.status.tolist() == [Status.OK, Status.BAD_PARAMETER, Status.OK]
    assert np.isnan(solution["total"][:, 1]).all()
    assert solution.causes() == {Status.OK: 2, Status.BAD_PARAMETER: 1}


def blow_up(P, k):
    return dict(dP=k * P * P)


@pytest.mark.parametrize(
    ("max_steps", "status"), [(100_000, Status.NOT_FINITE), (20, Status.TOO_MANY_STEPS)]
)
def test_a_blow_up_is_a_status_not_a_number(max_steps, status):
    system = System(
        name="blow-up",
        states=(State("P", "1", "grows in finite time"),),
        parameters=("k",),
        balance=(start,),
        rates=(blow_up,),
        observables=(lambda P: dict(seen=1.0 * P),),
    )
    solution = solve(
        compile(system),
        {"k": np.array([1.0, 0.0])},
        Events.of([[], []], ("P",)),
        [0.0, 0.5, 3.0],
        max_steps=max_steps,
    )

    assert solution.status.tolist() == [status, Status.OK]
    assert np.isnan(solution["seen"][2, 0])
    assert solution.reached[0] < 1.01
    assert solution["seen"][2, 1] == 1.0


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.floats(0.01, 5.0), min_size=2, max_size=150), st.integers(1, 4), st.data()
)
def test_numbers_do_not_depend_on_company_order_or_threads(rates, threads, data):
    kernel = compile(SYSTEM)
    k = np.array(rates)
    doses = [[Event(float(i % 7), "P", 1.0)] for i in range(len(k))]
    order = np.array(data.draw(st.permutations(range(len(k)))))
    one = solve(kernel, {"k": k}, Events.of(doses, NAMES), T, threads=1)
    other = solve(
        kernel,
        {"k": k[order]},
        Events.of([doses[i] for i in order], NAMES),
        T,
        threads=threads,
    )

    assert np.array_equal(one.values[:, :, order], other.values)
    assert np.array_equal(one.steps[order], other.steps)


@pytest.mark.parametrize(
    ("events", "times", "text"),
    [
        ([Event(9.0, "P", 1.0)], T, "events lie between 9 and 9, times between 0 and 8"),
        ([], [1.0, 1.0], "times must be finite and increasing"),
    ],
)
def test_what_cannot_start_is_refused(kernel, events, times, text):
    with pytest.raises(SolveError, match=text):
        solve(kernel, {"k": np.array([1.0])}, Events.of([events], NAMES), times)


def test_unknown_names_are_refused_with_a_hint(kernel):
    with pytest.raises(SolveError, match=r"unknown state 'PP' \(did you mean P\?\)"):
        Events.of([[Event(0.0, "PP", 1.0)]], NAMES)
    with pytest.raises(SolveError, match="did you mean total"):
        solve(kernel, {"k": np.array([1.0])}, none(1), T, observables=["totl"])
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


def test_the_generated_code_can_be_read(kernel):
    assert "    dP = " in kernel.source.text
