"""What makes it impossible to start: all complaints about one call of `solve` at once."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine.decisions import Decisions
from cartwin.engine.events import ALWAYS, Effect, Events, patients_of
from cartwin.engine.kernel import Kernel
from cartwin.engine.triggers import Trigger
from cartwin.errors import SolveError


__all__ = ["check"]

Array = npt.NDArray[np.float64]
FLOWS = (int(Effect.START), int(Effect.STOP))


def check(
    kernel: Kernel,
    parameters: Mapping[str, Array],
    events: Events,
    decisions: Decisions,
    triggers: Sequence[Trigger],
    *,
    times: Array,
    patients: int,
    start: Array | None,
    control: Mapping[str, float],
) -> None:
    """Refuse what cannot be solved.

    Parameters
    ----------
    parameters
        Primary parameters, one value per patient.
    control
        `rtol`, `first_step` and `max_steps`.

    Raises
    ------
    SolveError
        With every complaint.
    """
    problems = [*_columns_of(events, "events"), *_columns_of(decisions, "decisions")]
    problems = problems or [
        *_times(events, decisions, times),
        *_numbers_of_patients(events, decisions, patients),
        *(f"{n} is {v:g}; expected more than zero" for n, v in control.items()
          if not (v > 0 and math.isfinite(v))),
        *_constants(kernel, parameters),
    ]  # fmt: skip
    problems = problems or [
        *_columns(kernel, events, decisions),
        *([] if start is None else _start(kernel, start, patients)),
    ]
    problems = problems or [
        *_gates(events, decisions),
        *_untouchable(kernel, events, triggers),
        *_never_started(kernel, events, triggers),
    ]
    if problems:
        raise SolveError("; ".join(problems))


def _columns_of(rows: Events | Decisions, what: str) -> Iterator[str]:
    """Yield what is wrong with columns that were not made by `from_columns`."""
    names = [f.name for f in fields(rows) if f.name not in ("offsets", "times")]
    times, offsets = np.asarray(rows.times), np.asarray(rows.offsets)
    lengths = {n: np.shape(getattr(rows, n)) for n in names}
    if wrong := [n for n, shape in lengths.items() if shape != times.shape]:
        yield f"{what}: {', '.join(wrong)} and times differ in length"
    steps = np.diff(offsets)
    if not (len(offsets) and offsets[0] == 0 and offsets[-1] == len(times)):
        yield f"{what}: offsets must lead from 0 to {len(times)}"
    elif (steps < 0).any():
        yield f"{what}: offsets must not fall"
    elif (np.diff(times)[np.setdiff1d(np.arange(len(times) - 1), offsets - 1)] < 0).any():
        yield f"{what}: times must not fall within a patient"


def _times(events: Events, decisions: Decisions, times: Array) -> Iterator[str]:
    if len(times) < 1 or not np.isfinite(times).all() or (np.diff(times) <= 0).any():
        yield "times must be finite and increasing"
        return
    for what, when in (("events", events.times), ("decisions", decisions.times)):
        if not np.isfinite(when).all():
            yield f"times of {what} must be finite"
        elif len(when) and (when.min() < times[0] or when.max() > times[-1]):
            yield (
                f"{what} lie between {when.min():g} and {when.max():g}, "
                f"times between {times[0]:g} and {times[-1]:g}"
            )


def _numbers_of_patients(
    events: Events, decisions: Decisions, patients: int
) -> Iterator[str]:
    found = {"events": events.offsets, "decisions": decisions.offsets}
    for what, offsets in found.items():
        if len(offsets) - 1 != patients:
            yield f"{len(offsets) - 1} patients have {what}, {patients} parameters"


def _constants(kernel: Kernel, parameters: Mapping[str, Array]) -> Iterator[str]:
    for name, value in kernel.constants.items():
        if (other := parameters[name][parameters[name] != value]).size:
            yield f"{name} was compiled as the constant {value:g}; found {other[0]:g}"


def _start(kernel: Kernel, start: Array, patients: int) -> Iterator[str]:
    names = [s.name for s in kernel.system.states]
    if start.shape != (len(names), patients):
        yield f"the start has the shape {start.shape}; expected {(len(names), patients)}"
        return
    for row, name in zip(start, names, strict=True):
        if name in kernel.zeros and (moving := row[np.isfinite(row) & (row != 0.0)]).size:
            yield (
                f"{name} starts at {moving[0]:g}, but was compiled to stay zero; "
                "name it in dosed"
            )


def _columns(kernel: Kernel, events: Events, decisions: Decisions) -> Iterator[str]:
    seen = decisions.observables
    if len(seen) and not (seen.min() >= 0 and seen.max() < len(kernel.observables)):
        yield (
            f"decisions look at observables {seen.min()} to {seen.max()}; "
            f"the kernel has {len(kernel.observables)}"
        )
    if unknown := sorted({int(e) for e in np.unique(events.effects)} - {*map(int, Effect)}):
        yield f"unknown effects {', '.join(map(str, unknown))}"
    touched = np.unique(events.states[events.effects != Effect.RESET])
    wrong = touched[(touched < 0) | (touched >= len(kernel.system.states))]
    if wrong.size:
        yield (
            f"an event touches state {wrong[0]}; "
            f"the system has {len(kernel.system.states)} states"
        )


def _gates(events: Events, decisions: Decisions) -> Iterator[str]:
    gated = events.gates != ALWAYS
    gates = events.gates[gated]
    if not gates.size:
        return
    if not (gates.min() >= 0 and gates.max() < len(decisions.order)):
        yield (
            f"events wait for decisions {gates.min()} to {gates.max()}; "
            f"there are {len(decisions.order)}"
        )
        return
    place = np.argsort(decisions.order, kind="stable")[gates]  # among the sorted rows
    who, about = patients_of(events.offsets)[gated], patients_of(decisions.offsets)[place]
    if (who != about).any():
        yield "an event waits for a decision about another patient"
    if (decisions.times[place] > events.times[gated]).any():
        yield "an event that waits for a decision lies before it; let it follow"


def _untouchable(
    kernel: Kernel, events: Events, triggers: Sequence[Trigger]
) -> Iterator[str]:
    names = [s.name for s in kernel.system.states]
    changes = [c for t in triggers for c in t.changes if c[2] is not Effect.RESET]
    flows = np.isin(events.effects, FLOWS)
    entered = {names[i] for i in np.unique(events.states[flows])}
    entered |= {c[0] for c in changes if c[2] in FLOWS}
    touched = {names[i] for i in np.unique(events.states[events.effects != Effect.RESET])}
    touched |= {c[0] for c in changes}
    for name in sorted(entered - kernel.unmoved - set(kernel.inputs)):
        yield f"an infusion enters {name}; compile with infused=[{name!r}]"
    for name in sorted(touched & kernel.zeros):
        yield f"an event touches {name}, which was compiled to stay zero; name it in dosed"
    for trigger in triggers:
        amounts: list[Any] = [trigger.level, *(c[1] for c in trigger.changes)]
        if any(np.ndim(a) and np.shape(a) != (len(events.offsets) - 1,) for a in amounts):
            yield f"trigger on {trigger.observable}: expected one or one number per patient"


def _never_started(
    kernel: Kernel, events: Events, triggers: Sequence[Trigger]
) -> Iterator[str]:
    """Complain about infusions that stop more often than they start.

    A continuation knows nothing of those that run on from before.
    """
    if any(c[2] in FLOWS or c[2] is Effect.RESET for t in triggers for c in t.changes):
        return
    who = patients_of(events.offsets)
    reset = np.unique(who[events.effects == Effect.RESET])
    flows = np.flatnonzero(np.isin(events.effects, FLOWS) & ~np.isin(who, reset))
    key = who[flows] * len(kernel.system.states) + events.states[flows]
    order = np.argsort(key, kind="stable")
    change = np.where(events.effects[flows][order] == Effect.START, 1, -1)
    running = np.cumsum(change)
    first = np.r_[True, np.diff(key[order]) != 0][: len(order)]
    before = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    within = running - (running - change)[before] if len(order) else running
    if (within < 0).any():
        worst = flows[order][np.argmax(within < 0)]
        name = kernel.system.states[events.states[worst]].name
        yield (
            f"an infusion into {name} of patient {who[worst]} stops that never started; "
            "a continuation starts again what runs on"
        )
