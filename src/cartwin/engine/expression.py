"""Expressions recorded while plain-arithmetic functions run on symbols.

Equal expressions are the same object (hash-consing), so a subexpression that appears
twice is computed once. NumPy's functions work on them through NumPy's own protocols:
`np.log(x)`, `np.maximum(x, 0.0)` and `np.where(x > 0, a, b)` record a node each.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np


__all__ = ["Expression", "Tape"]

_UFUNCS: Mapping[Any, str] = {
    np.add: "add",
    np.subtract: "sub",
    np.multiply: "mul",
    np.divide: "div",
    np.power: "pow",
    np.negative: "neg",
    np.log: "log",
    np.log10: "log10",
    np.exp: "exp",
    np.maximum: "max",
    np.minimum: "min",
    np.less: "lt",
    np.greater: "gt",
}


class Tape:
    """Where expressions are recorded, each once."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[Any, ...], Expression] = {}

    def symbol(self, name: str) -> "Expression":
        """Return the symbol called `name`."""
        return self.node("symbol", (name,))

    def node(self, operation: str, arguments: tuple[Any, ...]) -> "Expression":
        """Return the expression, recording it if it is new."""
        keys = tuple(a.number if isinstance(a, Expression) else a for a in arguments)
        key = (operation, *keys)
        if key not in self._nodes:
            self._nodes[key] = Expression(self, len(self._nodes), operation, arguments)
        return self._nodes[key]

    def lift(self, value: Any) -> "Expression":
        """Return `value` as an expression; numbers become constants."""
        if isinstance(value, Expression):
            return value
        return self.node("constant", (float(value),))


class Expression(np.lib.mixins.NDArrayOperatorsMixin):
    """One recorded operation on other expressions.

    Attributes
    ----------
    number
        Position on the tape; arguments always have smaller numbers.
    operation, arguments
        `symbol` and `constant` have their name or value as the only argument.
    """

    __slots__ = ("arguments", "number", "operation", "tape")

    def __init__(
        self, tape: Tape, number: int, operation: str, arguments: tuple[Any, ...]
    ) -> None:
        self.tape = tape
        self.number = number
        self.operation = operation
        self.arguments = arguments

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **rest: Any) -> Any:
        if method != "__call__" or rest or ufunc not in _UFUNCS:
            return NotImplemented
        lifted = tuple(self.tape.lift(x) for x in inputs)
        return self.tape.node(_UFUNCS[ufunc], lifted)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function is not np.where or kwargs:
            return NotImplemented
        return self.tape.node("where", tuple(self.tape.lift(x) for x in args))

    def __bool__(self) -> bool:
        msg = (
            "an equation cannot branch with `if`, `max` or `min`; use np.where, np.maximum"
        )
        raise TypeError(msg)

    def __eq__(self, other: object) -> bool:  # identity: the tape keeps equals the same
        return self is other

    def __hash__(self) -> int:
        return self.number

    def __repr__(self) -> str:
        return f"Expression({self.operation}, {self.arguments})"


def needed(roots: Iterable[Expression]) -> list[Expression]:
    """Return the expressions that the roots depend on, arguments first."""
    seen: dict[int, Expression] = {}
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node.number not in seen:
            seen[node.number] = node
            stack += [a for a in node.arguments if isinstance(a, Expression)]
    return [seen[number] for number in sorted(seen)]
