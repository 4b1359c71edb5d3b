"""Bleeding in immune thrombocytopenia: hazards that fall steeply with the count.

Mucosal bleeding (WHO grade 2) and major bleeding apart; the shape is that of Hato 2020, the
level recalled.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, Parameter, State


__all__ = ["ACCUMULATES", "PARAMETERS", "RATES", "READOUTS", "STATES"]

_LEVEL = (
    "general knowledge: the level, source not at hand; the exponential shape below 10-15 x "
    "10^9/L is that of Hato 2020 in 19 415 adults (abstract)"
)


def _parameter(
    name: str, value: float, unit: str, meaning: str, source: str = _LEVEL
) -> Parameter:
    assumed = source.startswith("assumed")
    return Parameter(
        name=name,
        value=value,
        unit=unit,
        spread=Fixed(),
        meaning=meaning,
        source=source,
        certainty=Certainty.ASSUMED if assumed else Certainty.RECALLED,
    )


PARAMETERS = (
    _parameter(
        "mucosal_0", 0.105 / 365.25, "1/d", "mucosal bleeds at high platelet counts"
    ),
    _parameter("mucosal_1", 8.03 / 365.25, "1/d", "added mucosal bleeds without platelets"),
    _parameter(
        "mucosal_p", 11.0, "10*9/L", "rise of platelets that ends most mucosal bleeds"
    ),
    _parameter("maj_0", 0.0037 / 365.25, "1/d", "major bleeds at high platelet counts"),
    _parameter("maj_1", 0.586 / 365.25, "1/d", "added major bleeds without platelets"),
    _parameter("maj_p", 9.0, "10*9/L", "rise of platelets that ends most major bleeds"),
    _parameter(
        "maj_age",
        0.02,
        "1/a",
        "rise of the logarithm of the hazard of major bleeds with age",
        "assumed: the odds ratio of 3.09 of intracranial bleeds from 60 years on (Hato "
        "2020, abstract), spread over the years",
    ),
    _parameter(
        "maj_ref",
        45.0,
        "a",
        "age for which the hazard of major bleeds is stated",
        "assumed: a convention, about the mean age of adults",
    ),
)
STATES = (
    State("MUCS", "1", "mucosal bleeds expected so far: the cumulative hazard", 1e-3),
    State("MAJS", "1", "major bleeds expected so far: the cumulative hazard", 1e-3),
)
ACCUMULATES = ("MUCS", "MAJS")
"""States that only grow: nothing balances them before treatment."""


def hazards(
    plt_blood: N, bleed_block: N, AGE: N, mucosal_0: N, mucosal_1: N, mucosal_p: N,
    maj_0: N, maj_1: N, maj_p: N, maj_age: N, maj_ref: N,
) -> Defined:  # fmt: skip
    """Return the hazards of new bleeds, which are the rates of the states [1/d]."""
    old = np.exp(maj_age * (AGE - maj_ref))
    left = 1.0 - bleed_block
    return dict(
        dMUCS=left * (mucosal_0 + mucosal_1 * np.exp(-plt_blood / mucosal_p)),
        dMAJS=left * old * (maj_0 + maj_1 * np.exp(-plt_blood / maj_p)),
    )


def bleeds(MUCS: N, MAJS: N) -> Defined:
    """Return the bleeds expected since the course began [1]."""
    return dict(mucosal_bleeds=1.0 * MUCS, major_bleeds=1.0 * MAJS)


RATES = (hazards,)
READOUTS = (bleeds,)
