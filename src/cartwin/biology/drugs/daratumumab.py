"""Daratumumab: kills CD38-high plasma cells and removes CD38+ effector cells.

Two compartments with target-mediated loss that falls with the CD38+ pool.
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import (
    Basis,
    Certainty,
    Enters,
    Fixed,
    LogNormal,
    Mixture,
    Parameter,
    State,
)


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="CLd",
        value=0.18,
        unit="L/d",
        spread=LogNormal(0.4),
        meaning="linear clearance of daratumumab",
        source=(
            "assumed: 0.18 L/d at a normal IgG, between 0.116 (other myeloma) and 0.210 "
            "L/d (IgG myeloma) in Xu 2020, Adv Ther 37:1464, as transcribed in "
            "nlmixr2lib; CV 40.7 % there"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="V1d",
        value=4.09,
        unit="L",
        spread=LogNormal(0.22),
        meaning="central volume of daratumumab",
        source="Xu 2020, Adv Ther 37:1464, as transcribed in nlmixr2lib: 4.09 L, CV 21.8 %",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="Qd",
        value=1.541,
        unit="L/d",
        spread=Fixed(),
        meaning="clearance of daratumumab between central and peripheral compartment",
        source="Xu 2020, Adv Ther 37:1464, as transcribed in nlmixr2lib: 0.0642 L/h",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="V2d",
        value=3.06,
        unit="L",
        spread=Fixed(),
        meaning="peripheral volume of daratumumab",
        source="Xu 2020, Adv Ther 37:1464, as transcribed in nlmixr2lib: 3.06 L",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="Vmd",
        value=10.0,
        unit="mg/d",
        spread=LogNormal(0.7),
        meaning=(
            "largest rate of target-mediated loss of daratumumab at a normal number of "
            "CD38+ plasma cells"
        ),
        source=(
            "assumed: 10 mg/d without a tumour; 50 mg/d (Xu 2020, CV 71.3 %) and 27.6 "
            "mg/d (Luo 2021) in myeloma, as transcribed in nlmixr2lib"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="Kmd",
        value=0.93,
        unit="mg/L",
        spread=Fixed(),
        meaning="daratumumab concentration at which target-mediated loss is half-maximal",
        source=(
            "Xu 2020, Adv Ther 37:1464, as transcribed in nlmixr2lib: 0.93 mg/L, fixed "
            "there; 2.56 mg/L in Luo 2021"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="kd_pc",
        value=0.12,
        unit="1/d",
        spread=Mixture(share=0.5, median=0.02, omega=0.5, otherwise=LogNormal(0.3)),
        meaning=(
            "largest rate at which daratumumab kills plasma cells rich in CD38; low in "
            "half of the patients"
        ),
        source=(
            "calibrated: to depletion of circulating antibody-secreting cells and low IgG "
            "in 5 of 10 patients with lupus (Ostendorf 2026, Nat Commun 17:1312); the "
            "other half is calibrated towards response in 48 % (DART trial, Blood Adv "
            "2025, doi 10.1182/bloodadvances.2025017279), a hypothesis; spreads assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kd_r",
        value=0.001,
        unit="1/d",
        spread=Fixed(),
        meaning=(
            "largest rate at which daratumumab kills long-lived plasma cells poor in CD38"
        ),
        source=(
            "assumed: nearly resistant; such cells survive treatment (Frerichs 2020, "
            "Haematologica)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="EC_d",
        value=15.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="daratumumab concentration at which plasma cells are killed half-maximally",
        source="assumed: well below therapeutic troughs; no measurement known",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="kd_b",
        value=0.02,
        unit="1/d",
        spread=Fixed(),
        meaning=(
            "largest rate at which daratumumab kills memory B cells in the accessible pool"
        ),
        source="assumed: weak, since memory B cells carry little CD38",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="dara50",
        value=10.0,
        unit="mg/L",
        spread=Fixed(),
        meaning=(
            "daratumumab concentration at which CD38 on effector and T cells is half "
            "occupied"
        ),
        source="general knowledge: order of magnitude, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="kEffd",
        value=2.5,
        unit="1/d",
        spread=Fixed(),
        meaning="loss rate of CD38+ Fc-effector cells at full occupancy of CD38",
        source=(
            "calibrated: to platelets of 50 x 10^9/L or more after a median of 1 week in "
            "Chen 2024, N Engl J Med 390:2178 (CM313)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kT_dara",
        value=0.15,
        unit="1/d",
        spread=LogNormal(1),
        meaning="loss rate of autoreactive CD8 cells at full occupancy of CD38",
        source="assumed: a hypothesis; wide spread",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ka_d",
        value=0.28,
        unit="1/d",
        spread=Fixed(),
        meaning="absorption rate of subcutaneous daratumumab",
        source="Luo 2021, as transcribed in nlmixr2lib: 0.28/d",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="F_d",
        value=0.69,
        unit="1",
        spread=Fixed(),
        meaning="share of subcutaneous daratumumab that is absorbed",
        source="Luo 2021, as transcribed in nlmixr2lib: 0.69",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="v_pb",
        value=0.15,
        unit="1",
        spread=Fixed(),
        meaning=(
            "share of plasmablasts in the target-mediated loss of daratumumab before "
            "treatment"
        ),
        source="assumed: a guess; long-lived plasma cells have the rest",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="v_sp",
        value=0.25,
        unit="1",
        spread=Fixed(),
        meaning=(
            "share of short-lived plasma cells in the target-mediated loss of daratumumab "
            "before treatment"
        ),
        source="assumed: a guess; long-lived plasma cells have the rest",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("DAC", "mg", "daratumumab, central"),
    State("DAP", "mg", "daratumumab, peripheral"),
    State("DAS", "mg", "daratumumab, under the skin"),
)
DOSES = (
    Enters("daratumumab", ("DAC",), Basis.BODY),
    Enters("daratumumab_sc", ("DAS",), Basis.BODY),
)


def kinetics(
    DAC: N, DAP: N, DAS: N, PB: N, PBX: N, SP: N, SPX: N, LL: N, LLX: N,
    PB0: N, SP0: N, LLt0: N, fLR: N, CLd: N, V1d: N, Qd: N, V2d: N, Vmd: N, Kmd: N,
    v_pb: N, v_sp: N, ka_d: N, F_d: N, rate_scale: N,
) -> Defined:  # fmt: skip
    """Return the rates of the compartments [mg/d]."""
    Cd = DAC / V1d
    pool = (
        v_pb * (PB + PBX) / PB0
        + v_sp * (SP + SPX) / SP0
        + (1.0 - v_pb - v_sp) * (LL + LLX) / ((1.0 - fLR) * LLt0)
    )
    exchange = rate_scale * (Qd / V1d * DAC - Qd / V2d * DAP)
    lost = rate_scale * CLd * Cd + Vmd * pool * Cd / (Kmd + Cd)
    return dict(dDAC=F_d * ka_d * DAS - lost - exchange, dDAP=exchange, dDAS=-ka_d * DAS)


def effect(DAC: N, V1d: N, EC_d: N, dara50: N) -> Defined:
    """Return the plasma-cell kill ed and the CD38 occupancy of effector cells [1]."""
    Cd = DAC / V1d
    return dict(ed=Cd / (Cd + EC_d), occ38=Cd / (Cd + dara50))


def kill_plasma_cells(ed: N, kd_pc: N) -> N:
    """Return the kill rate of CD38-high plasma cells [1/d]."""
    return kd_pc * ed


def kill_resistant(ed: N, kd_r: N) -> N:
    """Return the kill rate of CD38-low plasma cells [1/d]."""
    return kd_r * ed


def kill_memory(ed: N, kd_b: N) -> N:
    """Return the kill rate of accessible memory B cells [1/d]."""
    return kd_b * ed


def remove_effectors(occ38: N, kEffd: N) -> N:
    """Return the loss rate of CD38+ Fc-effector cells [1/d]."""
    return kEffd * occ38


def remove_cytotoxic(occ38: N, kT_dara: N) -> N:
    """Return the loss rate of autoreactive CD8 cells [1/d]."""
    return kT_dara * occ38


RATES = (kinetics, effect)
ACTS = {
    "plasma_kill": kill_plasma_cells,
    "plasma_kill_low": kill_resistant,
    "memory_kill": kill_memory,
    "effector_kill": remove_effectors,
    "cd8_kill": remove_cytotoxic,
}
