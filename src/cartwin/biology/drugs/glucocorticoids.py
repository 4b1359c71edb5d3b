"""Glucocorticoids: one effect amount [mg prednisolone-equivalent], several effects."""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "READOUTS", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_gc",
        value=0.35,
        unit="1/d",
        spread=Fixed(),
        meaning=(
            "loss rate of the glucocorticoid effect (one effect amount, in prednisolone "
            "equivalents)"
        ),
        source=(
            "assumed: half-life 2 d, longer than a biological half-life of 0.7-1.5 d "
            "(general knowledge)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="g_pb",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="largest inhibition of plasmablast formation by glucocorticoids",
        source="assumed: one half",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="g_rho",
        value=0.3,
        unit="1",
        spread=Fixed(),
        meaning="largest inhibition of CAR-T proliferation by glucocorticoids",
        source=(
            "assumed: at most 0.3; no effect on expansion was detected in leukaemia "
            "(factor 1.0, Stein 2019, as transcribed in nlmixr2lib)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="GC50",
        value=86.0,
        unit="mg",
        spread=Fixed(),
        meaning=(
            "glucocorticoid effect amount with half-maximal effect on plasmablasts and "
            "CAR-T cells"
        ),
        source="assumed: about the effect amount that 30 mg prednisolone a day sustains",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gcF50",
        value=79.0,
        unit="mg",
        spread=LogNormal(0.8),
        meaning="glucocorticoid effect amount that blocks phagocytosis half-maximally",
        source=(
            "assumed: about the effect amount that 28 mg prednisolone a day sustains; "
            "spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gcF_imax",
        value=0.93,
        unit="1",
        spread=Fixed(),
        meaning="largest block of phagocytosis by glucocorticoids",
        source="assumed: nearly complete at high dose",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gcF_h",
        value=1.5,
        unit="1",
        spread=Fixed(),
        meaning="Hill exponent of the block of phagocytosis by glucocorticoids",
        source="assumed: moderately steep",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gcC50",
        value=122.0,
        unit="mg",
        spread=LogNormal(0.5),
        meaning=(
            "glucocorticoid effect amount that blocks cytokines and the neurotoxic signal"
            " half-maximally"
        ),
        source=(
            "assumed: about the effect amount that 6-7 mg dexamethasone a day sustains; "
            "spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gcC_imax",
        value=0.85,
        unit="1",
        spread=Fixed(),
        meaning=(
            "largest block of cytokines and of the neurotoxic signal by glucocorticoids"
        ),
        source="assumed: strong but incomplete",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="kT_gc",
        value=0.25,
        unit="1/d",
        spread=Fixed(),
        meaning="loss rate of autoreactive CD8 cells at full glucocorticoid effect",
        source="assumed: a hypothesis",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="dose_every",
        value=1.0,
        unit="d",
        spread=Fixed(),
        meaning="time between two doses of a drug whose daily dose a visit asks for",
        source="assumed: drugs are taken once a day",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (State("GC", "mg", "glucocorticoid effect amount, prednisolone equivalents"),)
PREDNISOLONE_EQUIVALENT = {
    "prednisolone": 1.0,
    "methylprednisolone": 1.25,
    "dexamethasone": 6.67,
}
DOSES = tuple(
    Enters(drug, ("GC",), Basis.BODY, factor=factor)
    for drug, factor in PREDNISOLONE_EQUIVALENT.items()
)


def kinetics(GC: N, k_gc: N, rate_scale: N) -> Defined:
    """Return dGC/dt [mg/d]."""
    return dict(dGC=-rate_scale * k_gc * GC)


def on_phagocytes(GC: N, gcF50: N, gcF_imax: N, gcF_h: N) -> Defined:
    """Return the block of phagocytosis, of CD8 cells and of inflamed organs [1]."""
    power = (np.maximum(GC, 0.0) / gcF50) ** gcF_h
    return dict(igc=gcF_imax * power / (1.0 + power))


def phagocytes(igc: N) -> N:
    """Return the block of phagocytosis [1]."""
    return 1.0 * igc


def cytokines(GC: N, gcC50: N, gcC_imax: N) -> N:
    """Return the block of cytokines and of the neurotoxic signal [1]."""
    return gcC_imax * GC / (GC + gcC50)


def plasmablasts(GC: N, GC50: N, g_pb: N) -> N:
    """Return the block of the formation of plasmablasts [1]."""
    return g_pb * GC / (GC + GC50)


def car_t_growth(GC: N, GC50: N, g_rho: N) -> N:
    """Return the block of the growth of CAR-T cells [1]."""
    return g_rho * GC / (GC + GC50)


def cytotoxic_cells(igc: N, kT_gc: N) -> N:
    """Return the loss rate of autoreactive CD8 cells [1/d]."""
    return kT_gc * igc


def daily_dose(GC: N, k_gc: N, rate_scale: N, dose_every: N, WT: N, WT_ref: N) -> Defined:
    """Return the daily dose [mg/d] behind what is left before the next one."""
    taken = GC * (np.exp(k_gc * rate_scale * dose_every) - 1.0) / dose_every
    return dict(prednisolone=taken * WT / WT_ref)


RATES = (kinetics, on_phagocytes)
READOUTS = (daily_dose,)
ACTS = {
    "phagocyte_block": phagocytes,
    "cytokine_block": cytokines,
    "plasmablast_block": plasmablasts,
    "car_growth_block": car_t_growth,
    "cd8_kill": cytotoxic_cells,
}
