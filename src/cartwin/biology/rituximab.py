"""Rituximab: kills CD20+ B cells, well in blood, poorly in tissue."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_rtx",
        value=0.041,
        unit="1/d",
        spread=LogNormal(0.25),
        meaning="rituximab loss (t1/2 17 d)",
        source="Lioger 2017 RA: k10 .11, k12 .42, k21 .25, V1 4.1 L -> 1-cpt",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="V_rtx",
        value=11.0,
        unit="L",
        spread=Fixed(),
        meaning="rituximab volume",
        source="Lioger Vss 11 L",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="kr_acc",
        value=5.0,
        unit="1/d",
        spread=Fixed(),
        meaning="max rituximab kill, accessible",
        source="Chen 2024 Emax 99.6 x kout 0.051 = 5.1/d",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="kr_tis",
        value=0.02,
        unit="1/d",
        spread=LogNormal(0.5),
        meaning="max rituximab kill, tissue",
        source="calibrated to incomplete LN depletion",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kr_mar",
        value=0.05,
        unit="1/d",
        spread=Fixed(),
        meaning="... marrow pre-B",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="EC_rtx",
        value=5.87,
        unit="mg/L",
        spread=Fixed(),
        meaning="rituximab EC50",
        source="5.87 (Chen 2024)",
        certainty=Certainty.READ,
    ),
)
STATES = (State("RTX", "mg", "rituximab"),)


def kinetics(RTX: N, k_rtx: N) -> Defined:
    """Return dRTX/dt [mg/d]."""
    return dict(dRTX=-k_rtx * RTX)


def effect(RTX: N, V_rtx: N, EC_rtx: N) -> Defined:
    """Return the fraction er of the maximal kill [1]."""
    cr = RTX / V_rtx
    return dict(er=cr / (cr + EC_rtx))


RATES = (kinetics, effect)
