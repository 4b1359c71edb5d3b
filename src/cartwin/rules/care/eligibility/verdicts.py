"""Whether a clause is met, failed or unknown; *unknown is not failed*."""

import operator

import polars as pl

from cartwin.rules.care.eligibility.clauses import Clause, Test
from cartwin.rules.care.eligibility.inputs import LIMIT, LIMITED
from cartwin.rules.grade import ten_digits


__all__ = ["is_met", "passes"]

_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


def passes(test: Test) -> pl.Expr:
    """Return whether the test passes; null if what is known of its input leaves it open.

    A value below or above a limit (column `INPUT_limit`: below, above) decides where the
    whole of what it allows is on one side of the threshold.
    """
    value = ten_digits(pl.col(test.input))
    exact: pl.Expr = _COMPARE[test.comparison](value, test.threshold)
    if test.input not in LIMITED:
        return exact
    limit = pl.col(test.input + LIMIT)
    under, over = (limit == "below"), (limit == "above")
    wants_less = test.comparison in {"<", "<="}
    return (
        pl.when(under & (value <= test.threshold))
        .then(pl.lit(wants_less))
        .when(over & (value >= test.threshold))
        .then(pl.lit(not wants_less))
        .when(under | over)
        .then(None)
        .otherwise(exact)
    )


def is_met(clause: Clause) -> pl.Expr:
    """Return true, false, or null where it is unknown, by the logic of three values.

    What is missing matters only where it could change the answer: a patient with ITP for
    two years is chronic whether or not anybody knows if the disease was refractory.
    """
    ways = [pl.all_horizontal(map(passes, way)) for way in clause.ways]
    return pl.any_horizontal(ways)
