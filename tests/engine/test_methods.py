"""Every method as compiled: its order, its dense output, its step control, stiffness."""

import numpy as np
import pytest
from tests.engine.systems import system

from cartwin.engine import Effect, Events, Status, compile, solve
from cartwin.engine.tableaus import METHODS


END = 5.0
TURN = system(
    lambda c: dict(ds=c),
    lambda s: dict(dc=-s),
    lambda z, c: dict(dz=z * c),
    start=lambda k: dict(c=1.0, z=1.0 + 0.0 * k),
    states="s c z",
    floor=-np.inf,
    scale=1.0,
)
each_method = pytest.mark.parametrize("method", METHODS)
implicit = pytest.mark.parametrize("method", ["rodas5p", "rodas4"])


def exact(t):
    return np.stack([np.sin(t), np.cos(t), np.exp(np.sin(t))], axis=-1)


def fixed_steps(method, n, times):
    """n steps of one size: doses of nothing end them, and no tolerance does."""
    grid = np.linspace(0.0, END, n + 1)
    nothing = Events.from_columns(
        1, patient=np.zeros(n, int), time=grid[:-1], state=0, amount=0.0, effect=Effect.ADD
    )
    solution = solve(
        compile(TURN, method=method), {"k": 1.0}, nothing, times,
        rtol=1e9, first_step=END / n,
    )  # fmt: skip
    assert solution.steps.tolist() == [n]
    return solution.values[:, :, 0]


def order_of(errors, steps):
    return -np.polyfit(np.log(steps), np.log(errors), 1)[0]


@each_method
def test_fixed_steps_converge_with_the_order_of_the_method(method):
    steps = np.array([20, 40, 80])
    paths = [np.linspace(0.0, END, n + 1) for n in steps]
    errors = [np.abs(fixed_steps(method, len(t) - 1, t) - exact(t)).max() for t in paths]
    order = METHODS[method].order

    assert order - 0.25 < order_of(errors, steps) < order + 1.0


@each_method
@pytest.mark.parametrize("u", [0.2, 0.5, 0.9])
def test_between_the_steps_the_dense_output_has_its_order(method, u):
    steps = np.array([20, 40, 80])
    errors = []
    for n in steps:
        inside = (np.arange(n) + u) * END / n
        rows = fixed_steps(method, n, [0.0, *inside, END])[1:-1]
        errors.append(np.abs(rows - exact(inside)).max())
    tableau = METHODS[method]
    expected = min(tableau.order, tableau.dense_order + 1)

    assert order_of(errors, steps) > expected - 0.35


@each_method
def test_the_dense_output_meets_the_step_at_both_ends(method):
    n = 10
    edges = np.linspace(0.0, END, n + 1)[1:-1]
    around = np.sort(np.concatenate([edges - 1e-9, edges, edges + 1e-9]))
    rows = fixed_steps(method, n, [0.0, *around, END])[1:-1].reshape(n - 1, 3, 3)

    assert np.abs(rows[:, 0] - rows[:, 1]).max() < 1e-8
    assert np.abs(rows[:, 2] - rows[:, 1]).max() < 1e-8


@each_method
def test_the_error_follows_the_tolerance_and_the_steps_the_embedded_order(method):
    kernel = compile(TURN, method=method)
    times = np.linspace(0.0, END, 41)
    tolerances = np.array([1e-4, 1e-6, 1e-8, 1e-10])
    found = [solve(kernel, {"k": 1.0}, Events.none(1), times, rtol=r) for r in tolerances]
    errors = np.array([np.abs(s.values[:, :, 0] - exact(times)).max() for s in found])
    steps = np.array([s.steps[0] for s in found])
    growth = 1.0 / (METHODS[method].embedded_order + 1)

    assert (errors < 30.0 * tolerances).all()
    assert (errors[1:] < errors[:-1] / 10.0).all()
    assert order_of(steps[1:], tolerances[1:]) == pytest.approx(growth, rel=0.25)


@each_method
@pytest.mark.parametrize("first_step", [1e-9, 1e-3, 100.0])
def test_the_first_step_only_starts_the_search(method, first_step):
    kernel = compile(TURN, method=method)
    solution = solve(
        kernel, {"k": 1.0}, Events.none(1), [0.0, END], rtol=1e-8, first_step=first_step
    )

    np.testing.assert_allclose(solution.values[-1, :, 0], exact(END), atol=1e-6)


# --- stiff problems -----------------------------------------------------------------------


@implicit
@pytest.mark.parametrize("k", [1e3, 1e6, 1e9])
def test_prothero_and_robinson_follow_the_slow_solution(method, k):
    stiff = system(
        lambda y, c, s, k: dict(dy=-k * (y - c) - s),
        lambda s: dict(dc=-s),
        lambda c: dict(ds=c),
        start=lambda k: dict(y=1.0, c=1.0 + 0.0 * k),
        states="y c s",
        floor=-np.inf,
        scale=1.0,
    )
    times = np.linspace(0.0, 10.0, 41)
    solution = solve(
        compile(stiff, method=method), {"k": k}, Events.none(1), times, rtol=1e-7
    )

    assert solution.steps[0] < 3000
    np.testing.assert_allclose(solution["y_seen"][:, 0], np.cos(times), atol=1e-5)


def robertson(A, B, C):
    slow, fast, faster = 0.04 * A, 1e4 * B * C, 3e7 * B * B
    return dict(dA=fast - slow, dB=slow - fast - faster, dC=faster)


ROBERTSON = system(
    robertson,
    start=lambda k: dict(A=1.0 + 0.0 * k),
    states="A B C",
    scale=1e-8,
)
# Hairer & Wanner's problem ROBER at t = 1e11, as in the IVP test set
AT_1E11 = (0.2083340149701255e-07, 0.8333360770334713e-13, 0.9999999791665050)


@implicit
def test_robertson_is_followed_for_a_very_long_time(method):
    solution = solve(
        compile(ROBERTSON, method=method), {"k": 1.0}, Events.none(1), [0.0, 40.0, 1e11],
        rtol=1e-8, first_step=1e-6, fallback=False,
    )  # fmt: skip

    assert solution.causes() == {Status.OK: 1}
    assert solution.steps[0] < 3000
    np.testing.assert_allclose(solution.values[-1, :, 0], AT_1E11, rtol=1e-4)
    assert np.abs(solution.values[:, :, 0].sum(axis=1) - 1.0).max() < 1e-9


@implicit
def test_robertson_early_is_as_radau_computes_it(method):
    from scipy.integrate import solve_ivp

    def rates(_, y):
        return list(robertson(*y).values())

    reference = solve_ivp(
        rates, (0.0, 40.0), [1.0, 0.0, 0.0], method="Radau", rtol=1e-11, atol=1e-14
    )
    solution = solve(
        compile(ROBERTSON, method=method), {"k": 1.0}, Events.none(1), [0.0, 40.0],
        rtol=1e-8, first_step=1e-6,
    )  # fmt: skip

    np.testing.assert_allclose(solution.values[-1, :, 0], reference.y[:, -1], rtol=1e-6)


def test_single_precision_in_linear_systems_keeps_the_tolerance():
    kernel = compile(ROBERTSON)
    how = dict(rtol=1e-4, first_step=1e-6)
    runs = [
        solve(kernel, {"k": 1.0}, Events.none(1), [0.0, 40.0], single=s, **how)
        for s in (False, True)
    ]
    exact_ = solve(kernel, {"k": 1.0}, Events.none(1), [0.0, 40.0], rtol=1e-10)
    errors = [np.abs(r.values[-1] / exact_.values[-1] - 1.0).max() for r in runs]

    assert (runs[0].values != runs[1].values).any()
    assert max(errors) < 1e-3
