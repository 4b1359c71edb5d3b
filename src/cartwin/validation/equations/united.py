"""Operands that have a unit and no value, for running equations on.

An equation is run on them as it is on symbols: what does not go together raises. Plain
numbers are pure numbers; only 0 goes with every unit.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from cartwin.biology import Factor
from cartwin.validation.equations.unit import ONE, Unit, UnitError, unit_of


__all__ = ["United", "unit_in"]


class United(np.lib.mixins.NDArrayOperatorsMixin):
    """Something that has a unit.

    Examples
    --------
    >>> cells, volume = United(unit_of("10*6")), United(unit_of("L"))
    >>> print((cells / volume).unit)
    1e+06 L^-1
    >>> cells + 1.0
    Traceback (most recent call last):
        ...
    cartwin.validation.equations.unit.UnitError: 1e+06 and the number 1 cannot be added
    """

    __slots__ = ("unit",)

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **rest: Any) -> Any:
        if method != "__call__" or rest or ufunc not in _RULES:
            msg = f"equations cannot use {ufunc.__name__}"
            raise UnitError(msg)
        return _RULES[ufunc](*inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function is not np.where or kwargs:
            msg = f"equations cannot use {function.__name__}"
            raise UnitError(msg)
        _, yes, no = args
        return _alike("be alternatives", yes, no)

    def __bool__(self) -> bool:
        msg = "an equation cannot branch with `if`, `max` or `min`"
        raise UnitError(msg)


def unit_in(value: Any, wanted: Unit) -> Unit:
    """Return the unit that a result has where `wanted` is expected.

    A number is a pure number, except 0, which is whatever is wanted.

    >>> unit_in(0.0, unit_of("d")) == unit_of("d"), unit_in(2.0, unit_of("d")) == ONE
    (True, True)
    """
    if (found := _unit(value)) is not None:
        return found
    return wanted if _is_zero(value) else ONE


def _unit(value: Any) -> Unit | None:
    """Return the unit of an operand; None of a plain number."""
    if isinstance(value, United):
        return value.unit
    return _factor(value) if isinstance(value, Factor) else None


def _factor(value: Factor) -> Unit:
    """Return the unit of a factor between two units, which must be the number 1."""
    unit = unit_of(value.unit)
    if Unit(unit.size * Fraction(repr(value)), unit.powers) != ONE:
        msg = f"{value!r} {value.unit} is not 1"
        raise UnitError(msg)
    return unit


def _is_zero(value: Any) -> bool:
    return _unit(value) is None and not np.any(value)


def _name(value: Any) -> str:
    unit = _unit(value)
    return f"the number {float(value):g}" if unit is None else str(unit)


def _alike(verb: str, a: Any, b: Any) -> United:
    """Return the one unit of two operands."""
    for one, other in ((a, b), (b, a)):
        if _is_zero(one):
            return United(_unit(other) or ONE)
    if (_unit(a) or ONE) != (_unit(b) or ONE):
        msg = f"{_name(a)} and {_name(b)} cannot {verb}"
        raise UnitError(msg)
    return United(_unit(a) or ONE)


def _joined(verb: str) -> Callable[..., Any]:
    return lambda a, b: _alike(verb, a, b)


def _compared(a: Any, b: Any) -> United:
    _alike("be compared", a, b)
    return United(ONE)


def _pure(verb: str) -> Callable[..., Any]:
    def rule(value: Any) -> United:
        if _unit(value) != ONE:
            msg = f"cannot take the {verb} of {_name(value)}"
            raise UnitError(msg)
        return United(ONE)

    return rule


def _product(a: Any, b: Any) -> United:
    return United((_unit(a) or ONE) * (_unit(b) or ONE))


def _quotient(a: Any, b: Any) -> United:
    return United((_unit(a) or ONE) / (_unit(b) or ONE))


def _power(base: Any, exponent: Any) -> United:
    """Return a power: of a unit only by a number that is written in the equation."""
    if _unit(exponent) is None:
        return United((_unit(base) or ONE) ** float(exponent))
    if _unit(exponent) != ONE or (_unit(base) or ONE) != ONE:
        msg = f"cannot raise {_name(base)} to a power in {_name(exponent)}"
        raise UnitError(msg)
    return United(ONE)


_RULES: Mapping[Any, Callable[..., Any]] = {
    np.add: _joined("be added"),
    np.subtract: _joined("be subtracted"),
    np.maximum: _joined("be compared"),
    np.minimum: _joined("be compared"),
    np.multiply: _product,
    np.divide: _quotient,
    np.power: _power,
    np.sqrt: lambda a: _power(a, 0.5),
    np.negative: lambda a: a,
    np.positive: lambda a: a,
    np.abs: lambda a: a,
    np.exp: _pure("exponential"),
    np.log: _pure("logarithm"),
    np.log10: _pure("logarithm"),
    np.less: _compared,
    np.greater: _compared,
    np.less_equal: _compared,
    np.greater_equal: _compared,
}
