"""Infections: a hazard that rises as defences fall.

Few neutrophils, little immunoglobulin, few T cells, macrophages that are activated, and
glucocorticoids each multiply the hazard. Counts act smoothly about a threshold.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, Parameter, State


__all__ = ["ACCUMULATES", "PARAMETERS", "RATES", "READOUTS", "STATES"]

PARAMETERS = (
    Parameter(
        name="inf_0",
        value=0.0018,
        unit="1/d",
        spread=Fixed(),
        meaning="infections of a patient whose defences are intact",
        source=(
            "assumed: below the 0.67 per 100 days from day 29 to 90 after CAR-T in "
            "lymphoma (Hill 2018, Blood 131:121, abstract); no autoimmune value known"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="inf_anc50",
        value=0.5,
        unit="10*9/L",
        spread=Fixed(),
        meaning="neutrophils below which the hazard of infection is higher",
        source="assumed: the threshold of severe neutropenia",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="inf_anc",
        value=0.71,
        unit="1",
        spread=Fixed(),
        meaning="logarithm of the hazard ratio of infection of severe neutropenia",
        source=(
            "Hill 2018, Blood 131:121, as quoted elsewhere: logarithm 0.71 of the "
            "univariate hazard ratio of 2.04 (0.85 to 4.9)"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="inf_igg50",
        value=5.0,
        unit="g/L",
        spread=Fixed(),
        meaning="immunoglobulin G below which the hazard of infection is higher",
        source="assumed: near the 6 g/L of the published rate ratio",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="inf_igg",
        value=0.99,
        unit="1",
        spread=Fixed(),
        meaning="logarithm of the hazard ratio of infection of low immunoglobulin G",
        source=(
            "J Allergy Clin Immunol 2024, doi 10.1016/j.jaci.2024.10.021, abstract: "
            "logarithm 0.99 of the rate ratio 2.7 (1.5 to 5.2) of serious infection after "
            "CAR-T at immunoglobulin G of 6 g/L or less; used for any infection"
        ),
        certainty=Certainty.READ,
    ),
    Parameter(
        name="inf_mac",
        value=0.8,
        unit="1",
        spread=Fixed(),
        meaning=(
            "logarithm of the hazard ratio of infection per unit of macrophage activation"
        ),
        source=(
            "calibrated: to a hazard ratio of 3.4 for each class of CRS (Hill 2018, Blood "
            "131:121, as quoted in a review)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="inf_gc",
        value=0.45,
        unit="1",
        spread=Fixed(),
        meaning="logarithm of the hazard ratio of infection of full glucocorticoid effect",
        source="assumed: within published hazard ratios of 1.5 to 3.7",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="inf_t",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="logarithm of the hazard ratio of infection of having no T cells",
        source="assumed: a stand-in for the first three months after CAR-T",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="inf_steep",
        value=8.0,
        unit="1",
        spread=Fixed(),
        meaning="steepness of the thresholds in the hazard of infection",
        source="assumed: almost a step",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (State("INFS", "1", "infections expected so far: the cumulative hazard", 1e-3),)
ACCUMULATES = ("INFS",)
"""States that only grow: nothing balances them before treatment."""
MOST_MAC = 2.0  # macrophage activation beyond which the hazard rises no further [1]


def hazard(
    ANC: N, IG: N, IVG: N, TH: N, TH0: N, MAC: N, igc: N, inf_0: N, inf_anc: N,
    inf_anc50: N, inf_igg: N, inf_igg50: N, inf_mac: N, inf_gc: N, inf_t: N, inf_steep: N,
) -> Defined:  # fmt: skip
    """Return the hazard of a new infection, which is dINFS/dt [1/d]."""
    neutropenia = 1.0 / (1.0 + (np.maximum(ANC, 0.0) / inf_anc50) ** inf_steep)
    low_igg = 1.0 / (1.0 + ((IG + IVG) / inf_igg50) ** inf_steep)
    few_t = np.maximum(1.0 - TH / TH0, 0.0)
    inflamed = np.minimum(MAC, MOST_MAC)
    log_ratio = (
        inf_anc * neutropenia
        + inf_igg * low_igg
        + inf_mac * inflamed
        + inf_gc * igc
        + inf_t * few_t
    )
    return dict(dINFS=inf_0 * np.exp(log_ratio))


def infections(INFS: N) -> Defined:
    """Return the infections expected since the course began [1]."""
    return dict(infections=1.0 * INFS)


RATES = (hazard,)
READOUTS = (infections,)
