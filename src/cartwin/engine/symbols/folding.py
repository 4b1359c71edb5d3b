"""Constant folding and the identities that make an expression smaller.

Structural zeros count as zeros: 0 x is 0 whatever x is, also where x could overflow. A
quotient becomes a product with the reciprocal, so that one division serves all that share
the denominator, the Jacobian included.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np


__all__ = ["OPERATIONS", "compute", "fold_constants", "identity"]

LARGEST_WHOLE_POWER = 64  # as products: cheaper, and right for a base below zero
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "neg": np.negative,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "log": np.log,
    "log10": np.log10,
    "exp": np.exp,
    "max": np.maximum,
    "min": np.minimum,
    "lt": np.less,
    "gt": np.greater,
    "le": np.less_equal,
    "ge": np.greater_equal,
    "where": np.where,
}


def fold_constants(operation: str, values: tuple[float, ...]) -> float:
    """Return the value of an operation on numbers.

    >>> fold_constants("mul", (2.0, 3.0))
    6.0
    """
    with np.errstate(all="ignore"):
        return float(compute(operation, [np.float64(v) for v in values]))


def compute(operation: str, values: Sequence[Any]) -> Any:
    """Return the value of an operation on arrays."""
    return OPERATIONS[operation](*values)


def identity(operation: str, arguments: tuple[Any, ...]) -> Any:
    """Return a simpler equal of the operation, or None.

    Parameters
    ----------
    arguments
        Expressions; what is returned is one of them, a number, or a pair of an operation
        and its arguments.
    """
    rule = _RULES.get(operation)
    return None if rule is None else rule(*arguments)


def _add(a: Any, b: Any) -> Any:
    if a.is_number(0.0):
        return b
    return a if b.is_number(0.0) else None


def _sub(a: Any, b: Any) -> Any:
    if b.is_number(0.0):
        return a
    return ("neg", (b,)) if a.is_number(0.0) else None


def _mul(a: Any, b: Any) -> Any:
    for x, other in ((a, b), (b, a)):
        if x.is_number(0.0):
            return 0.0
        if x.is_number(1.0):
            return other
        if x.is_number(-1.0):
            return ("neg", (other,))
    return None


def _div(a: Any, b: Any) -> Any:
    if a.is_number(0.0):
        return 0.0
    if b.is_number(1.0):
        return a
    if b.operation == "constant" and math.isfinite(1.0 / (b.value or math.nan)):
        return ("mul", (a, 1.0 / b.value))
    return None if a.is_number(1.0) else ("mul", (a, 1.0 / b))


def _pow(a: Any, b: Any) -> Any:
    if b.operation != "constant":
        return None
    if b.value == 0.5:
        return ("sqrt", (a,))
    if b.value.is_integer() and abs(b.value) <= LARGEST_WHOLE_POWER:
        return _whole_power(a, int(b.value))
    return 0.0 if a.is_number(0.0) and b.value > 0 else None


def _whole_power(a: Any, n: int) -> Any:
    if n < 0:
        return ("div", (1.0, a**-n))
    if n < 2:
        return a if n else 1.0
    half = a ** (n // 2)
    return half * half * a if n % 2 else half * half


def _neg(a: Any) -> Any:
    return a.arguments[0] if a.operation == "neg" else None


def _where(condition: Any, yes: Any, no: Any) -> Any:
    if condition.operation == "constant":
        return yes if condition.value else no
    return yes if yes is no else None


_RULES: Mapping[str, Callable[..., Any]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "neg": _neg,
    "where": _where,
}
