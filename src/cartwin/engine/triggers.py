"""What happens when an observable crosses a level, whenever that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.engine.events import Effect


__all__ = ["Crossings", "Trigger"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Changes made each time an observable reaches a level.

    Both ends of a step are looked at: a level reached and left within one is not seen.

    Attributes
    ----------
    observable
        Name.
    level
        One for all, or one per patient. A patient who starts beyond it has to come back
        before it can be crossed.
    rising
        Whether it is crossed upwards.
    changes
        State, amount (one for all, or one per patient) and effect of each change.
    once
        Whether only the first crossing counts.
    """

    observable: str
    level: float | Array
    rising: bool
    changes: Sequence[tuple[str, float | Array, Effect]]
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossings:
    """When triggers fired.

    Attributes
    ----------
    times
        Of the first crossing (trigger, patient); NaN if there was none.
    counts
        Number of crossings (trigger, patient).
    """

    times: Array
    counts: npt.NDArray[np.int64]
