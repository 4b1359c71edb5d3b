"""Bedside instruments: what people would score of the true state of a patient."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.twin.assay import draw_noise
from cartwin.twin.random import Bits, Numbers, key_of


__all__ = ["Bedside", "Finding", "Instrument"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bedside:
    """The patients as an assessor meets them.

    Attributes
    ----------
    truth
        Observable -> true values (day, patient).
    days
        Days of the assessment.
    ages
        At baseline [a] (patient).
    female
        Whether the patient is a woman (patient).
    keys
        Of the patients; every random number belongs to one.
    seed
        Of the random numbers.
    noisy
        False: assessors see the truth, and every patient is typical.
    """

    truth: Mapping[str, Array]
    days: Array
    ages: Array
    female: npt.NDArray[np.bool_]
    keys: Bits
    seed: int
    noisy: bool = True

    def trait(self, name: str) -> Array:
        """Return standard normal numbers that stay with the patient (patient)."""
        if not self.noisy:
            return np.zeros(len(self.keys))
        return np.asarray(Numbers(self.keys, key_of(self.seed, "trait", name)).normal())

    def noise(self, name: str) -> Array:
        """Return standard normal errors of each assessment (day, patient)."""
        if not self.noisy:
            return np.zeros((len(self.days), len(self.keys)))
        return draw_noise(self.seed, self.keys, name, self.days)


Finding = Callable[[Bedside], Mapping[str, Array]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One instrument of the bedside.

    Attributes
    ----------
    name
        As in the table `assessments`, and in the visits of a protocol.
    observables
        What of the twin it needs.
    find
        Bedside -> item -> values (day, patient); NaN is not assessed.
    """

    name: str
    observables: tuple[str, ...]
    find: Finding
