"""Few platelets: an endothelium without their support is stressed more."""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="plt_ang",
        value=0.6,
        unit="1",
        spread=Fixed(),
        meaning=(
            "added endothelial activation per tenfold fall of platelets below 150 x 10^9/L"
        ),
        source=(
            "assumed: a hypothesis; platelets carry angiopoietin-1, which calms endothelium"
        ),
        certainty=Certainty.ASSUMED,
    ),
)
STATES: tuple[State, ...] = ()
PROTECTIVE = 150.0  # platelets below which the endothelium lacks support [10*9/L]


def endothelial_stress(plt: N, MAC: N, f_circ: N, plt_ang: N) -> Defined:
    """Return the stress on the endothelium [1]."""
    ang = PROTECTIVE / np.maximum(plt * f_circ, 1.0)
    return dict(stress=MAC * (1.0 + plt_ang * np.log10(np.maximum(ang, 1.0))))


RATES = (endothelial_stress,)
