"""CAR-T cells: infused, engrafted, expanding effectors, memory; and how they kill.

Cells [1e6 per 70 kg]. Expansion follows an antigen signal S and is lost with the
competence Q, which falls with signal and with killing. Killing saturates in the ratio
of effectors to all CD19+ targets. S and Q rest until the first cell is infused.

    kE = Ce^hE / (Kh^hE + Ce^hE)      Ce = CE + phi_M CM      Kh = K_E + eta Bt
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = [
    "BALANCE",
    "DOSES",
    "PARAMETERS",
    "RATES",
    "STATES",
    "occupancy",
    "turnover",
]

_FIT = (
    "calibrated: with the ten other parameters of expansion and killing to peak at 9.3 "
    "d and doubling in 0.755-0.78 d (Ogasawara 2021, Clin Pharmacokinet; Stein 2019, "
    "CPT Pharmacometrics Syst Pharmacol 8:285), B-cell return at 110 ± 32 d (Mackensen "
    "2022, Nat Med 28:2124) and a 1.8-fold peak at 100-fold dose (Park 2025, as "
    "transcribed in nlmixr2lib); spread assumed"
)
PARAMETERS = (
    Parameter(
        name="k_d",
        value=3.0,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which infused CAR-T cells leave blood",
        source=(
            "general knowledge: cells leave blood within hours to a day, source not at "
            "hand; an early distribution phase, without this number, in Singh 2021, CPT "
            "Pharmacometrics Syst Pharmacol 10:362"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="f_eng",
        value=0.24,
        unit="1",
        spread=LogNormal(0.5, ceiling=0.9),
        meaning=(
            "fraction of infused CAR-T cells that engraft in lymphoid tissue; the measure"
            " of product quality"
        ),
        source=(
            f"{_FIT}; tisagenlecleucel started at peak / 3900, about 10 % (Stein 2019, as "
            "transcribed in nlmixr2lib)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_act",
        value=0.45,
        unit="1/d",
        spread=Fixed(),
        meaning="activation rate of engrafted CAR-T cells at full antigen signal",
        source=(
            "calibrated: to a lag of 3.27 d before expansion of lisocabtagene maraleucel "
            "(Ogasawara 2021, Clin Pharmacokinet, abstract)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="d_P",
        value=0.05,
        unit="1/d",
        spread=Fixed(),
        meaning="death rate of engrafted CAR-T cells not yet activated",
        source="assumed: slow against activation",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="rho",
        value=2.08,
        unit="1/d",
        spread=LogNormal(0.05),
        meaning=(
            "largest proliferation rate of CAR-T effector cells, at full signal, "
            "competence and cytokine support"
        ),
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_Q",
        value=0.076,
        unit="1/d",
        spread=LogNormal(0.1),
        meaning="loss of the competence to expand under full antigen signal",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_QE",
        value=0.26,
        unit="1/d",
        spread=LogNormal(0.2),
        meaning=(
            "loss of the competence to expand while engaged in killing (terminal "
            "differentiation)"
        ),
        source=f"assumed: the mechanism; {_FIT}",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="d_E",
        value=0.16,
        unit="1/d",
        spread=LogNormal(0.12),
        meaning="death rate of CAR-T effector cells",
        source=(
            "Stein 2019, CPT Pharmacometrics Syst Pharmacol 8:285, as transcribed in "
            "nlmixr2lib: contraction 0.16/d; half-life 5.0 d in Ogasawara 2021, Clin "
            "Pharmacokinet (abstract); spread assumed, narrower than published"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="k_EM",
        value=0.008,
        unit="1/d",
        spread=LogNormal(0.2),
        meaning=(
            "rate at which CAR-T effector cells become memory cells once antigen is low"
        ),
        source=(
            f"{_FIT}; 0.79 % of the peak declined slowly in leukaemia (Stein 2019, as "
            "transcribed in nlmixr2lib)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_re",
        value=0.1,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which antigen turns CAR-T memory cells back into effectors",
        source=(
            "assumed: the rate; memory-effector switching by antigen as in Kirouac 2023, "
            "Nat Biotechnol"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="beta",
        value=0.0138,
        unit="1/d",
        spread=LogNormal(0.15),
        meaning="loss of CAR-T memory cells",
        source=(
            f"{_FIT}; slower in leukaemia, 0.0032/d (Stein 2019, as transcribed in "
            "nlmixr2lib), and lymphoma, half-life 352 d (Ogasawara 2021)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="phi_M",
        value=1.0,
        unit="1",
        spread=Fixed(),
        meaning="killing by a CAR-T memory cell relative to an effector cell",
        source="assumed: equal; no data",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_S",
        value=0.9,
        unit="1/d",
        spread=LogNormal(0.1),
        meaning="rate at which the antigen signal follows the antigen",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="EC_A",
        value=0.044,
        unit="1",
        spread=LogNormal(0.2),
        meaning=(
            "CD19+ cell mass, relative to 120 x 10^9 cells, at which the antigen signal "
            "is half-maximal"
        ),
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kap",
        value=2.0,
        unit="1/d",
        spread=LogNormal(0.15),
        meaning="largest rate at which an accessible CD19+ cell is killed",
        source=(
            "calibrated: to loss of all B cells from blood (NCT06352281 series, "
            "conference abstract 2025), assumed to take less than two weeks; 1.15/d "
            "(0.64-1.35) in lymphoma (Kimmel 2021, Proc R Soc B 288:20210229); spread "
            "assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="K_E",
        value=45.0,
        unit="10*6",
        spread=LogNormal(0.25),
        meaning="CAR-T cells at which killing is half-maximal when targets are rare",
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="eta",
        value=90.0,
        unit="10*6/10*9",
        spread=LogNormal(0.25),
        meaning=(
            "CAR-T cells needed in addition for half-maximal killing, per CD19+ target cell"
        ),
        source=_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="hE",
        value=2.0,
        unit="1",
        spread=Fixed(),
        meaning="Hill exponent of killing in the number of CAR-T cells",
        source="assumed: 2, since several hits add up before a target dies",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_tis",
        value=0.75,
        unit="1",
        spread=LogNormal(0.1, ceiling=1.0),
        meaning="killing in lymphoid tissue relative to blood",
        source=(
            "calibrated: to complete depletion of lymph-node B cells after CAR-T, partial"
            " after rituximab (Tur 2024, Ann Rheum Dis, abstract); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="p_mar",
        value=0.9,
        unit="1",
        spread=Fixed(),
        meaning="killing in marrow relative to blood",
        source="assumed: almost as in blood",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f_bC",
        value=0.03,
        unit="1",
        spread=LogNormal(0.75),
        meaning="fraction of effector and memory CAR-T cells that is in blood",
        source=(
            "general knowledge: 2-5 % of T cells are in blood, source not at hand; spread"
            " calibrated to a log SD of 0.81 of the peak in blood (Stein 2019, CPT "
            "Pharmacometrics Syst Pharmacol 8:285, as transcribed in nlmixr2lib)"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="VCN",
        value=1.5,
        unit="{copies}/{cell}",
        spread=Fixed(),
        meaning="vector copies per CAR-T cell",
        source="general knowledge: release limit 5, usually 1-3, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="Ag_ref",
        value=120.0,
        unit="10*9",
        spread=Fixed(),
        meaning="mass of CD19+ cells of a reference patient",
        source="assumed: the sum of the typical pools",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="f_sp19",
        value=0.3,
        unit="1",
        spread=Fixed(),
        meaning="share of short-lived plasma cells that carry CD19",
        source="assumed: a part of them, the younger; no measurement known",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("CB", "10*6", "infused CAR-T cells still in blood"),
    State("CT", "10*6", "engrafted CAR-T cells, not yet activated"),
    State("CE", "10*6", "CAR-T effector cells"),
    State("CM", "10*6", "CAR-T memory cells"),
    State("S", "1", "antigen signal", 0.01),
    State("Q", "1", "competence to expand", 0.01),
)
DOSES = (Enters("car_t", ("CB",), Basis.PER_KG, factor=1e-6),)


def start() -> Defined:
    """Return full competence before treatment [1]."""
    return dict(Q=1.0)


def targets(
    PRO: N, PRE: N, TR: N, NA: N, NT: N, MA: N, MT: N, XA: N, XT: N,
    PB: N, PBX: N, SP: N, SPX: N, f_sp19: N,
) -> Defined:  # fmt: skip
    """Return all CD19+ cells Bt [1e9]."""
    Bt = PRO + PRE + TR + NA + NT + MA + MT + XA + XT + PB + PBX + f_sp19 * (SP + SPX)
    return dict(Bt=Bt)


def occupancy(E: N, M: N, targets: N, phi_M: N, K_E: N, eta: N, hE: N) -> N:
    """Return how far effector and memory cells use the largest rate of killing [1]."""
    many = (np.maximum(E + phi_M * M, 0.0) / (K_E + eta * targets)) ** hE
    return many / (1.0 + many)


def killing(
    CE: N, CM: N, Bt: N, phi_M: N, K_E: N, eta: N, hE: N, kap: N, p_tis: N, p_mar: N
) -> Defined:
    """Return the killing occupancy kE [1] and kill rates by place [1/d]."""
    kE = occupancy(CE, CM, Bt, phi_M, K_E, eta, hE)
    return dict(kE=kE, dl_a=kap * kE, dl_t=kap * p_tis * kE, dl_m=kap * p_mar * kE)


def kinetics(
    CB: N, CT: N, CE: N, CM: N, S: N, Q: N, fcyt: N, car_growth_block: N, LDk: N,
    k_d: N, f_eng: N, k_act: N, d_P: N, ld_car: N, rho: N, k_re: N, d_E: N,
    k_EM: N, beta: N,
) -> Defined:  # fmt: skip
    """Return the rates of the four CAR-T populations [1e6/d]."""
    rhoe = rho * fcyt * (1.0 - car_growth_block)
    dCB, dCT, dCE, dCM = turnover(
        CB, CT, CE, CM, S, rhoe * S * Q, ld_car * LDk,
        k_d, f_eng, k_act, d_P, k_re, d_E, k_EM, beta,
    )  # fmt: skip
    return dict(dCB=dCB, dCT=dCT, dCE=dCE, dCM=dCM)


def turnover(
    B: N, T: N, E: N, M: N, signal: N, growth: N, killed: N,
    k_d: N, f_eng: N, k_act: N, d_P: N, k_re: N, d_E: N, k_EM: N, beta: N,
) -> tuple[N, N, N, N]:  # fmt: skip
    """Return the rates of infused, engrafted, effector and memory cells [1e6/d]."""
    net = growth - d_E - k_EM * (1.0 - signal) - killed
    return (
        -k_d * B,
        f_eng * k_d * B - (k_act * signal + d_P + killed) * T,
        k_act * signal * T + k_re * signal * M + net * E,
        k_EM * (1.0 - signal) * E - (beta + k_re * signal + killed) * M,
    )


def signal_and_competence(
    CB: N, CT: N, CE: N, CM: N, S: N, Q: N, Bt: N, kE: N, EC_A: N, k_S: N, k_Q: N, k_QE: N,
    Ag_ref: N,
) -> Defined:  # fmt: skip
    """Return dS/dt and dQ/dt [1/d]."""
    Ag = Bt / Ag_ref
    fA = Ag * Ag / (Ag * Ag + EC_A * EC_A)
    act = np.where(CB + CT + CE + CM > 0.0, 1.0, 0.0)
    return dict(dS=k_S * (fA - S) * act, dQ=-(k_Q * S + k_QE * kE) * Q * act)


BALANCE = (start,)
RATES = (targets, killing, kinetics, signal_and_competence)
