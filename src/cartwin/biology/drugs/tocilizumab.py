"""Tocilizumab: blocks the IL-6 receptor, and with it the clearance of IL-6."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Basis, Certainty, Enters, Fixed, LogNormal, Parameter, State


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="kTOC",
        value=0.08,
        unit="1/d",
        spread=LogNormal(0.3),
        meaning="elimination rate of tocilizumab",
        source=(
            "general knowledge: half-life of one to two weeks, here 8.7 d, source not at "
            "hand; spread assumed"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="Vtoc",
        value=6.4,
        unit="L",
        spread=Fixed(),
        meaning="distribution volume of tocilizumab",
        source="general knowledge: 6-7 L, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="toc50",
        value=0.15,
        unit="mg/L",
        spread=Fixed(),
        meaning=(
            "tocilizumab concentration at which the interleukin-6 receptor is half occupied"
        ),
        source="general knowledge: order of magnitude, source not at hand",
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="toc_block",
        value=0.7,
        unit="1",
        spread=Fixed(),
        meaning="share of interleukin-6 clearance that is through its receptor",
        source=(
            "calibrated: to an about threefold rise of serum interleukin-6 after "
            "tocilizumab (general knowledge)"
        ),
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = (State("TOC", "mg", "tocilizumab"),)
DOSES = (Enters("tocilizumab", ("TOC",), Basis.BODY),)


def kinetics(TOC: N, kTOC: N, rate_scale: N) -> Defined:
    """Return dTOC/dt [mg/d]."""
    return dict(dTOC=-rate_scale * kTOC * TOC)


def occupancy(TOC: N, Vtoc: N, toc50: N) -> N:
    """Return the occupancy of the interleukin-6 receptor [1]."""
    toc = TOC / Vtoc
    return toc / (toc + toc50)


RATES = (kinetics,)
ACTS = {"il6_block": occupancy}
