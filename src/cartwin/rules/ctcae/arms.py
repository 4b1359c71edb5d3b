"""The lowest and the highest grade that some conditions allow, for columns of values.

Both are columns. A condition whose bound is unknown may hold or not; so may one on a
value that is only known to lie below or above a limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from cartwin.rules.ctcae.bounds import Bound
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.rules.grade import ten_digits
from cartwin.study import Col


__all__ = ["Arm", "either", "grade_by", "switch"]

_VALUE = pl.col("rounded")
_BEFORE = pl.col(CtcaeCol.VALUE_BEFORE)


@dataclass(frozen=True, slots=True)
class Arm:
    """Lowest and highest grade, as expressions."""

    low: pl.Expr
    high: pl.Expr


def grade_by(bounds: Iterable[Bound], *, limit: str = "", censored: bool = True) -> Arm:
    """Return the grades by these conditions.

    Parameters
    ----------
    limit
        Column beyond which an unrecorded baseline is known to lie, as it is abnormal.
    censored
        Whether there are values of which only a limit is known.
    """
    low, high = pl.lit(0, pl.Int8), pl.lit(0, pl.Int8)
    for bound in bounds:
        grade = pl.lit(bound.grade, pl.Int8)
        surely, maybe = _holds(bound, limit, censored=censored)
        low = pl.when(surely.fill_null(value=False)).then(grade).otherwise(low)
        high = pl.when(maybe.fill_null(value=True)).then(grade).otherwise(high)
    return Arm(low, high)


def switch(state: pl.Expr, yes: Arm, no: Arm, *, worst: bool = False) -> Arm:
    """Return one arm or the other; where the state is unknown, what both allow."""
    lowest = pl.max_horizontal if worst else pl.min_horizontal
    return Arm(
        _choose(state, yes.low, no.low, lowest(yes.low, no.low)),
        _choose(state, yes.high, no.high, pl.max_horizontal(yes.high, no.high)),
    )


def either(one: Arm, other: Arm) -> Arm:
    """Return the worse of two arms."""
    low, high = ((one.low, other.low), (one.high, other.high))
    return Arm(pl.max_horizontal(*low), pl.max_horizontal(*high))


def _choose(state: pl.Expr, yes: pl.Expr, no: pl.Expr, unknown: pl.Expr) -> pl.Expr:
    return pl.when(state).then(yes).when(~state).then(no).otherwise(unknown)


def _holds(bound: Bound, limit: str, *, censored: bool) -> tuple[pl.Expr, pl.Expr]:
    """Return whether the condition surely holds, and whether it may."""
    holds = bound.holds(_VALUE, bound.edge)
    surely, maybe = holds, holds
    if censored:
        surely, maybe = _of_limits(bound, bound.edge)
    if limit and bound.of == CtcaeCol.VALUE_BEFORE:
        least = ten_digits(pl.col(limit) * bound.factor)
        beyond = least < _VALUE if bound.high else least > _VALUE
        further = pl.col(Col.CENSORING) == ("above" if bound.high else "below")
        maybe = pl.when(_BEFORE.is_null()).then(beyond | further).otherwise(maybe)
    return surely, maybe


def _of_limits(bound: Bound, edge: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return the same for values of which some are limits."""
    sign = pl.col(Col.CENSORING)
    toward, away = ("above", "below") if bound.high else ("below", "above")
    holds = bound.holds(_VALUE, edge)
    reaches = edge <= _VALUE if bound.high else edge >= _VALUE
    beyond = edge < _VALUE if bound.high else edge > _VALUE
    surely = ((sign == "none") & holds) | ((sign == toward) & reaches)
    maybe = pl.when(sign == toward).then(pl.lit(value=True))
    return surely, maybe.when(sign == away).then(beyond).otherwise(holds)
