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
        meaning=(
            "size of a patient's naive and memory B-cell pools relative to the reference "
            "adult"
        ),
        source=(
            "calibrated: spread to the SD of B-cell return, 110 ± 32 d in five patients "
            "(Mackensen 2022, Nat Med 28:2124); median 1 by definition"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="PRO0",
        value=3.0,
        unit="10*9",
        spread=Fixed(),
        meaning="CD19+ pro-B cells in marrow before treatment",
        source="assumed: order of magnitude",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="PRE0",
        value=3.0,
        unit="10*9",
        spread=Fixed(),
        meaning="pre-B and immature B cells in marrow before treatment",
        source="assumed: order of magnitude, as pro-B cells",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="TR0",
        value=4.0,
        unit="10*9",
        spread=Fixed(),
        meaning="transitional B cells before treatment",
        source=(
            "general knowledge: transitional cells are about 10 % of blood B cells, "
            "source not at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="N0",
        value=70.0,
        unit="10*9",
        spread=Fixed(),
        meaning="naive B cells in the whole body before treatment",
        source=(
            "general knowledge: 1-3 x 10^11 B cells in the body, 1.4 % of them in blood, "
            "source not at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="M0",
        value=40.0,
        unit="10*9",
        spread=Fixed(),
        meaning="memory B cells in the whole body before treatment",
        source=(
            "general knowledge: CD27+ cells are about 27 % of blood B cells, 1-3 x 10^11 "
            "B cells in the body, source not at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="fNa",
        value=0.333,
        unit="1",
        spread=Fixed(),
        meaning=(
            "share of naive B cells in the accessible pool (blood, splenic red pulp, "
            "recirculating)"
        ),
        source="assumed: one third, no measurement known",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="fMa",
        value=0.25,
        unit="1",
        spread=Fixed(),
        meaning="share of memory B cells in the accessible pool",
        source="assumed: one quarter, less than of naive B cells",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f_bB",
        value=0.028,
        unit="1",
        spread=Fixed(),
        meaning="fraction of the accessible B-cell pool that is in blood",
        source=(
            "calibrated: to usual blood counts of 131 naive, 56 memory and 22 "
            "transitional B cells per uL (general knowledge)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_pro",
        value=0.15,
        unit="1/d",
        spread=Fixed(),
        meaning="maturation rate of pro-B cells",
        source="general knowledge: the stage lasts about 7 d, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="k_pre",
        value=0.3,
        unit="1/d",
        spread=Fixed(),
        meaning="maturation rate of pre-B and immature B cells",
        source="general knowledge: the stage lasts about 3 d, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="k_tr",
        value=0.25,
        unit="1/d",
        spread=Fixed(),
        meaning="maturation rate of transitional B cells",
        source="general knowledge: the stage lasts about 4 d, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="f_tr",
        value=0.74,
        unit="1",
        spread=Fixed(),
        meaning="fraction of transitional B cells that survive to become naive",
        source=(
            "calibrated: to the untreated balance, in which output of transitional cells "
            "replaces the loss of naive B cells (N0, d_N, k_NM)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="d_N",
        value=0.01,
        unit="1/d",
        spread=LogNormal(0.25),
        meaning="death rate of naive B cells",
        source=(
            "calibrated: between the division of naive cells, 0.46 %/d (Macallan 2005, "
            "Blood 105:3633), and the loss of all CD19+ cells in children, 0.051/d (Chen "
            "2024, as transcribed in nlmixr2lib) and 0.02/d (PMC6624401); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_ta",
        value=0.015,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which naive B cells leave tissue for the accessible pool",
        source=(
            "calibrated: to incomplete depletion of lymph-node B cells 4 weeks after "
            "rituximab (Ramwadhdoebe 2019, Rheumatology), about 40 % left in the model"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_taM",
        value=0.008,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which memory B cells leave tissue for the accessible pool",
        source=(
            "calibrated: to the persistence of switched memory B cells in lymph nodes 4 "
            "weeks after rituximab (Ramwadhdoebe 2019, Rheumatology)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_NM",
        value=0.0006,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which naive B cells become memory B cells",
        source=(
            "calibrated: to returning B cells that are naive (Mackensen 2022, Nat Med "
            "28:2124); that memory needs over a year is assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="d_M",
        value=0.018,
        unit="1/d",
        spread=Fixed(),
        meaning="death rate of memory B cells",
        source=(
            "calibrated: with k_MPB a total loss of 2.3 %/d, near the division of 2.66 "
            "%/d (Macallan 2005, Blood 105:3633)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_MPB",
        value=0.005,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which memory B cells become plasmablasts",
        source="assumed: about a fifth of the loss of memory B cells",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gM",
        value=0.01,
        unit="1/d",
        spread=Fixed(),
        meaning="net growth rate of memory B cells when few are left",
        source="assumed: doubling in about 70 d",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="bf",
        value=1.5,
        unit="1",
        spread=Fixed(),
        meaning=(
            "added output of naive B cells when B cells are absent, by B-cell activating "
            "factor (BAFF)"
        ),
        source=(
            "assumed: 2.5-fold output; that BAFF rises after depletion is general knowledge"
        ),
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("PRO", "10*9", "pro-B cells in marrow", 0.01),
    State("PRE", "10*9", "pre-B and immature B cells in marrow", 0.01),
    State("TR", "10*9", "transitional B cells", 0.01),
    State("NA", "10*9", "naive B cells, accessible", 0.01),
    State("NT", "10*9", "naive B cells, tissue", 0.01),
    State("MA", "10*9", "memory B cells, accessible", 0.01),
    State("MT", "10*9", "memory B cells, tissue", 0.01),
)


def start(Bload: N, PRO0: N, PRE0: N, TR0: N, N0: N, M0: N, fNa: N, fMa: N) -> Defined:
    """Return the untreated pools [1e9]."""
    N_, M_ = N0 * Bload, M0 * Bload
    naive = dict(NA=N_ * fNa, NT=N_ * (1.0 - fNa))
    memory = dict(MA=M_ * fMa, MT=M_ * (1.0 - fMa))
    return dict(PRO=PRO0, PRE=PRE0, TR=TR0) | naive | memory


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
    PRO: N, PRE: N, TR: N, LDk: N, b_kill_accessible: N, b_kill_marrow: N, dl_a: N, dl_m: N,
    s_pre: N, f_pro: N, f_pre: N, k_pro: N, k_pre: N, k_tr: N,
    ld_pre: N, ld_acc: N,
) -> Defined:  # fmt: skip
    """Return the rates of marrow precursors and transitional cells [1e9/d]."""
    drugs_m, drugs_a = ld_pre * LDk + b_kill_marrow, ld_acc * LDk + b_kill_accessible
    return dict(
        dPRO=s_pre - (k_pro + dl_m + ld_pre * LDk) * PRO,
        dPRE=f_pro * k_pro * PRO - (k_pre + dl_m + drugs_m) * PRE,
        dTR=f_pre * k_pre * PRE - (k_tr + dl_a + drugs_a) * TR,
    )


def naive(
    TR: N, NA: N, NT: N, baff: N, LDk: N, dl_a: N, dl_t: N,
    b_kill_accessible: N, b_kill_tissue: N,
    s_N: N, f_tr: N, k_tr: N, k_ta: N, k_atN: N, d_N: N, k_NM: N,
    ld_acc: N, ld_tis: N,
) -> Defined:  # fmt: skip
    """Return the rates of naive cells [1e9/d]."""
    loss_a = k_atN + d_N + k_NM + dl_a + ld_acc * LDk + b_kill_accessible
    loss_t = k_ta + d_N + k_NM + dl_t + ld_tis * LDk + b_kill_tissue
    return dict(
        dNA=baff * s_N * f_tr * k_tr * TR + k_ta * NT - loss_a * NA,
        dNT=k_atN * NA - loss_t * NT,
    )


def memory(
    NA: N, NT: N, MA: N, MT: N, LDk: N, dl_a: N, dl_t: N,
    b_kill_accessible: N, b_kill_tissue: N, memory_kill: N,
    p_M: N, Mmax: N, k_NM: N, k_taM: N, k_atM: N, d_M: N, k_MPB: N,
    ld_acc: N, ld_tis: N,
) -> Defined:  # fmt: skip
    """Return the rates of memory cells [1e9/d]."""
    pM = p_M * (1.0 - (MA + MT) / Mmax)
    drugs = b_kill_accessible + memory_kill
    loss_a = k_atM + d_M + k_MPB + dl_a + ld_acc * LDk + drugs
    loss_t = k_taM + d_M + k_MPB + dl_t + ld_tis * LDk + b_kill_tissue
    return dict(
        dMA=pM * MA + k_taM * MT - loss_a * MA,
        dMT=pM * MT + k_NM * (NA + NT) + k_atM * MA - loss_t * MT,
    )


BALANCE = (start, production, memory_balance)
RATES = (feedback, precursors, naive, memory)
