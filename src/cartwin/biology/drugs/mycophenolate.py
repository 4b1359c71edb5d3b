"""Mycophenolate: background therapy that slows dividing lymphocytes.

An effect amount that lasts a day or two; all of it is assumed, so that stopping it before
lymphodepletion can be simulated.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "READOUTS", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_mmf",
        value=0.7,
        unit="1/d",
        spread=Fixed(),
        meaning="loss rate of the effect of mycophenolate",
        source="assumed: half-life of a day",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="mmf50",
        value=1500.0,
        unit="mg",
        spread=Fixed(),
        meaning="effect amount of mycophenolate that acts half-maximally",
        source="assumed: about the amount that 1 g a day sustains",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="mmf_pb",
        value=0.6,
        unit="1",
        spread=Fixed(),
        meaning="largest block of the formation of plasmablasts by mycophenolate",
        source="assumed: strong but incomplete",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="mmf_car",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="largest block of the growth of CAR-T cells by mycophenolate",
        source="assumed: which is why it is stopped before",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="mmf_act",
        value=0.3,
        unit="1",
        spread=Fixed(),
        meaning="largest block of inflammation in organs by mycophenolate",
        source="assumed: a modest effect beyond that on antibody",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (State("MMF", "mg", "mycophenolate, effect amount", 1.0),)
DOSES = (Enters("mycophenolate", ("MMF",), Basis.BODY),)


def kinetics(MMF: N, k_mmf: N, rate_scale: N) -> Defined:
    """Return dMMF/dt [mg/d]."""
    return dict(dMMF=-rate_scale * k_mmf * MMF)


def occupancy(MMF: N, mmf50: N) -> Defined:
    """Return the share of the largest effect [1]."""
    return dict(mmf=MMF / (MMF + mmf50))


def plasmablasts(mmf: N, mmf_pb: N) -> N:
    """Return the block of the formation of plasmablasts [1]."""
    return mmf_pb * mmf


def car_t_growth(mmf: N, mmf_car: N) -> N:
    """Return the block of the growth of CAR-T cells [1]."""
    return mmf_car * mmf


def organs(mmf: N, mmf_act: N) -> N:
    """Return the block of inflammation in the organs [1]."""
    return mmf_act * mmf


def daily_dose(MMF: N, k_mmf: N, rate_scale: N, dose_every: N, WT: N, WT_ref: N) -> Defined:
    """Return the daily dose [mg/d] behind what is left before the next one."""
    taken = MMF * (np.exp(k_mmf * rate_scale * dose_every) - 1.0) / dose_every
    return dict(mycophenolate=taken * WT / WT_ref)


RATES = (kinetics, occupancy)
READOUTS = (daily_dose,)
ACTS = {
    "plasmablast_block": plasmablasts,
    "car_growth_block": car_t_growth,
    "activity_block": organs,
}
