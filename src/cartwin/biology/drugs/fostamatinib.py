"""Fostamatinib: blocks Syk and with it the Fc-receptor signal of phagocytes."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="kFOS",
        value=1.1,
        unit="1/d",
        spread=Fixed(),
        meaning="loss rate of the effect of fostamatinib",
        source=(
            "assumed: an effect half-life of 15 h, that of its active metabolite (general"
            " knowledge)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="fos50",
        value=110.0,
        unit="mg",
        spread=LogNormal(1),
        meaning="effect amount of fostamatinib that blocks phagocytosis half-maximally",
        source=(
            "calibrated: to a stable platelet response in 18 % and any response in 43 % "
            "of patients (general knowledge of the phase 3 trials, source not at hand); "
            "spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="fos_imax",
        value=0.8,
        unit="1",
        spread=Fixed(),
        meaning="largest block of phagocytosis by fostamatinib",
        source=(
            "calibrated: to a stable platelet response in 18 % and any response in 43 % "
            "of patients (general knowledge of the phase 3 trials, source not at hand)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (State("FOS", "mg", "fostamatinib"),)
DOSES = (Enters("fostamatinib", ("FOS",), Basis.BODY),)


def kinetics(FOS: N, kFOS: N, rate_scale: N) -> Defined:
    """Return dFOS/dt [mg/d]."""
    return dict(dFOS=-rate_scale * kFOS * FOS)


def effect(FOS: N, fos50: N, fos_imax: N) -> N:
    """Return the block of phagocytosis [1]."""
    return fos_imax * FOS / (FOS + fos50)


RATES = (kinetics,)
ACTS = {"phagocyte_block": effect}
