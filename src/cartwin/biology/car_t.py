"""CAR-T cells: infused, engrafted, expanding effectors, memory; and how they kill.

Cells [1e6 per 70 kg]. Expansion follows an antigen signal S and is lost with the
competence Q, which falls with signal and with killing. Killing saturates in the ratio
of effectors to all CD19+ targets. S and Q rest until the first cell is infused.

    kE = Ce^hE / (Kh^hE + Ce^hE)      Ce = CE + phi_M CM      Kh = K_E + eta Bt
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["AG_REF", "BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_d",
        value=3.0,
        unit="1/d",
        spread=Fixed(),
        meaning="infused CAR-T leaving blood",
        source="early distribution phase of cellular kinetics (Singh 2021 R qualitatively)",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="f_eng",
        value=0.24,
        unit="1",
        spread=LogNormal(0.5, ceiling=0.9),
        meaning="infused cells that engraft; PRODUCT QUALITY; plus cohort effect ln-SD 0.4",
        source="C (0.10 in core, Stein R0 => ~10 %)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_act",
        value=0.45,
        unit="1/d",
        spread=Fixed(),
        meaning="activation of engrafted cells x S",
        source="lag 3.27 d liso-cel (Ogasawara 2021)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="d_P",
        value=0.05,
        unit="1/d",
        spread=Fixed(),
        meaning="loss of unactivated cells",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="rho",
        value=2.08,
        unit="1/d",
        spread=LogNormal(0.05),
        meaning="max proliferation (x fcyt x S x Q)",
        source="net doubling .755-.78 d read (Ogasawara, Stein); C",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_Q",
        value=0.076,
        unit="1/d",
        spread=LogNormal(0.1),
        meaning="competence loss per antigen signal",
        source="C (0.14 in core)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_QE",
        value=0.26,
        unit="1/d",
        spread=LogNormal(0.2),
        meaning="NEW: competence loss while engaged in killing (terminal effector differentiation)",
        source="C to Park 2025 dose law; mechanism H",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="d_E",
        value=0.16,
        unit="1/d",
        spread=LogNormal(0.12),
        meaning="effector loss",
        source="alpha = 0.16/d tisa-cel (Stein); t1/2 5.0 d liso-cel",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="k_EM",
        value=0.008,
        unit="1/d",
        spread=LogNormal(0.2),
        meaning="memory formation",
        source="C (.0105 in core; Stein FB .0079)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_re",
        value=0.1,
        unit="1/d",
        spread=Fixed(),
        meaning="antigen-driven memory -> effector",
        source="assumption (Kirouac toggle, R concept)",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="beta",
        value=0.0138,
        unit="1/d",
        spread=LogNormal(0.15),
        meaning="memory loss",
        source="C (.014 in core)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="phi_M",
        value=1.0,
        unit="1",
        spread=Fixed(),
        meaning="killing potency of memory vs effector",
        source="set to 1 (not needed with ratio-dependent killing)",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_S",
        value=0.9,
        unit="1/d",
        spread=LogNormal(0.1),
        meaning="antigen signal turnover",
        source="C (1.2 in core)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="EC_A",
        value=0.044,
        unit="1",
        spread=LogNormal(0.2),
        meaning="CD19 burden for half signal",
        source="C (.03 in core)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kap",
        value=2.0,
        unit="1/d",
        spread=LogNormal(0.15),
        meaning="max killing of an accessible CD19+ cell",
        source="Kimmel 1.15 (IQR 0.64-1.35) for lymphoma; 2.0 for normal B (blood B cells vanish in days)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="K_E",
        value=45.0,
        unit="1e6 cells",
        spread=LogNormal(0.25),
        meaning="CAR-T for half-max killing when targets rare",
        source="C (120 in core)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="eta",
        value=90.0,
        unit="1e6 per 1e9",
        spread=LogNormal(0.25),
        meaning="E:T term",
        source="C (45 in core)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="hE",
        value=2.0,
        unit="1",
        spread=Fixed(),
        meaning="Hill exponent of killing",
        source="additive cytotoxicity (K)",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_tis",
        value=0.75,
        unit="1",
        spread=LogNormal(0.1, ceiling=1.0),
        meaning="killing in lymphoid tissue vs blood",
        source="complete LN depletion 12/12 CAR-T vs 0/4 rituximab (Tur 2024/25)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="p_mar",
        value=0.9,
        unit="1",
        spread=Fixed(),
        meaning="killing in marrow",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f_bC",
        value=0.03,
        unit="1",
        spread=LogNormal(0.5),
        meaning="fraction of CAR-T in blood",
        source="2-5 % of T cells are in blood (K)",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="VCN",
        value=1.5,
        unit="copies/cell",
        spread=Fixed(),
        meaning="vector copies per CAR+ cell",
        source="release spec <5, typical 1-3 (K)",
        certainty=Certainty.RECALLED,
    ),
)
STATES = (
    State("CB", "1e6", "infused CAR-T cells still in blood"),
    State("CT", "1e6", "engrafted CAR-T cells, not yet activated"),
    State("CE", "1e6", "CAR-T effector cells"),
    State("CM", "1e6", "CAR-T memory cells"),
    State("S", "1", "antigen signal", 0.01),
    State("Q", "1", "competence to expand", 0.01),
)
AG_REF = 120.0  # CD19+ mass of a reference patient [1e9 cells]


def start(TH0: N) -> Defined:
    """Return full competence before treatment [1]."""
    return dict(Q=1.0 + 0.0 * TH0)


def targets(
    PRO: N, PRE: N, TR: N, NA: N, NT: N, MA: N, MT: N, XA: N, XT: N,
    PB: N, PBX: N, SP: N, SPX: N,
) -> Defined:  # fmt: skip
    """Return all CD19+ cells Bt [1e9]; 30 % of short-lived plasma cells count."""
    Bt = PRO + PRE + TR + NA + NT + MA + MT + XA + XT + PB + PBX + 0.3 * (SP + SPX)
    return dict(Bt=Bt)


def killing(
    CE: N, CM: N, Bt: N, phi_M: N, K_E: N, eta: N, hE: N, kap: N, p_tis: N, p_mar: N
) -> Defined:
    """Return the killing occupancy kE [1] and kill rates by place [1/d]."""
    Ce = np.maximum(CE + phi_M * CM, 0.0)
    Kh = K_E + eta * Bt
    kE = Ce**hE / (Kh**hE + Ce**hE)
    return dict(kE=kE, dl_a=kap * kE, dl_t=kap * p_tis * kE, dl_m=kap * p_mar * kE)


def kinetics(
    CB: N, CT: N, CE: N, CM: N, S: N, Q: N, fcyt: N, gc: N, LDk: N,
    k_d: N, f_eng: N, k_act: N, d_P: N, ld_car: N, rho: N, g_rho: N, k_re: N, d_E: N,
    k_EM: N, beta: N,
) -> Defined:  # fmt: skip
    """Return the rates of the four CAR-T populations [1e6/d]."""
    rhoe = rho * fcyt * (1.0 - g_rho * gc)
    growth = rhoe * S * Q - d_E - k_EM * (1.0 - S) - ld_car * LDk
    return dict(
        dCB=-k_d * CB,
        dCT=f_eng * k_d * CB - (k_act * S + d_P + ld_car * LDk) * CT,
        dCE=k_act * S * CT + k_re * S * CM + growth * CE,
        dCM=k_EM * (1.0 - S) * CE - (beta + k_re * S + ld_car * LDk) * CM,
    )


def signal_and_competence(
    CB: N, CT: N, CE: N, CM: N, S: N, Q: N, Bt: N, kE: N, EC_A: N, k_S: N, k_Q: N, k_QE: N
) -> Defined:
    """Return dS/dt and dQ/dt [1/d]."""
    Ag = Bt / AG_REF
    fA = Ag * Ag / (Ag * Ag + EC_A * EC_A)
    act = np.where(CB + CT + CE + CM > 0.0, 1.0, 0.0)
    return dict(dS=k_S * (fA - S) * act, dQ=-(k_Q * S + k_QE * kE) * Q * act)


BALANCE = (start,)
RATES = (targets, killing, kinetics, signal_and_competence)
