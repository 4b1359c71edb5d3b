"""The engine of this project as the benchmark runs it, in two settings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.engine import Kernel, Solution, compile, solve
from cartwin.validation.bench.cohort import Cohort


__all__ = ["ALL_MODULES", "PRUNED", "Ours", "ours_for", "pruned_for"]

Array = npt.NDArray[np.float64]
ALL_MODULES = "all modules"
PRUNED = "pruned and folded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """Our engine, compiled.

    Attributes
    ----------
    name
        `ALL_MODULES`: every state and parameter of the twin, as the peers get it.
        `PRUNED`: without states that stay zero under these doses, with the parameters
        that are the same in all patients folded into the code.
    """

    name: str
    kernel: Kernel

    def solution(self, cohort: Cohort, rtol: float, threads: int = 1) -> Solution:
        """Return the course of every patient.

        Linear systems are solved in single precision where the engine allows it, at
        tolerances of 3e-5 and looser; what that costs in accuracy is part of the error.
        """
        return solve(
            self.kernel,
            cohort.parameters,
            cohort.events,
            cohort.times,
            rtol=rtol,
            single=True,
            threads=threads,
        )

    def values(self, cohort: Cohort, rtol: float) -> Array:
        """Return the observables (time, observable, patient)."""
        return self.solution(cohort, rtol).values


def ours_for(cohort: Cohort) -> tuple[Ours, Ours]:
    """Return our engine in both settings."""
    whole = Ours(name=ALL_MODULES, kernel=compile(cohort.system))
    return whole, pruned_for(cohort, whole.kernel.observables)


def pruned_for(cohort: Cohort, observables: Sequence[str]) -> Ours:
    """Return our engine without what this cohort and these observables do not need."""
    kernel = compile(
        cohort.system,
        observables=observables,
        constants=cohort.fixed,
        dosed=cohort.dosed,
    )
    return Ours(name=PRUNED, kernel=kernel)
