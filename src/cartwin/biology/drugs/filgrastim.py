"""Filgrastim: releases neutrophils, and lets more of them form."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="kGCSF",
        value=0.35,
        unit="1/d",
        spread=Fixed(),
        meaning="loss rate of the effect of filgrastim",
        source="assumed: half-life 2 d",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="emax_gcsf",
        value=1.2,
        unit="1",
        spread=Fixed(),
        meaning="largest added release of neutrophils under filgrastim",
        source="assumed: about doubling",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="GCSF50",
        value=1.0,
        unit="dose",
        spread=Fixed(),
        meaning="doses of filgrastim at which its effect is half-maximal",
        source="assumed: one dose a day nearly saturates",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (State("GCSF", "dose", "filgrastim"),)
DOSES = (Enters("filgrastim", ("GCSF",), Basis.AS_PRESCRIBED),)


def kinetics(GCSF: N, kGCSF: N) -> Defined:
    """Return dGCSF/dt [dose/d]."""
    return dict(dGCSF=-kGCSF * GCSF)


def release(GCSF: N, emax_gcsf: N, GCSF50: N) -> N:
    """Return the release of neutrophils that it adds [1]."""
    return emax_gcsf * GCSF / (GCSF + GCSF50)


RATES = (kinetics,)
ACTS = {"neutrophil_drive": release}
