"""Python source of a system's right-hand side and observables, ready to be compiled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cartwin.engine.expression import Expression, needed
from cartwin.engine.tracing import Traced


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
    for node in needed(roots):
        if node.operation == "constant":
            words[node.index] = f"({node.arguments[0]!r})"
            continue
        word = names.get(node.index, f"v{node.index}")
        if node.operation == "symbol":
            word = node.arguments[0]
            lines.append(f"    {word} = {places[word]}")
        else:
            inputs = (words[a.index] for a in node.arguments)
            lines.append(f"    {word} = {_TEMPLATES[node.operation].format(*inputs)}")
        words[node.index] = word
    lines += [f"    {target}[{i}] = {words[r.index]}" for i, r in enumerate(roots)]
    return lines
