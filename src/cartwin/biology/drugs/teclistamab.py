"""Teclistamab: binds T cells to BCMA, and so kills plasma cells and some B cells.

Two compartments under the skin and in blood; clearance falls after the first dose. Values
are those of 74 kg and ISS stage I, used here for 70 kg; the four published spreads vary
independently. What it does to T cells and cytokines is not modelled.
"""

import numpy as np

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

_MIAO = "Miao 2023 (myeloma, 74 kg, ISS stage I), as transcribed in nlmixr2lib: "
PARAMETERS = (
    Parameter(
        name="tec_ka",
        value=0.133,
        unit="1/d",
        spread=LogNormal(0.45),
        meaning="absorption rate of subcutaneous teclistamab",
        source=_MIAO + "0.133/d; CV 45 %",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="tec_f",
        value=0.718,
        unit="1",
        spread=Fixed(),
        meaning="share of subcutaneous teclistamab that is absorbed",
        source=_MIAO + "0.718",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="tec_cl",
        value=0.309,
        unit="L/d",
        spread=LogNormal(0.54),
        meaning="lasting clearance of teclistamab",
        source=_MIAO + "0.449 L/d, times 0.689 without IgG myeloma; CV 54 %",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="tec_cl_early",
        value=0.161,
        unit="L/d",
        spread=LogNormal(1.07),
        meaning="part of the clearance of teclistamab that is lost under treatment",
        source=_MIAO + "0.547 L/d, times 0.295 without IgG myeloma; CV 107 %",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="tec_k_early",
        value=0.0292,
        unit="1/d",
        spread=Fixed(),
        meaning="rate at which the early part of the clearance is lost",
        source=_MIAO + "0.0292/d",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="tec_v1",
        value=4.13,
        unit="L",
        spread=LogNormal(0.49),
        meaning="central volume of teclistamab",
        source=_MIAO + "4.13 L; CV 49 %",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="tec_q",
        value=0.039,
        unit="L/d",
        spread=Fixed(),
        meaning="exchange of teclistamab between compartments",
        source=_MIAO + "0.0390 L/d",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="tec_v2",
        value=1.34,
        unit="L",
        spread=Fixed(),
        meaning="peripheral volume of teclistamab",
        source=_MIAO + "1.34 L",
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="k_tec",
        value=0.3,
        unit="1/d",
        spread=Fixed(),
        meaning="largest rate at which teclistamab kills plasma cells",
        source="assumed: depletion within weeks, as with CAR-T",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="EC_tec",
        value=1.0,
        unit="mg/L",
        spread=Fixed(),
        meaning="concentration of teclistamab at which killing is half-maximal",
        source="assumed: below the trough of the weekly dose in myeloma",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_tec_b",
        value=0.9,
        unit="1",
        spread=Fixed(),
        meaning="killing of accessible B cells relative to plasma cells, by teclistamab",
        source="assumed: as with CAR-T cells against BCMA",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="p_tec_t",
        value=0.13,
        unit="1",
        spread=Fixed(),
        meaning="killing of B cells in tissue relative to plasma cells, by teclistamab",
        source="assumed: as with CAR-T cells against BCMA",
        certainty=Certainty.ASSUMED,
    ),
)
STATES = (
    State("TECD", "mg", "teclistamab, under the skin", 0.01),
    State("TECC", "mg", "teclistamab, central", 0.01),
    State("TECP", "mg", "teclistamab, peripheral", 0.01),
    State("TECT", "1", "treated: share of the early clearance that is lost", 0.01),
)
DOSES = (Enters("teclistamab", ("TECD",), Basis.BODY),)


def kinetics(
    TECD: N, TECC: N, TECP: N, TECT: N, tec_ka: N, tec_f: N, tec_cl: N, tec_cl_early: N,
    tec_v1: N, tec_q: N, tec_v2: N, rate_scale: N,
) -> Defined:  # fmt: skip
    """Return the rates of the three compartments [mg/d]."""
    clearance = tec_cl + tec_cl_early * (1.0 - TECT)
    exchange = rate_scale * tec_q * (TECC / tec_v1 - TECP / tec_v2)
    lost = rate_scale * clearance * TECC / tec_v1
    return dict(
        dTECD=-tec_ka * TECD, dTECC=tec_f * tec_ka * TECD - lost - exchange, dTECP=exchange
    )


def treatment(TECD: N, TECC: N, TECT: N, tec_k_early: N) -> Defined:
    """Return the rate at which the early clearance is lost once treated [1/d]."""
    act = np.where(TECD + TECC > 0.0, 1.0, 0.0)
    return dict(dTECT=tec_k_early * (1.0 - TECT) * act)


def killing(TECC: N, tec_v1: N, k_tec: N, EC_tec: N) -> Defined:
    """Return the rate at which plasma cells are killed [1/d]."""
    concentration = TECC / tec_v1
    return dict(kTec=k_tec * concentration / (concentration + EC_tec))


def kill_plasma_cells(kTec: N) -> N:
    """Return the kill rate of plasma cells [1/d]."""
    return 1.0 * kTec


def kill_b_cells(kTec: N, p_tec_b: N) -> N:
    """Return the kill rate of accessible B cells [1/d]."""
    return p_tec_b * kTec


def kill_b_cells_in_tissue(kTec: N, p_tec_t: N) -> N:
    """Return the kill rate of B cells in tissue [1/d]."""
    return p_tec_t * kTec


RATES = (kinetics, treatment, killing)
ACTS = {
    "plasma_kill": kill_plasma_cells,
    "plasma_kill_low": kill_plasma_cells,
    "b_kill_accessible": kill_b_cells,
    "b_kill_tissue": kill_b_cells_in_tissue,
}
