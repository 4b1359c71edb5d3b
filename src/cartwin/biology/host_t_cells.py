"""Host T cells, and the homeostatic cytokines they leave to the CAR-T cells.

Gompertz recovery after lymphodepletion. IL-7 and IL-15 rise when few T cells consume
them, and support CAR-T growth.
"""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Fixed, LogNormal, Parameter, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="TH0",
        value=1100.0,
        unit="/uL",
        spread=LogNormal(0.35),
        meaning="host T cells in blood before treatment",
        source=(
            "general knowledge: reference range about 700-2100/uL, lower in pretreated "
            "patients, source not at hand; spread assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="r_T",
        value=0.07,
        unit="1/d",
        spread=LogNormal(0.2),
        meaning="recovery rate of host T cells (Gompertz) after lymphodepletion",
        source=(
            "calibrated: to CD4 cells still low a year after axicabtagene ciloleucel, "
            "median 155/uL (Haematologica, PMC8017820); 0.17/d in lymphoma in Kimmel "
            "2021, Proc R Soc B 288:20210229; spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="c_k",
        value=0.15,
        unit="1",
        spread=Fixed(),
        meaning=(
            "clearance of interleukin-7 and -15 by other cells, relative to that by all "
            "host T cells"
        ),
        source=(
            "assumed: a 5.5-fold peak of both cytokines on day 0; that they rise after "
            "fludarabine and cyclophosphamide is shown in Blood 2019;133:1876"
        ),
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="c50",
        value=1.275,
        unit="1",
        spread=LogNormal(0.15),
        meaning=(
            "rise of interleukin-7 and -15 (fold) at which their support of CAR-T "
            "proliferation is half-maximal"
        ),
        source=(
            "calibrated: with ten CAR-T parameters (see k_S) and to weaker, later "
            "expansion without lymphodepletion (direction as in Blood 2019;133:1876); "
            "spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (State("TH", "/uL", "host T cells in blood", 1.0),)
FEWEST = 1e-9  # keeps the logarithm finite: relative to the untreated count


def start(TH0: N) -> Defined:
    """Return the untreated T-cell count [/uL]."""
    return dict(TH=TH0)


def recovery(TH: N, TH0: N, r_T: N, LDk: N) -> Defined:
    """Return dTH/dt [/uL/d]: Gompertz growth, killed by lymphodepletion."""
    growth = r_T * np.log(TH0 / np.maximum(TH, FEWEST * TH0))
    return dict(dTH=(growth - LDk) * TH)


def cytokine_support(
    TH: N, CB: N, CE: N, CM: N, other_car_t: N, TH0: N, c_k: N, c50: N, f_bC: N, V_blood: N
) -> Defined:
    """Return the support of growth that follows from the fold change of cytokines [1]."""
    carb = (f_bC * (CE + CM) + CB + other_car_t) / V_blood
    cyt = (c_k + 1.0) / (c_k + (TH + carb) / TH0)
    return dict(fcyt=cyt / (cyt + c50))


BALANCE = (start,)
RATES = (recovery, cytokine_support)
