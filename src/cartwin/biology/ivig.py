"""Intravenous immunoglobulin: speeds the loss of all IgG, and blocks clearance.

The block of phagocytosis is a threshold in exogenous IgG (see `platelet_clearance`).
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="V_ig",
        value=6.0,
        unit="L",
        spread=Fixed(),
        meaning="IgG volume (1-compartment)",
        source="Landersdorfer 2013 V 3.94+4.18 L lumped",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="K_iv",
        value=11.5,
        unit="g/L",
        spread=LogNormal(0.3),
        meaning="exogenous IgG that halves the effective antibody (replaces IVE state)",
        source="C IVIG shape",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="n_iv",
        value=4.0,
        unit="1",
        spread=Fixed(),
        meaning="its Hill exponent",
        source="C: effect must end by week 3-4 although IVG t1/2 is 10-20 d",
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (State("IVG", "g/L", "exogenous immunoglobulin G"),)


def elimination(IVG: N, kel: N) -> Defined:
    """Return dIVG/dt [g/L/d]."""
    return dict(dIVG=-kel * IVG)


def blockade(IVG: N, K_iv: N, n_iv: N) -> Defined:
    """Return by how much exogenous IgG divides the effective antibody [1]."""
    return dict(ivig_block=1.0 + np.maximum(IVG / K_iv, 0.0) ** n_iv)


RATES = (elimination, blockade)
