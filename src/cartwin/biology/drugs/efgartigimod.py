"""Efgartigimod: blocks FcRn recycling of immunoglobulin G."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

_FIT = (
    "calibrated: to a fall of IgG by 72 % after four weekly doses of 10 mg/kg, between "
    "56 % in myasthenia (ADAPT+ extension, abstract) and about 75 % in healthy "
    "volunteers (secondary)"
)
PARAMETERS = (
    Parameter(
        name="e_efg",
        value=0.95,
        unit="1",
        spread=Fixed(),
        meaning="largest share of FcRn that efgartigimod can block",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="EC_efg",
        value=32.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="efgartigimod concentration at which FcRn is blocked half-maximally",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_efg",
        value=0.141,
        unit="1/d",
        spread=LogNormal(0.2),
        meaning="elimination rate of efgartigimod",
        source=(
            "general knowledge: half-life 3-5 d in the label, source not at hand; spread "
            "assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="V_efg",
        value=12.0,
        unit="L",
        spread=Fixed(),
        meaning="distribution volume of efgartigimod",
        source=(
            "assumed: 12 L for one compartment; the label gives 15-20 L at steady state "
            "(general knowledge)"
        ),
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (State("EFG", "mg", "efgartigimod"),)
DOSES = (Enters("efgartigimod", ("EFG",), Basis.BODY),)


def kinetics(EFG: N, k_efg: N, rate_scale: N) -> Defined:
    """Return dEFG/dt [mg/d]."""
    return dict(dEFG=-rate_scale * k_efg * EFG)


def blockade(EFG: N, V_efg: N, e_efg: N, EC_efg: N) -> N:
    """Return the share of FcRn that is blocked [1]."""
    ce = EFG / V_efg
    return e_efg * ce / (ce + EC_efg)


RATES = (kinetics,)
ACTS = {"fcrn_block": blockade}
