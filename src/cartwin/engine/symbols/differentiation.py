"""Derivatives of expressions with respect to unknowns, by reverse accumulation.

One sweep from a root to its leaves gives the derivative with respect to every unknown
(Griewank & Walther, Evaluating Derivatives, SIAM 2008, chapter 3). Products land on the
tape of the root, so that f and its Jacobian share their subexpressions.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from cartwin.engine.symbols.expression import Expression, needed


__all__ = ["gradient", "partials"]

TINY = 1e-140  # keeps x^y / x finite at x = 0, and so its square


def gradient(
    root: Expression, unknowns: Collection[Expression]
) -> dict[Expression, Expression]:
    """Return d root / d unknown for the unknowns that the root depends on.

    Parameters
    ----------
    unknowns
        Symbols or intermediates; the root is seen as a function of them, whatever they
        themselves depend on.

    Examples
    --------
    >>> from cartwin.engine.symbols.expression import Tape
    >>> tape = Tape()
    >>> x, y = tape.symbol("x"), tape.symbol("y")
    >>> gradient(3.0 * x + y, [x, y])[x].value
    3.0
    """
    if not root.inputs:  # a constant, or a symbol alone
        return {root: root.tape.number(1.0)} if root in set(unknowns) else {}
    leaves = [u for u in unknowns if u is not root]
    nodes = needed([root], leaves)
    active = _active(nodes, leaves)
    adjoint: dict[Expression, Any] = {root: root.tape.number(1.0)}
    stop = set(leaves)
    for node in reversed(nodes):
        if node not in adjoint or node in stop:
            continue
        bar = adjoint[node]
        for argument, slope in zip(node.inputs, partials(node), strict=True):
            if argument in active and slope is not None:
                term = bar * slope
                known = adjoint.get(argument)
                adjoint[argument] = term if known is None else known + term
    return {u: adjoint[u] for u in leaves if u in adjoint and not adjoint[u].is_number(0.0)}


def _active(nodes: list[Expression], leaves: list[Expression]) -> set[Expression]:
    """Return the nodes that depend on a leaf."""
    active = set(leaves)
    for node in nodes:
        if any(a in active for a in node.inputs):
            active.add(node)
    return active


def partials(node: Expression) -> tuple[Any, ...]:
    """Return the derivative of an operation with respect to each of its arguments.

    None where there is none: conditions have no slope.
    """
    return tuple(_RULES[node.operation](node, *node.inputs))


def _pow(n: Any, a: Any, b: Any) -> tuple[Any, Any]:
    base = _positive(a)
    return b * n / base, np.log(base) * n


def _positive(a: Any) -> Any:
    return np.maximum(a, TINY)


_LN10 = 2.302585092994046
_RULES: Mapping[str, Any] = {
    "add": lambda n, a, b: (1.0, 1.0),
    "sub": lambda n, a, b: (1.0, -1.0),
    "mul": lambda n, a, b: (b, a),
    "div": lambda n, a, b: (1.0 / b, -n / b),
    "pow": _pow,
    "neg": lambda n, a: (-1.0,),
    "abs": lambda n, a: (np.where(a < 0.0, -1.0, 1.0),),
    "sqrt": lambda n, a: (0.5 / _positive(n),),
    "log": lambda n, a: (1.0 / a,),
    "log10": lambda n, a: (1.0 / (_LN10 * a),),
    "exp": lambda n, a: (n,),
    "max": lambda n, a, b: (np.where(a > b, 1.0, 0.0), np.where(a > b, 0.0, 1.0)),
    "min": lambda n, a, b: (np.where(a < b, 1.0, 0.0), np.where(a < b, 0.0, 1.0)),
    "lt": lambda n, a, b: (None, None),
    "gt": lambda n, a, b: (None, None),
    "le": lambda n, a, b: (None, None),
    "ge": lambda n, a, b: (None, None),
    "where": lambda n, c, a, b: (None, np.where(c, 1.0, 0.0), np.where(c, 0.0, 1.0)),
}
