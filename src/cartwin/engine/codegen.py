"""Python source of a system's right-hand side and observables, ready to be compiled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cartwin.engine.binding import Equation, evaluate
from cartwin.engine.expression import Expression, Tape, needed
from cartwin.engine.system import System
from cartwin.errors import ModelError


__all__ = ["Source", "write_source"]

_TEMPLATES: Mapping[str, str] = {
    "add": "{} + {}",
    "sub": "{} - {}",
    "mul": "{} * {}",
    "div": "{} / {}",
    "pow": "{} ** {}",
    "neg": "-{}",
    "log": "log({})",
    "log10": "log10({})",
    "exp": "exp({})",
    "max": "max({}, {})",
    "min": "min({}, {})",
    "lt": "{} < {}",
    "gt": "{} > {}",
    "where": "{1} if {0} else {2}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Generated functions `rates(y, p, dy)` and `observe(y, p, out)`.

    Attributes
    ----------
    parameters
        Order of `p`.
    observables
        Order of `out`.
    """

    text: str
    parameters: tuple[str, ...]
    observables: tuple[str, ...]


def write_source(system: System, derived: Sequence[str]) -> Source:
    """Return the code of `system`.

    Parameters
    ----------
    derived
        Names of the parameters that the balance adds to the primary ones.

    Raises
    ------
    ModelError
        If a state has no rate.
    """
    tape = Tape()
    parameters = (*system.parameters, *derived)
    places = {s.name: f"y[{i}]" for i, s in enumerate(system.states)}
    places |= {n: f"p[{i}]" for i, n in enumerate(parameters)}
    symbols = {n: tape.symbol(n) for n in places}
    traced = _traced(system.rates, symbols, tape)
    missing = [s.name for s in system.states if f"d{s.name}" not in traced]
    if missing:
        msg = f"{system.name}: no rate for {', '.join(missing)}"
        raise ModelError(msg)
    seen = _traced(system.observables, {**symbols, **traced}, tape)
    rates = [traced[f"d{s.name}"] for s in system.states]
    names = {e.number: n for n, e in {**traced, **seen}.items() if e.operation != "symbol"}
    text = "\n".join(
        [
            *_function("rates", "dy", rates, places, names),
            "",
            "",
            *_function("observe", "out", list(seen.values()), places, names),
            "",
        ]
    )
    return Source(text=text, parameters=parameters, observables=tuple(seen))


def _traced(
    equations: Sequence[Equation], symbols: Mapping[str, Expression], tape: Tape
) -> dict[str, Expression]:
    defined = evaluate(equations, symbols)
    return {name: tape.lift(value) for name, value in defined.items()}


def _function(
    name: str,
    target: str,
    roots: Sequence[Expression],
    places: Mapping[str, str],
    names: Mapping[int, str],
) -> list[str]:
    lines = [f"def {name}(y, p, {target}):"]
    words: dict[int, str] = {}
    for node in needed(roots):
        if node.operation == "constant":
            words[node.number] = f"({node.arguments[0]!r})"
            continue
        word = names.get(node.number, f"v{node.number}")
        if node.operation == "symbol":
            word = node.arguments[0]
            lines.append(f"    {word} = {places[word]}")
        else:
            inputs = (words[a.number] for a in node.arguments)
            lines.append(f"    {word} = {_TEMPLATES[node.operation].format(*inputs)}")
        words[node.number] = word
    lines += [f"    {target}[{i}] = {words[r.number]}" for i, r in enumerate(roots)]
    return lines
