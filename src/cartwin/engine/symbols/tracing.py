"""The equations of a system as expressions: what is differentiated and compiled.

    dx/dt = f(x, p)      observables g(x, p)

Named intermediates keep their names: the elimination uses them, and so does whoever
reads the generated code.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cartwin.engine.binding import Equation, evaluate
from cartwin.engine.symbols.expression import Expression, Tape
from cartwin.engine.system import System
from cartwin.errors import ModelError


__all__ = ["Traced", "trace"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A system as expressions on one tape.

    Attributes
    ----------
    states
        Names, in the order of the state vector.
    parameters
        Symbols that are not states: primary and derived parameters, inputs.
    rates, observables
        Name of the state or the observable -> its expression.
    start
        State -> its value before treatment, in terms of the primary parameters.
    names
        Index of an expression -> name of the intermediate.
    """

    tape: Tape
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    rates: Mapping[str, Expression]
    observables: Mapping[str, Expression]
    start: Mapping[str, Expression]
    names: Mapping[int, str]


def trace(system: System, constants: Mapping[str, float] | None = None) -> Traced:
    """Return the equations of `system` as expressions.

    Parameters
    ----------
    constants
        Primary parameters that are the same number in every patient; what the balance
        derives from them alone becomes a number, too.

    Raises
    ------
    ModelError
        If a state has no rate, an equation needs a name that nothing defines, a name is
        declared twice, or a constant is not finite or no primary parameter.
    """
    tape = Tape()
    fixed = dict(constants or {})
    _check(system, fixed)
    states = [s.name for s in system.states]
    primary = {
        n: tape.number(fixed[n]) if n in fixed else tape.symbol(n)
        for n in system.parameters
    }
    balance = _evaluated(system.balance, primary, tape)
    derived = {  # computed once per patient outside, or a number
        n: e if e.operation == "constant" else tape.symbol(n)
        for n, e in balance.items()
        if n not in states
    }
    known = {**{n: tape.symbol(n) for n in states}, **primary, **derived}
    defined = _evaluated(system.rates, known, tape)
    if missing := [n for n in states if f"d{n}" not in defined]:
        msg = f"{system.name}: no rate for {', '.join(missing)}"
        raise ModelError(msg)
    seen = _evaluated(system.observables, {**known, **defined}, tape)
    symbols = {**primary, **derived}
    return Traced(
        tape=tape,
        states=tuple(states),
        parameters=tuple(n for n, e in symbols.items() if e.operation == "symbol"),
        rates={n: defined[f"d{n}"] for n in states},
        observables=seen,
        start={n: balance.get(n, tape.number(0.0)) for n in states},
        names=_names({**defined, **seen}),
    )


def _check(system: System, constants: Mapping[str, float]) -> None:
    names = [*(s.name for s in system.states), *system.parameters]
    unknown = sorted(constants.keys() - set(system.parameters))
    wrong = [f"{n} = {v}" for n, v in constants.items() if not math.isfinite(v)]
    problems = [f"{n} is declared more than once" for n in repeated(names)]
    for s in system.states:
        if not (s.scale > 0 and math.isfinite(s.scale)):
            problems.append(f"{s.name} has the scale {s.scale:g}; expected more than zero")
        if not (s.floor < math.inf and 0 <= s.extinct_below < math.inf):
            problems.append(f"{s.name} has a floor or extinct_below that is no number")
    if unknown:
        problems.append(f"constants that are no parameters: {', '.join(unknown)}")
    if wrong:
        problems.append(f"constants that are not finite: {', '.join(wrong)}")
    if problems:
        msg = f"{system.name}: {'; '.join(problems)}"
        raise ModelError(msg)


def repeated(names: Iterable[str]) -> list[str]:
    """Return the names that occur more than once.

    >>> repeated(["P", "Q", "P"])
    ['P']
    """
    return [n for n, count in Counter(names).items() if count > 1]


def _evaluated(
    equations: Iterable[Equation], known: Mapping[str, Expression], tape: Tape
) -> dict[str, Expression]:
    return {n: tape.lift(v) for n, v in evaluate(equations, known).items()}


def _names(defined: Mapping[str, Expression]) -> dict[int, str]:
    names: dict[int, str] = {}
    for name, expression in defined.items():
        if expression.inputs:
            names.setdefault(expression.index, name)
    return names
