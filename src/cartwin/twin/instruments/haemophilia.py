"""Acquired haemophilia A at the bedside: bleeding, and which treatment goes on.

Factor VIII, its inhibitor and the aPTT are laboratory values. Days when a dose was given
are in the table of treatments; here is what a visit notes of them, judged by what is left
of each drug.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from cartwin.rules import response
from cartwin.twin.instruments.instrument import Bedside, Instrument


__all__ = ["INSTRUMENTS"]

Array = npt.NDArray[np.float64]
AhaItem = response.AhaItem

BLEED_LASTS = 14.0  # until it has resolved [d]: median of a registry (Haemophilia 2023)
LEFT = 0.1  # of the amount that acts half-way: below it a drug was stopped (assumed)
STILL, LONG_AGO = 12.0, 1000.0  # hours noted since the last haemostatic drug
CYCLOPHOSPHAMIDE = 1.0  # left of a dose within about two days [mg/m2]


def assess(bedside: Bedside) -> Mapping[str, Array]:
    """Return the findings of `AhaItem` (day, patient)."""
    truth = bedside.truth
    bleeding = 1.0 - np.exp(-BLEED_LASTS * np.maximum(truth["bleed_rate"], 0.0))
    luck = _uniform(bedside.noise("bleeding of haemophilia"))
    steroid = np.asarray(truth["prednisolone"], np.float64).clip(0.0).round(1)
    return {
        AhaItem.ACTIVE_BLEEDING: (luck < bleeding).astype(float),
        AhaItem.HOURS_SINCE_HAEMOSTATIC: np.where(
            truth["haemostatic"] > LEFT, STILL, LONG_AGO
        ),
        AhaItem.PREDNISOLONE: steroid,
        AhaItem.OTHER_IMMUNOSUPPRESSION: (
            truth["cyclophosphamide"] > CYCLOPHOSPHAMIDE
        ).astype(float),
    }


def _uniform(normal: Array) -> Array:
    """Return numbers between 0 and 1 for standard normal ones.

    To 0.00015, by the logistic form of Page 1977, Appl Stat 26:75.

    >>> _uniform(np.array([-1.96, 0.0, 1.0])).round(3)
    array([0.025, 0.5  , 0.841])
    """
    logit = 1.5976 * normal + 0.070565992 * normal**3
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-logit)))


INSTRUMENTS = (
    Instrument(
        name=response.AHA,
        observables=("bleed_rate", "haemostatic", "prednisolone", "cyclophosphamide"),
        find=assess,
    ),
)
