"""Neutrophils: proliferation, three transit stages, circulation.

Feedback model of Friberg et al., J Clin Oncol 2002;20:4713.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="anc0",
        value=4.5,
        unit="10*9/L",
        spread=LogNormal(0.3),
        meaning="neutrophils in blood before treatment",
        source=(
            "general knowledge: about 4.5 x 10^9/L, source not at hand; 5.6 x 10^9/L in "
            "Park 2025 (anti-CD19 CAR-T in lupus), as transcribed in nlmixr2lib; spread "
            "assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="MTT",
        value=5.3,
        unit="d",
        spread=LogNormal(0.2),
        meaning="mean transit time of neutrophil precursors through the marrow",
        source=(
            "general knowledge: Friberg 2002, J Clin Oncol 20:4713, 88-127 h, source not "
            "at hand; 4.35 d in Park 2025 (anti-CD19 CAR-T in lupus), as transcribed in "
            "nlmixr2lib; spread assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="gam",
        value=0.17,
        unit="1",
        spread=Fixed(),
        meaning="exponent of the feedback of blood neutrophils on proliferation",
        source=(
            "general knowledge: Friberg 2002, J Clin Oncol 20:4713, 0.16-0.23, source not"
            " at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="s_icaht",
        value=0.1,
        unit="1",
        spread=LogNormal(1),
        meaning=(
            "suppression of neutrophil precursors and of haematopoietic stem cells at unit "
            "macrophage activation"
        ),
        source=(
            "assumed: a hypothesis with a weak effect in autoimmune disease; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="anc_min",
        value=0.01,
        unit="10*9/L",
        spread=Fixed(),
        meaning="neutrophils below which their want stimulates precursors no further",
        source="assumed: a bound for the computation, below what is counted",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f_gcsf",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="effect of filgrastim on neutrophil precursors, relative to its release",
        source="assumed: half as strong",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("NP1", "10*9/L", "neutrophil precursors"),
    State("NT1", "10*9/L", "maturing neutrophils, stage 1"),
    State("NT2", "10*9/L", "maturing neutrophils, stage 2"),
    State("NT3", "10*9/L", "maturing neutrophils, stage 3"),
    State("ANC", "10*9/L", "neutrophils in blood"),
)


def start(anc0: N) -> Defined:
    """Return the untreated stages [10*9/L]."""
    return dict(NP1=anc0, NT1=anc0, NT2=anc0, NT3=anc0, ANC=anc0)


def granulopoiesis(
    NP1: N, NT1: N, NT2: N, NT3: N, ANC: N, neutrophil_drive: N, LDm: N, MAC: N,
    anc0: N, anc_min: N, MTT: N, gam: N, f_gcsf: N, s_icaht: N,
) -> Defined:  # fmt: skip
    """Return the rates of the stages [10*9/L/d]."""
    ktr = 4.0 / MTT
    fb = (anc0 / np.maximum(ANC, anc_min)) ** gam
    drive = (1.0 - LDm - s_icaht * MAC) * fb * (1.0 + f_gcsf * neutrophil_drive)
    return dict(
        dNP1=ktr * NP1 * (drive - 1.0),
        dNT1=ktr * (NP1 - NT1),
        dNT2=ktr * (NT1 - NT2),
        dNT3=ktr * (NT2 - NT3),
        dANC=ktr * (1.0 + neutrophil_drive) * NT3 - ktr * ANC,
    )


BALANCE = (start,)
RATES = (granulopoiesis,)
