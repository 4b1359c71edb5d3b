"""Endothelial activation and the neurotoxic signal behind ICANS.

The stress on the endothelium is macrophage activation, more of it where platelets are few.
"""

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
    Parameter(
        name="plt_calm",
        value=150.0,
        unit="10*9/L",
        spread=Fixed(),
        meaning="platelet count below which the endothelium lacks support",
        source="assumed: the lower limit of normal",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("EA", "1", "endothelial activation", 0.01),
    State("CNS", "1", "neurotoxic signal", 0.01),
)


def endothelial_stress(MAC: N, plt_blood: N, plt_ang: N, plt_calm: N) -> Defined:
    """Return the stress on the endothelium [1]: few platelets add to it."""
    lack = np.log10(np.maximum(plt_calm / np.maximum(plt_blood, 1e-3 * plt_calm), 1.0))
    return dict(stress=MAC * (1.0 + plt_ang * lack))


def endothelium_and_brain(
    stress: N, EA: N, CNS: N, cytokine_block: N, k_ea: N, k_cns: N
) -> Defined:
    """Return the rates of both signals [1/d]."""
    return dict(dEA=k_ea * (stress - EA), dCNS=k_cns * (EA * (1.0 - cytokine_block) - CNS))


RATES = (endothelial_stress, endothelium_and_brain)
