"""The code can be read: equations as scalar Python, functions in LLVM's language."""

import math

import numpy as np
import pytest
from tests.engine.systems import (
    ITP,
    MIXED,
    itp_constants,
    itp_parameters,
    mixed_parameters,
    system,
    values_of,
)

from cartwin.engine import balanced, compile, needs


FUNCTIONS = ("derive", "rates", "jacobian", "factor", "solve", "step", "dense", "observe")


def test_the_source_and_the_assembly_use_the_names_of_the_equations():
    kernel = compile(MIXED)

    for name in ("total", "dA", "dB", "dC"):
        assert f"    {name} = " in kernel.source.text
        assert f"  %{name} = " in kernel.assembly
    for name in ("A", "B", "C", "k", "K"):
        assert f"    {name} = " in kernel.source.text
    for name in FUNCTIONS:
        assert f"@{name}(" in kernel.assembly


def test_the_twin_can_be_printed_with_its_intermediates():
    kernel = compile(ITP)
    named = set(kernel.task.traced.names.values())
    shown = {n for n in named if f"    {n} = " in kernel.source.text}

    assert len(named) > 100
    read = {n for e in (*ITP.rates, *ITP.observables) for n in needs(e)}
    assert not (named - shown) & read  # what organs of other diseases alone read
    assert "  %dPRO" in kernel.assembly


@pytest.mark.parametrize(
    ("of", "given", "constants"),
    [
        (MIXED, mixed_parameters, {}),
        (ITP, itp_parameters, {}),
        (ITP, itp_parameters, itp_constants()),
    ],
    ids=["mixed", "itp", "itp folded"],
)
def test_the_source_runs_and_gives_the_numbers(of, given, constants):
    kernel = compile(of, constants=constants)
    source, traced = kernel.source, kernel.task.traced
    full, start = balanced(of, given(1))
    values = {n: v[0] for n, v in full.items()} | {
        s.name: y + 0.3 for s, y in zip(of.states, start[:, 0], strict=True)
    }
    values |= constants
    known = {n: getattr(math, n) for n in ("exp", "log", "log10", "sqrt")}
    exec(source.text, known)  # noqa: S102 - what it is for
    y = [values[n] for n in source.states]
    p = [values[n] for n in source.parameters]
    dy, out = np.zeros(len(y)), np.zeros(len(source.observables))
    known["rates"](y, p, dy)
    known["observe"](y, p, out)

    expected = values_of(list(traced.rates.values()), values)
    np.testing.assert_allclose(dy, expected, rtol=1e-9, atol=1e-12)
    expected = values_of(list(traced.observables.values()), values)
    np.testing.assert_allclose(out, expected, rtol=1e-12)


def test_states_called_as_the_arguments_of_the_source_can_still_be_read():
    clash = system(lambda y, p, k: dict(dy=-k * y + p, dp=-p), states="y p")
    kernel = compile(clash)
    known = {}
    exec(kernel.source.text, known)  # noqa: S102 - what it is for
    dy = np.zeros(2)
    order = kernel.source.states
    known["rates"]([{"y": 2.0, "p": 3.0}[n] for n in order], [5.0], dy)

    assert dict(zip(order, dy, strict=True)) == {"y": -7.0, "p": -3.0}


def test_names_that_python_would_not_take_can_still_be_read():
    odd = system(
        lambda P: dict(dP=-P, **{"lambda": 2.0 * P}),
        observables=lambda P: {
            "IL-6": 3.0 * P,
            "IL_6": 4.0 * P,
            "6MWT": 5.0 * P,
            "exp": 1.5 * P,
        },
    )
    source = compile(odd).source
    known = {"exp": math.exp}
    exec(source.text, known)  # noqa: S102 - what it is for
    out = np.zeros(4)
    known["observe"]([2.0], [], out)

    assert out.tolist() == [6.0, 8.0, 10.0, 3.0]


def test_what_was_folded_is_a_number_in_the_source():
    folded = compile(MIXED, constants={"K": 0.8125})

    assert "0.8125" in folded.source.text or "1.2307" in folded.source.text
    assert "K" not in folded.source.parameters
    assert folded.constants == {"K": 0.8125}
