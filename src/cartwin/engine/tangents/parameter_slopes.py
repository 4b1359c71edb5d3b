"""How parameters and the start depend on the primary parameters.

The balance is recorded as expressions and differentiated, so that a parameter that moves
the start of the course, or others that are derived from it, is followed through. Where a
condition depends on the parameter, the balance may search for a root by halving intervals,
which has no derivative step by step: there, central differences are taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine.binding import evaluate
from cartwin.engine.kernel import Kernel
from cartwin.engine.symbols.differentiation import gradient
from cartwin.engine.symbols.expression import Expression, Tape, needed
from cartwin.engine.symbols.folding import compute
from cartwin.engine.system import System, balanced


__all__ = ["ParameterSlopes", "parameter_slopes"]

Array = npt.NDArray[np.float64]
Values = Mapping[str, Any]
STEP = 1e-5  # of the parameter; the differences are then good to 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSlopes:
    """Tangents with which the integration begins; what is not there does not move.

    Attributes
    ----------
    start, leaves
        (state of the kernel, direction) and (leaf, direction) -> tangent (patient).
    """

    start: Mapping[tuple[int, int], Array]
    leaves: Mapping[tuple[int, int], Array]


def parameter_slopes(
    kernel: Kernel,
    leaves: Sequence[Expression],
    wrt: Sequence[str],
    full: Mapping[str, Array],
    scales: Array,
) -> ParameterSlopes:
    """Return the derivatives with respect to `wrt`, times their scale.

    Parameters
    ----------
    leaves
        Expressions of the parameters of the kernel.
    full
        Values of all parameters (patient).
    scales
        (direction, patient).
    """
    moves = _moves(kernel, wrt, full, scales)
    place = {n: j for j, n in enumerate(kernel.states)}
    return ParameterSlopes(
        start={(place[n], d): v for (n, d), v in moves.items() if n in place},
        leaves=_followed(leaves, moves, full),
    )


def _moves(
    kernel: Kernel, wrt: Sequence[str], full: Values, scales: Array
) -> dict[tuple[str, int], Array]:
    """Return (parameter or state, direction) -> how it moves (patient)."""
    names = (*kernel.parameters, *kernel.states)
    slopes, branching = _balance_slopes(kernel.system, names, tuple(wrt))
    values = _evaluated(list(slopes.values()), full)
    moves = {(n, d): v * scales[d] for (n, d), v in zip(slopes, values, strict=True)}
    for d in sorted({d for _, d in branching}):
        searched = [n for n, direction in branching if direction == d]
        found = _differences(kernel.system, full, wrt[d], scales[d], searched)
        moves |= {(n, d): v for n, v in found.items()}
    return moves


@lru_cache(maxsize=16)
def _balance_slopes(
    system: System, names: tuple[str, ...], wrt: tuple[str, ...]
) -> tuple[Mapping[tuple[str, int], Expression], tuple[tuple[str, int], ...]]:
    """Return (name, direction) -> derivative; and those that are found by branching."""
    tape = Tape()
    primary = {n: tape.symbol(n) for n in system.parameters}
    balance = evaluate(system.balance, primary)
    known = {**primary, **{n: tape.lift(v) for n, v in balance.items()}}
    slopes, branching = {}, []
    for d, symbol in enumerate(primary[n] for n in wrt):
        following, choosing = _reached(needed(known.values()), symbol)
        for name in (n for n in names if known.get(n) in following):
            if known[name] in choosing:
                branching.append((name, d))
            elif slope := gradient(known[name], [symbol]):
                slopes[name, d] = slope[symbol]
    return slopes, tuple(branching)


def _reached(
    nodes: Iterable[Expression], symbol: Expression
) -> tuple[set[Expression], set[Expression]]:
    """Return what depends on a symbol, and what by a condition that depends on it."""
    following, choosing = {symbol}, set[Expression]()
    for node in nodes:
        if following.intersection(node.inputs):
            following.add(node)
            conditional = node.operation == "where" and node.inputs[0] in following
            if conditional or choosing.intersection(node.inputs):
                choosing.add(node)
    return following, choosing


def _differences(
    system: System, full: Values, name: str, scale: Array, wanted: Sequence[str]
) -> dict[str, Array]:
    """Return how the balance moves with one parameter: central differences."""
    states = [s.name for s in system.states]
    primary = {n: full[n] for n in system.parameters}
    ends = []
    for step in (STEP, -STEP):
        moved = {**primary, name: full[name] + step * scale}
        values, start = balanced(system, moved, len(scale))
        ends.append(values | dict(zip(states, start, strict=True)))
    return {n: (ends[0][n] - ends[1][n]) / (2.0 * STEP) for n in wanted}


def _followed(
    leaves: Sequence[Expression], moves: Mapping[tuple[str, int], Array], full: Values
) -> dict[tuple[int, int], Array]:
    """Return (leaf, direction) -> how it moves (patient)."""
    symbols = {e: e.name for e in needed(leaves) if e.operation == "symbol"}
    moving = {n for n, _ in moves}
    unknowns = [e for e, name in symbols.items() if name in moving]
    slopes = {
        (leaf, symbols[u]): slope
        for leaf, expression in enumerate(leaves)
        for u, slope in gradient(expression, unknowns).items()
    }
    found: dict[tuple[int, int], Array] = {}
    values = _evaluated(list(slopes.values()), full)
    for (leaf, name), value in zip(slopes, values, strict=True):
        for of, d in moves:
            if of == name:
                change = value * moves[of, d]
                found[leaf, d] = found.get((leaf, d), 0.0) + change
    return found


def _evaluated(roots: Sequence[Expression], values: Values) -> list[Any]:
    """Return the values of expressions, their symbols replaced."""
    found: dict[int, Any] = {}
    with np.errstate(all="ignore"):
        for node in needed(roots):
            if node.operation == "constant":
                found[node.index] = node.value
            elif node.operation == "symbol":
                found[node.index] = values[node.name]
            else:
                arguments = [found[a.index] for a in node.inputs]
                found[node.index] = compute(node.operation, arguments)
    return [found[root.index] for root in roots]
