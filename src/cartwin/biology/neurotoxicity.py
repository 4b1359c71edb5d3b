"""Endothelial activation and the neurotoxic signal behind ICANS."""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_ea",
        value=0.45,
        unit="1/d",
        spread=Fixed(),
        meaning="turnover rate of endothelial activation",
        source="assumed: a hypothesis; rises and resolves over 2-3 d",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_cns",
        value=0.6,
        unit="1/d",
        spread=Fixed(),
        meaning="turnover rate of the neurotoxic signal",
        source="assumed: a hypothesis; follows the endothelium within 2 d",
        certainty=Certainty.ASSUMED,
    ),
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
STATES = (
    State("EA", "1", "endothelial activation", 0.01),
    State("CNS", "1", "neurotoxic signal", 0.01),
)
PROTECTIVE = 150.0  # platelets below which the endothelium lacks support [10*9/L]


def endothelium_and_brain(
    plt: N, MAC: N, EA: N, CNS: N, dexi: N, f_circ: N, k_ea: N, plt_ang: N, k_cns: N
) -> Defined:
    """Return the rates of both signals [1/d]."""
    ang = PROTECTIVE / np.maximum(plt * f_circ, 1.0)
    stress = MAC * (1.0 + plt_ang * np.log10(np.maximum(ang, 1.0)))
    return dict(dEA=k_ea * (stress - EA), dCNS=k_cns * (EA * (1.0 - dexi) - CNS))


RATES = (endothelium_and_brain,)
