"""The clone behind the inhibitor of factor VIII: young, and often sensitive to steroids.

Most inhibitors vanish for good under glucocorticoids, so these must reach the memory cells
behind them, which in other diseases they spare. In the rest of the patients they hardly do:
those are the ones whom CAR-T therapy meets.
"""

from cartwin.biology.notation import N
from cartwin.parameters import Certainty, LogNormal, Mixture, Parameter


__all__ = ["ACTS", "PARAMETERS", "PRIORS", "RATES", "STATES"]

_REMISSION = (
    "calibrated: to stable remission in 48 % on steroids alone, 70 % with cyclophosphamide "
    "and 59 % with rituximab (EACH2 registry, Blood 2012;120:47, abstract)"
)
PARAMETERS = (
    Parameter(
        name="gc_clone",
        value=0.2,
        unit="1/d",
        spread=Mixture(share=0.35, median=0.01, omega=1.0, ceiling=0.2),
        meaning=(
            "largest rate at which glucocorticoids kill the memory B cells behind the "
            "inhibitor; near zero in the 35 % who do not respond"
        ),
        source=f"{_REMISSION}; spread and size of the subgroup assumed with these in view",
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="gc_clone50",
        value=20.0,
        unit="mg",
        spread=LogNormal(0.5),
        meaning="effect amount of glucocorticoid that kills them at half of that rate",
        source="assumed: that of about 7 mg of prednisolone daily; spread assumed",
        certainty=Certainty.ASSUMED,
    ),
)
PRIORS = (
    Parameter(
        name="gX",
        value=0.007,
        unit="1/d",
        spread=LogNormal(0.7),
        meaning="net growth rate of autoreactive memory B cells when few",
        source=(
            "calibrated: to relapse in 10-20 % within half a year of the end of "
            "immunosuppression (Hematology 2012:369, abstract); spread assumed"
        ),
        certainty=Certainty.CALIBRATED,
    ),
)
STATES = ()
RATES = ()


def kill_clone(GC: N, gc_clone: N, gc_clone50: N) -> N:
    """Return the rate at which glucocorticoids kill the clone [1/d]."""
    return gc_clone * GC / (GC + gc_clone50)


ACTS = {"clone_kill": kill_clone}
