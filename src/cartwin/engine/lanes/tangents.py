"""What the driver does for sensitivities: the tangents of a lane go where it goes.

A group of directions has a block of rows of its own, in which they alternate.
Nothing here is called where no sensitivities were asked for.
"""

from typing import Any

from cartwin.engine.code.addresses import call
from cartwin.engine.events import Effect
from cartwin.engine.lane_rows import ABSENT, ACCEPTED, PATIENT
from cartwin.engine.lanes.memory import compiled


__all__ = [
    "begin_tangents",
    "change_tangents",
    "load_tangents",
    "look_at_tangents",
    "reset_tangents",
    "step_tangents",
    "take_back_tangents",
    "write_tangents",
]

MULTIPLY, SET = int(Effect.MULTIPLY), int(Effect.SET)


@compiled
def place(size: Any, tangents: Any, block: int, d: int, j: int, l: int) -> int:
    """Return where entry j of a block of direction d lies."""
    group, own = d // tangents.width, d % tangents.width
    row = tangents.first + group * tangents.stride + block + tangents.width * j + own
    return int(row * size.lanes + l)


@compiled
def load_tangents(i: int, size: Any, work: Any, l: int) -> None:
    """Put the tangents of patient i into the lane."""
    t = work.tangents
    for d in range(t.directions):
        of_leaves = (d * size.patients + i) * t.leaves
        for j in range(t.leaves):
            work.w[place(size, t, t.leaf, d, j, l)] = t.of_leaves[of_leaves + j]
        for j in range(t.states):
            value = t.start[(d * size.patients + i) * t.states + j]
            work.w[place(size, t, t.y, d, j, l)] = value
            work.w[place(size, t, t.dense, d, j, l)] = value


@compiled
def begin_tangents(work: Any) -> None:
    """Prepare the patients that were loaded, and observe them."""
    if work.tangents.directions:
        call(work.tangents.begin, work.address)
        call(work.tangents.observe, work.address)


@compiled
def step_tangents(size: Any, work: Any) -> None:
    """Compute the tangents of the step, if a lane has accepted it."""
    if work.tangents.directions:
        for l in range(size.lanes):
            if work.lane[ACCEPTED * size.lanes + l]:
                call(work.tangents.step, work.address)
                return


@compiled
def look_at_tangents(work: Any) -> None:
    """Observe the tangents where the dense output looks."""
    if work.tangents.directions:
        call(work.tangents.interpolate, work.address)
        call(work.tangents.observe, work.address)


@compiled
def write_tangents(row: int, size: Any, work: Any, answers: Any, l: int) -> None:
    """Write a row of output."""
    t, i = work.tangents, work.lane[PATIENT * size.lanes + l]
    for d in range(t.directions):
        to = ((d * size.patients + i) * size.times + row) * size.columns
        for c in range(size.columns):
            seen = place(size, t, t.seen, d, answers.columns[c], l)
            t.values[to + c] = work.w[seen]


@compiled
def take_back_tangents(rows: Any, size: Any, work: Any) -> None:
    """End the steps that were taken back, as the states do."""
    t, n = work.tangents, size.lanes
    if t.directions == 0:
        return
    call(t.dense_whole, work.address)
    call(t.interpolate_whole, work.address)
    for l in range(n):
        if work.lane[ACCEPTED * n + l] and work.w[rows.mask * n + l] == 0.0:
            for d in range(t.directions):
                for j in range(t.states):
                    source = place(size, t, t.dense, d, j, l)
                    work.w[place(size, t, t.y, d, j, l)] = work.w[source]


@compiled
def change_tangents(size: Any, work: Any, l: int, j: int, effect: int, by: float) -> None:
    """Follow a change of state j; what is added does not depend on parameters."""
    t = work.tangents
    if t.directions == 0 or t.places[j] == ABSENT:
        return
    for d in range(t.directions):
        at = place(size, t, t.y, d, t.places[j], l)
        if effect == MULTIPLY:
            work.w[at] *= by
        elif effect == SET:
            work.w[at] = 0.0


@compiled
def reset_tangents(i: int, size: Any, work: Any, l: int) -> None:
    """Return to the start."""
    t = work.tangents
    for d in range(t.directions):
        for j in range(t.states):
            value = t.start[(d * size.patients + i) * t.states + j]
            work.w[place(size, t, t.y, d, j, l)] = value
