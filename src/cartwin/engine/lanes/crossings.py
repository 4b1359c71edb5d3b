"""State-triggered events: an observable crosses a level inside a step.

Each lane remembers on which side of each level it is. Where the end of a step lies on the
other side, bisection on the dense output finds when the level was reached; the end of the
last bracket is taken, where it has been. A level that a dose or another trigger jumps over
is crossed there and then.
"""

from typing import Any

from cartwin.engine.code.addresses import call
from cartwin.engine.lane_rows import (
    ABSENT,
    ACCEPTED,
    ARRIVAL,
    BEFORE,
    CHANGED,
    CROSSED,
    CROSSES,
    FIRED,
    HIGH,
    LIMIT,
    LOW,
    PATIENT,
    STEP,
    STEPS,
    TIME,
    T,
)
from cartwin.engine.lanes.happenings import apply_change
from cartwin.engine.lanes.memory import compiled


__all__ = ["cross", "find_crossings", "follow", "note_before", "note_start"]

BISECTIONS = 40  # of a step


@compiled
def seen_by(rows: Any, size: Any, work: Any, triggers: Any, k: int, l: int) -> float:
    """Return what trigger k observes."""
    return float(work.w[(rows.seen + triggers.observables[k]) * size.lanes + l])


@compiled
def reaches(rows: Any, size: Any, work: Any, triggers: Any, k: int, l: int) -> bool:
    """Return whether what is observed has reached level k."""
    seen = seen_by(rows, size, work, triggers, k, l)
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
    work.lane[FIRED * n + l] = ABSENT


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
    reached = work.sides[k * n + l] == 0 and work.ends[k * n + l] == 1
    return bool(reached and is_armed(size, work, triggers, k, l))


@compiled
def is_armed(size: Any, work: Any, triggers: Any, k: int, l: int) -> bool:
    """Return whether trigger k may fire, or fire again."""
    i = work.lane[PATIENT * size.lanes + l]
    return bool(not triggers.once[k] or triggers.counts[k * size.patients + i] == 0)


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
        limit, free = work.clock[LIMIT * n + l], work.lane[CROSSED * n + l] == ABSENT
        if work.lane[CROSSES * n + l] and (time < limit or (free and time == limit)):
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
        work.lane[FIRED * n + l] = k
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


@compiled
def present(rows: Any, size: Any, work: Any, l: int) -> None:
    """Let the state of the lane be what is observed."""
    for j in range(size.states):
        to, source = (rows.dense + j) * size.lanes + l, (rows.y + j) * size.lanes + l
        work.w[to] = work.w[source]


@compiled
def note_before(code: Any, rows: Any, size: Any, work: Any, triggers: Any) -> None:
    """Note what triggers that end a step observe, before they change anything."""
    n, some = size.lanes, False
    for l in range(n):
        if work.lane[ACCEPTED * n + l] and work.lane[CROSSED * n + l] != ABSENT:
            present(rows, size, work, l)
            some = True
    if some:
        call(code.observe, work.address)
        for l in range(n):
            k = work.lane[CROSSED * n + l]
            if k != ABSENT:
                work.clock[BEFORE * n + l] = seen_by(rows, size, work, triggers, k, l)


@compiled
def follow(
    code: Any, rows: Any, size: Any, control: Any, work: Any, table: Any, triggers: Any,
    answers: Any,
) -> None:  # fmt: skip
    """Fire what a change has carried over its level, until nothing more is."""
    n = size.lanes
    while True:
        some = False
        for l in range(n):
            if work.lane[CHANGED * n + l]:
                present(rows, size, work, l)
                some = True
        if not some:
            return
        call(code.observe, work.address)
        for l in range(n):
            if work.lane[CHANGED * n + l]:
                again = carry(rows, size, control, work, table, triggers, answers, l)
                work.lane[CHANGED * n + l] = again


@compiled
def carry(
    rows: Any, size: Any, control: Any, work: Any, table: Any, triggers: Any,
    answers: Any, l: int,
) -> bool:  # fmt: skip
    """Fire the first trigger that was carried over its level; note the other sides.

    The trigger that ended the step has only come back if what it observes has moved: it
    stands on its level to rounding. Each firing counts as a step, so that two triggers
    that set each other off come to an end.
    """
    n = size.lanes
    for k in range(size.triggers):
        seen = seen_by(rows, size, work, triggers, k, l)
        still = k == work.lane[FIRED * n + l] and seen == work.clock[BEFORE * n + l]
        if not still and not reaches(rows, size, work, triggers, k, l):
            work.sides[k * n + l] = 0
    for k in range(size.triggers):
        reached = reaches(rows, size, work, triggers, k, l)
        if reached and work.sides[k * n + l] == 0:
            work.sides[k * n + l] = 1
            if is_armed(size, work, triggers, k, l):
                if work.lane[STEPS * n + l] >= control.max_steps:
                    return False
                work.lane[STEPS * n + l] += 1
                fire(rows, size, work, table, triggers, answers, l, k)
                return True
    work.lane[FIRED * n + l] = ABSENT
    return False
