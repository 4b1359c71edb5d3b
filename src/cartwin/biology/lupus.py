"""Lupus: complement, antibodies to double-stranded DNA, lasting damage.

Immune complexes consume complement. Damage only adds up: it feeds the damage index, never
the activity. What the activity depends on is in `organ_activity`; here are its numbers.
"""

from cartwin.biology.notation import Defined, N
from cartwin.biology.organ_activity import of_disease
from cartwin.parameters import Certainty, Fixed, LogitNormal, LogNormal, Parameter, State


__all__ = ["ACCUMULATES", "BALANCE", "PARAMETERS", "PRIORS", "RATES", "READOUTS", "STATES"]

_WEIGHT = "assumed: antibody and plasmablasts weigh about the same"
_REMISSION = (
    "remission by DORIS in 5 of 5 patients three months after infusion (Mackensen 2022, "
    "Nat Med 28:2124), in 8 of 8 at six months (Müller 2024, N Engl J Med 390:687) and in "
    "90 % at week 24 (CASTLE, as quoted in a summary of it)"
)
_DIGITISED = "Mackensen 2022, digitised in Park 2025, as transcribed in nlmixr2lib"
PARAMETERS = (
    Parameter(
        name="dsdna0",
        value=470.0,
        unit="[iU]/mL",
        spread=LogNormal(1.0),
        meaning="antibodies to double-stranded DNA before treatment",
        source=f"{_DIGITISED}: median 470 IU/mL; spread assumed",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="c3n",
        value=1.2,
        unit="g/L",
        spread=LogNormal(0.13),
        meaning="complement C3 without consumption",
        source=(
            "general knowledge: the middle of the normal range of 0.9 to 1.8 g/L, source "
            "not at hand; spread assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="c4n",
        value=0.22,
        unit="g/L",
        spread=LogNormal(0.25),
        meaning="complement C4 without consumption",
        source=(
            "general knowledge: the middle of the normal range of 0.1 to 0.4 g/L, source "
            "not at hand; spread assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="kd_c3",
        value=0.4,
        unit="1/d",
        spread=Fixed(),
        meaning="turnover of complement C3 without consumption",
        source=(
            "general knowledge: fractional catabolism of 1.5 to 2 % an hour, source not at "
            "hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="kd_c4",
        value=0.45,
        unit="1/d",
        spread=Fixed(),
        meaning="turnover of complement C4 without consumption",
        source=(
            "general knowledge: fractional catabolism of about 2 % an hour, source not at "
            "hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="kap_c3",
        value=1.16,
        unit="1",
        spread=LogNormal(0.4),
        meaning="consumption of C3 by untreated immune complexes, relative to its turnover",
        source=(
            f"calibrated: to a median of 0.555 g/L before treatment ({_DIGITISED}); "
            "spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kap_c4",
        value=1.8,
        unit="1",
        spread=LogNormal(0.4),
        meaning="consumption of C4 by untreated immune complexes, relative to its turnover",
        source="assumed: C4 at 0.08 g/L before treatment, below normal; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="t_sle",
        value=1460.0,
        unit="d",
        spread=LogNormal(0.8),
        meaning="time with active lupus before treatment",
        source=(
            "Mackensen 2022, Nat Med 28:2124, abstract: time with lupus, median 4 years; "
            "that all of it was active is assumed, and the spread"
        ),
        certainty=Certainty.READ,
    ),
    Parameter(
        name="k_sdam",
        value=0.0004,
        unit="1/d",
        spread=LogNormal(0.5),
        meaning="points of the damage index that lupus of typical activity adds",
        source="assumed: one point in seven years; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
)
PRIORS = (
    of_disease(
        "act0",
        1.0,
        LogNormal(0.15),
        "assumed: the scale is arbitrary; spread assumed",
        Certainty.ASSUMED,
    ),
    of_disease("wA", 0.53, LogNormal(0.4), f"{_WEIGHT}; spread assumed", Certainty.ASSUMED),
    of_disease("wB", 0.45, LogNormal(0.4), f"{_WEIGHT}; spread assumed", Certainty.ASSUMED),
    of_disease(
        "wI",
        0.02,
        LogNormal(0.8),
        f"calibrated: as a set with k_activity and k_ren, to {_REMISSION}; spread assumed",
        Certainty.CALIBRATED,
    ),
    of_disease(
        "k_activity",
        0.1,
        LogNormal(0.3),
        f"calibrated: as a set with wI and k_ren, to {_REMISSION}; spread assumed",
        Certainty.CALIBRATED,
    ),
    of_disease(
        "gc_activity", 0.7, Fixed(), "assumed: strong but incomplete", Certainty.ASSUMED
    ),
    Parameter(
        name="fLLX",
        value=0.04,
        unit="1",
        spread=LogitNormal(0.7),
        meaning="share of the autoantibody that long-lived plasma cells make",
        source=(
            "calibrated: to anti-dsDNA that turned negative and SLEDAI-2K of 0 in 8 of 8 "
            "patients six months after infusion (Müller 2024, as quoted in summaries of "
            "it); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="k_con",
        value=0.0138,
        unit="1/d",
        spread=LogNormal(0.5),
        meaning="loss of the autoantibody to its antigen, beside the catabolism of all IgG",
        source=(
            "calibrated: to a half-life of 14 d of anti-dsDNA, which turned negative in "
            "three months (Mackensen 2022, Nat Med 28:2124); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="A0",
        value=1.0,
        unit="1",
        spread=Fixed(),
        meaning="autoantibody before treatment; anti-dsDNA carries the scale in lupus",
        source="assumed: by definition the patient's own value before treatment",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("COMP3", "g/L", "complement C3", 0.01),
    State("COMP4", "g/L", "complement C4", 0.001),
    State("SDAM", "1", "lasting damage, points of the damage index", 0.01),
)
ACCUMULATES = ("SDAM",)
"""States of damage: they start from an amount and only grow, so nothing balances them."""


def start(act0: N, c3n: N, c4n: N, kap_c3: N, kap_c4: N, k_sdam: N, t_sle: N) -> Defined:
    """Return the untreated complement [g/L], and the damage so far."""
    return dict(
        COMP3=c3n / (1.0 + kap_c3),
        COMP4=c4n / (1.0 + kap_c4),
        SDAM=k_sdam * act0 * t_sle,
    )


def complement(
    COMP3: N, COMP4: N, a_rel: N, c3n: N, c4n: N, kd_c3: N, kd_c4: N, kap_c3: N, kap_c4: N
) -> Defined:
    """Return the rates of complement, which immune complexes consume [g/L/d]."""
    return dict(
        dCOMP3=kd_c3 * (c3n - COMP3 * (1.0 + kap_c3 * a_rel)),
        dCOMP4=kd_c4 * (c4n - COMP4 * (1.0 + kap_c4 * a_rel)),
    )


def damage(ACT: N, k_sdam: N) -> Defined:
    """Return the rate of lasting damage, which never falls [1/d]."""
    return dict(dSDAM=k_sdam * ACT)


def serology(COMP3: N, COMP4: N, a_rel: N, dsdna0: N) -> Defined:
    """Return complement [g/L] and antibodies to double-stranded DNA [IU/mL]."""
    return dict(C3=1.0 * COMP3, C4=1.0 * COMP4, DSDNA=dsdna0 * a_rel)


def lasting_damage(SDAM: N) -> Defined:
    """Return the damage, as instruments see it [1]."""
    return dict(sle_damage=1.0 * SDAM)


BALANCE = (start,)
RATES = (complement, damage)
READOUTS = (serology, lasting_damage)
