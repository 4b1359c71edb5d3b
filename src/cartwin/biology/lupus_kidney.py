"""Kidneys in lupus: inflammation, protein in urine, and scars, which stay.

Inflammation of the kidneys follows the activity of lupus, and the leak of protein follows
the inflammation, slowly: what it has opened heals for months. Inflamed nephrons scar for
good: filtration is lost, and scars leak a little protein that nothing removes.

    dREN = k_ren (ACT - REN)
    dLEAK = k_leak (up0 REN - LEAK)
    dSCAR = k_neph up0 REN (1 - SCAR)
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, LogNormal, Mixture, Parameter, State


__all__ = ["ACCUMULATES", "BALANCE", "PARAMETERS", "RATES", "READOUTS", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_ren",
        value=0.07,
        unit="1/d",
        spread=LogNormal(0.4),
        meaning="rate at which inflammation of the kidneys follows the activity of lupus",
        source=(
            "calibrated: as a set with wI and k_activity, to remission by DORIS in 5 of 5 "
            "patients three months after infusion, 4 of them with nephritis (Mackensen "
            "2022, Nat Med 28:2124), and in 8 of 8 at six months (Müller 2024, N Engl J "
            "Med 390:687); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_leak",
        value=0.013,
        unit="1/d",
        spread=LogNormal(0.4),
        meaning="rate at which the leak of protein follows the inflammation of the kidneys",
        source=(
            "calibrated: to 4.2 g/g three months after infusion in the patient with 8.1 "
            "g/g before (Mackensen 2022, digitised in Park 2025, as transcribed in "
            "nlmixr2lib); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="up0",
        value=2.8,
        unit="g/g",
        spread=Mixture(0.2, median=0.03, omega=0.9, otherwise=LogNormal(0.8)),
        meaning=(
            "protein to creatinine ratio in urine that fully inflamed kidneys add; one in "
            "five patients has no nephritis"
        ),
        source=(
            "calibrated: with normal leakage and scars, to 8.1, 6.57, 3.06, 2.01 and 0.075 "
            "g/g before treatment (Mackensen 2022, digitised in Park 2025, as transcribed "
            "in nlmixr2lib); spread assumed with these five in view"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="upcr_n",
        value=0.06,
        unit="g/g",
        spread=LogNormal(0.6),
        meaning="protein to creatinine ratio in urine of healthy kidneys",
        source="general knowledge: below 0.15 g/g, source not at hand; spread assumed",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="up_scar",
        value=3.0,
        unit="g/g",
        spread=LogNormal(0.5),
        meaning="protein to creatinine ratio in urine that kidneys add if all is scarred",
        source="assumed: 0.3 g/g where a tenth is scarred; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_neph",
        value=0.000024,
        unit="1/d/(g/g)",
        spread=LogNormal(0.5),
        meaning="scarring of kidneys per protein to creatinine ratio of their inflammation",
        source=(
            "assumed: a filtration of 95 loses 2.3 mL/min/1.73 m2 in a year at 2.8 g/g; "
            "spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gfr0",
        value=105.0,
        unit="mL/min/{1.73_m2}",
        spread=LogNormal(0.15),
        meaning="estimated glomerular filtration rate without scars",
        source="assumed: young adults; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("REN", "1", "inflammation of the kidneys, on the scale of activity", 0.01),
    State("LEAK", "g/g", "protein to creatinine that leaks after inflammation", 0.01),
    State("SCAR", "1", "scarred share of the kidneys", 0.01),
)
ACCUMULATES = ("SCAR",)
"""Scars start from those of earlier years and only grow."""


def start(act0: N, up0: N, k_neph: N, t_sle: N) -> Defined:
    """Return the untreated inflammation, its leak [g/g], and the scars so far."""
    leak = up0 * act0
    return dict(REN=1.0 * act0, LEAK=leak, SCAR=1.0 - np.exp(-k_neph * leak * t_sle))


def kidneys(
    REN: N, LEAK: N, SCAR: N, ACT: N, k_ren: N, k_leak: N, k_neph: N, up0: N
) -> Defined:
    """Return the rates of inflammation [1/d], leak [g/g/d] and scarring [1/d]."""
    return dict(
        dREN=k_ren * (ACT - REN),
        dLEAK=k_leak * (up0 * REN - LEAK),
        dSCAR=k_neph * up0 * REN * (1.0 - SCAR),
    )


def urine(LEAK: N, SCAR: N, upcr_n: N, up_scar: N) -> Defined:
    """Return the protein to creatinine ratio [g/g]."""
    return dict(UPCR=upcr_n + LEAK + up_scar * SCAR)


def filtration(REN: N, SCAR: N, gfr0: N) -> Defined:
    """Return inflammation [1] and the filtration rate [mL/min/1.73 m2]."""
    return dict(renal_activity=1.0 * REN, GFRE=gfr0 * (1.0 - SCAR))


BALANCE = (start,)
RATES = (kidneys,)
READOUTS = (urine, filtration)
