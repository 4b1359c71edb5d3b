"""Emicizumab: binds factors IXa and X, and so does the work of active factor VIII.

It prevents bleeds and does not raise factor VIII; most assays take it for factor VIII
(see `coagulation_assays`), for months after the last dose. Its block of bleeding is meant
for want of factor VIII only. With more than 100 U/kg of activated prothrombin complex in
24 h thrombotic microangiopathy threatens: that is neither modelled nor flagged by a rule.
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import (
    Basis,
    Certainty,
    Enters,
    Fixed,
    LogNormal,
    Parameter,
    State,
)


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

_KINETICS = (
    "Yoneyama 2017, Clin Pharmacokinet 57:1123 (haemophilia A, 70 kg), as transcribed in "
    "nlmixr2lib: "
)
PARAMETERS = (
    Parameter(
        name="emi_ka",
        value=0.444,
        unit="1/d",
        spread=LogNormal(0.81),
        meaning="absorption rate of subcutaneous emicizumab",
        source=_KINETICS + "half-life 1.56 d; variance 0.502 on the log scale",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="emi_cl",
        value=0.28,
        unit="L/d",
        spread=LogNormal(0.28),
        meaning="apparent clearance of emicizumab",
        source=_KINETICS + "0.280 L/d; variance 0.0737 on the log scale",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="emi_v",
        value=12.15,
        unit="L",
        spread=LogNormal(0.22),
        meaning="apparent volume of emicizumab",
        source=_KINETICS + "12.15 L; variance 0.0455 on the log scale",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="emi_max",
        value=0.95,
        unit="1",
        spread=Fixed(),
        meaning="largest share of bleeds that emicizumab prevents",
        source=(
            "calibrated: with emi_ec50, to 0.02 bleeds per patient-week under it (55 "
            "patients, Blood Adv 2024;8:5896, abstract) against 0.27 without; up to 0.04 "
            "was accepted"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="emi_ec50",
        value=5.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="emicizumab concentration that prevents half of that",
        source=(
            "calibrated: with emi_max, to 0.02 bleeds per patient-week under it (55 "
            "patients, Blood Adv 2024;8:5896, abstract); up to 0.04 was accepted"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="emi_slope_h",
        value=0.35,
        unit="([iU]/dL)/(mg/L)",
        spread=Fixed(),
        meaning="factor VIII that human chromogenic assays read per emicizumab",
        source=(
            "calibrated: to a reading of 10 IU/dL after 11 d (7.5-12) on 3 mg/kg weekly "
            "(Knoebl 2020, Blood, abstract)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="emi_slope_c",
        value=3.2,
        unit="([iU]/dL)/(mg/L)",
        spread=Fixed(),
        meaning="factor VIII that one-stage assays read per emicizumab",
        source=(
            "calibrated: to 116 IU/dL in a mix of equal parts whose control has 37 "
            "(Haemophilia 2018;24:186, table 4), which is 79 at 25 mg/L if the patient had "
            "an assumed 50, and to a normal aPTT 1-3 d after the first dose (Knoebl 2020, "
            "Blood, abstract)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (
    State("EMID", "mg", "emicizumab, depot"),
    State("EMIC", "mg", "emicizumab, central"),
)
DOSES = (Enters("emicizumab", ("EMID",), Basis.BODY),)


def kinetics(EMID: N, EMIC: N, emi_ka: N, emi_cl: N, emi_v: N, rate_scale: N) -> Defined:
    """Return the rates of depot and central compartment [mg/d]."""
    absorbed = emi_ka * EMID
    return dict(dEMID=-absorbed, dEMIC=absorbed - rate_scale * emi_cl / emi_v * EMIC)


def taken_for_factor_viii(EMIC: N, emi_v: N, emi_slope_h: N, emi_slope_c: N) -> Defined:
    """Return what human chromogenic and one-stage assays take for factor VIII [IU/dL]."""
    concentration = EMIC / emi_v
    return dict(emi_human=emi_slope_h * concentration, emi_clot=emi_slope_c * concentration)


def prevent_bleeds(EMIC: N, emi_v: N, emi_max: N, emi_ec50: N) -> N:
    """Return the share of bleeds prevented [1]."""
    concentration = EMIC / emi_v
    return emi_max * concentration / (concentration + emi_ec50)


RATES = (kinetics, taken_for_factor_viii)
ACTS = {"f8_bleed_block": prevent_bleeds}
