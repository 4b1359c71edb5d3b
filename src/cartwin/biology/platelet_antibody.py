"""The autoantibody of immune thrombocytopenia, as an assay of glycoproteins reads it."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Parameter, State


__all__ = ["PARAMETERS", "RATES", "READOUTS", "STATES"]

PARAMETERS: tuple[Parameter, ...] = ()
STATES: tuple[State, ...] = ()
RATES = ()


def autoantibody(AA: N) -> Defined:
    """Return the autoantibody as one against platelets [detection limits]."""
    return dict(GPAB=1.0 * AA)


READOUTS = (autoantibody,)
