"""State-triggered events: an observable crosses a level inside a step.

Each lane remembers on which side of each level it is. Where the end of a step lies on the
other side, bisection on the dense output finds when the level was reached; the end of the
last bracket is taken, where it has been. A level that a dose jumps over is crossed at the
dose.
"""

from typing import Any

from cartwin.engine.lane_rows import (
    ABSENT,
    ACCEPTED,
    ARRIVAL,
    CROSSED,
    CROSSES,
    HIGH,
    LIMIT,
    LOW,
    PATIENT,
    STEP,
    TIME,
    T,
)
from cartwin.engine.lanes.call import call
from cartwin.engine.lanes.happenings import apply_change
from cartwin.engine.lanes.memory import compiled


__all__ = ["cross", "find_crossings", "note_start"]

BISECTIONS = 40  # of a step


@compiled
def reaches(rows: Any, size: Any, work: Any, triggers: Any, k: int, l: int) -> bool:
    """Return whether what is observed has reached level k."""
    seen = work.w[(rows.seen + triggers.observables[k]) * size.lanes + l]
    i = work.lane[PATIENT * size.lanes + l]
    level = triggers.levels[k * size.patients + i]
    return bool(seen >= level if triggers.rising[k] else seen <= level)


@compiled
def note_start(rows: Any, size: Any, work: Any, triggers: Any, l: int) -> None:
    """Note the sides on which a patient starts."""
    n = size.lanes
    for k in range(size.triggers):
        work.sides[k * n + l] = reaches(rows, size, work, triggers, k, l)
    work.lane[CROSSED * n + l] = ABSENT


@compiled
def look_at(code: Any, work: Any) -> None:
    """Observe every lane at its own fraction of its step."""
    call(code.interpolate, work.address)
    call(code.observe, work.address)


@compiled
def find_crossings(code: Any, rows: Any, size: Any, work: Any, triggers: Any) -> None:
    """Set the limit of each lane back to its first crossing."""
    n = size.lanes
    for l in range(n):
        work.w[rows.theta * n + l] = 1.0
    look_at(code, work)
    for k in range(size.triggers):
        for l in range(n):
            if work.lane[ACCEPTED * n + l]:
                work.ends[k * n + l] = reaches(rows, size, work, triggers, k, l)
    for k in range(size.triggers):
        some = False
        for l in range(n):
            crossing = is_crossing(size, work, triggers, k, l)
            work.lane[CROSSES * n + l] = crossing
            some = some or crossing
        if some:
            bisect(code, rows, size, work, triggers, k)


@compiled
def is_crossing(size: Any, work: Any, triggers: Any, k: int, l: int) -> bool:
    """Return whether level k is reached in this step and was not before."""
    n = size.lanes
    if not work.lane[ACCEPTED * n + l]:
        return False
    i = work.lane[PATIENT * n + l]
    if triggers.once[k] and triggers.counts[k * size.patients + i] > 0:
        return False
    return bool(work.sides[k * n + l] == 0 and work.ends[k * n + l] == 1)


@compiled
def bisect(code: Any, rows: Any, size: Any, work: Any, triggers: Any, k: int) -> None:
    """Find where lanes cross level k; set their limits back to there."""
    n = size.lanes
    for l in range(n):
        work.clock[LOW * n + l], work.clock[HIGH * n + l] = 0.0, 1.0
    for _ in range(BISECTIONS):
        for l in range(n):
            middle = 0.5 * (work.clock[LOW * n + l] + work.clock[HIGH * n + l])
            work.w[rows.theta * n + l] = middle
        look_at(code, work)
        for l in range(n):
            if work.lane[CROSSES * n + l]:
                side = HIGH if reaches(rows, size, work, triggers, k, l) else LOW
                work.clock[side * n + l] = work.w[rows.theta * n + l]
    for l in range(n):
        time = work.clock[T * n + l] + work.clock[HIGH * n + l] * work.clock[STEP * n + l]
        if work.lane[CROSSES * n + l] and time <= work.clock[LIMIT * n + l]:
            work.clock[TIME * n + l] = time
            work.clock[LIMIT * n + l] = time
            work.lane[CROSSED * n + l] = k


@compiled
def cross(
    rows: Any, size: Any, work: Any, table: Any, triggers: Any, answers: Any, l: int
) -> bool:
    """Apply the trigger that ended the step, if one did; remember the sides."""
    n = size.lanes
    k = work.lane[CROSSED * n + l]
    work.lane[CROSSED * n + l] = ABSENT
    if k != ABSENT and work.clock[T * n + l] == work.clock[TIME * n + l]:
        fire(rows, size, work, table, triggers, answers, l, k)
        work.sides[k * n + l] = 1
        return True
    if work.clock[T * n + l] == work.clock[ARRIVAL * n + l]:
        for j in range(size.triggers):
            work.sides[j * n + l] = work.ends[j * n + l]
    return False


@compiled
def fire(
    rows: Any, size: Any, work: Any, table: Any, triggers: Any, answers: Any, l: int,
    k: int,
) -> None:  # fmt: skip
    """Apply the changes of trigger k."""
    i = work.lane[PATIENT * size.lanes + l]
    if triggers.counts[k * size.patients + i] == 0:
        triggers.times[k * size.patients + i] = work.clock[T * size.lanes + l]
    triggers.counts[k * size.patients + i] += 1
    for c in range(triggers.changes[k], triggers.changes[k + 1]):
        state, effect = triggers.states[c], triggers.effects[c]
        amount = triggers.amounts[c * size.patients + i]
        apply_change(rows, size, work, table, answers, l, state, effect, amount)
