"""Expressions recorded while plain-arithmetic functions run on symbols.

Equal expressions are the same object (hash-consing), so a subexpression that appears
twice is computed once. NumPy's functions work on them through NumPy's own protocols:
`np.log(x)`, `np.maximum(x, 0.0)` and `np.where(x > 0, a, b)` record a node each.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from cartwin.engine.symbols.folding import OPERATIONS, fold_constants, identity


__all__ = ["Expression", "Tape", "needed", "rebuilt"]

_NAMES = {function: name for name, function in OPERATIONS.items()} | {np.float_power: "pow"}
_COMMUTING = frozenset({"add", "mul", "max", "min"})


class Tape:
    """Where expressions are recorded, each once."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[Any, ...], Expression] = {}

    def symbol(self, name: str) -> "Expression":
        """Return the symbol called `name`."""
        return self._record("symbol", (name,), (name,))

    def number(self, value: float) -> "Expression":
        """Return a number as an expression."""
        return self._record("constant", (float(value),), (float(value).hex(),))

    def node(self, operation: str, arguments: Iterable[Any]) -> "Expression":
        """Return the expression, recording it if it is new and cannot be simplified."""
        lifted = tuple(self.lift(a) for a in arguments)
        if all(a.operation == "constant" for a in lifted):
            values = tuple(a.value for a in lifted)
            return self.number(fold_constants(operation, values))
        simpler = identity(operation, lifted)
        if isinstance(simpler, tuple):
            return self.node(*simpler)
        if simpler is not None:
            return self.lift(simpler)
        if operation in _COMMUTING and lifted[0].index > lifted[1].index:
            lifted = lifted[::-1]
        return self._record(operation, lifted, tuple(a.index for a in lifted))

    def lift(self, value: Any) -> "Expression":
        """Return `value` as an expression; numbers become constants."""
        return value if isinstance(value, Expression) else self.number(value)

    def _record(
        self, operation: str, arguments: tuple[Any, ...], keys: tuple[Any, ...]
    ) -> "Expression":
        key = (operation, *keys)
        found = self._nodes.get(key)
        if found is None:
            found = Expression(self, len(self._nodes), operation, arguments)
            self._nodes[key] = found
        return found


class Expression(np.lib.mixins.NDArrayOperatorsMixin):
    """One recorded operation on other expressions.

    Attributes
    ----------
    index
        Position on the tape; arguments always have smaller positions.
    operation, arguments
        `symbol` and `constant` have their name or value as the only argument.
    """

    __slots__ = ("arguments", "index", "operation", "tape")

    def __init__(
        self, tape: Tape, index: int, operation: str, arguments: tuple[Any, ...]
    ) -> None:
        self.tape = tape
        self.index = index
        self.operation = operation
        self.arguments = arguments

    @property
    def value(self) -> float:
        """Value of a constant."""
        return float(self.arguments[0])

    @property
    def name(self) -> str:
        """Name of a symbol."""
        return str(self.arguments[0])

    @property
    def inputs(self) -> tuple["Expression", ...]:
        """Expressions that it is computed from."""
        leaf = self.operation in ("symbol", "constant")
        return () if leaf else self.arguments

    def is_number(self, value: float) -> bool:
        """Return whether it is this constant."""
        return self.operation == "constant" and self.arguments[0] == value

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **rest: Any) -> Any:
        if method != "__call__" or rest or ufunc not in _NAMES:
            return NotImplemented
        return self.tape.node(_NAMES[ufunc], inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function is not np.where or kwargs:
            return NotImplemented
        return self.tape.node("where", args)

    def __bool__(self) -> bool:
        msg = (
            "an equation cannot branch with `if`, `max` or `min`; use np.where, np.maximum"
        )
        raise TypeError(msg)

    def __eq__(self, other: object) -> bool:  # identity: the tape keeps equals the same
        return self is other

    def __hash__(self) -> int:
        return self.index

    def __repr__(self) -> str:
        return f"Expression({self.operation}, {self.arguments})"


def needed(
    roots: Iterable[Expression], leaves: Iterable[Expression] = ()
) -> list[Expression]:
    """Return the expressions that the roots depend on, arguments first.

    Parameters
    ----------
    leaves
        Not looked behind, unless they are roots themselves.
    """
    start = list(roots)
    seen = {e.index: e for e in start}
    stop = {e.index for e in leaves}
    stack = [a for e in start for a in e.inputs]
    while stack:
        node = stack.pop()
        if node.index not in seen:
            seen[node.index] = node
            if node.index not in stop:
                stack += node.inputs
    return [seen[index] for index in sorted(seen)]


def rebuilt(
    roots: Iterable[Expression], tape: Tape, values: Mapping[str, Any]
) -> dict[int, Expression]:
    """Record the roots again with some symbols replaced.

    Parameters
    ----------
    tape
        Where to record; may be the tape of the roots.
    values
        Symbol -> number or expression; other symbols stay.

    Returns
    -------
    dict
        Index of an old expression -> new expression.
    """
    new: dict[int, Expression] = {}
    for node in needed(roots):
        if node.operation == "constant":
            new[node.index] = tape.number(node.value)
        elif node.operation == "symbol":
            value = values.get(node.name)
            new[node.index] = tape.symbol(node.name) if value is None else tape.lift(value)
        else:
            new[node.index] = tape.node(node.operation, [new[a.index] for a in node.inputs])
    return new
