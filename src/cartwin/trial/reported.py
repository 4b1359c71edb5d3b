"""A reported claim as something that virtual cohorts can be compared with."""

from dataclasses import dataclass, replace

import numpy as np

from cartwin.rules import ExactInterval, exact_interval
from cartwin.study import Col
from cartwin.trial.claim_units import in_unit_of
from cartwin.trial.claims import Claim, number_of
from cartwin.trial.cohorts import INDEX
from cartwin.trial.measure import Measure, Summary


__all__ = ["Reported", "measured_as", "read_claim", "words_of"]

ABOUT = 0.15  # relative width of "about", either way
NUMBERS = ("count", "median", "mean", "value", "about")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What a claim states, as text and as a number to compare with.

    Attributes
    ----------
    text
        For people, with its unit.
    observed
        The number; None for a bound, or if nothing can be compared.
    bound
        What a cohort must lie above, and at most at; None if the claim is no bound.
    slack
        Relative width, either way, within which a value counts as the observed one.
    proportion
        Of a count: the reported share with its exact 95 % interval.
    problem
        Why nothing can be compared; empty if something can.
    """

    text: str
    observed: float | None = None
    bound: tuple[float, float] | None = None
    slack: float = 0.0
    proportion: ExactInterval | None = None
    problem: str = ""


def measured_as(claim: Claim, measure: Measure) -> Measure:
    """Return the measure with the summary that the claim states: a mean, not a median."""
    if claim[Col.STATISTIC] == "mean" and measure.summary == Summary.MEDIAN:
        return replace(measure, summary=Summary.MEAN)
    return measure


def read_claim(claim: Claim, measure: Measure, *, size: int | None = None) -> Reported:
    """Return what the claim states; a claim that cannot be compared says why.

    Parameters
    ----------
    size
        Patients of the study.
    """
    if problem := _about_whom(claim, measure, size):
        return _untold(claim, measure, problem)
    converted = in_unit_of(claim, measure)
    if converted is None:
        problem = f"its unit {claim[Col.UNIT]} is none of this quantity"
        return _untold(claim, replace(measure, unit=str(claim[Col.UNIT])), problem)
    if measure.summary == Summary.COUNT:
        return _count(_counted(converted, size), measure)
    if claim[Col.STATISTIC] == "bound":
        return _bound(converted, measure)
    return _number(converted, measure)


def _about_whom(claim: Claim, measure: Measure, size: int | None) -> str:
    """Return why a claim about one patient cannot be compared; empty if it can."""
    about = claim[Col.PATIENT]
    if about in (None, "") or size == 1:
        return ""
    if measure.summary == Summary.INDEX:
        only = f"virtual cohorts have a counterpart of {INDEX} only"
        return "" if about == INDEX else f"it is about {about}; {only}"
    return f"it is about {about} alone, and this is measured over all patients"


def _counted(claim: Claim, size: int | None) -> Claim:
    """Return a share of patients as their number, where it is one."""
    share, whole = number_of(claim, Col.VALUE), claim[Col.DENOMINATOR] or size
    if claim[Col.STATISTIC] != "share" or share is None or not isinstance(whole, int):
        return claim
    n = claim[Col.N]
    if n is None:
        n = round(share * (0.01 if claim[Col.UNIT] == "%" else 1.0) * whole)
    return claim | {Col.N: n, Col.DENOMINATOR: whole, Col.VALUE: None}


def _count(claim: Claim, measure: Measure) -> Reported:
    n, denominator, value = (claim[c] for c in (Col.N, Col.DENOMINATOR, Col.VALUE))
    if not isinstance(n, int) or not isinstance(denominator, int):
        return _untold(claim, measure, "it gives no n of denominator")
    if isinstance(value, int | float) and value != n:
        return _untold(claim, measure, f"its value {value:g} is not its n {n}")
    if not 0 <= n <= denominator:
        return _untold(claim, measure, f"{n} of {denominator} patients is not possible")
    proportion = exact_interval(n, denominator)
    return Reported(text=f"{n} of {denominator}", observed=float(n), proportion=proportion)


def _bound(claim: Claim, measure: Measure) -> Reported:
    low, high = claim[Col.LOW], claim[Col.HIGH]
    if isinstance(low, int | float) == isinstance(high, int | float):
        return _untold(claim, measure, "a bound needs either low or high")
    if isinstance(low, int | float):
        least = str(claim[Col.TEXT] or "").startswith("at least")
        above = float(np.nextafter(low, -np.inf)) if least else low
        return Reported(text=_text(claim, measure, f"> {low:g}"), bound=(above, np.inf))
    return Reported(
        text=_text(claim, measure, f"≤ {high:g}"), bound=(-np.inf, float(str(high)))
    )


def _number(claim: Claim, measure: Measure) -> Reported:
    value, statistic = claim[Col.VALUE], claim[Col.STATISTIC]
    if not isinstance(value, int | float) or statistic not in NUMBERS:
        problem = f"it is stated as a {statistic}, not as a number to compare with"
        return _untold(claim, measure, problem)
    if statistic == "about":
        text = f"about {value:g}{_unit(measure)}"
        return Reported(text=text, observed=float(value), slack=ABOUT)
    text = f"{value:g}{_unit(measure)}{_range(claim)}"
    return Reported(text=text, observed=float(value))


def _untold(claim: Claim, measure: Measure, problem: str) -> Reported:
    return Reported(text=_words(claim, measure), problem=problem)


def _words(claim: Claim, measure: Measure) -> str:
    """Return what the claim states where it is no number."""
    low, high = claim[Col.LOW], claim[Col.HIGH]
    if isinstance(low, int | float) and isinstance(high, int | float):
        return f"{low:g} to {high:g}{_unit(measure)}"
    value = claim[Col.VALUE]
    number = f"{value:g}{_unit(measure)}" if isinstance(value, int | float) else "in words"
    return str(claim[Col.TEXT] or number)


def _text(claim: Claim, measure: Measure, otherwise: str) -> str:
    return f"{claim[Col.TEXT] or otherwise}{_unit(measure)}"


def _unit(measure: Measure) -> str:
    return f" {measure.unit}" if measure.unit else ""


def _range(claim: Claim) -> str:
    """Return the spread that goes with a number, as it was reported."""
    low, high, spread = (number_of(claim, c) for c in (Col.LOW, Col.HIGH, Col.SPREAD))
    interval = str(claim.get(Col.INTERVAL) or "range")
    if spread is not None:
        words = {"sd": "SD {:g}", "cv": "CV {:g} %", "range_width": "range {:g} wide"}
        return f" ({words.get(interval, 'spread {:g}').format(spread)})"
    if low is None or high is None:
        return ""
    return f" ({'middle half ' if interval == 'iqr' else ''}{low:g} to {high:g})"


def words_of(claim: Claim) -> str:
    """Return what a claim states, in its own unit, where nothing is measured.

    >>> claim = dict.fromkeys(Col) | {"n": 8, "denominator": 8, "statistic": "count"}
    >>> words_of(claim)
    '8 of 8'
    """
    n, of, value = claim[Col.N], claim[Col.DENOMINATOR], claim[Col.VALUE]
    unit = "" if claim[Col.UNIT] in (None, "1") else f" {claim[Col.UNIT]}"
    if claim[Col.STATISTIC] == "count" and None not in (n, of):
        return f"{n} of {of}"
    if claim[Col.TEXT]:
        return str(claim[Col.TEXT])
    low, high = number_of(claim, Col.LOW), number_of(claim, Col.HIGH)
    if not isinstance(value, int | float):
        ends = [f"> {low:g}"] if high is None and low is not None else []
        ends += [f"≤ {high:g}"] if low is None and high is not None else []
        ends += [f"{low:g} to {high:g}"] if None not in (low, high) else []
        return f"{ends[0]}{unit}" if ends else "in words"
    about = "about " if claim[Col.STATISTIC] == "about" else ""
    return f"{about}{value:g}{unit}{_range(claim)}"
