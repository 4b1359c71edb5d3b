"""The loop over steps, and how lanes are filled, advanced and emptied."""

from typing import Any

from cartwin.engine.code.addresses import call
from cartwin.engine.lane_rows import (
    ABSENT,
    ACCEPTED,
    ARRIVAL,
    CHANGED,
    DECISION,
    EVENT,
    LIMIT,
    LOOK,
    LOOKING,
    PATIENT,
    ROW,
    STEP,
    STEPS,
    H,
    T,
)
from cartwin.engine.lanes.control import TOO_MANY_STEPS, judge, plan
from cartwin.engine.lanes.crossings import (
    cross,
    find_crossings,
    follow,
    note_before,
    note_start,
)
from cartwin.engine.lanes.happenings import apply_events, next_stop
from cartwin.engine.lanes.looks import look, next_look
from cartwin.engine.lanes.memory import compiled, open_book
from cartwin.engine.lanes.tangents import (
    begin_tangents,
    load_tangents,
    look_at_tangents,
    step_tangents,
    take_back_tangents,
)
from cartwin.engine.status import Status


__all__ = ["run"]

OK = int(Status.OK)


@compiled
def run(first: int, last: int, book: int) -> None:
    """Integrate the patients from `first` to before `last` that have no status yet."""
    code, rows, size, control, work, table, triggers, answers = open_book(book)
    call(code.enter, work.kept)
    n = size.lanes
    for l in range(n):
        work.lane[PATIENT * n + l] = ABSENT
        work.w[rows.rtol * n + l] = control.rtol
    waiting = fill(first, last, code, rows, size, control, work, table, triggers, answers)
    while is_busy(size, work):
        for l in range(n):
            if work.lane[PATIENT * n + l] != ABSENT:
                plan(rows, size, work, l)
        call(code.step, work.address)
        if advance(code, rows, size, control, work, table, triggers, answers):
            waiting = fill(
                waiting, last, code, rows, size, control, work, table, triggers, answers
            )
    call(code.leave, work.kept)


@compiled
def is_busy(size: Any, work: Any) -> bool:
    """Return whether a lane has a patient."""
    for l in range(size.lanes):
        if work.lane[PATIENT * size.lanes + l] != ABSENT:
            return True
    return False


@compiled
def fill(
    waiting: int, last: int, code: Any, rows: Any, size: Any, control: Any, work: Any,
    table: Any, triggers: Any, answers: Any,
) -> int:  # fmt: skip
    """Give every empty lane a patient; return the next one waiting."""
    n = size.lanes
    while True:
        filled = False
        for l in range(n):
            work.lane[LOOKING * n + l] = 0
            while work.lane[PATIENT * n + l] == ABSENT and waiting < last:
                if answers.status[waiting] == OK:
                    load(waiting, rows, size, control, work, table, answers, l)
                    filled = True
                waiting += 1
        if not filled:
            return waiting
        call(code.derive, work.address)
        call(code.observe, work.address)
        begin_tangents(work)
        for l in range(n):
            if work.lane[LOOKING * n + l]:
                note_start(rows, size, work, triggers, l)
                begin(rows, size, work, table, answers, l)
        if size.triggers:
            follow(code, rows, size, control, work, table, triggers, answers)


@compiled
def load(
    i: int, rows: Any, size: Any, control: Any, work: Any, table: Any, answers: Any, l: int
) -> None:
    """Put patient i into the lane."""
    n = size.lanes
    for j in range(size.states):
        value = answers.start[i * size.states + j]
        work.w[(rows.y + j) * n + l] = value
        work.w[(rows.dense + j) * n + l] = value
    for j in range(size.parameters):
        work.w[(rows.p + j) * n + l] = answers.parameters[i * size.parameters + j]
    for j in range(size.inputs):
        work.w[(rows.input + j) * n + l] = 0.0
        work.infusions[j * n + l] = 0
    load_tangents(i, size, work, l)
    work.lane[PATIENT * n + l] = i
    work.lane[EVENT * n + l] = table.offsets[i]
    work.lane[DECISION * n + l] = table.decision_offsets[i]
    work.lane[ROW * n + l] = 0
    work.lane[STEPS * n + l] = 0
    work.lane[LOOKING * n + l] = 1
    work.lane[CHANGED * n + l] = 0
    work.clock[T * n + l] = answers.times[0]
    work.clock[H * n + l] = control.first_step
    work.clock[LIMIT * n + l] = answers.times[0]


@compiled
def begin(rows: Any, size: Any, work: Any, table: Any, answers: Any, l: int) -> None:
    """Look at the start, and apply the events of the first time."""
    n, start = size.lanes, answers.times[0]
    if next_look(size, work, table, answers, l) <= start:
        work.clock[LOOK * n + l] = start
        look(rows, size, work, table, answers, l)
    if size.times == 1:
        leave(rows, size, work, answers, l, OK)
        return
    if apply_events(rows, size, work, table, answers, l):
        work.lane[CHANGED * n + l] = 1
    next_stop(size, work, table, answers, l)


@compiled
def advance(
    code: Any, rows: Any, size: Any, control: Any, work: Any, table: Any, triggers: Any,
    answers: Any,
) -> bool:  # fmt: skip
    """Follow up a step in every lane; return whether a lane became empty."""
    n, finished = size.lanes, False
    for l in range(n):
        work.lane[ACCEPTED * n + l] = 0
        if work.lane[PATIENT * n + l] != ABSENT:
            status = judge(rows, size, work, control, l)
            if status != OK:
                leave(rows, size, work, answers, l, status)
                finished = True
    step_tangents(size, work)
    look_back(code, rows, size, work, table, triggers, answers)
    call(code.accept, work.address)
    if work.tangents.directions:
        call(work.tangents.accept, work.address)
    if size.triggers:
        note_before(code, rows, size, work, triggers)
    for l in range(n):
        if work.lane[ACCEPTED * n + l]:
            done = settle(rows, size, control, work, table, triggers, answers, l)
            finished = finished or done
    if size.triggers:
        follow(code, rows, size, control, work, table, triggers, answers)
    return finished


@compiled
def look_back(
    code: Any, rows: Any, size: Any, work: Any, table: Any, triggers: Any, answers: Any
) -> None:
    """Look at everything that was passed; take back the part behind a new event."""
    n, ready = size.lanes, False
    if size.triggers:
        call(code.dense, work.address)
        ready = True
        find_crossings(code, rows, size, work, triggers)
    while True:
        looking = False
        for l in range(n):
            work.lane[LOOKING * n + l] = 0
            if work.lane[ACCEPTED * n + l]:
                time = next_look(size, work, table, answers, l)
                if time <= work.clock[LIMIT * n + l]:
                    aim(rows, size, work, l, time)
                    work.lane[LOOKING * n + l] = 1
                    looking = True
        if not looking:
            break
        if not ready:
            call(code.dense, work.address)
            if work.tangents.directions:
                call(work.tangents.to_dense, work.address)
            ready = True
        call(code.interpolate, work.address)
        call(code.observe, work.address)
        look_at_tangents(work)
        for l in range(n):
            if work.lane[LOOKING * n + l]:
                look(rows, size, work, table, answers, l)
    take_back(code, rows, size, work)


@compiled
def aim(rows: Any, size: Any, work: Any, l: int, time: float) -> None:
    """Let the dense output look at a time inside the step."""
    n = size.lanes
    work.clock[LOOK * n + l] = time
    fraction = (time - work.clock[T * n + l]) / work.clock[STEP * n + l]
    work.w[rows.theta * n + l] = fraction


@compiled
def take_back(code: Any, rows: Any, size: Any, work: Any) -> None:
    """Let a lane whose limit was set back end its step there; others end it as planned."""
    n, some = size.lanes, False
    for l in range(n):
        whole = work.clock[LIMIT * n + l] == work.clock[ARRIVAL * n + l]
        work.w[rows.mask * n + l] = 1.0 if whole and work.lane[ACCEPTED * n + l] else 0.0
        if work.lane[ACCEPTED * n + l] and not whole:
            aim(rows, size, work, l, work.clock[LIMIT * n + l])
            some = True
    if some:
        call(code.dense_whole, work.address)
        call(code.interpolate_whole, work.address)
        take_back_tangents(rows, size, work)
        for l in range(n):
            if work.lane[ACCEPTED * n + l] and work.w[rows.mask * n + l] == 0.0:
                for j in range(size.states):
                    to, source = (rows.y + j) * n + l, (rows.dense + j) * n + l
                    work.w[to] = work.w[source]


@compiled
def settle(
    rows: Any, size: Any, control: Any, work: Any, table: Any, triggers: Any,
    answers: Any, l: int,
) -> bool:  # fmt: skip
    """Arrive: apply what is due; return whether the patient is finished."""
    n = size.lanes
    work.clock[T * n + l] = work.clock[LIMIT * n + l]
    changed = cross(rows, size, work, table, triggers, answers, l)
    if work.lane[STEPS * n + l] >= control.max_steps:
        leave(rows, size, work, answers, l, TOO_MANY_STEPS)
        return True
    if work.clock[T * n + l] >= answers.times[size.times - 1]:
        leave(rows, size, work, answers, l, OK)
        return True
    if apply_events(rows, size, work, table, answers, l) or changed:
        work.lane[CHANGED * n + l] = 1
        work.clock[H * n + l] = min(work.clock[H * n + l], control.first_step)
        next_stop(size, work, table, answers, l)
    return False


@compiled
def leave(rows: Any, size: Any, work: Any, answers: Any, l: int, status: int) -> None:
    """Write how it ended and empty the lane."""
    n = size.lanes
    i = work.lane[PATIENT * n + l]
    answers.status[i] = status
    answers.steps[i] = work.lane[STEPS * n + l]
    answers.reached[i] = work.clock[T * n + l]
    for j in range(size.states):
        answers.final[i * size.states + j] = work.w[(rows.y + j) * n + l]
    work.lane[PATIENT * n + l] = ABSENT
    work.lane[ACCEPTED * n + l] = 0
