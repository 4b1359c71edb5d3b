"""CAR-T cells against BCMA, alone or as half of a product that also strikes CD19.

They live as the CD19 cells do, by the same parameters, on another antigen: plasmablasts
and all plasma cells, whether CD38-high or CD38-low. B cells that carry a little BCMA are
killed beside them, without being what the CAR-T cells grow on. A product against both is
two clones of half the dose each.
"""

import numpy as np

from cartwin.biology.car_t import occupancy, turnover
from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

_B_CELLS = (
    "calibrated: to seven patients with lupus nephritis whose B cells left the blood "
    "within a month of BCMA CAR-T and were back after three, as reported second-hand"
)
PARAMETERS = (
    Parameter(
        name="PC_ref",
        value=4.5,
        unit="10*9",
        spread=Fixed(),
        meaning="mass of BCMA+ cells of a reference patient",
        source="assumed: the sum of the typical pools",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_bcma",
        value=0.9,
        unit="1",
        spread=Fixed(),
        meaning=(
            "killing of BCMA+ cells, which are in marrow, relative to that of B cells"
            " in blood"
        ),
        source="assumed: as the killing of B cells in marrow",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_bcma_b",
        value=0.8,
        unit="1",
        spread=Fixed(),
        meaning=(
            "killing of accessible B cells by BCMA CAR-T cells, relative to that by CD19 "
            "CAR-T cells"
        ),
        source=f"{_B_CELLS}; in the model fewer than 10/uL for six weeks",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="p_bcma_t",
        value=0.12,
        unit="1",
        spread=Fixed(),
        meaning=(
            "killing of B cells in tissue by BCMA CAR-T cells, relative to that of "
            "accessible B cells by CD19 CAR-T cells"
        ),
        source=f"{_B_CELLS}; to remission by DORIS in 5 of 7 after a median of nine months",
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (
    State("BCB", "10*6", "infused BCMA CAR-T cells still in blood"),
    State("BCT", "10*6", "engrafted BCMA CAR-T cells, not yet activated"),
    State("BCE", "10*6", "BCMA CAR-T effector cells"),
    State("BCM", "10*6", "BCMA CAR-T memory cells"),
    State("BCS", "1", "signal of the antigen BCMA", 0.01),
    State("BCU", "1", "used-up competence of BCMA CAR-T cells, log scale", 0.01),
)
DOSES = (
    Enters("car_t_bcma", ("BCB",), Basis.PER_KG, factor=1e-6),
    Enters("car_t_cd19_bcma", ("CB", "BCB"), Basis.PER_KG, factor=0.5e-6),
)


def targets(PB: N, PBX: N, SP: N, SPX: N, LL: N, LR: N, LLX: N, LRX: N) -> Defined:
    """Return all BCMA+ cells Pt [1e9]."""
    return dict(Pt=PB + PBX + SP + SPX + LL + LR + LLX + LRX)


def killing(BCE: N, BCM: N, Pt: N, phi_M: N, K_E: N, eta: N, hE: N) -> Defined:
    """Return the killing occupancy [1]."""
    return dict(kB=occupancy(BCE, BCM, Pt, phi_M, K_E, eta, hE))


def kinetics(
    BCB: N, BCT: N, BCE: N, BCM: N, BCS: N, BCU: N, fcyt: N, car_growth_block: N, LDk: N,
    k_d: N, f_eng: N, k_act: N, d_P: N, ld_car: N, rho: N, k_re: N, d_E: N, k_EM: N,
    beta: N,
) -> Defined:  # fmt: skip
    """Return the rates of the four populations [1e6/d]."""
    rhoe = rho * fcyt * (1.0 - car_growth_block) * np.exp(-BCU)
    dBCB, dBCT, dBCE, dBCM = turnover(
        BCB, BCT, BCE, BCM, BCS, rhoe * BCS, ld_car * LDk,
        k_d, f_eng, k_act, d_P, k_re, d_E, k_EM, beta,
    )  # fmt: skip
    return dict(dBCB=dBCB, dBCT=dBCT, dBCE=dBCE, dBCM=dBCM)


def signal(
    BCB: N, BCT: N, BCE: N, BCM: N, BCS: N, Pt: N, kB: N,
    PC_ref: N, EC_A: N, k_S: N, k_Q: N, k_QE: N,
) -> Defined:  # fmt: skip
    """Return the rates of the signal and of the loss of competence [1/d]."""
    share = Pt / PC_ref
    seen = share * share / (share * share + EC_A * EC_A)
    act = np.where(BCB + BCT + BCE + BCM > 0.0, 1.0, 0.0)
    return dict(dBCS=k_S * (seen - BCS) * act, dBCU=(k_Q * BCS + k_QE * kB) * act)


def kill_plasma_cells(kB: N, kap: N, p_bcma: N) -> N:
    """Return the kill rate of BCMA+ cells [1/d]."""
    return kap * p_bcma * kB


def kill_b_cells(kB: N, kap: N, p_bcma_b: N) -> N:
    """Return the kill rate of accessible B cells [1/d]."""
    return kap * p_bcma_b * kB


def kill_b_cells_in_tissue(kB: N, kap: N, p_bcma_t: N) -> N:
    """Return the kill rate of B cells in tissue [1/d]."""
    return kap * p_bcma_t * kB


def cells_in_blood(BCB: N, BCE: N, BCM: N, f_bC: N) -> N:
    """Return the cells that are in blood [1e6]."""
    return f_bC * (BCE + BCM) + BCB


def killing_flux(kB: N, Pt: N, kap: N, p_bcma: N, Ag_ref: N) -> N:
    """Return the killing flux [reference masses/d]."""
    return kap * p_bcma * kB * Pt / Ag_ref


RATES = (targets, killing, kinetics, signal)
ACTS = {
    "b_kill_accessible": kill_b_cells,
    "b_kill_tissue": kill_b_cells_in_tissue,
    "plasma_kill": kill_plasma_cells,
    "plasma_kill_low": kill_plasma_cells,
    "other_car_t": cells_in_blood,
    "other_killing": killing_flux,
}
