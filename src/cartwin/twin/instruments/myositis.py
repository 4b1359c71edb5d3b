"""What the total improvement score of myositis needs beyond measurements.

Strength (`MMT8`), globals, HAQ-DI and enzymes are observations of the record; see
`twin.scales` and the assays. The activity outside of muscle, on a line of 100 mm, is an
item of its own.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from cartwin.rules import response
from cartwin.twin.instruments.instrument import Bedside, Instrument


__all__ = ["INSTRUMENTS"]

Array = npt.NDArray[np.float64]

LINE = 100.0  # [mm]
ERROR = 6.0  # of a mark on the line (assumed) [mm]


def assess_extramuscular(bedside: Bedside) -> Mapping[str, Array]:
    """Return the extramuscular activity, whole millimetres (day, patient)."""
    mark = bedside.truth["extramuscular"] + ERROR * bedside.noise("extramuscular")
    return {"extramuscular": np.clip(np.round(mark), 0.0, LINE)}


INSTRUMENTS = (
    Instrument(
        name=response.IMACS, observables=("extramuscular",), find=assess_extramuscular
    ),
)
