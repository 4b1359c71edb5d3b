"""A reported claim as something that virtual cohorts can be compared with."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cartwin.errors import ModelError, did_you_mean
from cartwin.rules import ExactInterval, exact_interval
from cartwin.study import Col, Study
from cartwin.trial.cohorts import INDEX
from cartwin.trial.measures import MEASURES, Measure, Summary


__all__ = ["Reported", "check_claims", "measure_of", "read_claim"]

Claim = Mapping[str, object]
ABOUT = 0.15  # relative width of "about", either way
NUMBERS = ("count", "median", "value", "about")


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


def measure_of(claim: Claim) -> Measure:
    """Return how the quantity of a claim is measured.

    Raises
    ------
    ModelError
        If there is no measure of it.
    """
    quantity = str(claim[Col.QUANTITY])
    if quantity not in MEASURES:
        hint = did_you_mean(quantity, MEASURES)
        msg = f"outcome claim {claim[Col.CLAIM]}: no measure of {quantity!r} ({hint})"
        raise ModelError(msg)
    return MEASURES[quantity]


def check_claims(study: Study) -> None:
    """Refuse, before anything is simulated, claims that could not be compared.

    Raises
    ------
    ModelError
        If an outcome has no measure, or a quantity that is measured is claimed twice.
    """
    seen: dict[object, object] = {}
    for claim in study.reported.iter_rows(named=True):
        if claim[Col.ROLE] == "outcome":
            measure_of(claim)
        quantity = claim[Col.QUANTITY]
        if quantity in MEASURES and quantity in seen:
            msg = f"claims {seen[quantity]} and {claim[Col.CLAIM]} both report {quantity}"
            raise ModelError(msg)
        seen[quantity] = claim[Col.CLAIM]


def read_claim(claim: Claim, measure: Measure) -> Reported:
    """Return what the claim states; a claim that cannot be compared says why."""
    about = claim[Col.PATIENT]
    if measure.summary == Summary.INDEX and about not in (None, "", INDEX):
        problem = f"it is about {about}; virtual cohorts have a counterpart of {INDEX} only"
        return _untold(claim, measure, problem)
    if measure.summary == Summary.COUNT:
        return _count(claim, measure)
    if claim[Col.STATISTIC] == "bound":
        return _bound(claim, measure)
    return _number(claim, measure)


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
        return Reported(text=_text(claim, measure, f"> {low:g}"), bound=(low, np.inf))
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
    low, high = claim[Col.LOW], claim[Col.HIGH]
    return "" if low is None or high is None else f" ({low:g} to {high:g})"
