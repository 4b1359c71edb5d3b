"""Bypassing agents: activated factor VII, and activated prothrombin complex (aPCC).

Amounts in the body act directly; factor VIII is not raised, so its assays do not change.
More than 100 U/kg of aPCC in 24 h together with emicizumab threatens thrombotic
microangiopathy: no rule flags that, and thrombosis is not modelled. Human and porcine
factor VIII are with the inhibitor that attacks them (see `factor_viii`).
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import (
    Basis,
    Certainty,
    Enters,
    Fixed,
    LogNormal,
    Parameter,
    State,
)


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_f7a",
        value=7.23,
        unit="1/d",
        spread=LogNormal(0.2),
        meaning="loss rate of recombinant activated factor VII",
        source=(
            "J Clin Med 2017;6:46, table 1: half-life 2.3 h, range 1.7-2.7 h; spread from "
            "the range"
        ),
        certainty=Certainty.READ,
    ),
    Parameter(
        name="k_apcc",
        value=4.0,
        unit="1/d",
        spread=LogNormal(0.3),
        meaning="loss rate of the effect of activated prothrombin complex",
        source=(
            "general knowledge: effect half-life of 4-7 h, source not at hand; its parts "
            "differ; spread assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="byp_max",
        value=0.93,
        unit="1",
        spread=Fixed(),
        meaning="largest share of bleeds that a bypassing agent prevents or ends at once",
        source=(
            "calibrated: to bleeding controlled in 93 % on bypassing agents, the same on "
            "both (EACH2 registry, Blood 2012;120:39, abstract), taken for prevention"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="f7a_50",
        value=1.0,
        unit="mg",
        spread=LogNormal(0.5),
        meaning="amount of activated factor VII with half of that effect at 70 kg",
        source=(
            "assumed: a sixth of the usual dose of 90 ug/kg, so that doses 2-3 h apart "
            "keep most of the effect; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="apcc_50",
        value=700.0,
        unit="U",
        spread=LogNormal(0.5),
        meaning="amount of activated prothrombin complex with half of that effect at 70 kg",
        source=(
            "assumed: a seventh of the usual dose of 70 U/kg, so that doses 8-12 h apart "
            "keep most of the effect; spread assumed"
        ),
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("F7A", "mg", "recombinant activated factor VII", 1e-2),
    State("APCC", "U", "activated prothrombin complex", 10.0),
)
DOSES = (
    Enters("factor_viia", ("F7A",), Basis.PER_KG, factor=1e-3),  # ug to mg
    Enters("apcc", ("APCC",), Basis.PER_KG),
)


def kinetics(F7A: N, APCC: N, k_f7a: N, k_apcc: N, rate_scale: N) -> Defined:
    """Return the rates of both agents [mg/d, U/d]."""
    return dict(dF7A=-rate_scale * k_f7a * F7A, dAPCC=-rate_scale * k_apcc * APCC)


def prevent_bleeds(F7A: N, APCC: N, byp_max: N, f7a_50: N, apcc_50: N) -> N:
    """Return the share of bleeds prevented [1]; the agents share one ceiling."""
    together = F7A / f7a_50 + APCC / apcc_50
    return byp_max * together / (1.0 + together)


RATES = (kinetics,)
ACTS = {"bleed_block": prevent_bleeds}
