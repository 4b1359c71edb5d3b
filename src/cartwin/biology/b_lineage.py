"""B lineage: marrow precursors, transitional, naive and memory B cells.

Cells [1e9 per 70 kg]. Naive and memory cells live in an accessible pool (A: blood,
splenic red pulp) and in tissue (T). CAR-T cells, lymphodepletion, rituximab and
daratumumab remove them; BAFF boosts maturation when few are left.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="Bload",
        value=1.0,
        unit="1",
        spread=LogNormal(0.28),
        meaning="scales naive+memory pools",
        source="K; CV reduced .45 -> .28 to reach the 110 +- 32 d spread",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="PRO0",
        value=3.0,
        unit="1e9",
        spread=Fixed(),
        meaning="marrow pro-B (CD19+)",
        source="order of magnitude",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="PRE0",
        value=3.0,
        unit="1e9",
        spread=Fixed(),
        meaning="marrow pre/immature B",
        source="A",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="TR0",
        value=4.0,
        unit="1e9",
        spread=Fixed(),
        meaning="transitional",
        source="~10 % of blood B",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="N0",
        value=70.0,
        unit="1e9",
        spread=Fixed(),
        meaning="naive, whole body",
        source="~1-3e11 B cells in the body, 1.4 % in blood (page excerpt)",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="M0",
        value=40.0,
        unit="1e9",
        spread=Fixed(),
        meaning="memory, whole body",
        source="idem, CD27+ ~27 % of blood B",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="fNa",
        value=0.333,
        unit="1",
        spread=Fixed(),
        meaning="naive in accessible pool (blood, splenic red pulp, recirculating)",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="fMa",
        value=0.25,
        unit="1",
        spread=Fixed(),
        meaning="memory accessible",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f_bB",
        value=0.028,
        unit="1",
        spread=Fixed(),
        meaning="fraction of accessible pool in blood",
        source="-> 131 naive, 56 memory, 22 transitional per uL",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_pro",
        value=0.15,
        unit="1/d",
        spread=Fixed(),
        meaning="pro-B maturation",
        source="~7 d",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="k_pre",
        value=0.3,
        unit="1/d",
        spread=Fixed(),
        meaning="pre-B maturation",
        source="~3 d",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="k_tr",
        value=0.25,
        unit="1/d",
        spread=Fixed(),
        meaning="transitional maturation",
        source="~4 d",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="f_tr",
        value=0.74,
        unit="1",
        spread=Fixed(),
        meaning="survival at T->N checkpoint",
        source="derived normalisation s_N=1",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="d_N",
        value=0.01,
        unit="1/d",
        spread=LogNormal(0.25),
        meaning="naive loss",
        source="division 0.46 %/d naive, 2.66 %/d memory (Macallan 2005); Chen 2024 kout 0.051/d, PMC6624401 0.02/d for total CD19",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_ta",
        value=0.015,
        unit="1/d",
        spread=Fixed(),
        meaning="naive tissue -> accessible",
        source="slow, so that rituximab leaves ~40 % of LN B cells at 4 wk (Ramwadhdoebe 2019)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_taM",
        value=0.008,
        unit="1/d",
        spread=Fixed(),
        meaning="memory tissue -> accessible",
        source="idem; switched memory persists in LN after rituximab",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_NM",
        value=0.0006,
        unit="1/d",
        spread=Fixed(),
        meaning="naive -> memory",
        source="memory slow to return (naive phenotype >1 y)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="d_M",
        value=0.018,
        unit="1/d",
        spread=Fixed(),
        meaning="memory death",
        source="Macallan",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_MPB",
        value=0.005,
        unit="1/d",
        spread=Fixed(),
        meaning="memory -> plasmablast",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gM",
        value=0.01,
        unit="1/d",
        spread=Fixed(),
        meaning="net memory growth at low density",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="bf",
        value=1.5,
        unit="fold-1",
        spread=Fixed(),
        meaning="BAFF boost when B mass is low",
        source="BAFF rises after depletion (K)",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("PRO", "1e9", "pro-B cells in marrow", 0.01),
    State("PRE", "1e9", "pre-B and immature B cells in marrow", 0.01),
    State("TR", "1e9", "transitional B cells", 0.01),
    State("NA", "1e9", "naive B cells, accessible", 0.01),
    State("NT", "1e9", "naive B cells, tissue", 0.01),
    State("MA", "1e9", "memory B cells, accessible", 0.01),
    State("MT", "1e9", "memory B cells, tissue", 0.01),
)


def start(Bload: N, PRO0: N, PRE0: N, TR0: N, N0: N, M0: N, fNa: N, fMa: N) -> Defined:
    """Return the untreated pools [1e9]."""
    N_, M_ = N0 * Bload, M0 * Bload
    pools = dict(PRO=PRO0 + 0.0 * Bload, PRE=PRE0 + 0.0 * Bload, TR=TR0 + 0.0 * Bload)
    naive = dict(NA=N_ * fNa, NT=N_ * (1.0 - fNa))
    return pools | naive | dict(MA=M_ * fMa, MT=M_ * (1.0 - fMa))


def production(
    PRO: N, PRE: N, TR: N, NA: N, NT: N,
    k_pro: N, k_pre: N, k_tr: N, f_tr: N, d_N: N, k_NM: N, k_ta: N,
) -> Defined:  # fmt: skip
    """Return the yields and flows that hold precursors and naive cells in balance."""
    naive = NA + NT
    return dict(
        s_pre=k_pro * PRO,
        f_pro=k_pre * PRE / (k_pro * PRO),
        f_pre=k_tr * TR / (k_pre * PRE),
        s_N=(d_N + k_NM) * naive / (f_tr * k_tr * TR),
        k_atN=(k_ta + d_N + k_NM) * NT / NA,
    )


def memory_balance(
    NA: N, NT: N, MA: N, MT: N, k_taM: N, k_NM: N, d_M: N, k_MPB: N, gM: N
) -> Defined:
    """Return the flow, growth and capacity that hold memory cells in balance."""
    loss = d_M + k_MPB
    inflow = k_NM * (NA + NT) / (MA + MT)
    p_M = loss + gM
    return dict(
        k_atM=k_taM * MT / MA - inflow,
        p_M=p_M,
        Mmax=(MA + MT) / (1.0 - (loss - inflow) / p_M),
    )


def feedback(
    TR: N, NA: N, NT: N, MA: N, MT: N, TR0: N, N0: N, M0: N, Bload: N, bf: N
) -> Defined:
    """Return the boost of maturation by BAFF [1]."""
    Bm = TR + NA + NT + MA + MT
    Bm0 = TR0 + (N0 + M0) * Bload
    return dict(baff=1.0 + np.maximum(bf * (1.0 - Bm / Bm0), 0.0))


def precursors(
    PRO: N, PRE: N, TR: N, LDk: N, er: N, dl_a: N, dl_m: N,
    s_pre: N, f_pro: N, f_pre: N, k_pro: N, k_pre: N, k_tr: N,
    ld_pre: N, ld_acc: N, kr_mar: N, kr_acc: N,
) -> Defined:  # fmt: skip
    """Return the rates of marrow precursors and transitional cells [1e9/d]."""
    return dict(
        dPRO=s_pre - (k_pro + dl_m + ld_pre * LDk) * PRO,
        dPRE=f_pro * k_pro * PRO - (k_pre + dl_m + ld_pre * LDk + kr_mar * er) * PRE,
        dTR=f_pre * k_pre * PRE - (k_tr + dl_a + ld_acc * LDk + kr_acc * er) * TR,
    )


def naive(
    TR: N, NA: N, NT: N, baff: N, LDk: N, er: N, dl_a: N, dl_t: N,
    s_N: N, f_tr: N, k_tr: N, k_ta: N, k_atN: N, d_N: N, k_NM: N,
    ld_acc: N, ld_tis: N, kr_acc: N, kr_tis: N,
) -> Defined:  # fmt: skip
    """Return the rates of naive cells [1e9/d]."""
    loss_a = k_atN + d_N + k_NM + dl_a + ld_acc * LDk + kr_acc * er
    loss_t = k_ta + d_N + k_NM + dl_t + ld_tis * LDk + kr_tis * er
    return dict(
        dNA=baff * s_N * f_tr * k_tr * TR + k_ta * NT - loss_a * NA,
        dNT=k_atN * NA - loss_t * NT,
    )


def memory(
    NA: N, NT: N, MA: N, MT: N, LDk: N, er: N, ed: N, dl_a: N, dl_t: N,
    p_M: N, Mmax: N, k_NM: N, k_taM: N, k_atM: N, d_M: N, k_MPB: N,
    ld_acc: N, ld_tis: N, kr_acc: N, kr_tis: N, kd_b: N,
) -> Defined:  # fmt: skip
    """Return the rates of memory cells [1e9/d]."""
    pM = p_M * (1.0 - (MA + MT) / Mmax)
    loss_a = k_atM + d_M + k_MPB + dl_a + ld_acc * LDk + kr_acc * er + kd_b * ed
    loss_t = k_taM + d_M + k_MPB + dl_t + ld_tis * LDk + kr_tis * er
    return dict(
        dMA=pM * MA + k_taM * MT - loss_a * MA,
        dMT=pM * MT + k_NM * (NA + NT) + k_atM * MA - loss_t * MT,
    )


BALANCE = (start, production, memory_balance)
RATES = (feedback, precursors, naive, memory)
