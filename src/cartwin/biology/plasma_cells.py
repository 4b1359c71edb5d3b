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
        meaning="plasmablast loss (3.3 d)",
        source="PB live days (R: Hammarlund intro)",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="d_SP",
        value=0.05,
        unit="1/d",
        spread=LogNormal(0.25),
        meaning="short-lived PC loss (t1/2 14 d)",
        source="calibrated: seroconversion within 2-3 months; Andraud 2012 'several months'",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="d_LL",
        value=0.00019,
        unit="1/d",
        spread=Fixed(),
        meaning="long-lived PC loss (t1/2 10 y)",
        source="tetanus 11 y, diphtheria 19 y, measles >200 y (Amanna 2007)",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="PB0",
        value=0.12,
        unit="1e9",
        spread=Fixed(),
        meaning="plasmablasts",
        source="~2-3/uL blood",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="SP0",
        value=0.9,
        unit="1e9",
        spread=Fixed(),
        meaning="short-lived PC",
        source="sets 22 % of IgG: total IgG -17.5 % after CD19 CAR-T (Hill 2019)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="LLt0",
        value=3.5,
        unit="1e9",
        spread=Fixed(),
        meaning="long-lived PC",
        source="marrow PC ~1e9-1e10",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="fLR",
        value=0.6,
        unit="1",
        spread=LogNormal(0.2, ceiling=0.95),
        meaning="CD38-low share of polyclonal LLPC (resist daratumumab)",
        source="polyclonal IgG unchanged on daratumumab because a CD38-low PC subset survives (Frerichs 2020); hypogammaglobulinaemia in 5/10 SLE pts (Ostendorf 2026)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="fLRX",
        value=0.25,
        unit="1",
        spread=LogNormal(0.5, ceiling=0.98),
        meaning="CD38-low share of autoreactive LLPC",
        source="C (core .20)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="w_pb",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="secretion of a PB relative to PC",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f_NPB",
        value=0.4,
        unit="1",
        spread=Fixed(),
        meaning="share of PB straight from naive/activated",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_pb",
        value=0.9,
        unit="1",
        spread=Fixed(),
        meaning="killing of plasmablasts (CD19+)",
        source="CD19 on PB",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_sp",
        value=0.15,
        unit="1",
        spread=Fixed(),
        meaning="killing of short-lived PC (part CD19+)",
        source="LN plasma cells unchanged after CAR-T (Tur 2024)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="fLLX",
        value=0.12,
        unit="1",
        spread=LogitNormal(1.4),
        meaning="share of autoantibody from LLPC; median .12 (core .06): refractory ITP",
        source="C to 60-90 % response",
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (
    State("PB", "1e9", "plasmablasts", 1e-3),
    State("PBX", "1e9", "autoreactive plasmablasts", 1e-5),
    State("SP", "1e9", "short-lived plasma cells", 1e-2),
    State("SPX", "1e9", "autoreactive short-lived plasma cells", 1e-4),
    State("LL", "1e9", "long-lived plasma cells, CD38-high", 1e-2),
    State("LR", "1e9", "long-lived plasma cells, CD38-low", 1e-2),
    State("LLX", "1e9", "autoreactive long-lived plasma cells, CD38-high", 1e-5),
    State("LRX", "1e9", "autoreactive long-lived plasma cells, CD38-low", 1e-5),
)
AUTOREACTIVE = 0.002  # autoreactive share of plasmablasts and short-lived plasma cells


def start(PB0: N, SP0: N, LLt0: N, fLR: N, fLRX: N, fLLX: N, w_pb: N) -> Defined:
    """Return the untreated pools [1e9]."""
    PBX, SPX = PB0 * AUTOREACTIVE, SP0 * AUTOREACTIVE
    share = np.minimum(np.maximum(fLLX, 1e-6), 0.999)
    LLXt = share / (1.0 - share) * (w_pb * PBX + SPX)
    zero = 0.0 * fLLX
    return dict(
        PB=PB0 + zero, PBX=PBX + zero, SP=SP0 + zero, SPX=SPX + zero,
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
    PB: N, PBX: N, NA: N, NT: N, MA: N, MT: N, XA: N, XT: N, gc: N, ed: N, kE: N, LDk: N,
    MPB_y: N, NPB_k: N, XPB_y: N, k_MPB: N, k_XPB: N, k_pb: N, g_pb: N,
    kap: N, p_pb: N, ld_pb: N, kd_pc: N,
) -> Defined:  # fmt: skip
    """Return the rates of plasmablasts [1e9/d]."""
    fp = 1.0 - g_pb * gc
    loss = k_pb + kap * p_pb * kE + ld_pb * LDk + kd_pc * ed
    return dict(
        dPB=fp * (MPB_y * k_MPB * (MA + MT) + NPB_k * (NA + NT)) - loss * PB,
        dPBX=fp * XPB_y * k_XPB * (XA + XT) - loss * PBX,
    )


def short_lived(
    PB: N, PBX: N, SP: N, SPX: N, ed: N, kE: N, LDk: N,
    f_sp: N, f_spx: N, k_pb: N, d_SP: N, k_sl: N, k_slx: N,
    kap: N, p_sp: N, ld_sp: N, kd_pc: N,
) -> Defined:  # fmt: skip
    """Return the rates of short-lived plasma cells [1e9/d]."""
    loss = d_SP + kap * p_sp * kE + ld_sp * LDk + kd_pc * ed
    return dict(
        dSP=f_sp * k_pb * PB - (loss + k_sl) * SP,
        dSPX=f_spx * k_pb * PBX - (loss + k_slx) * SPX,
    )


def long_lived(
    SP: N, SPX: N, LL: N, LR: N, LLX: N, LRX: N, ed: N, LDk: N,
    k_sl: N, k_slx: N, fLR: N, fLRX: N, d_LL: N, ld_ll: N, kd_pc: N, kd_r: N,
) -> Defined:  # fmt: skip
    """Return the rates of long-lived plasma cells [1e9/d]."""
    loss_high = d_LL + kd_pc * ed + ld_ll * LDk
    loss_low = d_LL + kd_r * ed + ld_ll * LDk
    return dict(
        dLL=(1.0 - fLR) * k_sl * SP - loss_high * LL,
        dLR=fLR * k_sl * SP - loss_low * LR,
        dLLX=(1.0 - fLRX) * k_slx * SPX - loss_high * LLX,
        dLRX=fLRX * k_slx * SPX - loss_low * LRX,
    )


BALANCE = (start, flows)
RATES = (plasmablasts, short_lived, long_lived)
