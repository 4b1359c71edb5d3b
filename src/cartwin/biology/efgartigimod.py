"""Efgartigimod: blocks FcRn recycling of immunoglobulin G."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="e_efg",
        value=0.95,
        unit="1",
        spread=Fixed(),
        meaning="max FcRn blockade",
        source="-72 % after 4 weekly 10 mg/kg: between -56 % (ADAPT+) and ~-75 % healthy (R via repo comment)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="EC_efg",
        value=32.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="efgartigimod for half block",
        source="idem",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_efg",
        value=0.141,
        unit="1/d",
        spread=LogNormal(0.2),
        meaning="efgartigimod loss (t1/2 4.9 d)",
        source="label (K)",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="V_efg",
        value=12.0,
        unit="L",
        spread=Fixed(),
        meaning="efgartigimod volume",
        source="Vss 15-20 L label (K), lumped",
        certainty=Certainty.RECALLED,
    ),
)
STATES = (State("EFG", "mg", "efgartigimod"),)


def kinetics(EFG: N, k_efg: N) -> Defined:
    """Return dEFG/dt [mg/d]."""
    return dict(dEFG=-k_efg * EFG)


def blockade(EFG: N, V_efg: N, e_efg: N, EC_efg: N) -> Defined:
    """Return the share of FcRn that is blocked [1]."""
    ce = EFG / V_efg
    return dict(fcrn=e_efg * ce / (ce + EC_efg))


RATES = (kinetics, blockade)
