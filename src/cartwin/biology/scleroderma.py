"""Systemic sclerosis: what the activity does to skin and lungs.

Skin and lungs hold two things each: what follows the activity up and down, and what stays
once it has come. What the activity depends on is in `organ_activity`; here are its numbers.

    mRSS = SKD + rev SKN               SKN follows ACT; SKD only grows
    FVC = (L - LUF) / (1 + r LUI)      LUI follows ACT; LUF only grows

Before treatment every state is in balance except those of `ACCUMULATES`: damage starts
from an amount of the patient's own and grows, slowly, as long as there is activity. So
there is no steady state of damage; the other states do not depend on it.

Not in it: vessels (other than as a fixed loss of diffusion), kidneys, heart and gut.
"""

import numpy as np

from cartwin.biology.notation import PERCENT, Defined, N
from cartwin.biology.organ_activity import of_disease
from cartwin.parameters import (
    Certainty,
    Fixed,
    LogitNormal,
    LogNormal,
    Parameter,
    State,
)


__all__ = ["ACCUMULATES", "BALANCE", "PARAMETERS", "PRIORS", "RATES", "READOUTS", "STATES"]

_SERIES = "Auth 2024, Lancet Rheumatol, doi 10.1016/S2665-9913(24)00282-0, abstract"
_SKIN = f"calibrated: to a fall of mRSS by 31 % within 100 d of CAR-T ({_SERIES})"
_LUNG = (
    "calibrated: to a gain of FVC after CAR-T, 195 mL (18-275) at a median of 487 d "
    f"({_SERIES}); the typical patient of the model gains less, about 165 mL"
)
_NATURAL = (
    "calibrated: to a loss of FVC of 200 mL a year without treatment, which is itself "
    "assumed"
)
_GUESS = "assumed: no data; to a moderately ill patient at the usual scale"
PARAMETERS = (
    Parameter(
        name="k_skin", value=0.018, unit="1/d", spread=LogNormal(0.4),
        meaning="rate at which the reversible part of the skin follows the activity",
        source=f"{_SKIN}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="skin_rev", value=18.0, unit="1", spread=LogNormal(0.4, ceiling=34.0),
        meaning="points of mRSS before treatment that go if the activity goes",
        source=(
            f"{_SKIN} from 26, where three patients had 24, 27 and 32 (Bergmann 2023, ACR "
            "abstracts); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="skin_irr", value=8.0, unit="1", spread=LogNormal(0.4, ceiling=16.0),
        meaning="points of mRSS at the start of observation that stay",
        source=f"{_SKIN}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_scar", value=0.0028, unit="1/d", spread=LogNormal(0.6),
        meaning=(
            "points of mRSS a day that become permanent at full activity in unaffected skin"
        ),
        source=(
            "assumed: half a point a year in a typical patient, so that skin stays level "
            "without treatment; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="skin_most", value=51.0, unit="1", spread=Fixed(),
        meaning="highest mRSS: 17 sites of 3 points",
        source="Clements 1995, J Rheumatol 22:1281, abstract: 17 sites of 0 to 3 points",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="FVCn", value=3.5, unit="L", spread=LogNormal(0.18),
        meaning="forced vital capacity (FVC) predicted for the patient",
        source=(
            "assumed: between usual predictions for women and men of middle age; not tied "
            "to the height, sex and age of the virtual patient; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="fvc_own", value=1.0, unit="1", spread=LogNormal(0.12),
        meaning=(
            "FVC that the patient had before the disease, relative to the predicted one"
        ),
        source="assumed: a healthy spread of 12 %",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="lung_irr", value=0.1, unit="1", spread=LogNormal(0.6, ceiling=0.5),
        meaning="share of the lung volume that is fibrosed at the start of observation",
        source=(
            "assumed: one tenth, which with inflammation gives an FVC of 79 % of "
            "predicted; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="lung_rev", value=0.137, unit="1", spread=LogNormal(0.6),
        meaning=(
            "restriction by lung inflammation before treatment, relative to FVC without it"
        ),
        source=f"{_LUNG}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_lung", value=0.012, unit="1/d", spread=LogNormal(0.4),
        meaning="rate at which lung inflammation follows the activity",
        source=f"{_LUNG}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_fib", value=2.05e-4, unit="1/d", spread=LogNormal(0.6),
        meaning="rate at which spared lung becomes fibrosed at full activity",
        source=(
            f"{_NATURAL}; ground glass went down and reticulation did not after CAR-T "
            f"({_SERIES}); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="dlco_own", value=0.8, unit="1", spread=LogNormal(0.2),
        meaning=(
            "diffusing capacity (DLCO) that vessels leave, relative to the predicted one; "
            "nothing in the model moves it"
        ),
        source=(
            "assumed: with fibrosis and inflammation a DLCO of 63 % of predicted; spread "
            "assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="phg_ssc", value=40.0, unit="mm", spread=LogNormal(0.4, ceiling=75.0),
        meaning=(
            "part of the physician's global assessment before treatment that follows the "
            "activity"
        ),
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="phd_ssc", value=10.0, unit="mm", spread=LogNormal(0.5, ceiling=25.0),
        meaning="part of the physician's global assessment before treatment that is damage",
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ptg_ssc", value=35.0, unit="mm", spread=LogNormal(0.4, ceiling=60.0),
        meaning=(
            "part of the patient's global assessment before treatment that follows activity"
        ),
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ptdam_ssc", value=20.0, unit="mm", spread=LogNormal(0.5, ceiling=40.0),
        meaning="part of the patient's global assessment before treatment that is damage",
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="haq_ssc", value=0.8, unit="1", spread=LogNormal(0.4, ceiling=2.0),
        meaning=(
            "part of HAQ-DI before treatment that follows the reversible part of the skin"
        ),
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="had_ssc", value=0.5, unit="1", spread=LogNormal(0.5, ceiling=1.0),
        meaning="part of HAQ-DI before treatment that is damage",
        source=f"{_GUESS}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="scl70", value=20.0, unit="[arb'U]/mL", spread=Fixed(),
        meaning="anti-Scl-70 at the detection limit of the autoantibody",
        source="assumed: a usual cut-off of immunoassays",
        certainty=Certainty.ASSUMED,
    ),
)  # fmt: skip
PRIORS = (
    of_disease(
        "wA",
        0.25,
        LogNormal(0.6),
        "assumed: one quarter, half of that of plasmablasts; antibody often stays where "
        "skin improves; spread assumed",
        Certainty.ASSUMED,
    ),
    of_disease(
        "wB",
        0.55,
        LogNormal(0.4),
        "assumed: about one half, since skin improves while antibody is left; spread "
        "assumed",
        Certainty.ASSUMED,
    ),
    of_disease(
        "wI",
        0.20,
        LogNormal(0.7),
        "assumed: one fifth, the part that CAR-T cannot reach (fibroblasts, vessels, T "
        "cells); spread assumed",
        Certainty.ASSUMED,
    ),
    of_disease(
        "k_activity", 0.05, LogNormal(0.4), f"{_SKIN}; spread assumed", Certainty.CALIBRATED
    ),
    of_disease(
        "gc_activity",
        0.3,
        Fixed(),
        "assumed: about that in myositis; steroids do little for the skin",
        Certainty.ASSUMED,
    ),
    Parameter(
        name="fLLX", value=0.3, unit="1", spread=LogitNormal(1.4),
        meaning="share of the autoantibody that long-lived plasma cells make",
        source=(
            "assumed: more than in immune thrombocytopenia, since antibodies of sclerosis "
            "often fall without going; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
)  # fmt: skip
STATES = (
    State("SKN", "1", "reversible part of the skin, relative to baseline", 0.01),
    State("SKD", "1", "points of mRSS that stay", 0.1),
    State("LUI", "1", "inflammation of the lungs, relative to baseline", 0.01),
    State("LUF", "L", "lung volume lost to fibrosis", 0.01),
)
ACCUMULATES = ("SKD", "LUF")
"""States of damage: they start from an amount and only grow, so nothing balances them."""


def start(act0: N, skin_irr: N, FVCn: N, fvc_own: N, lung_irr: N) -> Defined:
    """Return the untreated state, with the damage that was there at the start."""
    lungs = FVCn * fvc_own
    return dict(
        SKN=1.0 * act0, LUI=1.0 * act0, SKD=1.0 * skin_irr, LUF=lung_irr * lungs,
        lungs=lungs, LUF0=lung_irr * lungs,
    )  # fmt: skip


def skin(
    ACT: N, SKN: N, SKD: N, k_skin: N, k_scar: N, skin_rev: N, skin_most: N
) -> Defined:
    """Return the rates of the skin [1/d]; there is no more to lose at the highest mRSS."""
    spared = np.maximum(1.0 - (SKD + skin_rev * SKN) / skin_most, 0.0)
    return dict(dSKN=k_skin * (ACT - SKN), dSKD=k_scar * ACT * spared)


def lung(ACT: N, LUI: N, LUF: N, lungs: N, k_lung: N, k_fib: N) -> Defined:
    """Return the rates of inflammation [1/d] and of fibrosis [L/d] of the lungs."""
    return dict(dLUI=k_lung * (ACT - LUI), dLUF=k_fib * ACT * (lungs - LUF))


def skin_score(SKN: N, SKD: N, skin_rev: N) -> Defined:
    """Return the modified Rodnan skin score [1]."""
    return dict(MRSS=SKD + skin_rev * SKN)


def lung_function(LUI: N, LUF: N, lungs: N, FVCn: N, lung_rev: N, dlco_own: N) -> Defined:
    """Return FVC [L] and, of predicted, FVC and DLCO [%]."""
    open_share = 1.0 / (1.0 + lung_rev * LUI)
    capacity = (lungs - LUF) * open_share
    diffusing = dlco_own * (1.0 - LUF / lungs) * open_share
    return dict(FVC=capacity, FVCPP=PERCENT * capacity / FVCn, DLCOPP=PERCENT * diffusing)


def damage(SKD: N, LUF: N, skin_irr: N, skin_most: N, LUF0: N, lungs: N) -> Defined:
    """Return 1, and the shares of skin and lungs lost since observation started [1]."""
    return dict(ssc_damage=1.0 + (SKD - skin_irr) / skin_most + (LUF - LUF0) / lungs)


def globals_and_function(
    ACT: N, SKN: N, ssc_damage: N,
    phg_ssc: N, phd_ssc: N, ptg_ssc: N, ptdam_ssc: N, haq_ssc: N, had_ssc: N,
) -> Defined:  # fmt: skip
    """Return the global assessments of physician and patient [mm], and HAQ-DI [1]."""
    return dict(
        PHGVAS=phg_ssc * ACT + phd_ssc * ssc_damage,
        PTGVAS=ptg_ssc * ACT + ptdam_ssc * ssc_damage,
        HAQDI=haq_ssc * SKN + had_ssc * ssc_damage,
    )


def signs(LUF: N, lungs: N) -> Defined:
    """Return the fibrosed share of the lungs [1]."""
    return dict(lung_fibrosis=LUF / lungs)


def antibody_reading(AA: N, scl70: N) -> Defined:
    """Return anti-Scl-70 [arb'U/mL]."""
    return dict(SCL70AB=scl70 * AA)


BALANCE = (start,)
RATES = (skin, lung)
READOUTS = (
    skin_score,
    lung_function,
    damage,
    globals_and_function,
    signs,
    antibody_reading,
)
