"""A cohort as solvers without events want it: smooth legs between doses.

A leg starts with the doses of its first time and ends at the next time of a dose, or at
the end. Rows wanted at the time of a dose belong to the leg that ends there: they show the
state before the dose.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from cartwin.engine import Effect, balanced
from cartwin.errors import ModelError
from cartwin.validation.bench.cohort import Cohort
from cartwin.validation.bench.listing import Listing


__all__ = ["Legs", "legs_of", "walk"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Advance = Callable[[Array, Array], Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """The cohort leg by leg.

    Attributes
    ----------
    parameters
        All parameters in the order of the listing (patient, parameter).
    start
        State before treatment (patient, state).
    times
        Wanted times; the first is the start.
    offsets
        Legs of patient i are at positions offsets[i] to offsets[i + 1].
    cuts
        The grid of leg k is grid[cuts[k]:cuts[k + 1]].
    grid
        First time, times wanted in between, last time, of one leg after the other.
    wanted
        How many entries of the grid after the first are rows of the result (leg).
    doses
        What is added to the state at the first time (leg, state).
    """

    parameters: Array
    start: Array
    times: Array
    offsets: Integers
    cuts: Integers
    grid: Array
    wanted: Integers
    doses: Array

    def __len__(self) -> int:
        return len(self.start)

    def first(self, n: int) -> Self:
        """Return those of the first `n` patients."""
        legs = self.offsets[: n + 1]
        cuts = self.cuts[: legs[-1] + 1]
        return replace(
            self,
            parameters=self.parameters[:n],
            start=self.start[:n],
            offsets=legs,
            cuts=cuts,
            grid=self.grid[: cuts[-1]],
            wanted=self.wanted[: legs[-1]],
            doses=self.doses[: legs[-1]],
        )


def legs_of(cohort: Cohort, listing: Listing) -> Legs:
    """Return the legs of a cohort, states and parameters in the order of the listing.

    Raises
    ------
    ModelError
        If an event does anything but add to a state.
    """
    if (cohort.events.effects != Effect.ADD).any():
        msg = "the benchmark knows only doses that add to a state"
        raise ModelError(msg)
    full, start = balanced(cohort.system, cohort.parameters)
    found = [_legs(cohort, i) for i in range(len(cohort))]
    grids = [grid for patient in found for grid, _, _ in patient]
    names = [s.name for s in cohort.system.states]
    order = [names.index(name) for name in listing.states]
    parameters = np.stack([full[name] for name in listing.parameters], axis=1)
    return Legs(
        parameters=np.ascontiguousarray(parameters),
        start=np.ascontiguousarray(start[order].T),
        times=cohort.times,
        offsets=np.cumsum([0, *map(len, found)]),
        cuts=np.cumsum([0, *map(len, grids)]),
        grid=np.concatenate(grids),
        wanted=np.array([wanted for patient in found for _, wanted, _ in patient]),
        doses=np.array([dose[order] for patient in found for _, _, dose in patient]),
    )


def _legs(cohort: Cohort, patient: int) -> list[tuple[Array, int, Array]]:
    """Return grid, number of rows and doses of each leg of one patient."""
    events, times = cohort.events, cohort.times
    here = slice(events.offsets[patient], events.offsets[patient + 1])
    when = events.times[here]
    ends = np.unique([times[0], *when, times[-1]])
    found = []
    for first, last in pairwise(ends):
        rows = times[(times > first) & (times <= last)]
        dose = np.zeros(len(cohort.system.states))
        due = when == first
        np.add.at(dose, events.states[here][due], events.amounts[here][due])
        found.append((np.unique([first, *rows, last]), len(rows), dose))
    return found


def walk(legs: Legs, patient: int, advance: Advance) -> Array:
    """Return the states of one patient at the wanted times (time, state).

    Parameters
    ----------
    advance
        From the state at the first time of a grid to the states at all of its times
        (time, state).
    """
    y = legs.start[patient]
    seen = np.full((len(legs.times), len(y)), np.nan)
    seen[0], row = y, 1
    for k in range(legs.offsets[patient], legs.offsets[patient + 1]):
        n = legs.wanted[k]
        reached = advance(y + legs.doses[k], legs.grid[legs.cuts[k] : legs.cuts[k + 1]])
        seen[row : row + n] = reached[1 : 1 + n]
        y, row = reached[-1], row + n
    return seen
