"""What coagulation assays read of factor VIII, its inhibitor and emicizumab.

Only assays with bovine reagents hold under emicizumab: `FVIII` and `F8INH` are theirs.
Human chromogenic assays add its activity as factor VIII, one-stage assays far more, and
the aPTT falls below normal. A clotting Bethesda assay then finds no inhibitor; it is not
given. Porcine factor VIII counts in full, as in an assay calibrated for it.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter


__all__ = ["PARAMETERS", "RATES", "READOUTS", "STATES"]

PARAMETERS = (
    Parameter(
        name="beth",
        value=1.0,
        unit="[beth'U]",
        spread=Fixed(),
        meaning="one Bethesda unit, which leaves half of the factor VIII active",
        source=(
            "Haemophilia 2018;24:186, table 4 (doi 10.1111/hae.13424): units are "
            "(2 - log10 of the residual activity in %) / 0.301"
        ),
        certainty=Certainty.READ,
    ),
    Parameter(
        name="f8_pool",
        value=100.0,
        unit="[iU]/dL",
        spread=Fixed(),
        meaning="factor VIII activity of pooled normal plasma",
        source="general knowledge: definition of the unit, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="aptt_n",
        value=30.0,
        unit="s",
        spread=LogNormal(0.07),
        meaning="activated partial thromboplastin time at normal factor VIII",
        source=(
            "general knowledge: 25-35 s with most reagents, source not at hand; spread "
            "assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="aptt_n_f8",
        value=0.2,
        unit="1",
        spread=Fixed(),
        meaning="power with which that time rises as factor VIII falls",
        source="assumed: about 75 s at 1 IU/dL and a long time below 40 IU/dL",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="aptt_floor",
        value=0.5,
        unit="[iU]/dL",
        spread=Fixed(),
        meaning="factor VIII activity below which that time does not rise further",
        source="assumed: half of what assays can tell from none",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = ()
RATES = ()


def bovine(f8c: N, bu: N, beth: N) -> Defined:
    """Return factor VIII [IU/dL] and its inhibitor [BU] by bovine chromogenic assays."""
    return dict(FVIII=1.0 * f8c, F8INH=beth * bu)


def falsified(f8c: N, emi_human: N, emi_clot: N) -> Defined:
    """Return factor VIII by assays that emicizumab falsifies [IU/dL]."""
    return dict(fviii_human=f8c + emi_human, fviii_one_stage=f8c + emi_clot)


def clotting_time(
    fviii_one_stage: N, aptt_n: N, aptt_n_f8: N, aptt_floor: N, f8_pool: N
) -> Defined:
    """Return the activated partial thromboplastin time [s]."""
    seen = np.maximum(fviii_one_stage, aptt_floor) / f8_pool
    return dict(APTT=aptt_n * np.exp(-aptt_n_f8 * np.log(seen)))


def bleeds(BLEEDS: N, dBLEEDS: N) -> Defined:
    """Return the bleeds expected so far [1], and their present rate [1/d]."""
    return dict(bleeds=1.0 * BLEEDS, bleed_rate=1.0 * dBLEEDS)


def haemostatics(F7A: N, APCC: N, F8P: N, f7a_50: N, apcc_50: N, f8_safe: N) -> Defined:
    """Return what is left of haemostatic drugs, in amounts that act half-way [1]."""
    return dict(haemostatic=F7A / f7a_50 + APCC / apcc_50 + F8P / f8_safe)


def immunosuppressants(ACY: N) -> Defined:
    """Return the effect amount of cyclophosphamide [mg/m2]."""
    return dict(cyclophosphamide=1.0 * ACY)


READOUTS = (bovine, falsified, clotting_time, bleeds, haemostatics, immunosuppressants)
