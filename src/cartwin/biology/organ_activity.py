"""Activity in the organs: what autoantibody, plasmablasts and the rest keep going.

The autoantibody, autoreactive plasmablasts and a part that no B cell explains share what
drives inflammation. What each contributes is a share of one in every patient: the weights
are drawn freely and divided by their sum.

    dACT = k_activity (drive - ACT)
    drive = act0 (uA a_rel + uB pbx_rel + uI) (1 - gc_activity igc)
            (1 - block of other drugs)

A disease gives its numbers in place of those declared here (`of_disease`).
"""

from dataclasses import replace

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, Spread, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "READOUTS", "STATES", "of_disease"]

_ANY = "assumed: for a disease of which nothing is known"
PARAMETERS = (
    Parameter(
        name="act0",
        value=1.0,
        unit="1",
        spread=Fixed(),
        meaning="activity before treatment, relative to a typical case",
        source="assumed: the scale is arbitrary",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="wA",
        value=0.45,
        unit="1",
        spread=LogNormal(0.6),
        meaning=(
            "weight of the autoantibody in what drives the activity, before the three "
            "weights are divided by their sum"
        ),
        source=f"{_ANY}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="wB",
        value=0.45,
        unit="1",
        spread=LogNormal(0.4),
        meaning=(
            "weight of autoreactive plasmablasts in what drives the activity, before the "
            "three weights are divided by their sum"
        ),
        source=f"{_ANY}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="wI",
        value=0.1,
        unit="1",
        spread=LogNormal(0.7),
        meaning=(
            "weight of what no B cell explains in what drives the activity, before the "
            "three weights are divided by their sum"
        ),
        source=f"{_ANY}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="k_activity",
        value=0.06,
        unit="1/d",
        spread=LogNormal(0.4),
        meaning="rate at which the activity follows what drives it",
        source=f"{_ANY}; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="gc_activity",
        value=0.3,
        unit="1",
        spread=Fixed(),
        meaning=(
            "block of what drives the activity, relative to the block of phagocytosis by "
            "glucocorticoids"
        ),
        source=_ANY,
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (State("ACT", "1", "activity, relative to a typical case untreated", 0.01),)
_DECLARED = {p.name: p for p in PARAMETERS}


def of_disease(
    name: str, value: float, spread: Spread, source: str, certainty: Certainty
) -> Parameter:
    """Return a parameter of this module with the numbers of one disease.

    >>> guess = of_disease("wI", 0.2, Fixed(), "assumed: a fifth", Certainty.ASSUMED)
    >>> guess.value, guess.unit
    (0.2, '1')
    """
    return replace(
        _DECLARED[name], value=value, spread=spread, source=source, certainty=certainty
    )


def shares(wA: N, wB: N, wI: N) -> Defined:
    """Return the share of each contribution in the drive; they sum to one."""
    total = wA + wB + wI
    return dict(uA=wA / total, uB=wB / total, uI=wI / total)


def start(act0: N) -> Defined:
    """Return the untreated activity [1]."""
    return dict(ACT=1.0 * act0)


def inflammation(
    ACT: N, a_rel: N, pbx_rel: N, igc: N, activity_block: N,
    act0: N, uA: N, uB: N, uI: N, gc_activity: N, k_activity: N,
) -> Defined:  # fmt: skip
    """Return the rate of the activity, which follows the drive that is left [1/d]."""
    drive = act0 * (uA * a_rel + uB * pbx_rel + uI)
    left = (1.0 - gc_activity * igc) * (1.0 - activity_block)
    return dict(dACT=k_activity * (drive * left - ACT))


def reading(ACT: N) -> Defined:
    """Return the activity, as instruments see it [1]."""
    return dict(activity=1.0 * ACT)


BALANCE = (shares, start)
RATES = (inflammation,)
READOUTS = (reading,)
