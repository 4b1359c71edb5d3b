"""Glucocorticoids: one effect amount [mg prednisolone-equivalent], three effects."""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

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
)
STATES = (State("GC", "mg", "glucocorticoid effect amount, prednisolone equivalents"),)


def kinetics(GC: N, k_gc: N) -> Defined:
    """Return dGC/dt [mg/d]."""
    return dict(dGC=-k_gc * GC)


def effects(
    GC: N, GC50: N, gcF50: N, gcF_imax: N, gcF_h: N, gcC50: N, gcC_imax: N
) -> Defined:
    """Return the effects on growth (gc), phagocytosis (igc) and cytokines (dexi) [1]."""
    power = np.maximum(GC, 0.0) ** gcF_h
    return dict(
        gc=GC / (GC + GC50),
        igc=gcF_imax * power / (power + gcF50**gcF_h),
        dexi=gcC_imax * GC / (GC + gcC50),
    )


RATES = (kinetics, effects)
