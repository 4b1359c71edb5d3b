"""What is printed of treatments side by side: estimates, ranges, differences, facts."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from cartwin.report.wording import MISSING, number, prose
from cartwin.trial import Beyond, Fact, treatment_measure


__all__ = [
    "beyond_words",
    "cell_words",
    "change_words",
    "fact_words",
    "facts_words",
    "interval_words",
    "predicted_words",
    "range_words",
]

Row = Mapping[str, Any]
STILL = "not lost"  # an effect that lasted to the end
NEVER = "never"
TINY = 1e-9  # what is left of a difference by rounding
TWO_DIGITS = frozenset({"per year", "%", "-fold", "g"})


def cell_words(row: Row) -> str:
    """Return what a measure comes to in one arm, and in 90 % of cohorts.

    One value alone is the same in 90 % of cohorts.

    >>> share = {"measure": "response", "n": 40, "estimate": 0.5, "low": 0.34, "high": 0.66}
    >>> cell_words(share)
    '50 % (34 to 66)'
    >>> ever = {"n": 9, "estimate": math.inf, "low": 200.0, "high": math.inf}
    >>> cell_words({"measure": "duration", **ever})
    'not lost (200 to not lost)'
    >>> cell_words({**share, "low": math.nan, "high": math.nan})  # of one cohort only
    '50 % (–)'
    """
    if not row["n"]:
        return MISSING
    ends = (row["estimate"], row["low"], row["high"])
    if math.isnan(row["low"]):
        return f"{cell_words({**row, 'low': ends[0], 'high': ends[0]})} ({MISSING})"
    if not treatment_measure(row["measure"]).unit:
        middle, low, high = (number(round(100 * x)) for x in ends)
        return f"{middle} %" if low == middle == high else f"{middle} % ({low} to {high})"
    middle, low, high = (_told(row["measure"], x) for x in ends)
    return middle if low == middle == high else f"{middle} ({low} to {high})"


def range_words(row: Row) -> str:
    """Return the median with the range of 90 % of patients.

    >>> range_words({"measure": "peak", "n": 9, "estimate": 60, "least": 9, "most": 200})
    '60 (9 to 200)'
    """
    return cell_words({**row, "low": row["least"], "high": row["most"]})


def change_words(row: Row, name: str = "difference") -> str:
    """Return by how much a treatment differs in the same patients, and in 90 % of cohorts.

    Parameters
    ----------
    name
        `difference`, from CAR-T, or `change`, from no treatment.

    Examples
    --------
    >>> row = {"measure": "response", "difference": -0.25}
    >>> change_words({**row, "difference_low": -0.4, "difference_high": -0.1})
    '−25 points (−40 to −10)'
    """
    ends = (row[name], row[f"{name}_low"], row[f"{name}_high"])
    if math.isnan(ends[0]):
        return MISSING
    if math.isnan(ends[1]):
        alone = {f"{name}_low": ends[0], f"{name}_high": ends[0]}
        return f"{change_words({**row, **alone}, name)} ({MISSING})"
    if not treatment_measure(row["measure"]).unit:
        middle, low, high = (_signed(round(100 * x)) for x in ends)
        point = f"{middle} points"
        return point if low == middle == high else f"{point} ({low} to {high})"
    digits = _digits(row["measure"])
    middle, low, high = (_signed(x, digits) for x in ends)
    return middle if low == middle == high else f"{middle} ({low} to {high})"


def predicted_words(ends: tuple[float, float] | None) -> str:
    """Return between which shares 90 % of cohorts of a publication's size lie.

    >>> predicted_words((0.1, 0.356)), predicted_words(None)
    ('10 to 36 %', '–')
    """
    if ends is None:
        return MISSING
    low, high = (number(round(100 * x)) for x in ends)
    return f"{low} to {high} %"


def fact_words(fact: Fact) -> str:
    """Return a published number: the share with its count, or the value.

    >>> from cartwin.trial import published_facts
    >>> fact_words(next(f for f in published_facts() if "Kojouri" in f.source))
    '66 % (1731 of 2623)'
    """
    measure = treatment_measure(fact.measure)
    if measure.unit:
        return f"{number(fact.value)} {prose(measure.unit)}"
    return _share_words(fact.value, fact.n, fact.denominator)


def facts_words(facts: Sequence[Fact]) -> str:
    """Return published numbers of one measure in a cell, the recalled ones marked."""
    marks = {"recalled": " recalled", "secondary": " quoted"}
    return "; ".join(fact_words(f) + marks.get(str(f.certainty), "") for f in facts)


def interval_words(fact: Fact | Beyond) -> str:
    """Return the 95 % interval of a published share; empty if there is none.

    >>> from cartwin.trial import published_facts
    >>> interval_words(next(f for f in published_facts() if "Kojouri" in f.source))
    '64 to 68 %'
    """
    if fact.low is None or fact.high is None:
        return ""
    low, high = (number(100 * x, 2) for x in (fact.low, fact.high))
    return f"{low} to {high} %"


def beyond_words(found: Beyond) -> str:
    """Return what a publication reports of something that the twin does not have.

    >>> from cartwin.trial import published_beyond
    >>> beyond_words(next(f for f in published_beyond() if "laparotomy" in f.finding))
    '0.97 % (48 of 4955)'
    """
    if found.words or found.value is None:
        return found.words or MISSING
    return _share_words(found.value, found.n, found.denominator)


def _share_words(value: float, n: int | None, of: int | None) -> str:
    share = f"{number(100 * value, 2)} %"
    if n is not None and of:
        return f"{share} ({n} of {of})"
    return f"{share} of {of}" if of else share


def _told(measure: str, x: float) -> str:
    if math.isinf(x):
        return STILL if measure in ("duration", "lasting") else NEVER
    return number(x, _digits(measure))


def _digits(measure: str) -> int:
    return 2 if treatment_measure(measure).unit in TWO_DIGITS else 3


def _signed(x: float, digits: int = 3) -> str:
    """Return a difference with its sign; words where one of the two has no end.

    >>> _signed(2.0), _signed(float("-inf"))
    ('+2', 'less, without end')
    """
    if math.isnan(x):
        return MISSING
    if math.isinf(x):
        return "more, without end" if x > 0 else "less, without end"
    words = number(x + 0.0 if abs(x) > TINY else 0.0, digits)
    return f"+{words}" if x > 0 and words != "0" else words
