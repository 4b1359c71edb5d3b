"""Looks at a lane between two steps: rows of output, and decisions on what is seen."""

from typing import Any

from cartwin.engine.lane_rows import DECISION, LIMIT, LOOK, PATIENT, ROW, STOP
from cartwin.engine.lanes.happenings import next_stop
from cartwin.engine.lanes.memory import compiled
from cartwin.engine.lanes.tangents import write_tangents


__all__ = ["look", "next_look"]

NEVER = 1e308


@compiled
def next_look(size: Any, work: Any, table: Any, answers: Any, l: int) -> float:
    """Return the time of the next row or decision; closed decisions are passed over."""
    n = size.lanes
    i, row = work.lane[PATIENT * n + l], work.lane[ROW * n + l]
    d = work.lane[DECISION * n + l]
    last = table.decision_offsets[i + 1]
    while d < last and answers.closed[table.groups[d]] == 1:
        d += 1
    work.lane[DECISION * n + l] = d
    time = answers.times[row] if row < size.times else NEVER
    if d < last and table.decision_times[d] < time:
        time = table.decision_times[d]
    return time


@compiled
def look(rows: Any, size: Any, work: Any, table: Any, answers: Any, l: int) -> None:
    """Write the row and take the decisions of the time looked at.

    A yes may set the limit of the lane back to the first event that it lets through.
    """
    n = size.lanes
    i, row = work.lane[PATIENT * n + l], work.lane[ROW * n + l]
    time = work.clock[LOOK * n + l]
    if row < size.times and answers.times[row] == time:
        to = (i * size.times + row) * size.columns
        for c in range(size.columns):
            answers.values[to + c] = work.w[(rows.seen + answers.columns[c]) * n + l]
        write_tangents(row, size, work, answers, l)
        work.lane[ROW * n + l] = row + 1
    d = work.lane[DECISION * n + l]
    while d < table.decision_offsets[i + 1] and table.decision_times[d] == time:
        if answers.closed[table.groups[d]] == 0:
            decide(rows, size, work, table, answers, l, d)
        d += 1
    work.lane[DECISION * n + l] = d


@compiled
def decide(
    rows: Any, size: Any, work: Any, table: Any, answers: Any, l: int, d: int
) -> None:
    """Take one decision."""
    n = size.lanes
    seen = work.w[(rows.seen + table.observables[d]) * n + l]
    yes = seen < table.cuts[d] if table.below[d] else seen >= table.cuts[d]
    if not yes:
        return
    answers.decided[d] = 1
    answers.closed[table.groups[d]] = 1
    next_stop(size, work, table, answers, l)
    work.clock[LIMIT * n + l] = min(work.clock[LIMIT * n + l], work.clock[STOP * n + l])
