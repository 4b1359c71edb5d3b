"""Plasmablasts, short-lived and long-lived plasma cells; polyclonal and autoreactive (X).

Cells [1e9 per 70 kg]. Long-lived cells come in a CD38-high (LL) and a CD38-low (LR)
share; the latter resists daratumumab. Most long-lived cells lack CD19.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogitNormal, LogNormal, Parameter, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_pb",
        value=0.3,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which plasmablasts mature or die",
        source=(
            "assumed: 3.3 d on average; plasmablasts live for days (introduction of "
            "Hammarlund 2017, Nat Commun 8:1781)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="d_SP",
        value=0.05,
        unit="1/d",
        spread=LogNormal(0.25),
        meaning="death rate of short-lived plasma cells",
        source=(
            "calibrated: to seroconversion after CAR-T (Mackensen 2022, Nat Med 28:2124),"
            " here in 2-3 months; several months in Andraud 2012, PLoS Comput Biol "
            "(abstract); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="d_LL",
        value=0.00019,
        unit="1/d",
        spread=Fixed(),
        meaning="death rate of long-lived plasma cells",
        source=(
            "assumed: half-life 10 years, just below the shortest of antibody half-lives "
            "of 11 years (tetanus), 19 (diphtheria) and over 200 (measles) in Amanna "
            "2007, N Engl J Med 357:1903"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="PB0",
        value=0.12,
        unit="10*9",
        spread=Fixed(),
        meaning="plasmablasts before treatment",
        source="general knowledge: 2-3 plasmablasts per uL of blood, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="SP0",
        value=0.9,
        unit="10*9",
        spread=Fixed(),
        meaning="short-lived plasma cells before treatment",
        source=(
            "calibrated: with plasmablasts 22 % of IgG production, to a fall of IgG by "
            "17.5 % after CD19 CAR-T (Hill 2019, Blood Adv 3:3590)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="LLt0",
        value=3.5,
        unit="10*9",
        spread=Fixed(),
        meaning="long-lived plasma cells before treatment",
        source=(
            "general knowledge: 10^9 to 10^10 plasma cells in marrow, source not at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="fLR",
        value=0.6,
        unit="1",
        spread=LogNormal(0.2, ceiling=0.95),
        meaning=(
            "share of polyclonal long-lived plasma cells that are poor in CD38 and resist"
            " daratumumab"
        ),
        source=(
            "calibrated: between unchanged polyclonal IgG under daratumumab in myeloma "
            "(Frerichs 2020, Haematologica) and low IgG in 5 of 10 patients with lupus "
            "(Ostendorf 2026, Nat Commun 17:1312); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="fLRX",
        value=0.25,
        unit="1",
        spread=LogNormal(0.5, ceiling=0.98),
        meaning=(
            "share of autoreactive long-lived plasma cells that are poor in CD38 and "
            "resist daratumumab"
        ),
        source=(
            "calibrated: to platelets that stay normal after daratumumab in one patient "
            "of the NCT06352281 series, conference abstract 2025; spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="w_pb",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="antibody secreted by a plasmablast relative to a plasma cell",
        source="assumed: one half",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f_NPB",
        value=0.4,
        unit="1",
        spread=Fixed(),
        meaning="share of plasmablasts that come straight from naive B cells",
        source="assumed: no measurement known",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_pb",
        value=0.9,
        unit="1",
        spread=Fixed(),
        meaning="killing of plasmablasts relative to B cells in blood",
        source="assumed: almost as B cells, since plasmablasts carry CD19",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_sp",
        value=0.15,
        unit="1",
        spread=Fixed(),
        meaning=(
            "killing of short-lived plasma cells (only some carry CD19) relative to B "
            "cells in blood"
        ),
        source=(
            "calibrated: to lymph-node plasma cells that persist after CD19 CAR-T (Tur "
            "2024, Ann Rheum Dis, abstract)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="fLLX",
        value=0.12,
        unit="1",
        spread=LogitNormal(1.4),
        meaning="share of the autoantibody that long-lived plasma cells make",
        source=(
            "assumed: the median and its spread; median chosen for a platelet response in "
            "about 80 % of patients (3 of 4 in the NCT06352281 series, conference abstract "
            "2025)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="fX",
        value=0.002,
        unit="1",
        spread=Fixed(),
        meaning=(
            "autoreactive share of plasmablasts and short-lived plasma cells before "
            "treatment"
        ),
        source=(
            "assumed: a scale without effect, since the secretion of the autoantibody per "
            "cell is adjusted to it"
        ),
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("PB", "10*9", "plasmablasts", 1e-3),
    State("PBX", "10*9", "autoreactive plasmablasts", 1e-5),
    State("SP", "10*9", "short-lived plasma cells", 1e-2),
    State("SPX", "10*9", "autoreactive short-lived plasma cells", 1e-4),
    State("LL", "10*9", "long-lived plasma cells, CD38-high", 1e-2),
    State("LR", "10*9", "long-lived plasma cells, CD38-low", 1e-2),
    State("LLX", "10*9", "autoreactive long-lived plasma cells, CD38-high", 1e-5),
    State("LRX", "10*9", "autoreactive long-lived plasma cells, CD38-low", 1e-5),
)


def start(PB0: N, SP0: N, LLt0: N, fX: N, fLR: N, fLRX: N, fLLX: N, w_pb: N) -> Defined:
    """Return the untreated pools [1e9]."""
    PBX, SPX = PB0 * fX, SP0 * fX
    share = np.minimum(np.maximum(fLLX, 1e-6), 0.999)
    LLXt = share / (1.0 - share) * (w_pb * PBX + SPX)
    return dict(
        PB=PB0, PBX=PBX, SP=SP0, SPX=SPX,
        LL=(1.0 - fLR) * LLt0, LR=fLR * LLt0, LLX=(1.0 - fLRX) * LLXt, LRX=fLRX * LLXt,
    )  # fmt: skip


def flows(
    PB: N, PBX: N, SP: N, SPX: N, LL: N, LR: N, LLX: N, LRX: N, NA: N, NT: N, MA: N, MT: N,
    XA: N, XT: N, k_pb: N, k_MPB: N, k_XPB: N, d_SP: N, d_LL: N, f_NPB: N,
) -> Defined:  # fmt: skip
    """Return the yields and flows that hold all plasma cells in balance."""
    k_sl = d_LL * (LL + LR) / SP
    k_slx = d_LL * (LLX + LRX) / SPX
    return dict(
        MPB_y=(1.0 - f_NPB) * k_pb * PB / (k_MPB * (MA + MT)),
        NPB_k=f_NPB * k_pb * PB / (NA + NT),
        k_sl=k_sl,
        f_sp=(d_SP + k_sl) * SP / (k_pb * PB),
        XPB_y=k_pb * PBX / (k_XPB * (XA + XT)),
        k_slx=k_slx,
        f_spx=(d_SP + k_slx) * SPX / (k_pb * PBX),
    )


def plasmablasts(
    PB: N, PBX: N, NA: N, NT: N, MA: N, MT: N, XA: N, XT: N, kE: N, LDk: N,
    plasmablast_block: N, plasma_kill: N, clone_plasma_kill: N,
    MPB_y: N, NPB_k: N, XPB_y: N, k_MPB: N, k_XPB: N, k_pb: N,
    kap: N, p_pb: N, ld_pb: N,
) -> Defined:  # fmt: skip
    """Return the rates of plasmablasts [1e9/d]."""
    fp = 1.0 - plasmablast_block
    loss = k_pb + kap * p_pb * kE + ld_pb * LDk + plasma_kill
    return dict(
        dPB=fp * (MPB_y * k_MPB * (MA + MT) + NPB_k * (NA + NT)) - loss * PB,
        dPBX=fp * XPB_y * k_XPB * (XA + XT) - (loss + clone_plasma_kill) * PBX,
    )


def short_lived(
    PB: N, PBX: N, SP: N, SPX: N, kE: N, LDk: N, plasma_kill: N, clone_plasma_kill: N,
    f_sp: N, f_spx: N, k_pb: N, d_SP: N, k_sl: N, k_slx: N,
    kap: N, p_sp: N, ld_sp: N,
) -> Defined:  # fmt: skip
    """Return the rates of short-lived plasma cells [1e9/d]."""
    loss = d_SP + kap * p_sp * kE + ld_sp * LDk + plasma_kill
    return dict(
        dSP=f_sp * k_pb * PB - (loss + k_sl) * SP,
        dSPX=f_spx * k_pb * PBX - (loss + clone_plasma_kill + k_slx) * SPX,
    )


def long_lived(
    SP: N, SPX: N, LL: N, LR: N, LLX: N, LRX: N, LDk: N,
    plasma_kill: N, plasma_kill_low: N,
    k_sl: N, k_slx: N, fLR: N, fLRX: N, d_LL: N, ld_ll: N,
) -> Defined:  # fmt: skip
    """Return the rates of long-lived plasma cells [1e9/d]."""
    loss_high = d_LL + plasma_kill + ld_ll * LDk
    loss_low = d_LL + plasma_kill_low + ld_ll * LDk
    return dict(
        dLL=(1.0 - fLR) * k_sl * SP - loss_high * LL,
        dLR=fLR * k_sl * SP - loss_low * LR,
        dLLX=(1.0 - fLRX) * k_slx * SPX - loss_high * LLX,
        dLRX=fLRX * k_slx * SPX - loss_low * LRX,
    )


def relative_plasmablasts(PBX: N, PB0: N, fX: N) -> Defined:
    """Return the autoreactive plasmablasts relative to those before treatment [1]."""
    return dict(pbx_rel=PBX / (PB0 * fX))


BALANCE = (start, flows)
RATES = (plasmablasts, short_lived, long_lived, relative_plasmablasts)
