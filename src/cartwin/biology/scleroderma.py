"""Systemic sclerosis: activity, and what it does to skin and lungs.

What drives the activity is the autoantibody, the autoreactive plasmablasts and a part that
neither explains, with shares that add up to 1 in every patient. Skin and lungs hold two
things each: what follows the activity up and down, and what stays once it has come.

    d ACS = k (drive - ACS)            drive = uA A/A0 + uB PBX/PBX0 + uI
    mRSS = SKD + rev SKN               SKN follows ACS; SKD only grows
    FVC = (L - LUF) / (1 + r LUI)      LUI follows ACS; LUF only grows

Before treatment every state is in balance except those of `ACCUMULATES`: damage starts
from an amount of the patient's own and grows, slowly, as long as there is activity. So
there is no steady state of damage; the other states do not depend on it.

Not in it: vessels (other than as a fixed loss of diffusion), kidneys, heart and gut.
"""

import numpy as np

from cartwin.biology.notation import PERCENT, Defined, N
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
        name="wA_ssc", value=0.25, unit="1", spread=LogNormal(0.6),
        meaning=(
            "weight of the autoantibody in what drives the activity of sclerosis, before "
            "the three weights are divided by their sum"
        ),
        source=(
            "assumed: one quarter, half of that of plasmablasts; antibody often stays "
            "where skin improves; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="wB_ssc", value=0.55, unit="1", spread=LogNormal(0.4),
        meaning=(
            "weight of autoreactive plasmablasts in what drives the activity of sclerosis, "
            "before the three weights are divided by their sum"
        ),
        source=(
            "assumed: about one half, since skin improves while antibody is left; spread "
            "assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="wI_ssc", value=0.20, unit="1", spread=LogNormal(0.7),
        meaning=(
            "weight of what neither explains (fibroblasts, vessels, T cells) in what "
            "drives the activity of sclerosis, before the three weights are divided by "
            "their sum"
        ),
        source="assumed: one fifth, the part that CAR-T cannot reach; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_ssc", value=0.05, unit="1/d", spread=LogNormal(0.4),
        meaning="rate at which the activity of sclerosis follows what drives it",
        source=f"{_SKIN}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="gc_ssc", value=0.3, unit="1", spread=Fixed(),
        meaning=(
            "block of what drives the activity of sclerosis, relative to the block of "
            "phagocytosis by glucocorticoids"
        ),
        source="assumed: half of that in myositis; steroids do little for the skin",
        certainty=Certainty.ASSUMED,
    ),
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
    State("ACS", "1", "activity of sclerosis, relative to baseline", 0.01),
    State("SKN", "1", "reversible part of the skin, relative to baseline", 0.01),
    State("SKD", "1", "points of mRSS that stay", 0.1),
    State("LUI", "1", "inflammation of the lungs, relative to baseline", 0.01),
    State("LUF", "L", "lung volume lost to fibrosis", 0.01),
)
ACCUMULATES = ("SKD", "LUF")
"""States of damage: they start from an amount and only grow, so nothing balances them."""


def shares(wA_ssc: N, wB_ssc: N, wI_ssc: N) -> Defined:
    """Return the shares of what drives the activity; they add up to 1."""
    whole = wA_ssc + wB_ssc + wI_ssc
    return dict(uA_ssc=wA_ssc / whole, uB_ssc=wB_ssc / whole, uI_ssc=wI_ssc / whole)


def start(skin_irr: N, FVCn: N, fvc_own: N, lung_irr: N) -> Defined:
    """Return the untreated state, with the damage that was there at the start."""
    one = 1.0 + 0.0 * skin_irr
    lungs = FVCn * fvc_own
    return dict(
        ACS=one, SKN=one, LUI=one, SKD=skin_irr + 0.0 * one, LUF=lung_irr * lungs,
        lungs=lungs, LUF0=lung_irr * lungs,
    )  # fmt: skip


def activity(
    ACS: N, a_rel: N, pbx_rel: N, igc: N, activity_block: N,
    uA_ssc: N, uB_ssc: N, uI_ssc: N, gc_ssc: N, k_ssc: N,
) -> Defined:  # fmt: skip
    """Return the rate of the activity [1/d]."""
    drive = uA_ssc * a_rel + uB_ssc * pbx_rel + uI_ssc
    left = (1.0 - gc_ssc * igc) * (1.0 - activity_block)
    return dict(dACS=k_ssc * (drive * left - ACS))


def skin(
    ACS: N, SKN: N, SKD: N, k_skin: N, k_scar: N, skin_rev: N, skin_most: N
) -> Defined:
    """Return the rates of the skin [1/d]; there is no more to lose at the highest mRSS."""
    spared = np.maximum(1.0 - (SKD + skin_rev * SKN) / skin_most, 0.0)
    return dict(dSKN=k_skin * (ACS - SKN), dSKD=k_scar * ACS * spared)


def lung(ACS: N, LUI: N, LUF: N, lungs: N, k_lung: N, k_fib: N) -> Defined:
    """Return the rates of inflammation [1/d] and of fibrosis [L/d] of the lungs."""
    return dict(dLUI=k_lung * (ACS - LUI), dLUF=k_fib * ACS * (lungs - LUF))


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
    ACS: N, SKN: N, ssc_damage: N,
    phg_ssc: N, phd_ssc: N, ptg_ssc: N, ptdam_ssc: N, haq_ssc: N, had_ssc: N,
) -> Defined:  # fmt: skip
    """Return the global assessments of physician and patient [mm], and HAQ-DI [1]."""
    return dict(
        PHGVAS=phg_ssc * ACS + phd_ssc * ssc_damage,
        PTGVAS=ptg_ssc * ACS + ptdam_ssc * ssc_damage,
        HAQDI=haq_ssc * SKN + had_ssc * ssc_damage,
    )


def signs(ACS: N, LUF: N, lungs: N) -> Defined:
    """Return the activity, and the fibrosed share of the lungs [1]."""
    return dict(ssc_activity=1.0 * ACS, lung_fibrosis=LUF / lungs)


def antibody_reading(AA: N, scl70: N) -> Defined:
    """Return anti-Scl-70 [arb'U/mL]."""
    return dict(SCL70AB=scl70 * AA)


BALANCE = (shares, start)
RATES = (activity, skin, lung)
READOUTS = (
    skin_score,
    lung_function,
    damage,
    globals_and_function,
    signs,
    antibody_reading,
)
