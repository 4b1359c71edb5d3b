"""Sensitivities against closed forms, against differences, and what they promise."""

import numpy as np
import pytest

from cartwin.engine import (
    Decisions,
    Effect,
    Event,
    Events,
    Status,
    System,
    Trigger,
    compile,
    sensitivities,
    solve,
)
from cartwin.engine.code.instructions import runnable
from cartwin.errors import SolveError
from cartwin.parameters import State
from cartwin.validation.bench.cohort import draw_cohort


NAMES = ("P", "Q")
T = np.linspace(0.0, 8.0, 33)
WRT = ("k", "q", "P0", "h")


def system(scale=0.1, extinct_below=0.0):
    """A drug becomes a product, which is cleared with a slope of h; both move the start."""
    return System(
        name="chain",
        states=(
            State("P", "1", "drug", scale=scale, extinct_below=extinct_below),
            State("Q", "1", "product", scale=scale),
        ),
        parameters=("k", "q", "P0", "h"),
        balance=(
            lambda P0: dict(P=2.0 * P0, half=0.5 * P0 * P0),
            lambda P0, q: dict(Q=q * P0),
        ),
        rates=(
            lambda P, k: dict(dP=-k * P),
            lambda P, Q, k, q, h, half: dict(
                occupied=Q**h / (half**h + Q**h), dQ=k * P - q * Q**h / (half**h + Q**h)
            ),
        ),
        observables=(lambda P, Q, q: dict(P_seen=1.0 * P, product=q * P * Q),),
    )


VALUES = dict(
    k=np.array([0.1, 1.0, 3.0]), q=np.array([0.4, 0.2, 0.9]),
    P0=np.array([1.0, 2.0, 0.5]), h=np.array([1.0, 1.6, 2.3]),
)  # fmt: skip
DOSES = [
    Event(1.0, "P", 2.0),
    Event(2.0, "P", 0.5, Effect.MULTIPLY),
    Event(2.0, "Q", 0.3),
    Event(3.5, "Q", 0.2, Effect.SET),
    Event(4.2, "P", 1.0, Effect.START),
    Event(5.0, "P", 1.0, Effect.STOP),
]
EVENTS = Events.of([DOSES, DOSES[:3], []], NAMES)


def differences(kernel, values, events, times, name, *, step=1e-5, **how):
    """Central differences of `solve`."""
    course = [
        solve(kernel, {**values, name: values[name] * (1 + s)}, events, times, **how).values
        for s in (step, -step)
    ]
    return (course[0] - course[1]) / (2 * step * values[name])


def assert_close(found, expected, share):
    """Compare in units of the largest sensitivity of each observable and patient."""
    largest = np.maximum(np.abs(expected).max(axis=0), 1e-3)
    assert (np.abs(found - expected).max(axis=0) <= share * largest).all()


@pytest.fixture(scope="module")
def kernel():
    return compile(system(), infused=["P"])


@pytest.mark.parametrize("method", ["rodas5p", "rodas4"])
def test_the_sensitivity_of_a_decay_is_the_closed_form(method):
    k, P0 = VALUES["k"], VALUES["P0"]
    found = sensitivities(
        compile(system(), method=method), VALUES, Events.none(3), T, wrt=WRT, rtol=1e-9
    )
    t = T[:, None]
    course = 2 * P0 * np.exp(-k * t)

    assert_close(found["P_seen", "k"], -t * course, 1e-6)
    assert_close(found["P_seen", "P0"], course / P0, 1e-6)
    assert not found["P_seen", "h"].any()


def test_the_sensitivity_of_a_chain_is_the_closed_form():
    linear = System(
        name="linear chain",
        states=(State("P", "1", "drug"), State("Q", "1", "product")),
        parameters=("a", "b"),
        balance=(lambda a: dict(P=1.0 + 0.0 * a),),
        rates=(lambda P, a: dict(dP=-a * P), lambda P, Q, a, b: dict(dQ=a * P - b * Q)),
        observables=(lambda Q: dict(product=1.0 * Q),),
    )
    a, b = 1.0, 0.1
    found = sensitivities(
        compile(linear), dict(a=a, b=b), Events.none(1), T, wrt=("a", "b"), rtol=1e-9
    )
    gap, grown = b - a, np.exp(-a * T) - np.exp(-b * T)
    by_a = b / gap**2 * grown - a / gap * T * np.exp(-a * T)
    by_b = -a / gap**2 * grown + a / gap * T * np.exp(-b * T)

    assert_close(found["product", "a"][:, 0], by_a, 1e-6)
    assert_close(found["product", "b"][:, 0], by_b, 1e-6)


@pytest.mark.parametrize("name", WRT)
def test_doses_infusions_and_a_moving_start_are_followed(kernel, name):
    found = sensitivities(kernel, VALUES, EVENTS, T, wrt=[name], rtol=1e-9)
    expected = differences(kernel, VALUES, EVENTS, T, name, rtol=1e-11)

    assert_close(found.values[0], expected, 1e-6)


@pytest.mark.parametrize(("rtol", "share"), [(1e-6, 1e-7), (1e-4, 2e-5)])
def test_the_derivative_is_that_of_the_step_taken(rtol, share):
    """Steps are forced to grow sixfold: the course is poor, its derivative exact."""
    coarse = compile(system(scale=1e12), infused=["P"])
    how = dict(rtol=rtol, first_step=0.5)
    found = sensitivities(coarse, VALUES, EVENTS, T, wrt=WRT, **how)
    fine = solve(coarse, VALUES, EVENTS, T, rtol=1e-20).values

    assert np.abs(found.solution.values - fine).max() > 1e-4
    for j, name in enumerate(WRT):
        expected = differences(coarse, VALUES, EVENTS, T, name, **how)
        assert_close(found.values[j], expected, share)


def test_a_reset_returns_to_the_start_and_its_derivative(kernel):
    reset = Events.of([[Event(3.0, "P", 0.0, Effect.RESET)]] * 3, NAMES)
    found = sensitivities(kernel, VALUES, reset, T, wrt=WRT, rtol=1e-9)
    undisturbed = sensitivities(kernel, VALUES, Events.none(3), T, wrt=WRT, rtol=1e-9)
    after, steps = T > 3.0, (T > 0.0) & (T <= 5.0)

    for j in range(len(WRT)):
        assert_close(found.values[j][after], undisturbed.values[j][steps], 1e-6)


def test_what_is_extinct_depends_on_nothing():
    found = sensitivities(
        compile(system(extinct_below=0.3)), VALUES, Events.none(3), T, wrt=WRT, rtol=1e-8
    )
    gone = found.solution["P_seen"] == 0.0

    assert gone[:, 1:].any(axis=0).all()
    assert (found["P_seen", "k"][~gone & (T > 0.0)[:, None]] < 0.0).all()
    assert not found["P_seen", "k"][gone].any()


def test_a_decision_between_two_steps_is_followed(kernel):
    """A yes ends the step in its middle, by the dense output."""
    decisions = Decisions.from_columns(
        3, patient=[0, 1, 2], time=[1.3, 1.3, 1.3], observable=[0, 0, 0],
        cut=[5.0, 5.0, 0.0], below=[True, True, True], group=[0, 1, 2],
    )  # fmt: skip
    events = Events.from_columns(
        3, patient=[0, 1, 2], time=[1.3] * 3, state=[0, 0, 0], amount=[3.0] * 3,
        effect=[int(Effect.ADD)] * 3, gate=[0, 1, 2],
    )  # fmt: skip
    how = dict(decisions=decisions)
    found = sensitivities(kernel, VALUES, events, T, wrt=WRT, rtol=1e-9, **how)

    assert found.solution.decided.tolist() == [1, 1, 0]
    for j, name in enumerate(WRT):
        expected = differences(kernel, VALUES, events, T, name, rtol=1e-11, **how)
        assert_close(found.values[j], expected, 1e-6)


def many(n):
    rng = np.random.default_rng(1)
    values = {name: rng.uniform(0.5, 2.0, n) for name in WRT}
    return values, Events.of([DOSES[: i % 7] for i in range(n)], NAMES)


@pytest.mark.parametrize("rtol", [1e-4, 1e-7])
def test_the_course_is_the_one_that_solve_gives(kernel, rtol):
    values, events = many(50)
    found = sensitivities(kernel, values, events, T, wrt=WRT[:3], rtol=rtol).solution
    alone = solve(kernel, values, events, T, rtol=rtol)

    for what in ("values", "steps", "status", "states", "reached"):
        np.testing.assert_array_equal(getattr(found, what), getattr(alone, what))


@pytest.mark.parametrize("rtol", [1e-4, 1e-7])
def test_neither_threads_nor_neighbours_nor_width_change_a_bit(kernel, rtol):
    values, events = many(50)
    whole = sensitivities(kernel, values, events, T, wrt=WRT, rtol=rtol, threads=1).values
    threads = sensitivities(kernel, values, events, T, wrt=WRT, rtol=rtol, threads=2).values
    one = sensitivities(
        kernel, {n: v[7:8] for n, v in values.items()}, Events.of([DOSES], NAMES), T,
        wrt=WRT[:3], rtol=rtol,
    )  # fmt: skip
    other = sensitivities(
        kernel, {n: v[[7, 3]] for n, v in values.items()},
        Events.of([DOSES, []], NAMES), T, wrt=("h", "P0", "q", "k"), rtol=rtol,
    )  # fmt: skip

    np.testing.assert_array_equal(whole, threads)
    np.testing.assert_array_equal(one.values[:, ..., 0], other.values[[3, 2, 1], ..., 0])
    for narrow in set(runnable()) & {"avx2"}:
        slim = compile(system(), infused=["P"], instructions=narrow)
        found = sensitivities(slim, values, events, T, wrt=WRT, rtol=rtol).values
        np.testing.assert_array_equal(whole, found)


@pytest.mark.parametrize("instructions", runnable())
def test_every_width_gives_the_sensitivities(kernel, instructions):
    values, events = many(9)
    own = compile(system(), infused=["P"], instructions=instructions)
    found, expected = (
        sensitivities(k, values, events, T, wrt=WRT, rtol=1e-9).values
        for k in (own, kernel)
    )

    for j in range(len(WRT)):
        assert_close(found[j], expected[j], 1e-6)


def test_a_bad_parameter_leaves_the_others_alone(kernel):
    values = {**VALUES, "k": np.array([0.1, np.nan, 3.0])}
    found = sensitivities(kernel, values, EVENTS, T, wrt=WRT)
    alone = sensitivities(kernel, VALUES, EVENTS, T, wrt=WRT)

    assert found.solution.status.tolist() == [Status.OK, Status.BAD_PARAMETER, Status.OK]
    assert np.isnan(found.values[..., 1]).all()
    np.testing.assert_array_equal(found.values[..., [0, 2]], alone.values[..., [0, 2]])


def test_a_parameter_at_zero_has_a_derivative(kernel):
    values = {**VALUES, "q": np.zeros(3)}
    found = sensitivities(kernel, values, Events.none(3), T, wrt=["q"], rtol=1e-8)
    course = solve(kernel, {**VALUES, "q": 1e-7}, Events.none(3), T, rtol=1e-10)

    assert_close(found["product", "q"], course["product"] / 1e-7, 1e-5)


@pytest.fixture(scope="module")
def cohort():
    return draw_cohort(4)


def test_the_itp_twin_agrees_with_differences(cohort):
    """X0 and gX move the start; Pn and kmax matter to the platelets alone."""
    wrt = ("rho", "K_E", "X0", "gX", "Pn", "kmax")
    kernel = compile(
        cohort.system,
        observables=("PLAT", "BCELL", "CARCELL", "IGG"),
        constants={n: v for n, v in cohort.fixed.items() if n not in wrt},
        dosed=cohort.dosed,
    )
    given = cohort.parameters, cohort.events, cohort.times
    found = sensitivities(kernel, *given, wrt=wrt, rtol=1e-8)
    single = sensitivities(kernel, *given, wrt=wrt, rtol=1e-5)

    course = np.abs(found.solution.values).max(axis=0)
    for j, name in enumerate(wrt):
        expected = differences(kernel, *given, name, step=1e-4, rtol=1e-11)
        largest = np.abs(expected).max(axis=0)
        matters = largest * np.abs(cohort.parameters[name]) > 1e-3 * course
        for values, share in ((found.values[j], 3e-5), (single.values[j], 3e-4)):
            off = np.abs(values - expected).max(axis=0)
            assert (off <= share * largest)[matters].all()
        assert matters.any()


def test_faults_of_a_request_are_named():
    folded = compile(system(), constants=dict(h=1.5), dosed=["P"])
    explicit = compile(system(), method="tsit5")
    trigger = Trigger(observable="P_seen", level=0.5, rising=False, changes=())
    none, values = Events.none(3), {**VALUES, "h": 1.5}

    with pytest.raises(SolveError, match=r"'h' is folded.*'h' is given twice"):
        sensitivities(folded, values, none, T, wrt=["h", "h"])
    with pytest.raises(SolveError, match=r"'kk'.*tsit5 is explicit"):
        sensitivities(explicit, VALUES, none, T, wrt=["kk"])
    with pytest.raises(SolveError, match=r"no parameter.*trigger fires"):
        sensitivities(folded, values, none, T, wrt=[], triggers=[trigger])
    found = sensitivities(folded, values, none, T, wrt=["k"])
    with pytest.raises(SolveError, match="parameter 'q'"):
        found["product", "q"]
