"""Thrombopoietin receptor agonists: romiplostim, eltrombopag, avatrombopag.

Their stimulation adds to that of thrombopoietin, in multiples of its healthy level.
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Mixture, Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="rom_ka",
        value=0.48,
        unit="1/d",
        spread=Fixed(),
        meaning="absorption rate of subcutaneous romiplostim",
        source=(
            "Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116, as transcribed in "
            "nlmixr2lib: 0.02/h"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="rom_V",
        value=2332.0,
        unit="L",
        spread=LogNormal(0.3),
        meaning="apparent volume of romiplostim at 70 kg",
        source=(
            "Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116, as transcribed in "
            "nlmixr2lib: 2565 L at 77 kg, scaled to 70 kg; CV 30 %"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="rom_k",
        value=0.72,
        unit="1/d",
        spread=LogNormal(0.35),
        meaning="elimination rate of romiplostim",
        source=(
            "Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116, as transcribed in "
            "nlmixr2lib: 0.03/h; CV 35 %"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="rom_ec50",
        value=0.042,
        unit="ng/mL",
        spread=Mixture(share=0.08, median=1.0, otherwise=LogNormal(0.73)),
        meaning=(
            "romiplostim concentration with half-maximal effect; far higher in the 8 % "
            "who do not respond"
        ),
        source=(
            "calibrated: share of non-responders to a response in 79-88 % in published "
            "trials; value 42 pg/mL and CV 73 % from Petrov 2024, Clin Pharmacol Drug Dev"
            " 2025;14:116, as transcribed in nlmixr2lib"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="rom_emax",
        value=9.0,
        unit="1",
        spread=LogNormal(0.15),
        meaning=(
            "largest stimulation of platelet production by romiplostim; with rom_ec50 it "
            "sets the slope at low concentrations"
        ),
        source=(
            "Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116, as transcribed in "
            "nlmixr2lib: 9; CV 15 %"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="elt_ka",
        value=4.0,
        unit="1/d",
        spread=Fixed(),
        meaning="absorption rate of eltrombopag",
        source="general knowledge: peak within 2-6 h, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="elt_cl",
        value=16.0,
        unit="L/d",
        spread=LogNormal(0.4),
        meaning="apparent clearance of eltrombopag",
        source=(
            "Gibiansky 2011, J Clin Pharmacol 51:842, abstract (ITP, 70 kg): 0.668 L/h; "
            "CV assumed"
        ),
        certainty=Certainty.READ,
    ),
    Parameter(
        name="elt_vc",
        value=8.76,
        unit="L",
        spread=Fixed(),
        meaning="apparent central volume of eltrombopag",
        source="Gibiansky 2011, J Clin Pharmacol 51:842, abstract (ITP, 70 kg): 8.76 L",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="elt_q",
        value=9.58,
        unit="L/d",
        spread=Fixed(),
        meaning=(
            "apparent clearance of eltrombopag between central and peripheral compartment"
        ),
        source="Gibiansky 2011, J Clin Pharmacol 51:842, abstract (ITP, 70 kg): 0.399 L/h",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="elt_vp",
        value=11.3,
        unit="L",
        spread=Fixed(),
        meaning="apparent peripheral volume of eltrombopag",
        source="Gibiansky 2011, J Clin Pharmacol 51:842, abstract (ITP, 70 kg): 11.3 L",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="elt_slope",
        value=2.4,
        unit="mL/ug",
        spread=Mixture(share=0.19, median=0.0, otherwise=LogNormal(0.54)),
        meaning=(
            "stimulation per concentration of eltrombopag in ITP; zero in the 19 % who do"
            " not respond"
        ),
        source=(
            "calibrated: to response in 59-70 % at 50 mg daily (registration trials); "
            "non-responders 19 % (Hayes 2011, J Clin Pharmacol 51:1403); CV 54 % from "
            "liver disease (Farrell 2014, as transcribed in nlmixr2lib)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
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
    State("ROMD", "ug", "romiplostim, depot"),
    State("ROMC", "ug", "romiplostim, central"),
    State("ELTD", "mg", "eltrombopag, gut"),
    State("ELTC", "mg", "eltrombopag, central"),
    State("ELTP", "mg", "eltrombopag, peripheral"),
    State("AVAD", "mg", "avatrombopag, gut", 1e-3),
    State("AVAC", "mg", "avatrombopag, central", 1e-3),
)


def romiplostim(ROMD: N, ROMC: N, rom_ka: N, rom_k: N) -> Defined:
    """Return the rates of romiplostim [ug/d]."""
    return dict(dROMD=-rom_ka * ROMD, dROMC=rom_ka * ROMD - rom_k * ROMC)


def eltrombopag(
    ELTD: N, ELTC: N, ELTP: N, elt_ka: N, elt_cl: N, elt_vc: N, elt_q: N, elt_vp: N
) -> Defined:
    """Return the rates of eltrombopag [mg/d]."""
    exchange = elt_q * (ELTC / elt_vc - ELTP / elt_vp)
    return dict(
        dELTD=-elt_ka * ELTD,
        dELTC=elt_ka * ELTD - elt_cl * ELTC / elt_vc - exchange,
        dELTP=exchange,
    )


def avatrombopag(AVAD: N, AVAC: N, ava_ka: N, ava_cl: N, ava_v: N) -> Defined:
    """Return the rates of avatrombopag [mg/d]."""
    return dict(dAVAD=-ava_ka * AVAD, dAVAC=ava_ka * AVAD - ava_cl / ava_v * AVAC)


def stimulation(
    ROMC: N, ELTC: N, AVAC: N, rom_V: N, rom_emax: N, rom_ec50: N,
    elt_vc: N, elt_slope: N, ava_v: N, ava_slope: N,
) -> Defined:  # fmt: skip
    """Return the stimulation added, in multiples of healthy thrombopoietin [1]."""
    romi = ROMC / rom_V * (rom_emax + 1.0) / rom_ec50
    return dict(agonism=romi + elt_slope * ELTC / elt_vc + ava_slope * AVAC / ava_v)


RATES = (romiplostim, eltrombopag, avatrombopag, stimulation)
