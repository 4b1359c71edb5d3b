"""What a laboratory could measure, without its noise: readouts of the states.

Names follow the analytes of the record where there is one.
"""

import numpy as np

from cartwin.biology.notation import Defined, N


__all__ = ["OBSERVABLES", "OF_PLATELETS"]

BLOOD = 5.0  # litres
LEUKOCYTES = 400.0  # nucleated cells that survive lymphodepletion [/uL]
COPIES_PER_UG = 1.5e5  # diploid genomes in 1 ug of DNA (6.6 pg each)
PLASMABLASTS_IN_BLOOD = 0.10
NORMAL_TEMPERATURE = 36.8  # [Cel]


def platelet_count(plt: N, f_circ: N) -> Defined:
    """Return circulating platelets [10*9/L]."""
    return dict(PLAT=f_circ * plt)


def neutrophil_count(ANC: N) -> Defined:
    """Return neutrophils in blood [10*9/L]."""
    return dict(NEUT=1.0 * ANC)


def b_cells(TR: N, NA: N, MA: N, XA: N, PB: N, PBX: N, f_bB: N) -> Defined:
    """Return B cells in blood [/uL], and the naive and memory part."""
    per_ul = f_bB * 1000.0 / BLOOD  # 1e9 cells of the accessible pool -> cells per uL
    naive, memory = per_ul * (NA + TR), per_ul * (MA + XA)
    plasmablasts = PLASMABLASTS_IN_BLOOD * 1000.0 / BLOOD * (PB + PBX)
    return dict(naive_ul=naive, memory_ul=memory, BCELL=naive + memory + plasmablasts)


def naive_share(naive_ul: N, BCELL: N) -> Defined:
    """Return the naive share of B cells [%]."""
    return dict(BNAIVE=100.0 * naive_ul / BCELL)


def car_t_cells(CB: N, CE: N, CM: N, f_bC: N) -> Defined:
    """Return CAR-T cells in blood [/uL]."""
    return dict(CARCELL=(f_bC * (CE + CM) + CB) / BLOOD)


def car_copies(CARCELL: N, TH: N, BCELL: N, VCN: N) -> Defined:
    """Return CAR transgene copies per microgram of DNA."""
    cells = LEUKOCYTES + TH + CARCELL + BCELL
    return dict(CARCOPY=VCN * CARCELL / cells * COPIES_PER_UG)


def platelet_antibody(AA: N) -> Defined:
    """Return the autoantibody as one against platelets [detection limits]."""
    return dict(GPAB=1.0 * AA)


def antibody(AA: N, A0: N, IG: N, IVG: N) -> Defined:
    """Return the autoantibody relative to baseline [1], and all IgG [g/L]."""
    return dict(a_rel=AA / A0, IGG=IG + IVG)


def inflammation(CRP: N, FER: N, IL6: N, PYR: N, Tpyr: N) -> Defined:
    """Return C-reactive protein, ferritin, interleukin-6 and body temperature."""
    temperature = NORMAL_TEMPERATURE + Tpyr * PYR
    return dict(TEMP=temperature, FERR=1.0 * FER, il6=np.maximum(IL6, 0.0), crp=1.0 * CRP)


def toxicity_signals(sig: N, CNS: N) -> Defined:
    """Return the signals behind CRS [pg/mL] and ICANS [1]."""
    return dict(crs_signal=1.0 * sig, icans_signal=1.0 * CNS)


OBSERVABLES = (
    platelet_count,
    neutrophil_count,
    b_cells,
    naive_share,
    car_t_cells,
    car_copies,
    platelet_antibody,
    antibody,
    inflammation,
    toxicity_signals,
)
OF_PLATELETS = (platelet_count, platelet_antibody)  # where platelets are the organ
