"""Where a rule about readings changes its answer, to the last bit.

A reading rises with what is read: it rounds, cuts off and grades, but never turns round.
So a rule that compares it with a threshold asks, for a given reading error, whether the
true value lies below a certain number. That number is found by halving, among all
doubles, on the rule itself.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt


__all__ = ["first_true"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Rule = Callable[[Array], npt.NDArray[np.bool_]]
WITHOUT_SIGN = np.int64(2**63 - 1)
SIGN = np.int64(-(2**63))
HIGHEST = np.int64(0x7FF0000000000000)  # the place of infinity


def first_true(rule: Rule, near: Array) -> Array:
    """Return the lowest numbers at which a rule holds that holds for all higher ones.

    Parameters
    ----------
    rule
        Takes numbers of the shape of `near`, answers element by element.
    near
        Where to look first; only the time it takes depends on it.

    Returns
    -------
    Array
        Minus infinity where the rule always holds, infinity where it never does or only
        at infinity.

    Examples
    --------
    >>> found = first_true(lambda x: np.round(x) >= 50.0, np.array([1.0]))
    >>> bool(np.round(found[0]) >= 50.0), bool(np.round(np.nextafter(found[0], 0)) >= 50.0)
    (True, False)
    """
    high = _search(rule, _rank(near), upwards=True)
    low = _search(rule, high, upwards=False)
    while (low < high - 1).any():
        middle = low // 2 + high // 2 + (low % 2 + high % 2) // 2
        holds = rule(_number(middle))
        low, high = np.where(holds, low, middle), np.where(holds, middle, high)
    return np.where(rule(_number(low)), _number(low), _number(high))


def _search(rule: Rule, start: Integers, *, upwards: bool) -> Integers:
    """Return places where the rule holds (or does not), in ever longer strides."""
    here, stride = start, 1
    end = HIGHEST if upwards else -HIGHEST
    while (wrong := (rule(_number(here)) != upwards) & (here != end)).any():
        far = here > end - stride if upwards else here < end + stride
        there = np.where(far, end, here + (stride if upwards else -stride))
        here = np.where(wrong, there, here)
        stride = min(2 * stride, 2**61)
    return here


def _rank(numbers: Array) -> Integers:
    """Return the place of each number among all doubles; zeros share one."""
    bits = np.ascontiguousarray(numbers, float).view(np.int64)
    return np.where(bits >= 0, bits, -(bits & WITHOUT_SIGN))


def _number(ranks: Integers) -> Array:
    """Return the number at each place."""
    bits = np.where(ranks >= 0, ranks, -ranks | SIGN)
    return np.ascontiguousarray(bits, np.int64).view(np.float64)
