"""Endothelial activation and the neurotoxic signal behind ICANS.

The stress on the endothelium is macrophage activation, more of it where platelets are few.
"""

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
)
STATES = (
    State("EA", "1", "endothelial activation", 0.01),
    State("CNS", "1", "neurotoxic signal", 0.01),
)


def endothelium_and_brain(stress: N, EA: N, CNS: N, dexi: N, k_ea: N, k_cns: N) -> Defined:
    """Return the rates of both signals [1/d]."""
    return dict(dEA=k_ea * (stress - EA), dCNS=k_cns * (EA * (1.0 - dexi) - CNS))


RATES = (endothelium_and_brain,)
