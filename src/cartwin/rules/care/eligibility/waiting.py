"""The first day on which what grows with time will pass."""

import polars as pl

from cartwin.rules.care.eligibility.clauses import Clause, Test
from cartwin.rules.care.eligibility.inputs import INPUTS
from cartwin.rules.care.eligibility.verdicts import passes
from cartwin.rules.grade import ten_digits


__all__ = ["SINCE", "first_day"]

SINCE = "_since"
"""Ending of the column with the date from which an input counts, where it is known."""

_DAYS = {"d": 1.0, "mo": 365.25 / 12, "a": 365.25}
_OFFSET = {"d": "d", "mo": "mo", "a": "y"}


def first_day(clause: Clause, columns: list[str]) -> pl.Expr:
    """Return the days to wait until the clause passes; null: time alone will not do.

    Days count from the day asked about (column `on`, where the frame has it). A clause
    that passes already has 0.
    """
    ways = [pl.max_horizontal(_wait(t, columns) for t in way) for way in clause.ways]
    known = [
        pl.all_horizontal(_wait(t, columns).is_not_null() for t in way)
        for way in clause.ways
    ]
    open_ways = [pl.when(k).then(w) for k, w in zip(known, ways, strict=True)]
    return pl.min_horizontal(open_ways)


def _wait(test: Test, columns: list[str]) -> pl.Expr:
    rising = test.comparison in {">", ">="} and INPUTS[test.input].clock
    later = _days_left(test, columns) if rising else pl.lit(None, pl.Float64)
    return pl.when(passes(test)).then(0.0).otherwise(later)


def _days_left(test: Test, columns: list[str]) -> pl.Expr:
    """Days until the threshold: by the calendar where the date is known."""
    by_length = _by_length(test)
    if {test.input + SINCE, "on"} <= {*columns}:
        return pl.coalesce(_by_calendar(test), by_length)
    return by_length


def _by_length(test: Test) -> pl.Expr:
    length = _DAYS[INPUTS[test.input].clock]
    left = ten_digits((test.threshold - pl.col(test.input)) * length)
    return left.floor() + 1 if test.comparison == ">" else left.ceil()


def _by_calendar(test: Test) -> pl.Expr:
    unit = _OFFSET[INPUTS[test.input].clock]
    day = pl.col(test.input + SINCE).dt.offset_by(f"{test.threshold:.0f}{unit}")
    left = (day - pl.col("on")).dt.total_days().cast(pl.Float64)
    return left + 1 if test.comparison == ">" else left
