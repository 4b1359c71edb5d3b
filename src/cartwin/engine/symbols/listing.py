"""Python source of a system's right-hand side and observables, ready to be compiled."""

import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cartwin.engine.symbols.expression import Expression, needed
from cartwin.engine.symbols.tracing import Traced


__all__ = ["Source", "write_source"]

_TEMPLATES: Mapping[str, str] = {
    "add": "{} + {}",
    "sub": "{} - {}",
    "mul": "{} * {}",
    "div": "{} / {}",
    "pow": "{} ** {}",
    "neg": "-{}",
    "abs": "abs({})",
    "sqrt": "sqrt({})",
    "log": "log({})",
    "log10": "log10({})",
    "exp": "exp({})",
    "max": "max({}, {})",
    "min": "min({}, {})",
    "lt": "{} < {}",
    "gt": "{} > {}",
    "le": "{} <= {}",
    "ge": "{} >= {}",
    "where": "{1} if {0} else {2}",
}
_RESERVED = (*keyword.kwlist, "abs", "sqrt", "log", "log10", "exp", "max", "min")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Generated functions `rates(y, p, dy)` and `observe(y, p, out)`.

    Attributes
    ----------
    states
        Order of `y` and `dy`.
    parameters
        Order of `p`.
    observables
        Order of `out`.
    """

    text: str
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    observables: tuple[str, ...]


def write_source(traced: Traced) -> Source:
    """Return the equations as scalar Python code, for readers and other solvers."""
    places = {n: f"y[{i}]" for i, n in enumerate(traced.states)}
    places |= {n: f"p[{i}]" for i, n in enumerate(traced.parameters)}
    rates, seen = list(traced.rates.values()), list(traced.observables.values())
    text = "\n".join(
        [
            *_function("rates", "dy", rates, places, traced.names),
            "",
            "",
            *_function("observe", "out", seen, places, traced.names),
            "",
        ]
    )
    return Source(
        text=text,
        states=traced.states,
        parameters=traced.parameters,
        observables=tuple(traced.observables),
    )


def _function(
    name: str,
    target: str,
    roots: Sequence[Expression],
    places: Mapping[str, str],
    names: Mapping[int, str],
) -> list[str]:
    lines = [f"def {name}(y, p, {target}):"]
    words: dict[int, str] = {}
    taken = {"y", "p", target, *_RESERVED}
    for node in needed(roots):
        if node.operation == "constant":
            words[node.index] = f"({node.arguments[0]!r})"
            continue
        if node.operation == "symbol":
            word = _identifier(node.name, taken)
            lines.append(f"    {word} = {places[node.name]}")
        else:
            word = _identifier(names.get(node.index, f"v{node.index}"), taken)
            inputs = (words[a.index] for a in node.arguments)
            lines.append(f"    {word} = {_TEMPLATES[node.operation].format(*inputs)}")
        words[node.index] = word
    lines += [f"    {target}[{i}] = {words[r.index]}" for i, r in enumerate(roots)]
    return lines


def _identifier(name: str, taken: set[str]) -> str:
    """Return the name as Python takes it, different from those taken; take it."""
    word = re.sub(r"^(?=\d)|\W", "_", name)
    while word in taken:
        word += "_"
    taken.add(word)
    return word
