"""Splenectomy: takes a part of the phagocytes, and the place where platelets pool."""

import numpy as np

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, Parameter, State


__all__ = ["DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="spl_out",
        value=0.13,
        unit="1",
        spread=Fixed(),
        meaning="Fc-receptor clearance after splenectomy, relative to that before",
        source=(
            "calibrated: to complete response in 66 % of 2623 adults (Kojouri 2004, "
            "Blood 104:2623, abstract), in virtual patients with counts as in trials"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="f_circ_out",
        value=1.45,
        unit="1",
        spread=Fixed(),
        meaning="circulating platelets after splenectomy, relative to those before",
        source=(
            "general knowledge: a third of platelets is pooled in the spleen, source not "
            "at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
)
STATES = (State("ASPL", "1", "spleen removed: 0 no, 1 yes", 0.01),)
DOSES = (Enters("splenectomy", ("ASPL",), Basis.AS_PRESCRIBED),)


def removal() -> Defined:
    """Return dASPL/dt [1/d]: nothing brings the spleen back."""
    return dict(dASPL=0.0)


def spleen(ASPL: N, spl_out: N, f_circ_out: N) -> Defined:
    """Return its Fc-receptor clearance and the circulating share, 1 when intact [1]."""
    out = np.minimum(ASPL, 1.0)  # it cannot be taken twice
    return dict(spl=1.0 - (1.0 - spl_out) * out, f_circ=1.0 + (f_circ_out - 1.0) * out)


RATES = (removal, spleen)
