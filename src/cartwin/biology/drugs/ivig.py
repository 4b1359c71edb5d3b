"""Intravenous immunoglobulin: speeds the loss of all IgG, and blocks clearance.

Two compartments: most of the fall in the first week is distribution into tissue.

The block of phagocytosis is a threshold in exogenous IgG (see `platelet_clearance`).
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="V_ig",
        value=3.94,
        unit="L",
        spread=Fixed(),
        meaning="central volume of infused immunoglobulin G",
        source=(
            "Landersdorfer 2013, Postgrad Med 125:53 (primary immunodeficiency), as "
            "transcribed in nlmixr2lib: 3.94 L"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="V_igp",
        value=4.18,
        unit="L",
        spread=Fixed(),
        meaning="peripheral volume of infused immunoglobulin G",
        source=(
            "Landersdorfer 2013, Postgrad Med 125:53 (primary immunodeficiency), as "
            "transcribed in nlmixr2lib: 4.18 L"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="q_iv",
        value=0.252,
        unit="L/d",
        spread=Fixed(),
        meaning=(
            "clearance of infused immunoglobulin G between central and peripheral "
            "compartment"
        ),
        source=(
            "Landersdorfer 2013, Postgrad Med 125:53 (primary immunodeficiency), as "
            "transcribed in nlmixr2lib: 0.252 L/d"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="K_iv",
        value=14.0,
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
STATES = (
    State("IVG", "g/L", "exogenous immunoglobulin G, central"),
    State("IVP", "g/L", "exogenous immunoglobulin G, peripheral"),
)
DOSES = (Enters("ivig", ("IVG",), Basis.PER_KG, over="V_ig"),)


def kinetics(IVG: N, IVP: N, kel: N, q_iv: N, V_ig: N, V_igp: N, rate_scale: N) -> Defined:
    """Return the rates of the compartments [g/L/d]."""
    exchange = rate_scale * q_iv * (IVG - IVP)
    return dict(dIVG=-kel * IVG - exchange / V_ig, dIVP=exchange / V_igp)


def blockade(IVG: N, K_iv: N, n_iv: N) -> N:
    """Return its competition with antibody-coated cells for Fc receptors [1]."""
    return np.maximum(IVG / K_iv, 0.0) ** n_iv


RATES = (kinetics,)
ACTS = {"fc_competition": blockade}
