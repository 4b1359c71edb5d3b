"""Host T cells, and the homeostatic cytokines they leave to the CAR-T cells.

Gompertz recovery after lymphodepletion. IL-7 and IL-15 rise when few T cells consume
them; their fold change `cyt` supports CAR-T growth through `fcyt`.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="TH0",
        value=1100.0,
        unit="cells/uL",
        spread=LogNormal(0.35),
        meaning="host T cells at baseline",
        source="normal range; refractory pts lower",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="r_T",
        value=0.07,
        unit="1/d",
        spread=LogNormal(0.2),
        meaning="Gompertz recovery of host T",
        source="Kimmel 2021 fitted 0.17 in NHL; 0.07 chosen because T cells/CD4 stay low for months (CD4 median 155/uL at 1 y after axi-cel)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="c_k",
        value=0.15,
        unit="1",
        spread=Fixed(),
        meaning="share of IL-7/15 clearance not by T cells",
        source="calibrated: ~5.5-fold cytokine peak on day 0; IL-7, IL-15 rise after Flu/Cy (Blood 2019;133:1876, R qualitatively)",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="c50",
        value=1.275,
        unit="1",
        spread=LogNormal(0.15),
        meaning="cytokine fold giving half support",
        source="C (0.75 in core): keeps the LD effect once growth is antigen-limited",
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (State("TH", "/uL", "host T cells in blood", 1.0),)
FEWEST = 1e-6  # keeps the logarithm finite [/uL]


def start(TH0: N) -> Defined:
    """Return the untreated T-cell count [/uL]."""
    return dict(TH=TH0)


def recovery(TH: N, TH0: N, r_T: N, LDk: N) -> Defined:
    """Return dTH/dt [/uL/d]: Gompertz growth, killed by lymphodepletion."""
    return dict(dTH=r_T * TH * np.log(TH0 / np.maximum(TH, FEWEST)) - LDk * TH)


def cytokine_support(
    TH: N, CB: N, CE: N, CM: N, TH0: N, c_k: N, c50: N, f_bC: N
) -> Defined:
    """Return the cytokine fold change `cyt` and its support of growth `fcyt` [1]."""
    carb = f_bC * (CE + CM) / 5.0 + CB / 5.0  # CAR-T cells per uL of 5 L of blood
    cyt = (c_k + 1.0) / (c_k + (TH + carb) / TH0)
    return dict(cyt=cyt, fcyt=cyt / (cyt + c50))


BALANCE = (start,)
RATES = (recovery, cytokine_support)
