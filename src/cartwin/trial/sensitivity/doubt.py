"""Doubt about parameters that are the same in every patient: what else they might be."""

from dataclasses import replace

from cartwin.parameters import Certainty, Fixed, LogitNormal, LogNormal, Parameter
from cartwin.twin import parameters_of


__all__ = ["doubted"]


def doubted(disease: str, cv: float) -> dict[str, Parameter]:
    """Return the parameters without spread, with a spread that stands for our doubt.

    Fractions get a logit-normal, others a log-normal distribution around their value, each
    by itself, even where several belong together. Those read in a source, and those that
    are 0, are left as they are.

    >>> changed = doubted("itp", 0.3)
    >>> changed["d_LL"].spread, "TPO0" in changed
    (LogNormal(cv=0.3, ceiling=inf), False)
    """
    return {
        p.name: replace(p, spread=_spread(p, cv))
        for p in parameters_of(disease)
        if isinstance(p.spread, Fixed) and p.certainty != Certainty.READ and p.value > 0
    }


def _spread(parameter: Parameter, cv: float) -> LogNormal | LogitNormal:
    if parameter.unit == "1" and parameter.value < 1:
        return LogitNormal(
            sd=cv / (1 - parameter.value) if parameter.value < 0.5 else 2 * cv
        )
    return LogNormal(cv=cv)
