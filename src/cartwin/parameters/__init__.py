"""The declared quantities of a model: parameters with their source, and states."""

from cartwin.parameters.declared import Basis, Certainty, Enters, Parameter, State
from cartwin.parameters.spreads import (
    Covariate,
    Exponential,
    Fixed,
    LogitNormal,
    LogNormal,
    Mixture,
    Random,
    Spread,
)


__all__ = [
    "Basis",
    "Certainty",
    "Covariate",
    "Enters",
    "Exponential",
    "Fixed",
    "LogNormal",
    "LogitNormal",
    "Mixture",
    "Parameter",
    "Random",
    "Spread",
    "State",
]
