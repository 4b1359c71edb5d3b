"""Populations: typical values as they might be, within what is known of them.

A declared typical value is one number, and nobody knows it exactly. A population is one
possible set of all of them: each is moved by a normal number of its own, with a standard
deviation that its certainty decides (`DOUBT`). Values are moved on the log scale, and
fractions on the logit scale. Population 0 is the declared one. The number of a population
is all there is to it: the same number gives the same typical values everywhere.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from cartwin.parameters import Certainty, Covariate, Fixed, LogitNormal, Parameter
from cartwin.twin.random import key_of, mix, normal_of


__all__ = ["DECLARED", "DOUBT", "effect", "is_uncertain", "moved"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
DECLARED = 0
DOUBT: Mapping[Certainty, float] = {
    Certainty.READ: 0.06,
    Certainty.SECONDARY: 0.12,
    Certainty.RECALLED: 0.20,
    Certainty.CALIBRATED: 0.20,
    Certainty.ASSUMED: 0.40,
}
"""Certainty -> standard deviation of a typical value, relative to it.

Our judgement, widened once: with three quarters of these the intervals of studies held out
were too narrow.
"""
OPEN = frozenset({Certainty.CALIBRATED, Certainty.ASSUMED})


def is_uncertain(parameter: Parameter) -> bool:
    """Return whether populations differ in a parameter.

    What is the same in every patient stays as it is if it was looked up: such numbers are
    mostly constants of a scale or of a body.

    >>> from cartwin.twin.disease import parameters_of
    >>> [p.name for p in parameters_of("iim") if p.name in ("CKn", "mmt_most", "V_ref")
    ...     and is_uncertain(p)]
    ['CKn']
    """
    if isinstance(parameter.spread, Covariate) or not parameter.value > 0:
        return False
    return parameter.varies or parameter.certainty in OPEN


def moved(parameter: Parameter, values: Array, populations: Integers) -> Array:
    """Return the values of patients, moved to where their population has them (patient).

    Parameters
    ----------
    values
        As drawn around the declared typical value (patient).
    populations
        Number of the population of each (patient).

    Examples
    --------
    >>> from cartwin.twin.disease import parameters_of
    >>> sev = next(p for p in parameters_of("itp") if p.name == "sev")
    >>> moved(sev, np.full(3, 1.1), np.array([0, 1, 1])).round(3)
    array([1.1  , 0.858, 0.858])
    """
    if not populations.any() or not is_uncertain(parameter):
        return values
    by = DOUBT[parameter.certainty] * effect(parameter.name, populations)
    if _is_fraction(parameter):
        return _moved_fraction(values, by / _room(parameter.value))
    ceiling = getattr(parameter.spread, "ceiling", np.inf)
    return np.asarray(np.minimum(values * np.exp(by), np.maximum(ceiling, values)))


def effect(name: str, populations: Integers) -> Array:
    """Return a standard normal number of each population for one purpose; 0 for the first.

    >>> effect("sev", np.array([0, 7, 7])).round(2)
    array([ 0.  , -0.18, -0.18])
    """
    keys = mix(populations.astype(np.uint64)) ^ key_of(0, "population", name)
    return np.where(populations == DECLARED, 0.0, normal_of(keys))


def _is_fraction(parameter: Parameter) -> bool:
    if isinstance(parameter.spread, LogitNormal):
        return True
    whole = parameter.unit == "1" and parameter.value < 1
    return whole and isinstance(parameter.spread, Fixed)


def _room(fraction: float) -> float:
    """Return how much a fraction moves per move of its logit, relative to the smaller part.

    Near 0 a relative move is one of the log of the fraction, near 1 of its complement.
    """
    return max(fraction, 1.0 - fraction)


def _moved_fraction(values: Array, by: Array) -> Array:
    inside = (values > 0) & (values < 1)
    odds = np.where(inside, values, 0.5) / (1.0 - np.where(inside, values, 0.5))
    odds = odds * np.exp(by)
    return np.where(inside, odds / (1.0 + odds), values)
