"""What is recorded while equations run on symbols is worth what the equations are worth."""

import operator

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st
from tests.engine.systems import system, values_of

from cartwin.engine import Events, System, compile, solve
from cartwin.engine.symbols.expression import Tape, needed, rebuilt
from cartwin.engine.symbols.tracing import trace
from cartwin.errors import ModelError
from cartwin.parameters import State


BINARY = [
    operator.add, operator.sub, operator.mul, operator.truediv, np.maximum, np.minimum,
    operator.lt, operator.gt, operator.le, operator.ge,
]  # fmt: skip
UNARY = [operator.neg, np.abs, np.exp, np.sqrt, np.log, np.log10]
numbers = st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 1e-3, 7.25])
leaves = st.sampled_from("xyz").map(lambda n: lambda v: v[n]) | numbers.map(
    lambda c: lambda v: c
)


def extended(inner):
    """Functions of the symbols, made of smaller ones."""
    return (
        st.tuples(st.sampled_from(BINARY), inner, inner).map(
            lambda t: lambda v: 1.0 * t[0](t[1](v), t[2](v))
        )
        | st.tuples(st.sampled_from(UNARY), inner).map(lambda t: lambda v: t[0](t[1](v)))
        | st.tuples(inner, st.integers(-9, 9)).map(
            lambda t: lambda v: np.power(t[0](v), float(t[1]))
        )
        | st.tuples(inner, inner, inner, inner).map(
            lambda t: lambda v: np.where(t[0](v) > t[1](v), t[2](v), t[3](v))
        )
    )


functions = st.recursive(leaves, extended, max_leaves=14)
points = st.fixed_dictionaries(dict.fromkeys("xyz", st.floats(-4.0, 4.0)))


def direct(function, point):
    """The value by plain NumPy; hypothesis passes over what leaves the finite numbers."""
    with np.errstate(all="raise"):
        try:
            return float(function({n: np.float64(v) for n, v in point.items()}))
        except (FloatingPointError, ZeroDivisionError):
            assume(False)


def recorded(function):
    tape = Tape()
    with np.errstate(all="ignore"):  # a constant part may be infinite
        return tape.lift(function({n: tape.symbol(n) for n in "xyz"}))


def steady(function, point, value):
    """Whether rounding of the arguments hardly moves the value: no edge is near."""
    for off in (1 + 1e-13, 1 - 1e-13):
        near = direct(function, {n: v * off for n, v in point.items()})
        if abs(near - value) > 1e-8 * max(1.0, abs(value)):
            return False
    return True


@given(functions, points)
def test_a_recorded_expression_is_worth_what_its_function_is(function, point):
    value = direct(function, point)
    assume(steady(function, point, value))
    root = recorded(function)

    assert values_of([root], point)[0] == pytest.approx(value, rel=1e-7, abs=1e-7)


@given(functions, points, st.sampled_from("xyz"))
def test_folding_a_symbol_keeps_the_value(function, point, fixed):
    value = direct(function, point)
    assume(steady(function, point, value))
    root = recorded(function)
    tape = Tape()
    folded = rebuilt([root], tape, {fixed: point[fixed]})[root.index]

    assert fixed not in {e.name for e in needed([folded]) if e.operation == "symbol"}
    assert values_of([folded], point)[0] == pytest.approx(value, rel=1e-7, abs=1e-7)


@given(functions)
def test_the_same_function_twice_is_the_same_expression(function):
    tape = Tape()
    symbols = {n: tape.symbol(n) for n in "xyz"}
    with np.errstate(all="ignore"):
        assert tape.lift(function(symbols)) is tape.lift(function(symbols))


def test_identities_leave_nothing_to_compute():
    x = Tape().symbol("x")
    for same in (x + 0, 0 + x, x - 0, x * 1, 1.0 * x, x / 1, x**1, np.negative(-x)):
        assert same is x
    for nothing in (0.0 * x, x * 0, 0 / x):
        assert nothing.is_number(0.0)
    assert (x**0).is_number(1.0)
    assert (2 + 3 * x) is (x * 3 + 2)
    assert np.where(x > 0, x, x) is x


@pytest.mark.parametrize("power", [-9, -1, 2, 3, 9, 10, 33])
def test_whole_powers_are_right_below_zero(power):
    root = Tape().symbol("x") ** float(power)

    assert "pow" not in {e.operation for e in needed([root])}
    assert values_of([root], {"x": -1.3})[0] == pytest.approx((-1.3) ** power, rel=1e-14)


@pytest.mark.parametrize("power", [np.inf, -np.inf, np.nan, 64.5, 1e300])
def test_powers_without_a_product_stay_powers(power):
    assert (Tape().symbol("x") ** power).operation == "pow"


def test_what_numpy_has_but_equations_cannot_use_is_refused():
    x = Tape().symbol("x")
    for wrong in (
        lambda: np.sin(x),
        lambda: np.multiply.outer(x, 2.0),
        lambda: np.clip(x, 0, 1),
        lambda: np.logical_and(x > 0, x < 1),
        lambda: np.exp(x, dtype=np.float32),
    ):
        with pytest.raises(TypeError):
            wrong()


def with_equations(rates, *, states=("P",), parameters=("k",), observables=()):
    return System(
        name="wrong",
        states=tuple(State(n, "1", "x") for n in states),
        parameters=parameters,
        balance=(),
        rates=rates,
        observables=observables,
    )


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (with_equations((lambda P, kk: dict(dP=-kk * P),)), r"needs 'kk'.*did you mean k"),
        (with_equations((lambda P, k: dict(dPP=-k * P),)), "no rate for P"),
        (
            with_equations((lambda k: dict(dP=k), lambda P: dict(dP=P))),
            "defines dP a second time",
        ),
        (
            with_equations((lambda P: dict(dP=-P),), parameters=("P",)),
            "P is declared more than once",
        ),
        (
            with_equations((lambda P: dict(dP=-P),), states=("P", "P")),
            "P is declared more than once",
        ),
    ],
)
def test_equations_that_do_not_fit_are_refused(wrong, text):
    with pytest.raises(ModelError, match=text):
        compile(wrong)


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (dict(scale=0.0), "P has the scale 0; expected more than zero"),
        (dict(scale=-1.0), "P has the scale -1"),
        (dict(scale=np.nan), "P has the scale nan"),
        (dict(scale=np.inf), "P has the scale inf"),
        (dict(floor=np.nan), "P has a floor or extinct_below that is no number"),
        (dict(floor=np.inf), "P has a floor or extinct_below that is no number"),
        (dict(extinct_below=np.nan), "P has a floor or extinct_below that is no number"),
        (dict(extinct_below=-1.0), "P has a floor or extinct_below that is no number"),
    ],
)
def test_states_without_a_sensible_scale_or_floor_are_refused(state, text):
    with pytest.raises(ModelError, match=text):
        compile(system(lambda P, k: dict(dP=-k * P), **state))


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (dict(method="rodas"), "method 'rodas': did you mean rodas"),
        (dict(observables=["P_sen"]), "did you mean P_seen"),
        (dict(dosed=["Q"]), "state 'Q'"),
        (dict(infused=["Q"]), "state 'Q'"),
        (dict(constants={"q": 1.0}), "constants that are no parameters: q"),
        (dict(constants={"k": np.nan}), "constants that are not finite: k = nan"),
    ],
)
def test_unknown_names_are_refused_when_compiling(request_, text):
    known = system(lambda P, k: dict(dP=-k * P))

    with pytest.raises(ModelError, match=text):
        compile(known, **request_)


def test_intermediates_keep_their_names():
    traced = trace(system(lambda P, k: dict(loss=k * P, dP=-(k * P))))

    assert "loss" in traced.names.values()
    assert "dP" in traced.names.values()


# --- whatever an equation may return can be compiled -------------------------------------

T = [0.0, 1.0]


def course(*rates, states="P", **rest):
    written = system(*rates, start=lambda k: dict(P=k + 0.0), states=states, **rest)
    return solve(compile(written), {"k": np.array([0.5])}, Events.none(1), T, rtol=1e-9)


@pytest.mark.parametrize(
    ("rate", "end"),
    [
        (lambda P, k: dict(dP=1.0), 1.5),
        (lambda P, k: dict(dP=0.0 * P), 0.5),
        (lambda P, k: dict(dP=k), 1.0),
        (lambda P, k: dict(dP=P), 0.5 * np.e),
        (lambda P, k: dict(dP=k > 0.1), 1.5),
        (lambda P, k: dict(dP=P < 9.0), 1.5),
        (lambda P, k: dict(dP=np.where(k > 0.1, -P, P)), 0.5 / np.e),
        (lambda P, k: dict(dP=np.where((k > 0.1) * (P < 9.0), -P, P)), 0.5 / np.e),
        (lambda P, k: dict(dP=np.where(k, -P, P)), 0.5 / np.e),
        (lambda P, k: dict(dP=P * (k < 0.1) - P), 0.5 / np.e),
    ],
)
def test_rates_may_be_numbers_symbols_and_truths(rate, end):
    assert course(rate)["P_seen"][-1, 0] == pytest.approx(end, abs=1e-8)


def test_a_rate_that_is_another_state_turns_in_a_circle():
    solution = course(
        lambda Q: dict(dP=Q), lambda P: dict(dQ=-P), states="P Q", floor=-np.inf
    )

    assert solution["P_seen"][-1, 0] == pytest.approx(0.5 * np.cos(1.0), abs=1e-8)
    assert solution["Q_seen"][-1, 0] == pytest.approx(-0.5 * np.sin(1.0), abs=1e-8)


def test_observables_may_be_numbers_parameters_and_truths():
    solution = course(
        lambda P: dict(dP=-P),
        observables=lambda P, k: dict(three=3.0, level=1.0 * k, low=P < 0.3, high=k > 0.3),
    )

    assert solution.values[:, :, 0].tolist() == [[3.0, 0.5, 0, 1], [3.0, 0.5, 1, 1]]


@pytest.mark.parametrize("name", ["IL-6", "6MWT", "a b", "w", "entry", "µ", "100 %", "v.1"])
def test_any_name_will_do(name):
    solution = course(
        lambda P: dict(dP=-P), observables=lambda P: {name: 2.0 * P, name + "2": 3.0 * P}
    )

    assert solution[name][-1, 0] == pytest.approx(np.exp(-1.0), abs=1e-8)


def test_an_intermediate_that_is_no_number_stays_none():
    def unknown(P, k):
        nothing, something = np.log(P - 5.0), 2.0 * P
        return dict(
            a=np.maximum(nothing, something),
            b=np.maximum(something, nothing),
            c=np.minimum(nothing, something),
            d=np.minimum(something, nothing),
            e=np.maximum(nothing, 0.0),
            f=np.minimum(0.0, nothing),
        )

    solution = course(lambda P: dict(dP=-P), observables=unknown)

    assert np.isnan(solution.values).all()
