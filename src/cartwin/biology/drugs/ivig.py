"""Intravenous immunoglobulin: speeds the loss of all IgG, and blocks clearance.

The block of phagocytosis is a threshold in exogenous IgG (see `platelet_clearance`).
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="V_ig",
        value=6.0,
        unit="L",
        spread=Fixed(),
        meaning="distribution volume of infused immunoglobulin G",
        source=(
            "assumed: 6 L for one compartment; Landersdorfer 2013 has 3.94 + 4.18 L for "
            "two (secondary, nlmixr2lib)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="K_iv",
        value=11.5,
        unit="g/L",
        spread=LogNormal(0.3),
        meaning="infused immunoglobulin G that halves the effective antibody",
        source=(
            "calibrated: to the platelet response to 1 g/kg on two days in chronic ITP, "
            "81 % at 50 x 10^9/L or more by day 8, after 1.7 d (Flebogamma 10 % DIF "
            "trial, NCT00511147), peak near 180 about day 7 in another trial; spread "
            "assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="n_iv",
        value=4.0,
        unit="1",
        spread=Fixed(),
        meaning=(
            "steepness with which infused immunoglobulin G lowers the effective antibody"
        ),
        source=(
            "assumed: a threshold, so that the effect ends within 3-4 weeks although IgG "
            "falls with a half-life of 10-20 d"
        ),
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (State("IVG", "g/L", "exogenous immunoglobulin G"),)
DOSES = (Enters("ivig", ("IVG",), Basis.PER_KG, over="V_ig"),)


def elimination(IVG: N, kel: N) -> Defined:
    """Return dIVG/dt [g/L/d]."""
    return dict(dIVG=-kel * IVG)


def blockade(IVG: N, K_iv: N, n_iv: N) -> N:
    """Return its competition with antibody-coated cells for Fc receptors [1]."""
    return np.maximum(IVG / K_iv, 0.0) ** n_iv


RATES = (elimination,)
ACTS = {"fc_competition": blockade}
