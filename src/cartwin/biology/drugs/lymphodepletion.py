"""Lymphodepletion by fludarabine and cyclophosphamide.

One kinetic-pharmacodynamic amount per drug [mg/m2] kills lymphoid cells and, with
another potency, suppresses myeloid precursors, megakaryocytes and CD8 cells.

    dAFLU/dt = -k_flu AFLU          LDk = e_flu AFLU + e_cy ACY      lymphoid kill [1/d]
    dACY/dt  = -k_cy  ACY           LDm = sl_flu AFLU + sl_cy ACY    myeloid effect [1]
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

_LYMPHOID_FIT = (
    "calibrated: both drugs jointly to a few percent of host T cells left on day 0 "
    "after fludarabine 30 and cyclophosphamide 300 mg/m2 on three days, 6 % in the "
    "model and 1.2 % in Kimmel 2021, Proc R Soc B 288:20210229; split and spread "
    "assumed"
)
_MYELOID_FIT = (
    "calibrated: to neutrophils below 0.5 x 10^9/L for 5-10 d after fludarabine 30 and "
    "cyclophosphamide 300 mg/m2 on three days (general knowledge); split between the "
    "drugs and spread assumed"
)
PARAMETERS = (
    Parameter(
        name="k_flu",
        value=0.83,
        unit="1/d",
        spread=Fixed(),
        meaning="loss rate of the effect of fludarabine",
        source=(
            "general knowledge: intracellular triphosphate lasts 15-24 h, source not at "
            "hand; in plasma of CAR-T patients 6.1 L/h and 66 L (Varela-Gonzalez-Aller "
            "2025, as transcribed in nlmixr2lib)"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="k_cy",
        value=2.6,
        unit="1/d",
        spread=Fixed(),
        meaning="loss rate of the effect of cyclophosphamide",
        source="general knowledge: plasma half-life 5-9 h, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="e_flu",
        value=0.0225,
        unit="1/d/(mg/m2)",
        spread=LogNormal(0.3),
        meaning="killing rate of host T cells per effect amount of fludarabine",
        source=_LYMPHOID_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="e_cy",
        value=0.0035,
        unit="1/d/(mg/m2)",
        spread=LogNormal(0.3),
        meaning="killing rate of host T cells per effect amount of cyclophosphamide",
        source=_LYMPHOID_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="ld_acc",
        value=0.6,
        unit="1",
        spread=Fixed(),
        meaning=(
            "sensitivity of accessible B cells to lymphodepletion, relative to host T cells"
        ),
        source="assumed: somewhat below T cells",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_tis",
        value=0.3,
        unit="1",
        spread=Fixed(),
        meaning=(
            "sensitivity of tissue B cells to lymphodepletion, relative to host T cells"
        ),
        source="assumed: half that of accessible B cells",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_pre",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning=(
            "sensitivity of marrow B-cell precursors to lymphodepletion, relative to host"
            " T cells"
        ),
        source="assumed: one half",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_pb",
        value=0.4,
        unit="1",
        spread=Fixed(),
        meaning="sensitivity of plasmablasts to lymphodepletion, relative to host T cells",
        source="assumed: below precursors",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_sp",
        value=0.05,
        unit="1",
        spread=Fixed(),
        meaning=(
            "sensitivity of short-lived plasma cells to lymphodepletion, relative to host"
            " T cells"
        ),
        source="assumed: low, since plasma cells resist chemotherapy (general knowledge)",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_ll",
        value=0.01,
        unit="1",
        spread=Fixed(),
        meaning=(
            "sensitivity of long-lived plasma cells to lymphodepletion, relative to host "
            "T cells"
        ),
        source=(
            "assumed: very low, since plasma cells resist chemotherapy (general knowledge)"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_car",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning=(
            "sensitivity of CAR-T cells to lymphodepletion, relative to host T cells; "
            "matters only when treated again"
        ),
        source="assumed: one half",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="sl_flu",
        value=0.04,
        unit="m2/mg",
        spread=LogNormal(0.25),
        meaning="suppression of myeloid precursors per effect amount of fludarabine",
        source=_MYELOID_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="sl_cy",
        value=0.0028,
        unit="m2/mg",
        spread=LogNormal(0.25),
        meaning="suppression of myeloid precursors per effect amount of cyclophosphamide",
        source=_MYELOID_FIT,
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kT_ld",
        value=0.1,
        unit="1/d",
        spread=Fixed(),
        meaning=(
            "loss rate of autoreactive CD8 cells at unit myeloid effect of lymphodepletion"
        ),
        source="assumed: a hypothesis",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("AFLU", "mg/m2", "fludarabine, effect amount"),
    State("ACY", "mg/m2", "cyclophosphamide, effect amount"),
)
DOSES = (
    Enters("fludarabine", ("AFLU",), Basis.AS_PRESCRIBED),
    Enters("cyclophosphamide", ("ACY",), Basis.AS_PRESCRIBED),
)


def elimination(AFLU: N, ACY: N, k_flu: N, k_cy: N) -> Defined:
    """Return the loss of both drugs [mg/m2/d]."""
    return dict(dAFLU=-k_flu * AFLU, dACY=-k_cy * ACY)


def effects(AFLU: N, ACY: N, e_flu: N, e_cy: N, sl_flu: N, sl_cy: N) -> Defined:
    """Return the lymphoid kill LDk [1/d] and the myeloid effect LDm [1]."""
    return dict(LDk=e_flu * AFLU + e_cy * ACY, LDm=sl_flu * AFLU + sl_cy * ACY)


def cytotoxic_cells(LDm: N, kT_ld: N) -> N:
    """Return the loss rate of autoreactive CD8 cells [1/d]."""
    return kT_ld * LDm


RATES = (elimination, effects)
ACTS = {"cd8_kill": cytotoxic_cells}
