"""Derivatives against finite differences; the bordered system against the plain one."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.engine.systems import ITP, MIXED, itp_parameters, multiply_adds, values_of

from cartwin.engine import balanced
from cartwin.engine.symbols.bordering import border
from cartwin.engine.symbols.differentiation import gradient
from cartwin.engine.symbols.elimination import plan_elimination
from cartwin.engine.symbols.expression import Tape
from cartwin.engine.symbols.tracing import trace


OPERATIONS = [
    ("add", lambda a, b: a + b),
    ("sub", lambda a, b: a - b),
    ("mul", lambda a, b: a * b),
    ("div", lambda a, b: a / b),
    ("pow", np.power),
    ("constant power", lambda a, b: np.power(a, 1.7) + 0.0 * b),
    ("neg", lambda a, b: -a),
    ("abs", lambda a, b: np.abs(a - 2.0 * b)),
    ("sqrt", lambda a, b: np.sqrt(a + b)),
    ("log", lambda a, b: np.log(a * b)),
    ("log10", lambda a, b: np.log10(a + 3.0 * b)),
    ("exp", lambda a, b: np.exp(a - b)),
    ("max", lambda a, b: np.maximum(a * a, b)),
    ("min", lambda a, b: np.minimum(a * a, b)),
    ("where", lambda a, b: np.where(a > b, a * b, a / b)),
    ("truth", lambda a, b: (a > b) * a),
]
places = st.floats(0.2, 3.0)


def difference(function, point, name, h=1e-6):
    up, down = ({**point, name: point[name] + s * h} for s in (1.0, -1.0))
    return (function(*up.values()) - function(*down.values())) / (2.0 * h)


@pytest.mark.parametrize(
    "function", [f for _, f in OPERATIONS], ids=[n for n, _ in OPERATIONS]
)
@given(a=places, b=places)
def test_the_slope_of_an_operation_is_its_difference_quotient(function, a, b):
    tape = Tape()
    x, y = tape.symbol("a"), tape.symbol("b")
    root = function(x, y)
    point = {"a": a, "b": b}
    if min(abs(a - b), abs(a * a - b), abs(a - 2 * b)) < 1e-5:
        return  # no slope at an edge
    slopes = gradient(root, [x, y])
    for symbol in (x, y):
        slope = slopes.get(symbol, tape.number(0.0))
        found = float(values_of([slope], point)[0])
        expected = difference(function, point, symbol.name)
        assert found == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_slopes_at_a_base_of_zero_are_finite():
    tape = Tape()
    x, n = tape.symbol("x"), tape.symbol("n")
    slopes = gradient(np.power(x, n), [x, n])

    assert np.isfinite(values_of(list(slopes.values()), {"x": 0.0, "n": 1.5})).all()


def test_leaves_have_the_slopes_of_leaves():
    tape = Tape()
    x, y = tape.symbol("x"), tape.symbol("y")

    assert gradient(x, [x, y])[x].is_number(1.0)
    assert gradient(x, [y]) == {}
    assert gradient(tape.number(3.0), [x]) == {}


def test_a_kept_intermediate_is_an_unknown_of_its_own():
    tape = Tape()
    x, y = tape.symbol("x"), tape.symbol("y")
    total = x + y
    slopes = gradient(3.0 * total + x, [x, y, total])

    assert {u.index: s.value for u, s in slopes.items()} == {x.index: 1.0, total.index: 3.0}


# --- the Jacobian of whole systems -------------------------------------------------------


def symbols_of(system, parameters, seed):
    """Names -> values: random states around the balance, and all parameters."""
    full, start = balanced(system, parameters)
    random = np.random.default_rng(seed)
    y = (start[:, 0] + 0.3) * random.uniform(0.5, 2.0, len(start))
    states = dict(zip([s.name for s in system.states], y, strict=True))
    return {**{n: v[0] for n, v in full.items()}, **states}


def dense(bordered, symbols):
    matrix = np.zeros((bordered.size, bordered.size))
    values = values_of(list(bordered.entries.values()), symbols)
    for entry, value in zip(bordered.entries, values, strict=True):
        matrix[entry] = value
    return matrix


SYSTEMS = [
    pytest.param(ITP, itp_parameters(1), id="itp"),
    pytest.param(
        MIXED, {"k": np.ones(1), "n": np.array([2.5]), "K": np.array([0.7])}, id="mixed"
    ),
]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("system", "parameters"), SYSTEMS)
def test_the_jacobian_is_what_differences_of_the_rates_say(system, parameters, seed):
    traced = trace(system)
    symbols = symbols_of(system, parameters, seed)
    rates = list(traced.rates.values())
    J = dense(border(traced, ()), symbols)
    size = np.abs(values_of(rates, symbols)) + np.abs(J).max(axis=1)
    size[size == 0.0] = 1.0  # what never changes
    for j, name in enumerate(traced.states):
        h = 1e-6 * (1e-3 + abs(symbols[name]))
        up, down = (
            np.array(values_of(rates, {**symbols, name: symbols[name] + s * h}))
            for s in (1.0, -1.0)
        )
        np.testing.assert_allclose((up - down) / (2 * h) / size, J[:, j] / size, atol=2e-6)


@pytest.mark.parametrize("h", [1e-4, 0.1, 30.0])
@pytest.mark.parametrize(("system", "parameters"), SYSTEMS)
def test_the_bordered_system_has_the_solution_of_the_plain_one(system, parameters, h):
    traced = trace(system)
    symbols = symbols_of(system, parameters, 4)
    plain, bordered = border(traced, ()), border(traced)
    n = plain.size
    shift = np.diag(np.r_[np.full(n, 1.0 / h), np.ones(bordered.size - n)])
    b = np.random.default_rng(1).standard_normal(n)
    expected = np.linalg.solve(shift[:n, :n] - dense(plain, symbols), b)
    matrix = shift - dense(bordered, symbols)
    found = np.linalg.solve(matrix, np.r_[b, np.zeros(bordered.size - n)])[:n]

    assert np.abs(found - expected).max() < 1e-9 * np.abs(expected).max()


def test_keeping_sums_as_unknowns_saves_most_of_the_work_in_the_twin():
    traced = trace(ITP)
    plain, bordered = border(traced, ()), border(traced)
    plans = [plan_elimination(x.size, x.entries) for x in (plain, bordered)]
    work = [multiply_adds(plan) for plan in plans]

    assert len(bordered.auxiliaries) >= 5
    assert work[1] < 0.4 * work[0]


# --- elimination -------------------------------------------------------------------------


def solved(matrix, plan, b):
    """What the plan says, in plain numbers; entries outside the pattern are not touched."""
    LU = {entry: matrix[entry] for entry in plan.pattern}
    for p in plan.order:
        for i in plan.rows[p]:
            LU[i, p] /= LU[p, p]
            for j in plan.columns[p]:
                LU[i, j] -= LU[i, p] * LU[p, j]
    x = b.copy()
    for p in plan.order:
        for i in plan.rows[p]:
            x[i] -= LU[i, p] * x[p]
    for p in reversed(plan.order):
        x[p] = (x[p] - sum(LU[p, j] * x[j] for j in plan.columns[p])) / LU[p, p]
    return x


@st.composite
def patterns(draw):
    size = draw(st.integers(1, 12))
    cell = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    return size, draw(st.sets(cell, max_size=3 * size))


@given(patterns(), st.integers(0, 10**6))
def test_the_plan_solves_any_sparse_system(pattern, seed):
    size, entries = pattern
    random = np.random.default_rng(seed)
    matrix = np.zeros((size, size))
    for entry in entries:
        matrix[entry] = random.uniform(-1.0, 1.0)
    matrix[np.diag_indices(size)] = 1.0 + np.abs(matrix).sum(axis=1)  # needs no pivoting
    b = random.standard_normal(size)
    plan = plan_elimination(size, entries)

    np.testing.assert_allclose(
        solved(matrix, plan, b), np.linalg.solve(matrix, b), rtol=1e-9
    )


@given(patterns())
def test_the_plan_counts_its_updates_and_keeps_every_entry(pattern):
    size, entries = pattern
    plan = plan_elimination(size, entries)
    updates = [(i, j, p) for p in plan.order for i in plan.rows[p] for j in plan.columns[p]]

    assert sorted(plan.order) == list(range(size))
    assert set(entries) <= set(plan.pattern)
    assert {(i, j) for i, j, _ in updates} <= set(plan.pattern)
    assert multiply_adds(plan) == len(updates) + sum(len(r) for r in plan.rows.values())


@pytest.mark.parametrize("tip", [0, 4, 9])
def test_an_arrow_fills_nothing_in(tip):
    size = 10
    others = [i for i in range(size) if i != tip]
    arrow = [(tip, i) for i in others] + [(i, tip) for i in others]
    plan = plan_elimination(size, arrow)

    assert len(plan.pattern) == 3 * size - 2
    assert multiply_adds(plan) == 2 * (size - 1)


def test_a_band_fills_nothing_in():
    size = 30
    band = [(i, j) for i in range(size) for j in range(size) if abs(i - j) == 1]

    assert len(plan_elimination(size, band).pattern) == 3 * size - 2
