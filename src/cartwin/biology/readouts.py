"""What a laboratory could measure, without its noise: readouts of the states.

Names follow the analytes of the record where there is one.
"""

import numpy as np

from cartwin.biology.notation import PER_UL, PERCENT, Defined, N
from cartwin.parameters import Certainty, Fixed, Parameter, State


__all__ = ["PARAMETERS", "RATES", "READOUTS", "STATES"]

PARAMETERS = (
    Parameter(
        name="f_bPB",
        value=0.1,
        unit="1",
        spread=Fixed(),
        meaning="share of plasmablasts that is in blood",
        source="assumed: a tenth, which with PB0 gives 2.4 plasmablasts per uL",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="other_nucl",
        value=400.0,
        unit="/uL",
        spread=Fixed(),
        meaning="nucleated cells in blood mononuclear cells beside lymphocytes",
        source="general knowledge: monocytes of a healthy adult, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="genomes",
        value=150000.0,
        unit="{cells}/ug",
        spread=Fixed(),
        meaning="cells whose DNA makes up a microgram",
        source=(
            "general knowledge: 6.6 pg of DNA in a diploid human cell, source not at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="T_norm",
        value=36.8,
        unit="Cel",
        spread=Fixed(),
        meaning="body temperature without fever",
        source="general knowledge: mean of healthy adults, source not at hand",
        certainty=Certainty.RECALLED,
    ),
)
STATES: tuple[State, ...] = ()
RATES = ()


def platelet_count(plt_blood: N) -> Defined:
    """Return circulating platelets [10*9/L]."""
    return dict(PLAT=1.0 * plt_blood)


def neutrophil_count(ANC: N) -> Defined:
    """Return neutrophils in blood [10*9/L]."""
    return dict(NEUT=1.0 * ANC)


def b_cells(
    TR: N, NA: N, MA: N, XA: N, PB: N, PBX: N, f_bB: N, f_bPB: N, V_blood: N
) -> Defined:
    """Return B cells in blood [/uL], and the naive and memory part."""
    per_ul = f_bB * PER_UL / V_blood
    naive, memory = per_ul * (NA + TR), per_ul * (MA + XA)
    plasmablasts = f_bPB * PER_UL / V_blood * (PB + PBX)
    return dict(naive_ul=naive, memory_ul=memory, BCELL=naive + memory + plasmablasts)


def naive_share(naive_ul: N, BCELL: N) -> Defined:
    """Return the naive share of B cells [%]."""
    return dict(BNAIVE=PERCENT * naive_ul / BCELL)


def car_t_cells(CB: N, CE: N, CM: N, other_car_t: N, f_bC: N, V_blood: N) -> Defined:
    """Return CAR-T cells in blood [/uL]."""
    return dict(CARCELL=(f_bC * (CE + CM) + CB + other_car_t) / V_blood)


def lymphocytes(TH: N, BCELL: N, CARCELL: N) -> Defined:
    """Return lymphocytes in blood [10*9/L]: T, B and CAR-T cells."""
    return dict(LYM=(TH + BCELL + CARCELL) / PER_UL)


def car_copies(CARCELL: N, TH: N, BCELL: N, VCN: N, other_nucl: N, genomes: N) -> Defined:
    """Return CAR transgene copies per microgram of DNA."""
    cells = other_nucl + TH + CARCELL + BCELL
    return dict(CARCOPY=VCN * CARCELL / cells * genomes)


def immunoglobulin(IG: N, IVG: N) -> Defined:
    """Return all IgG [g/L]."""
    return dict(IGG=IG + IVG)


def relative_titre(a_rel: N) -> Defined:
    """Return the autoantibody relative to that before treatment [1]."""
    return dict(titre=1.0 * a_rel)


def inflammation(CRP: N, FER: N, IL6: N, PYR: N, Tpyr: N, T_norm: N) -> Defined:
    """Return C-reactive protein, ferritin, interleukin-6 and body temperature."""
    temperature = T_norm + Tpyr * PYR
    return dict(TEMP=temperature, FERR=1.0 * FER, il6=np.maximum(IL6, 0.0), crp=1.0 * CRP)


def toxicity_signals(sig: N, CNS: N) -> Defined:
    """Return the signals behind CRS [pg/mL] and ICANS [1]."""
    return dict(crs_signal=1.0 * sig, icans_signal=1.0 * CNS)


READOUTS = (
    platelet_count,
    neutrophil_count,
    b_cells,
    naive_share,
    car_t_cells,
    car_copies,
    lymphocytes,
    immunoglobulin,
    relative_titre,
    inflammation,
    toxicity_signals,
)
