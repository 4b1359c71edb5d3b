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
        meaning="ONE glucocorticoid biophase (t1/2 2 d), mg prednisolone-eq.",
        source="K; core 1.0 and organ .25, dexamethasone .8 merged",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="g_pb",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="max inhibition of PB formation",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="g_rho",
        value=0.3,
        unit="1",
        spread=Fixed(),
        meaning="max inhibition of CAR-T growth",
        source="Stein Fster = 1.0 => no detectable effect; keep <=0.3",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="GC50",
        value=86.0,
        unit="mg",
        spread=Fixed(),
        meaning="half effect on PB formation and CAR-T growth",
        source="core 30 rescaled by 1/.35",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gcF50",
        value=79.0,
        unit="mg",
        spread=LogNormal(0.8),
        meaning="half block of phagocytosis",
        source="organ 110 rescaled by .25/.35",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="gcF_imax",
        value=0.93,
        unit="1",
        spread=Fixed(),
        meaning="max steroid block",
        source="organ C",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="gcF_h",
        value=1.5,
        unit="1",
        spread=Fixed(),
        meaning="Hill",
        source="organ C",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="gcC50",
        value=122.0,
        unit="mg",
        spread=LogNormal(0.5),
        meaning="half effect on cytokines and CNS",
        source="organ 8 mg dex rescaled",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gcC_imax",
        value=0.85,
        unit="1",
        spread=Fixed(),
        meaning="max",
        source="organ H",
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
