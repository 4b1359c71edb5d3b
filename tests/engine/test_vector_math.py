"""exp, log and power as compiled, against 80-bit arithmetic; and whole machine code."""

import ctypes

import numpy as np
import pytest
from tests.engine.systems import (
    ITP,
    MIXED,
    itp_parameters,
    mixed_parameters,
    multiply_adds,
    values_of,
)

from cartwin.engine import balanced, compile
from cartwin.engine.code.assembly import Function
from cartwin.engine.code.instructions import INSTRUCTION_SETS, runnable
from cartwin.engine.code.machine_code import load_object, translate
from cartwin.engine.code.vector_math import vector_functions
from cartwin.engine.kernel import WIDE
from cartwin.engine.symbols.bordering import border
from cartwin.engine.symbols.elimination import plan_elimination


NAMES = ("exp", "log", "pow")
SETS = runnable()
each_set = pytest.mark.parametrize("name", SETS)
extended = pytest.mark.skipif(
    np.finfo(np.longdouble).nmant < 60, reason="no arithmetic better than double here"
)
_loaded = {}


def functions(name):
    """exp, log and pow of rows 0 and 1, written to row 2: one module per set."""
    if name not in _loaded:
        chosen = INSTRUCTION_SETS[name]
        written = vector_functions(chosen.lanes, fused=chosen.fused)
        for function in NAMES:
            f = Function(
                f"try_{function}", chosen.lanes, fused=chosen.fused, internal=False
            )
            arguments = [f.load(0)] + ([f.load(1)] if function == "pow" else [])
            f.store(f.call(function, *arguments), 2)
            f.give_back()
            written.append(f)
        text = "\n".join([*(f.text for f in written), WIDE])
        entries = [f"try_{n}" for n in NAMES]
        _loaded[name] = load_object(translate(text, chosen), entries, chosen)
    return _loaded[name][1]


def apply(name, function, x, y=0.0):
    """The function of all x, as many at a time as there are lanes."""
    lanes = INSTRUCTION_SETS[name].lanes
    call = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(functions(name)[f"try_{function}"])
    x = np.asarray(x, float).ravel()
    y = np.broadcast_to(np.asarray(y, float), x.shape)
    raw = np.zeros(3 * lanes + 8)
    w = raw[(-raw.ctypes.data // 8) % 8 :][: 3 * lanes].reshape(3, lanes)
    out = np.empty_like(x)
    for i in range(0, len(x), lanes):
        n = min(lanes, len(x) - i)
        w[0, :n], w[1, :n] = x[i : i + n], y[i : i + n]
        call(w.ctypes.data)
        out[i : i + n] = w[2, :n]
    return out


def ulps(found, exact):
    """Error in units in the last place of the exact value, a longdouble."""
    unit = np.spacing(np.abs(exact).astype(float)).astype(np.longdouble)
    return float(np.max(np.abs(found.astype(np.longdouble) - exact) / unit))


random = np.random.default_rng(5)
EXPONENTS = np.concatenate(
    [np.linspace(-707.0, 709.7, 4001), random.uniform(-1.0, 1.0, 2000) * 1e-3,
     [0.0, -0.0, 1e-300, -1e-300, 0.34657359, -0.34657359, 709.78]]
)  # fmt: skip
POSITIVE = np.concatenate(
    [np.exp(random.uniform(-706.0, 709.0, 4000)), 1.0 + random.uniform(-0.3, 0.42, 4000),
     1.0 + np.geomspace(1e-16, 1e-2, 200), 1.0 - np.geomspace(1e-16, 1e-2, 200),
     [2.0**0.5, 2.0**-0.5, 0.5, 2.0, 2.2250738585072014e-308, 1.7976931348623157e308]]
)  # fmt: skip


@extended
@each_set
def test_the_exponential_is_right_to_two_units(name):
    exact = np.exp(EXPONENTS.astype(np.longdouble))

    assert ulps(apply(name, "exp", EXPONENTS), exact) < 2.0


@extended
@each_set
def test_the_logarithm_is_right_to_three_units(name):
    x = POSITIVE[POSITIVE != 1.0]
    exact = np.log(x.astype(np.longdouble))

    assert ulps(apply(name, "log", x), exact) < 3.0
    assert apply(name, "log", [1.0])[0] == 0.0


@extended
@each_set
def test_a_power_is_right_to_the_units_it_promises(name):
    x = np.exp(random.uniform(-20.0, 20.0, 4000))
    y = random.uniform(-12.0, 12.0, 4000)
    exact = np.power(x.astype(np.longdouble), y.astype(np.longdouble))
    units = 2.0 + 2.0 * np.abs(y * np.log(x))
    error = np.abs(apply(name, "pow", x, y).astype(np.longdouble) - exact)

    assert (error <= units * np.spacing(exact.astype(float))).all()


SPECIAL = [
    ("exp", [np.inf, 710.0, 1e300], 0.0, np.inf),
    ("exp", [-np.inf, -708.5, -1e300], 0.0, 0.0),
    ("exp", [0.0, -0.0, 5e-324], 0.0, 1.0),
    ("exp", [np.nan], 0.0, np.nan),
    ("log", [0.0, -0.0, 1e-310], 0.0, -np.inf),
    ("log", [-1.0, -np.inf, -1e-3, np.nan], 0.0, np.nan),
    ("log", [np.inf], 0.0, np.inf),
    ("pow", [0.0, -2.0, -np.inf], 1.5, 0.0),
    ("pow", [0.0, -2.0], -1.5, np.inf),
    ("pow", [0.0, -2.0, 1.0, 7.0], 0.0, 1.0),
    ("pow", [np.inf], 2.0, np.inf),
    ("pow", [np.inf], -2.0, 0.0),
    ("pow", [1e200], 2.0, np.inf),
    ("pow", [1e200], -2.0, 0.0),
    ("pow", [np.nan], 2.0, np.nan),
    ("pow", [2.0, 0.0], np.nan, np.nan),
]


@pytest.mark.parametrize(("function", "x", "y", "value"), SPECIAL)
@each_set
def test_what_is_no_ordinary_number_has_the_value_it_must(name, function, x, y, value):
    np.testing.assert_array_equal(apply(name, function, x, y), np.full(len(x), value))


@pytest.mark.parametrize("function", NAMES)
def test_sets_with_fused_operations_compute_the_same_bits(function):
    fused = [n for n in SETS if INSTRUCTION_SETS[n].fused]
    if len(fused) < 2:
        pytest.skip("one set with fused operations: nothing to compare")
    x = np.concatenate([EXPONENTS, POSITIVE]) if function == "exp" else POSITIVE
    y = np.resize([0.3, -1.7, 2.5, 11.0], len(x))
    bits = [apply(n, function, x, y).view(np.int64) for n in fused]

    assert all(np.array_equal(bits[0], other) for other in bits[1:])


# --- the code of whole systems -----------------------------------------------------------


class Table:
    """The working memory of a kernel, to be filled and looked at by hand."""

    def __init__(self, kernel):
        self.kernel, lanes = kernel, kernel.instructions.lanes
        self.raw = np.zeros(kernel.layout.rows * lanes + 8)
        self.w = self.raw[(-self.raw.ctypes.data // 8) % 8 :][: kernel.layout.rows * lanes]
        self.w = self.w.reshape(-1, lanes)

    def put(self, block, values):
        row = self.kernel.layout.row(block)
        self.w[row : row + len(values)] = values

    def take(self, block, size):
        row = self.kernel.layout.row(block)
        return self.w[row : row + size].copy()

    def call(self, name):
        address = self.kernel.addresses[name]
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(address)(self.w.ctypes.data)


CASES = [
    pytest.param(system, given, name, id=f"{label}-{name}")
    for label, system, given in (
        ("itp", ITP, itp_parameters),
        ("mixed", MIXED, mixed_parameters),
    )
    for name in SETS
]


def prepared(system, given, name):
    """A kernel with other states and parameters in every lane; the same by name."""
    kernel = compile(system, instructions=name)
    lanes = kernel.instructions.lanes
    full, start = balanced(system, given(lanes))
    factors = np.random.default_rng(3).uniform(0.5, 2.0, start.shape)
    values = dict(
        zip([s.name for s in system.states], factors * (start + 0.2), strict=True)
    )
    symbols = full | values
    table = Table(kernel)
    table.put("p", [full[n] for n in kernel.parameters])
    for block in ("y", "u", "dense"):
        table.put(block, [values[n] for n in kernel.states])
    table.call("derive")
    return kernel, table, symbols


def by_numpy(roots, symbols, lanes):
    return np.array(
        [values_of(roots, {n: v[i] for n, v in symbols.items()}) for i in range(lanes)]
    ).T


@pytest.mark.parametrize(("system", "given", "name"), CASES)
def test_the_machine_computes_the_rates_and_observables(system, given, name):
    kernel, table, symbols = prepared(system, given, name)
    traced, lanes = kernel.task.traced, kernel.instructions.lanes
    table.call("rates")
    table.call("observe")
    rates = by_numpy(list(traced.rates.values()), symbols, lanes)
    seen = by_numpy(list(traced.observables.values()), symbols, lanes)
    found = table.take("f", len(rates))

    assert np.abs(found - rates).max() < 1e-12 * np.abs(rates).max()
    np.testing.assert_allclose(found, rates, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(table.take("seen", len(seen)), seen, rtol=1e-11)


@pytest.mark.parametrize(("system", "given", "name"), CASES)
def test_the_machine_computes_the_jacobian_and_solves_with_it(system, given, name):
    kernel, table, symbols = prepared(system, given, name)
    traced, lanes = kernel.task.traced, kernel.instructions.lanes
    n, h = len(kernel.states), 0.3
    table.put("h", np.full((1, lanes), h))
    table.put("rtol", np.full((1, lanes), 1e-6))
    table.call("step")
    bordered = border(traced)
    entries = by_numpy(list(bordered.entries.values()), symbols, lanes)
    np.testing.assert_allclose(
        table.take("J", len(entries)), entries, rtol=1e-9, atol=1e-12
    )
    rates = by_numpy(list(traced.rates.values()), symbols, lanes)
    plain = border(traced, ())
    slopes = by_numpy(list(plain.entries.values()), symbols, lanes)
    k1 = table.take("k", n)
    for lane in range(lanes):
        W = np.eye(n) / (h * kernel.method.gamma)
        for entry, slope in zip(plain.entries, slopes[:, lane], strict=True):
            W[entry] -= slope
        expected = np.linalg.solve(W, rates[:, lane])
        np.testing.assert_allclose(
            k1[:, lane], expected, rtol=1e-7, atol=1e-9 * np.abs(expected).max()
        )


def test_the_plan_of_the_twin_is_the_one_that_is_compiled():
    kernel = compile(ITP)
    bordered = border(kernel.task.traced)
    plan = plan_elimination(bordered.size, bordered.entries)
    first = kernel.layout.first
    blocks = sorted(first, key=first.__getitem__)
    after = first[blocks[blocks.index("LU") + 1]]

    assert after - first["LU"] == len(plan.pattern)
    assert kernel.operations["factor"] >= 2 * multiply_adds(plan) - len(plan.pattern)
