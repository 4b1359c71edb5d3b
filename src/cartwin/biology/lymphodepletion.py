"""Lymphodepletion by fludarabine and cyclophosphamide.

One kinetic-pharmacodynamic amount per drug [mg/m2] kills lymphoid cells and, with
another potency, suppresses myeloid precursors, megakaryocytes and CD8 cells.

    dAFLU/dt = -k_flu AFLU          LDk = e_flu AFLU + e_cy ACY      lymphoid kill [1/d]
    dACY/dt  = -k_cy  ACY           LDm = sl_flu AFLU + sl_cy ACY    myeloid effect [1]
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="k_flu",
        value=0.83,
        unit="1/d",
        spread=Fixed(),
        meaning="loss of fludarabine effect (t1/2 20 h)",
        source="F-ara-A popPK in CAR-T pts (Varela-Gonzalez-Aller 2025: CL 6.1 L/h, V 41+14.5+10.8 L; R via nlmixr2lib); F-ara-ATP persistence ~15-24 h (K)",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="k_cy",
        value=2.6,
        unit="1/d",
        spread=Fixed(),
        meaning="loss of cyclophosphamide effect (t1/2 6.4 h)",
        source="plasma t1/2 5-9 h (K)",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="e_flu",
        value=0.0225,
        unit="1/d per mg/m2",
        spread=LogNormal(0.3),
        meaning="lymphocyte kill per unit fludarabine biophase amount",
        source="calibrated: 30/300 x3 leaves ~6 % of host T cells on day 0 (Kimmel 2021 start value 3e9 of 2.5e11)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="e_cy",
        value=0.0035,
        unit="1/d per mg/m2",
        spread=LogNormal(0.3),
        meaning="same, cyclophosphamide",
        source="calibrated jointly",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="ld_acc",
        value=0.6,
        unit="1",
        spread=Fixed(),
        meaning="LD sensitivity of accessible B cells vs T",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_tis",
        value=0.3,
        unit="1",
        spread=Fixed(),
        meaning="... tissue B",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_pre",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="... marrow B precursors",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_pb",
        value=0.4,
        unit="1",
        spread=Fixed(),
        meaning="... plasmablasts",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_sp",
        value=0.05,
        unit="1",
        spread=Fixed(),
        meaning="... short-lived PC",
        source="PC are chemo-resistant (K)",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_ll",
        value=0.01,
        unit="1",
        spread=Fixed(),
        meaning="... long-lived PC",
        source="idem",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="ld_car",
        value=0.5,
        unit="1",
        spread=Fixed(),
        meaning="... CAR-T (only matters for re-treatment)",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="sl_flu",
        value=0.04,
        unit="m2/mg",
        spread=LogNormal(0.25),
        meaning="Flu effect on neutrophil precursors",
        source="C",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="sl_cy",
        value=0.0028,
        unit="m2/mg",
        spread=LogNormal(0.25),
        meaning="Cy effect (x2.6/2.4 for the core's k_cy)",
        source="C",
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (
    State("AFLU", "mg/m2", "fludarabine, effect amount"),
    State("ACY", "mg/m2", "cyclophosphamide, effect amount"),
)


def elimination(AFLU: N, ACY: N, k_flu: N, k_cy: N) -> Defined:
    """Return the loss of both drugs [mg/m2/d]."""
    return dict(dAFLU=-k_flu * AFLU, dACY=-k_cy * ACY)


def effects(AFLU: N, ACY: N, e_flu: N, e_cy: N, sl_flu: N, sl_cy: N) -> Defined:
    """Return the lymphoid kill LDk [1/d] and the myeloid effect LDm [1]."""
    return dict(LDk=e_flu * AFLU + e_cy * ACY, LDm=sl_flu * AFLU + sl_cy * ACY)


RATES = (elimination, effects)
