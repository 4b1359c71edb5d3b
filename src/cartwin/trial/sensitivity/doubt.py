"""Doubt about assumed parameters that are the same in every patient."""

from dataclasses import replace

from cartwin.parameters import Certainty, Fixed, LogitNormal, LogNormal, Parameter
from cartwin.twin import parameters_of


__all__ = ["doubted"]


def doubted(disease: str, cv: float) -> dict[str, Parameter]:
    """Return the assumed parameters without spread, with one that stands for our doubt.

    Fractions get a logit-normal, others a log-normal distribution around their value, each
    by itself, even where several belong together. Those that are 0 are left as they are.

    >>> changed = doubted("itp", 0.3)
    >>> changed["d_LL"].spread, "V_blood" in changed
    (LogNormal(cv=0.3, ceiling=inf), False)
    """
    return {
        p.name: replace(p, spread=_spread(p, cv))
        for p in parameters_of(disease)
        if isinstance(p.spread, Fixed) and p.certainty == Certainty.ASSUMED and p.value > 0
    }


def _spread(parameter: Parameter, cv: float) -> LogNormal | LogitNormal:
    if parameter.unit == "1" and parameter.value < 1:
        return LogitNormal(
            sd=cv / (1 - parameter.value) if parameter.value < 0.5 else 2 * cv
        )
    return LogNormal(cv=cv)
