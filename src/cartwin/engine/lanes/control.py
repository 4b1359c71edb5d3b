"""The size of the steps: what the norm of the error means for this step and the next."""

from typing import Any

from cartwin.engine.lane_rows import ACCEPTED, ARRIVAL, LIMIT, STEP, STEPS, STOP, H, T
from cartwin.engine.lanes.memory import compiled
from cartwin.engine.status import Status


__all__ = ["TOO_MANY_STEPS", "judge", "plan"]

RESOLUTION = 1e-14  # smallest step, relative to the time
STRETCH = 1.0 + 1e-9  # a step that would leave less than this goes to the end
HUGE = 1e300
OK, NOT_FINITE = int(Status.OK), int(Status.NOT_FINITE)
STEP_TOO_SMALL, TOO_MANY_STEPS = int(Status.STEP_TOO_SMALL), int(Status.TOO_MANY_STEPS)


@compiled
def plan(rows: Any, size: Any, work: Any, l: int) -> None:
    """Choose the step: as wanted, or as far as the next stop."""
    n = size.lanes
    left = work.clock[STOP * n + l] - work.clock[T * n + l]
    step = work.clock[H * n + l]
    if step * STRETCH >= left:
        work.clock[ARRIVAL * n + l] = work.clock[STOP * n + l]
        step = left
    else:
        work.clock[ARRIVAL * n + l] = work.clock[T * n + l] + step
    work.clock[LIMIT * n + l] = work.clock[ARRIVAL * n + l]
    work.clock[STEP * n + l] = step
    work.w[rows.h * n + l] = step


@compiled
def judge(rows: Any, size: Any, work: Any, control: Any, l: int) -> int:
    """Accept or reject the step; choose the next one; return the status."""
    n = size.lanes
    norm, factor = work.w[rows.norm * n + l], work.w[rows.factor * n + l]
    step, h = work.clock[STEP * n + l], work.clock[H * n + l]
    work.lane[STEPS * n + l] += 1
    if norm <= 1.0:  # not so for NaN
        work.lane[ACCEPTED * n + l] = 1
        wanted = step * factor
        work.clock[H * n + l] = max(wanted, h) if step < h else wanted
        return OK
    h = step * min(factor, 1.0)
    work.clock[H * n + l] = h
    if h <= RESOLUTION * max(abs(work.clock[T * n + l]), control.first_step):
        return STEP_TOO_SMALL if norm < HUGE else NOT_FINITE
    if work.lane[STEPS * n + l] >= control.max_steps:
        return TOO_MANY_STEPS
    return OK
