"""Cytokines after CAR-T: interferon gamma, macrophages, IL-6, CRP, ferritin, fever.

Driven by the killing flux Kf alone: reference CD19+ masses killed per day.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

_FIT = (
    "calibrated: only as a set, to cytokine release syndrome in 73-87 % of autoimmune "
    "patients, mostly grade 1 (Müller 2024 with 11 of 15, as quoted in later reviews), "
    "with fever near 39 degrees Celsius and CRP in the tens of mg/L"
)
PARAMETERS = (
    Parameter(
        name="ifn0",
        value=2.0,
        unit="pg/mL",
        spread=Fixed(),
        meaning="interferon gamma before treatment",
        source="assumed: a usual low value",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_ifn",
        value=3.0,
        unit="1/d",
        spread=Fixed(),
        meaning="turnover rate of interferon gamma",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="g_ifn",
        value=900.0,
        unit="pg/mL/(1/d)",
        spread=LogNormal(0.5),
        meaning="interferon gamma per killing flux (reference CD19+ masses killed per day)",
        source=f"{_FIT}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="ec_ifn",
        value=60.0,
        unit="pg/mL",
        spread=Fixed(),
        meaning="rise of interferon gamma that activates macrophages half-maximally",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_mac_on",
        value=0.9,
        unit="1/d",
        spread=Fixed(),
        meaning="largest rate of macrophage activation",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_mac_off",
        value=0.45,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which macrophage activation resolves",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="mac_self",
        value=0.35,
        unit="1",
        spread=Fixed(),
        meaning="self-amplification of macrophage activation",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="il6_0",
        value=2.0,
        unit="pg/mL",
        spread=Fixed(),
        meaning="interleukin-6 (IL-6) before treatment",
        source="assumed: a usual low value",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_il6",
        value=4.0,
        unit="1/d",
        spread=Fixed(),
        meaning="effective turnover rate of IL-6",
        source=(
            "assumed: an effective half-life of 4 h for numerical ease; 20 min in a "
            "published model of T-cell engagers (Hosseini 2020)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="g_il6",
        value=90.0,
        unit="pg/mL",
        spread=LogNormal(0.8),
        meaning="IL-6 made by macrophages at unit activation (grows with its third power)",
        source=f"{_FIT}; spread assumed",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="g_il6k",
        value=4.0,
        unit="pg/mL/(1/d)",
        spread=Fixed(),
        meaning=(
            "IL-6 made directly per killing flux (reference CD19+ masses killed per day)"
        ),
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="crp0",
        value=1.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="C-reactive protein (CRP) before treatment",
        source=(
            "Li 2018, Br J Clin Pharmacol 84:2059, as transcribed in nlmixr2lib: 1.16 "
            "mg/L in healthy volunteers, 2.42 mg/L in lupus; rounded to 1"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="k_crp",
        value=0.571,
        unit="1/d",
        spread=Fixed(),
        meaning="loss rate of CRP",
        source=(
            "Li 2018, Br J Clin Pharmacol 84:2059, as transcribed in nlmixr2lib: 0.0238/h"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="crp_max",
        value=200.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="rise of CRP at full acute-phase signal",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="il6_crp50",
        value=150.0,
        unit="pg/mL",
        spread=Fixed(),
        meaning="IL-6 signal that drives the acute-phase response half-maximally",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_crpx",
        value=2.0,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which the acute-phase signal follows IL-6",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="fer0",
        value=150.0,
        unit="ug/L",
        spread=Fixed(),
        meaning="ferritin before treatment",
        source="assumed: within the reference range",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_fer",
        value=0.25,
        unit="1/d",
        spread=Fixed(),
        meaning="turnover rate of ferritin",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="g_fer",
        value=1200.0,
        unit="ug/L",
        spread=Fixed(),
        meaning="rise of ferritin at unit macrophage activation",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_pyr",
        value=3.0,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which the pyrogenic signal follows IL-6",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="il6_t50",
        value=30.0,
        unit="pg/mL",
        spread=Fixed(),
        meaning="IL-6 signal that drives fever half-maximally",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="Tpyr",
        value=3.2,
        unit="K",
        spread=Fixed(),
        meaning="largest rise of body temperature above 36.8 degrees Celsius",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (
    State("IFN", "pg/mL", "interferon gamma"),
    State("MAC", "1", "macrophage activation", 0.01),
    State("IL6", "pg/mL", "interleukin-6"),
    State("CRPX", "1", "acute-phase signal", 0.01),
    State("CRP", "mg/L", "C-reactive protein"),
    State("FER", "ug/L", "ferritin", 1.0),
    State("PYR", "1", "pyrogenic signal", 0.01),
)


def start(ifn0: N, il6_0: N, crp0: N, fer0: N) -> Defined:
    """Return the untreated cytokines."""
    return dict(IFN=ifn0, IL6=il6_0, CRP=crp0, FER=fer0)


def killing_flux(
    PRO: N, PRE: N, TR: N, NA: N, NT: N, MA: N, MT: N, XA: N, XT: N,
    PB: N, PBX: N, SP: N, SPX: N, kE: N, kap: N,
    p_tis: N, pen_X: N, p_mar: N, p_pb: N, p_sp: N, Ag_ref: N, other_killing: N,
) -> Defined:  # fmt: skip
    """Return the killing flux Kf [reference masses/d]."""
    blood = TR + NA + MA + XA
    marrow = p_mar * (PRO + PRE)
    tissue = p_tis * (NT + MT) + pen_X * XT
    plasma = p_pb * (PB + PBX) + p_sp * (SP + SPX)
    return dict(Kf=kap * kE * (blood + tissue + marrow + plasma) / Ag_ref + other_killing)


def interferon(IFN: N, Kf: N, cytokine_block: N, k_ifn: N, ifn0: N, g_ifn: N) -> Defined:
    """Return dIFN/dt [pg/mL/d]."""
    return dict(dIFN=k_ifn * (ifn0 + g_ifn * Kf * (1.0 - cytokine_block) - IFN))


def macrophages(
    IFN: N,
    MAC: N,
    cytokine_block: N,
    ifn0: N,
    ec_ifn: N,
    k_mac_on: N,
    k_mac_off: N,
    mac_self: N,
) -> Defined:
    """Return dMAC/dt [1/d]."""
    exc = np.maximum(0.0, IFN - ifn0)
    on = k_mac_on * (1.0 - cytokine_block) * exc / (exc + ec_ifn) * (1.0 + mac_self * MAC)
    return dict(dMAC=on - k_mac_off * MAC)


def interleukin_6(
    IL6: N, MAC: N, Kf: N, cytokine_block: N, il6_block: N,
    k_il6: N, il6_0: N, g_il6k: N, g_il6: N, toc_block: N,
) -> Defined:  # fmt: skip
    """Return dIL6/dt [pg/mL/d] and the signal sig that reaches tissue [pg/mL]."""
    made = (g_il6k * Kf + g_il6 * MAC * MAC * MAC) * (1.0 - cytokine_block)
    return dict(
        dIL6=k_il6 * (il6_0 + made - IL6 * (1.0 - toc_block * il6_block)),
        sig=np.maximum(0.0, IL6 - il6_0) * (1.0 - il6_block),
    )


def acute_phase(
    CRPX: N, CRP: N, FER: N, PYR: N, MAC: N, sig: N,
    k_crpx: N, il6_crp50: N, k_crp: N, crp0: N, crp_max: N,
    k_fer: N, fer0: N, g_fer: N, k_pyr: N, il6_t50: N,
) -> Defined:  # fmt: skip
    """Return the rates of CRP, ferritin and the pyrogenic signal."""
    return dict(
        dCRPX=k_crpx * (sig / (sig + il6_crp50) - CRPX),
        dCRP=k_crp * (crp0 + crp_max * CRPX - CRP),
        dFER=k_fer * (fer0 + g_fer * MAC - FER),
        dPYR=k_pyr * (sig / (sig + il6_t50) - PYR),
    )


BALANCE = (start,)
RATES = (killing_flux, interferon, macrophages, interleukin_6, acute_phase)
