"""Avatrombopag: stimulates the receptor of thrombopoietin."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="ava_ka",
        value=6.0,
        unit="1/d",
        spread=Fixed(),
        meaning="absorption rate of avatrombopag",
        source="general knowledge: order of magnitude, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="ava_cl",
        value=165.6,
        unit="L/d",
        spread=LogNormal(0.45),
        meaning="apparent clearance of avatrombopag",
        source=(
            "general knowledge: about 6.9 L/h in the label, source not at hand; spread "
            "assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="ava_v",
        value=180.0,
        unit="L",
        spread=Fixed(),
        meaning="apparent volume of avatrombopag",
        source="general knowledge: about 180 L in the label, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="ava_slope",
        value=55.0,
        unit="mL/ug",
        spread=Fixed(),
        meaning="stimulation per concentration of avatrombopag",
        source=(
            "assumed: similar effect to the other agonists at 20 mg daily; not fitted to "
            "published numbers"
        ),
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("AVAD", "mg", "avatrombopag, gut", 1e-3),
    State("AVAC", "mg", "avatrombopag, central", 1e-3),
)
DOSES = (Enters("avatrombopag", ("AVAD",), Basis.BODY),)


def kinetics(AVAD: N, AVAC: N, ava_ka: N, ava_cl: N, ava_v: N, rate_scale: N) -> Defined:
    """Return the rates of avatrombopag [mg/d]."""
    lost = rate_scale * ava_cl / ava_v * AVAC
    return dict(dAVAD=-ava_ka * AVAD, dAVAC=ava_ka * AVAD - lost)


def stimulation(AVAC: N, ava_v: N, ava_slope: N) -> N:
    """Return the stimulation added, in multiples of healthy thrombopoietin [1]."""
    return ava_slope * AVAC / ava_v


RATES = (kinetics,)
ACTS = {"mpl_drive": stimulation}
