"""The equations over other kinds of numbers: those of JAX, of heyoka, ...

Their languages have no `if`, no `**` that is safe at zero and no assignment to an array;
these are rewritten as calls of functions, which the caller supplies.
"""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from cartwin.validation.bench.listing import Listing


__all__ = ["translated"]

Rates = Callable[[Any, Any], list[Any]]


def translated(listing: Listing, names: Mapping[str, Any]) -> Rates:
    r"""Return the rates of the states as a function `(y, p) -> list`.

    Parameters
    ----------
    names
        What the text calls, by the names that NumPy gives them: `exp`, `log`, `log10`,
        `sqrt`, `power`, `absolute`, `maximum`, `minimum`, `where`, `less`, `greater`, ...

    Examples
    --------
    >>> import numpy as np
    >>> text = "def rates(y, p, dy):\n    v = max(y[0], 1.0)\n    dy[0] = v ** p[0]\n"
    >>> listing = Listing(
    ...     text=text, states=("A",), parameters=("n",), observables=(), scales=np.ones(1)
    ... )
    >>> translated(listing, {"maximum": np.maximum, "power": np.power})([3.0], [2.0])
    [np.float64(9.0)]
    """
    tree = _Rewrite().visit(ast.parse(listing.text))
    code = compile(ast.fix_missing_locations(tree), "listing", "exec")
    made: dict[str, Any] = dict(names)
    exec(code, made)  # noqa: S102 - text generated from the equations
    rates: Rates = made["rates"]
    return rates


_CALLS: Mapping[str, str] = {"max": "maximum", "min": "minimum", "abs": "absolute"}
_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}


class _Rewrite(ast.NodeTransformer):
    """Choices become `where`, `max` becomes `maximum`, the target array is returned."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Drop the array to be filled from the arguments; return its entries."""
        target = node.args.args.pop().arg
        entries, body = [], []
        for line in node.body:
            match line:
                case ast.Assign([ast.Subscript(ast.Name(array))], value) if array == target:
                    entries.append(self.visit(value))
                case _:
                    body.append(self.visit(line))
        result = ast.Return(ast.List(entries, ast.Load()))
        node.body = [*body, result]
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """Write a choice as a call of `where`."""
        parts = [self.visit(x) for x in (node.test, node.body, node.orelse)]
        return ast.Call(ast.Name("where", ast.Load()), parts, [])

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Write a power as a call of `power`; its base may be zero."""
        self.generic_visit(node)
        if not isinstance(node.op, ast.Pow):
            return node
        return ast.Call(ast.Name("power", ast.Load()), [node.left, node.right], [])

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Write a comparison as a call of `less`, `greater` and so on."""
        parts = [self.visit(node.left), self.visit(node.comparators[0])]
        name = _COMPARISONS[type(node.ops[0])]
        return ast.Call(ast.Name(name, ast.Load()), parts, [])

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Rename the functions that mean something else to arrays."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Name):
            node.func.id = _CALLS.get(node.func.id, node.func.id)
        return node
