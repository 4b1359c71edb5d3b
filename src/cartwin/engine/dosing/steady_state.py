"""The state that a pattern of doses leads to, for any system: by giving it until it does.

The cycles are doubled until twice as many change nothing any more. What is then still to
come decays faster than it has been waited for, however slow it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cartwin.engine.dosing.dose_patterns import Pattern, changes_of, whole_intervals
from cartwin.engine.events import Events
from cartwin.engine.kernel import Kernel
from cartwin.engine.solve import solve
from cartwin.engine.tables import kept_states


__all__ = ["CYCLES", "NOISE", "settle"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
CYCLES = 2**16
STEPS = 10**8  # what ends the cycles is their number
NOISE = 10.0  # a repeated state differs by that many relative tolerances at most


def settle(
    kernel: Kernel,
    parameters: Mapping[str, Array | float],
    pattern: Pattern,
    *,
    rtol: float,
    cycles: int = CYCLES,
) -> Array:
    """Return the state at TIME if the pattern had been given for ever before.

    It starts from the untreated state and is followed, cycle by cycle, until as many
    cycles again change no state by more than `NOISE * rtol`, relative to it or to its
    scale.

    Parameters
    ----------
    parameters
        By name: a number, or one value per patient.
    pattern
        Steady-state records.
    cycles
        Most cycles that are given; the unit of time is the cycle of constant infusions.

    Returns
    -------
    array
        The states that the kernel integrates (state of the kernel, record); NaN where the
        state did not settle, or the integration failed.
    """
    reached = np.full((len(kernel.states), len(pattern)), np.nan)
    interval = np.where(pattern.constant, 1.0, pattern.interval)
    for length in np.unique(interval):
        rows = np.flatnonzero(interval == length)
        together = _Cycles(
            kernel=kernel, parameters=parameters, pattern=pattern[rows],
            interval=float(length), rtol=rtol,
        )  # fmt: skip
        reached[:, rows] = together.settled(cycles)
    return reached


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cycles:
    """Patterns of doses that have one interval in common."""

    kernel: Kernel
    parameters: Mapping[str, Array | float]
    pattern: Pattern
    interval: float
    rtol: float

    def settled(self, most: int) -> Array:
        """Return the states that repeat themselves, NaN where none does."""
        kept = kept_states(self.kernel)
        scale = np.array([[self.kernel.system.states[i].scale] for i in kept])
        found = np.full((len(kept), len(self.pattern)), np.nan)
        rows = np.arange(len(self.pattern))
        state, number = self.after(1, rows, None), 1
        while len(rows) and number <= most:
            later = self.after(number, rows, state)
            change = np.abs(later - state)[kept] / (np.abs(later[kept]) + scale)
            done = (change <= NOISE * self.rtol).all(axis=0)
            found[:, rows[done]] = later[np.ix_(kept, done)]
            going = ~done & np.isfinite(later[kept]).all(axis=0)
            rows, state, number = rows[going], later[:, going], 2 * number
        return found

    def after(self, number: int, rows: Integers, state: Array | None) -> Array:
        """Return the states (state, record) so many cycles after `state`."""
        end = number * self.interval
        pattern = self.pattern[rows]
        _, phase = whole_intervals(pattern.lag, self.interval)
        changes = changes_of(
            replace(
                pattern,
                patient=np.arange(len(pattern)),
                time=np.zeros(len(pattern)),
                more=np.full(len(pattern), number - 1),
                lag=np.where(pattern.constant, end, phase),
            )
        )
        changes = changes[changes.time < end]
        events = Events.from_columns(
            len(pattern), patient=changes.patient, time=changes.time,
            state=changes.state, amount=changes.amount, effect=changes.effect,
        )  # fmt: skip
        theirs = {n: _of(pattern.patient, v) for n, v in self.parameters.items()}
        return solve(
            self.kernel, theirs, events, [0.0, end],
            start=state, rtol=self.rtol, max_steps=STEPS,
        ).states  # fmt: skip


def _of(patients: Integers, value: Array | float) -> Array | float:
    """Return a parameter for these patients."""
    values = np.asarray(value, float)
    return values[patients] if values.size > 1 else values.ravel()[0] + 0.0 * patients
