"""Events: what changes the state of a lane, and when the next one is due."""

from typing import Any

from cartwin.engine.events import Effect
from cartwin.engine.lane_rows import ABSENT, EVENT, PATIENT, STOP, T
from cartwin.engine.lanes.memory import compiled
from cartwin.engine.lanes.tangents import change_tangents, reset_tangents


__all__ = ["apply_change", "apply_events", "next_stop"]

ADD, MULTIPLY, SET, START, STOPPING = (
    int(e) for e in (Effect.ADD, Effect.MULTIPLY, Effect.SET, Effect.START, Effect.STOP)
)


@compiled
def is_open(table: Any, answers: Any, e: int) -> bool:
    """Return whether event e is to be carried out, as far as is decided now."""
    return bool(table.gates[e] == ABSENT or answers.decided[table.gates[e]] == 1)


@compiled
def next_stop(size: Any, work: Any, table: Any, answers: Any, l: int) -> None:
    """Note the time at which the lane has to stop: its next open event, or the end."""
    n = size.lanes
    i = work.lane[PATIENT * n + l]
    stop = answers.times[size.times - 1]
    for e in range(work.lane[EVENT * n + l], table.offsets[i + 1]):
        if table.times[e] >= stop:
            break
        if is_open(table, answers, e):
            stop = table.times[e]
            break
    work.clock[STOP * n + l] = stop


@compiled
def apply_events(rows: Any, size: Any, work: Any, table: Any, answers: Any, l: int) -> bool:
    """Apply the events that are due; return whether there were any."""
    n = size.lanes
    i = work.lane[PATIENT * n + l]
    e = work.lane[EVENT * n + l]
    found = False
    while e < table.offsets[i + 1] and table.times[e] <= work.clock[T * n + l]:
        if is_open(table, answers, e):
            effect, amount = table.effects[e], table.amounts[e]
            state = table.states[e]
            apply_change(rows, size, work, table, answers, l, state, effect, amount)
            found = True
        e += 1
    work.lane[EVENT * n + l] = e
    return found


@compiled
def apply_change(
    rows: Any, size: Any, work: Any, table: Any, answers: Any, l: int,
    state: int, effect: int, amount: float,
) -> None:  # fmt: skip
    """Apply one effect to one lane."""
    if effect in (ADD, MULTIPLY, SET):
        place = table.places[state]
        if place == ABSENT:
            return
        at = (rows.y + place) * size.lanes + l
        if effect == ADD:
            work.w[at] += amount
        elif effect == MULTIPLY:
            work.w[at] *= amount
        else:
            work.w[at] = amount
        change_tangents(size, work, l, place, effect, amount)
    elif effect in (START, STOPPING):
        change_infusion(rows, size, work, table.inputs[state], l, effect, amount)
    else:
        reset(rows, size, work, answers, l)


@compiled
def change_infusion(
    rows: Any, size: Any, work: Any, place: int, l: int, effect: int, amount: float
) -> None:
    """Start or stop an infusion; without any the rate is exactly zero."""
    if place == ABSENT:
        return
    at, running = (rows.input + place) * size.lanes + l, place * size.lanes + l
    if effect == START:
        work.w[at] += amount
        work.infusions[running] += 1
    elif work.infusions[running] > 0:  # a reset may have stopped it before
        work.w[at] -= amount
        work.infusions[running] -= 1
        if work.infusions[running] == 0:
            work.w[at] = 0.0


@compiled
def reset(rows: Any, size: Any, work: Any, answers: Any, l: int) -> None:
    """Return all states to the untreated balance; stop all infusions."""
    n = size.lanes
    i = work.lane[PATIENT * n + l]
    for j in range(size.states):
        work.w[(rows.y + j) * n + l] = answers.untreated[i * size.states + j]
    reset_tangents(i, size, work, l)
    for j in range(size.inputs):
        work.w[(rows.input + j) * n + l] = 0.0
        work.infusions[j * n + l] = 0
