"""Rituximab: kills CD20+ B cells, well in blood, poorly in tissue."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_rtx",
        value=0.041,
        unit="1/d",
        spread=LogNormal(0.25),
        meaning="elimination rate of rituximab",
        source=(
            "Lioger 2017, Br J Clin Pharmacol 83:1773 (rheumatoid arthritis), as "
            "transcribed in nlmixr2lib: k10 0.11/d, k12 0.42/d, k21 0.25/d, V1 4.1 L, "
            "lumped into one compartment; CV of k10 24 %"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="V_rtx",
        value=11.0,
        unit="L",
        spread=Fixed(),
        meaning="distribution volume of rituximab",
        source=(
            "Lioger 2017, Br J Clin Pharmacol 83:1773 (rheumatoid arthritis), as "
            "transcribed in nlmixr2lib: V1 4.1 L, k12 0.42/d, k21 0.25/d give 11.0 L at "
            "steady state"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="kr_acc",
        value=5.0,
        unit="1/d",
        spread=Fixed(),
        meaning="largest rate at which rituximab kills accessible B cells",
        source=(
            "Chen 2024, Front Pharmacol 14:1319744 (children with nephrotic syndrome), as"
            " transcribed in nlmixr2lib: 99.6-fold rise of a loss of 0.051/d, 5.1/d "
            "(relative standard error over 80 %)"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="kr_tis",
        value=0.02,
        unit="1/d",
        spread=LogNormal(0.5),
        meaning="largest rate at which rituximab kills B cells in tissue",
        source=(
            "calibrated: to incomplete depletion of lymph-node B cells 4 weeks after "
            "rituximab (Ramwadhdoebe 2019, Rheumatology); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kr_mar",
        value=0.5,
        unit="1/d",
        spread=Fixed(),
        meaning=(
            "largest rate at which rituximab kills pre-B and immature B cells in marrow"
        ),
        source=(
            "calibrated: towards a median of 154.5 d to B-cell recovery after one or two "
            "doses in 14 children (Chen 2024, Front Pharmacol 14:1319744, as transcribed "
            "in nlmixr2lib); marrow and spleen are depleted more easily than lymph nodes "
            "(review, Arthritis Res Ther 2013;15 Suppl 1:S3, abstract)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="EC_rtx",
        value=5.87,
        unit="mg/L",
        spread=Fixed(),
        meaning="rituximab concentration at which killing is half-maximal",
        source=(
            "Chen 2024, Front Pharmacol 14:1319744 (children with nephrotic syndrome), as"
            " transcribed in nlmixr2lib: 5.87 mg/L"
        ),
        certainty=Certainty.SECONDARY,
    ),
)
STATES = (State("RTX", "mg", "rituximab"),)
DOSES = (Enters("rituximab", ("RTX",), Basis.BODY),)


def kinetics(RTX: N, k_rtx: N, rate_scale: N) -> Defined:
    """Return dRTX/dt [mg/d]."""
    return dict(dRTX=-rate_scale * k_rtx * RTX)


def effect(RTX: N, V_rtx: N, EC_rtx: N) -> Defined:
    """Return the fraction er of the maximal kill [1]."""
    cr = RTX / V_rtx
    return dict(er=cr / (cr + EC_rtx))


def kill_accessible(er: N, kr_acc: N) -> N:
    """Return the kill rate of accessible B cells [1/d]."""
    return kr_acc * er


def kill_in_tissue(er: N, kr_tis: N) -> N:
    """Return the kill rate of B cells in tissue [1/d]."""
    return kr_tis * er


def kill_in_marrow(er: N, kr_mar: N) -> N:
    """Return the kill rate of pre-B and immature B cells in marrow [1/d]."""
    return kr_mar * er


RATES = (kinetics, effect)
ACTS = {
    "b_kill_accessible": kill_accessible,
    "b_kill_tissue": kill_in_tissue,
    "b_kill_marrow": kill_in_marrow,
}
