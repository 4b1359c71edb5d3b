"""Daratumumab: kills CD38-high plasma cells and removes CD38+ effector cells.

Two compartments with target-mediated loss that falls with the CD38+ pool.
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="CLd",
        value=0.18,
        unit="L/d",
        spread=LogNormal(0.4),
        meaning="daratumumab linear CL",
        source="Xu 2020 0.116 (non-IgG MM) - 0.210 (IgG MM); Luo 2021 0.119. 0.18 for normal IgG (FcRn argument)",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="V1d",
        value=4.09,
        unit="L",
        spread=LogNormal(0.22),
        meaning="central volume",
        source="4.09 (Xu 2020)",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="Qd",
        value=1.541,
        unit="L/d",
        spread=Fixed(),
        meaning="inter-compartment",
        source="1.54 (Xu)",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="V2d",
        value=3.06,
        unit="L",
        spread=Fixed(),
        meaning="peripheral",
        source="3.06 (Xu)",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="Vmd",
        value=10.0,
        unit="mg/d",
        spread=LogNormal(0.7),
        meaning="target-mediated Vmax, scaled by CD38+ pool",
        source="Xu 50, Luo 27.6 mg/d in myeloma; 10 without tumour",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="Kmd",
        value=0.93,
        unit="mg/L",
        spread=Fixed(),
        meaning="Km",
        source="0.93 (Xu)",
        certainty=Certainty.READ,
    ),
    Parameter(
        name="kd_pc",
        value=0.12,
        unit="1/d",
        spread=LogNormal(0.3),
        meaning="max daratumumab kill of CD38-high PC",
        source="ASC depleted within weeks (Ostendorf 2026)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="kd_r",
        value=0.001,
        unit="1/d",
        spread=Fixed(),
        meaning="max kill of CD38-low PC",
        source="idem",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="EC_d",
        value=15.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="EC50 of PC kill",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="kd_b",
        value=0.02,
        unit="1/d",
        spread=Fixed(),
        meaning="kill of memory B in accessible pool",
        source="assumption",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="dara50",
        value=10.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="anti-CD38 half occupancy",
        source="r",
        certainty=Certainty.RECALLED,
    ),
)
STATES = (
    State("DAC", "mg", "daratumumab, central"),
    State("DAP", "mg", "daratumumab, peripheral"),
)


def kinetics(
    DAC: N, DAP: N, PB: N, PBX: N, SP: N, SPX: N, LL: N, LLX: N,
    PB0: N, SP0: N, LLt0: N, fLR: N, CLd: N, V1d: N, Qd: N, V2d: N, Vmd: N, Kmd: N,
) -> Defined:  # fmt: skip
    """Return the rates of both compartments [mg/d]."""
    Cd = DAC / V1d
    pool = (
        0.15 * (PB + PBX) / PB0
        + 0.25 * (SP + SPX) / SP0
        + 0.60 * (LL + LLX) / ((1.0 - fLR) * LLt0)
    )
    exchange = Qd / V1d * DAC - Qd / V2d * DAP
    return dict(dDAC=-CLd * Cd - Vmd * pool * Cd / (Kmd + Cd) - exchange, dDAP=exchange)


def effect(DAC: N, V1d: N, EC_d: N, dara50: N) -> Defined:
    """Return the plasma-cell kill ed and the CD38 occupancy of effector cells [1]."""
    Cd = DAC / V1d
    return dict(ed=Cd / (Cd + EC_d), occ38=Cd / (Cd + dara50))


RATES = (kinetics, effect)
