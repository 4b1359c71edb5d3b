"""Body size: rates of elimination fall with weight.

Amounts, volumes and cell numbers are per 70 kg, so they scale with weight; clearances
scale with weight to the power of 3/4 (Anderson and Holford, Annu Rev Pharmacol Toxicol
2008;48:303), and rates, clearance over volume, with weight to the power of -1/4.
"""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import Certainty, Covariate, Fixed, Parameter, State


__all__ = ["BALANCE", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="WT",
        value=70.0,
        unit="kg",
        spread=Covariate(),
        meaning="body weight; that of the patient where there is one",
        source="assumed: an adult of reference size",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="AGE",
        value=45.0,
        unit="a",
        spread=Covariate(),
        meaning="age in years; that of the patient where there is one",
        source="assumed: a convention, about the mean age of adults",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="WT_ref",
        value=70.0,
        unit="kg",
        spread=Fixed(),
        meaning="weight for which amounts, volumes and cell numbers are stated",
        source="assumed: a convention",
        certainty=Certainty.ASSUMED,
    ),
    Parameter(
        name="a_cl",
        value=0.75,
        unit="1",
        spread=Fixed(),
        meaning="exponent of weight in clearances of drugs",
        source=(
            "general knowledge: theory of Anderson and Holford, Annu Rev Pharmacol Toxicol "
            "2008;48:303, source not at hand"
        ),
        certainty=Certainty.RECALLED,
    ),
    Parameter(
        name="V_blood",
        value=5.0,
        unit="L",
        spread=Fixed(),
        meaning="volume of all blood",
        source="general knowledge: about 70 mL/kg, source not at hand",
        certainty=Certainty.RECALLED,
    ),
)
STATES: tuple[State, ...] = ()


def scale(WT: N, WT_ref: N, a_cl: N) -> Defined:
    """Return by what rates of elimination differ from those at reference weight [1]."""
    return dict(rate_scale=(WT / WT_ref) ** (a_cl - 1.0))


BALANCE = (scale,)
RATES = ()
