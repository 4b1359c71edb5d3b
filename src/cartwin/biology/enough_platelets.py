"""Enough platelets: a disease that spares them adds nothing to endothelial stress."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

PARAMETERS: tuple[Parameter, ...] = ()
STATES: tuple[State, ...] = ()


def endothelial_stress(MAC: N) -> Defined:
    """Return the stress on the endothelium [1]; see `few_platelets`."""
    return dict(stress=1.0 * MAC)


RATES = (endothelial_stress,)
