"""What is observed of the truth: readings with their errors, grades, rules about both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from cartwin.study import Condition
from cartwin.twin.assay import ASSAYS, draw_noise
from cartwin.twin.candidates import Candidates
from cartwin.twin.cuts import first_true
from cartwin.twin.populations import effect
from cartwin.twin.random import Bits
from cartwin.twin.toxicity import CRS, ICANS


__all__ = ["GRADED", "Readings", "is_below", "observable_of"]

Array = npt.NDArray[np.float64]
GRADED = {"crs": CRS, "icans": ICANS}
NAMED_OTHERWISE = {"CRP": "crp"}  # analytes whose code is the name of a state


def observable_of(quantity: str) -> str:
    """Return the observable of the twin from which a quantity is read.

    >>> observable_of("PLAT"), observable_of("CRP"), observable_of("icans")
    ('PLAT', 'crp', 'icans_signal')
    """
    if quantity in GRADED:
        return GRADED[quantity].signal
    return NAMED_OTHERWISE.get(quantity, quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How the patients are observed: every error belongs to patient, quantity and day.

    Attributes
    ----------
    seed
        Of the errors.
    patients, cohorts
        Keys of the patients and of their cohorts (patient).
    populations
        Number of the population of each (patient).
    noise
        False: assays read the truth, and toxicity has no patient effect.
    """

    seed: int
    patients: Bits
    cohorts: Bits
    populations: npt.NDArray[np.int64]
    noise: bool

    @classmethod
    def of(cls, candidates: Candidates, *, seed: int, noise: bool = True) -> Self:
        """Return how these patients are observed."""
        return cls(
            seed=seed,
            patients=candidates.keys,
            cohorts=candidates.cohort_keys,
            populations=candidates.populations,
            noise=noise,
        )

    def some(self, which: npt.NDArray[np.int64]) -> Self:
        """Return how the patients at these positions are observed."""
        return replace(
            self,
            patients=self.patients[which],
            cohorts=self.cohorts[which],
            populations=self.populations[which],
        )

    def read(self, quantity: str, truth: Array, days: Sequence[float] | Array) -> Array:
        """Return what is observed of a quantity (day, patient).

        Parameters
        ----------
        truth
            Of the observable behind it (day, patient).
        """
        if quantity in GRADED:
            grades = GRADED[quantity].grade(truth, self._effects(quantity))
            return np.asarray(grades, float)
        return ASSAYS[quantity].read(truth, self._errors(quantity, days))

    def cuts(self, condition: Condition, days: Sequence[float] | Array) -> Array:
        """Return where a condition changes its answer (day, patient).

        For `<` and `<=` it holds exactly for true values below the cut, else exactly for
        those at or above it.
        """
        if condition.quantity in GRADED:
            cuts = self._graded_cuts(condition)
            return np.broadcast_to(cuts, (len(days), len(cuts)))
        return self._assay_cuts(condition, self._errors(condition.quantity, days))

    def _graded_cuts(self, condition: Condition) -> Array:
        process, effects = GRADED[condition.quantity], self._effects(condition.quantity)

        def rule(signal: Array) -> npt.NDArray[np.bool_]:
            return _turned(condition, process.grade(signal, effects))

        return first_true(rule, np.ones(len(effects)))

    def _assay_cuts(self, condition: Condition, errors: Array) -> Array:
        assay = ASSAYS[condition.quantity]

        def rule(truth: Array) -> npt.NDArray[np.bool_]:
            return _turned(condition, assay.read(truth, errors))

        def without_error(raw: Array) -> npt.NDArray[np.bool_]:
            return _turned(condition, assay.released(raw))

        raw = first_true(without_error, np.array([condition.threshold]))
        return first_true(rule, raw / np.exp(assay.noise * errors))

    def _errors(self, analyte: str, days: Sequence[float] | Array) -> Array:
        if not self.noise:
            return np.zeros((len(days), len(self.patients)))
        return draw_noise(self.seed, self.patients, analyte, days)

    def _effects(self, quantity: str) -> Array:
        if not self.noise:
            return np.zeros(len(self.patients))
        process = GRADED[quantity]
        own = process.effects(self.seed, self.patients, self.cohorts)
        return own + process.population_spread * effect(process.name, self.populations)


def is_below(condition: Condition) -> bool:
    """Return whether low values fulfil the condition, as in `platelets < 30`."""
    return condition.comparison in {"<", "<="}


def _turned(condition: Condition, observed: Any) -> npt.NDArray[np.bool_]:
    """Return the answer that rises with the reading: that it holds, or that it fails."""
    holds = np.asarray(condition.holds(observed), bool)
    return ~holds if is_below(condition) else holds
