"""What is printed of treatments side by side: estimates, ranges, differences, facts."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from cartwin.report.wording import MISSING, number, prose
from cartwin.trial import Fact, treatment_measure


__all__ = ["cell_words", "change_words", "fact_words", "facts_words", "range_words"]

Row = Mapping[str, Any]
STILL = "not lost"  # an effect that lasted to the end
NEVER = "never"
RATE = "per year"  # told with two digits


def cell_words(row: Row) -> str:
    """Return what a measure comes to in one arm, with its 95 % interval.

    >>> share = {"measure": "response", "n": 40, "estimate": 0.5, "low": 0.34, "high": 0.66}
    >>> cell_words(share)
    '50 % (34 to 66)'
    >>> ever = {"n": 9, "estimate": math.inf, "low": 200.0, "high": math.inf}
    >>> cell_words({"measure": "duration", **ever})
    'not lost (200 to not lost)'
    """
    if not row["n"]:
        return MISSING
    ends = (row["estimate"], row["low"], row["high"])
    if not treatment_measure(row["measure"]).unit:
        middle, low, high = (number(round(100 * x)) for x in ends)
        return f"{middle} % ({low} to {high})"
    if len(set(ends)) == 1:
        return _told(row["measure"], ends[0])
    middle, low, high = (_told(row["measure"], x) for x in ends)
    return f"{middle} ({low} to {high})"


def range_words(row: Row) -> str:
    """Return the median with the range of 90 % of patients.

    >>> range_words({"measure": "peak", "n": 9, "estimate": 60, "least": 9, "most": 200})
    '60 (9 to 200)'
    """
    return cell_words({**row, "low": row["least"], "high": row["most"]})


def change_words(row: Row) -> str:
    """Return by how much a treatment differs from CAR-T in the same patients.

    >>> row = {"measure": "response", "pairs": 40, "difference": -0.25}
    >>> change_words({**row, "difference_low": -0.4, "difference_high": -0.1})
    '−25 points (−40 to −10)'
    """
    if not row["pairs"]:
        return MISSING
    ends = (row["difference"], row["difference_low"], row["difference_high"])
    if not treatment_measure(row["measure"]).unit:
        middle, low, high = (_signed(round(100 * x)) for x in ends)
        return f"{middle} points ({low} to {high})"
    if len(set(ends)) == 1:
        return _signed(ends[0])
    middle, low, high = (_signed(x) for x in ends)
    return f"{middle} ({low} to {high})"


def fact_words(fact: Fact) -> str:
    """Return a published number: the share with its count, or the value.

    >>> from cartwin.trial import published_facts
    >>> fact_words(next(f for f in published_facts() if f.treatment == "splenectomy"))
    '66 % (1731 of 2623)'
    """
    measure = treatment_measure(fact.measure)
    if measure.unit:
        return f"{number(fact.value)} {prose(measure.unit)}"
    share = f"{100 * fact.value:.0f} %"
    if fact.n is not None and fact.denominator:
        return f"{share} ({fact.n} of {fact.denominator})"
    return f"{share} of {fact.denominator}" if fact.denominator else share


def facts_words(facts: Sequence[Fact]) -> str:
    """Return published numbers of one measure in a cell, the recalled ones marked."""
    marks = {"recalled": " recalled", "secondary": " quoted"}
    return "; ".join(fact_words(f) + marks.get(str(f.certainty), "") for f in facts)


def _told(measure: str, x: float) -> str:
    if math.isinf(x):
        return STILL if measure == "duration" else NEVER
    return number(x, 2 if treatment_measure(measure).unit == RATE else 3)


def _signed(x: float) -> str:
    """Return a difference with its sign; words where one of the two has no end.

    >>> _signed(2.0), _signed(float("-inf"))
    ('+2', 'less, without end')
    """
    if math.isnan(x):
        return MISSING
    if math.isinf(x):
        return "more, without end" if x > 0 else "less, without end"
    words = number(x + 0.0)
    return f"+{words}" if x > 0 and words != "0" else words
