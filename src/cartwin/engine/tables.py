"""From what the caller says to the arrays that the driver works on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine.decisions import Decisions
from cartwin.engine.events import ALWAYS, Effect, Events, patients_of
from cartwin.engine.kernel import Kernel
from cartwin.engine.lane_rows import ABSENT
from cartwin.engine.requests import check
from cartwin.engine.status import Status
from cartwin.engine.system import balanced
from cartwin.engine.triggers import Trigger
from cartwin.errors import SolveError, did_you_mean


__all__ = ["SINGLE_FROM", "Batch", "batch_of", "kept_states"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
NO_TANGENTS = {
    "sizes": np.zeros(10, np.int64), "code": np.zeros(8, np.int64),
    "places": np.zeros(1, np.int64), "start": np.zeros(1), "of_leaves": np.zeros(1),
    "values": np.zeros(1),
}  # fmt: skip
SINGLE_FROM = 3e-5  # tolerance from which linear systems are solved in single precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything about one call of `solve`; the driver fills the answers.

    Attributes
    ----------
    columns
        Names of the observables wanted.
    pages
        Group of the driver -> its arrays, in the order in which the driver reads them.
    order
        Position of each decision in the driver -> row in which it was given.
    rows, heads
        Rows of the memory of a thread; place in it -> integer that stands there.
    faults
        Patient -> what is wrong with it.
    """

    kernel: Kernel
    columns: tuple[str, ...]
    pages: Mapping[str, Mapping[str, Any]]
    order: Integers
    faults: Mapping[int, str]
    rows: int
    heads: Mapping[int, int]

    @property
    def answers(self) -> Mapping[str, Any]:
        """What is asked for and found."""
        return self.pages["answers"]


def batch_of(
    kernel: Kernel,
    parameters: Mapping[str, Array | float],
    events: Events,
    times: Array,
    *,
    decisions: Decisions | None,
    triggers: Sequence[Trigger],
    observables: Sequence[str] | None,
    start: Array | None,
    rtol: float,
    first_step: float,
    max_steps: int,
    single: bool = False,
) -> Batch:
    """Return the arrays of one call.

    Raises
    ------
    SolveError
        As `solve` does.
    """
    patients = len(events.offsets) - 1
    known = kernel.system.parameters
    if unknown := [n for n in parameters if n not in known]:
        hints = (f"{n!r} ({did_you_mean(n, known)})" for n in unknown)
        msg = f"{kernel.system.name} has no parameters {', '.join(hints)}"
        raise SolveError(msg)
    given = {**kernel.constants, **parameters}
    full, balance = balanced(kernel.system, given, patients)
    asked = Decisions.none(patients) if decisions is None else decisions
    begin = None if start is None else np.asarray(start, float)
    control = {"rtol": rtol, "first_step": first_step, "max_steps": max_steps}
    check(
        kernel, full, events, asked, triggers,
        times=times, patients=patients, start=begin, control=control,
    )  # fmt: skip
    kept = kept_states(kernel)
    untreated = np.ascontiguousarray(balance[kept].T)
    y = untreated if begin is None else np.ascontiguousarray(begin[kept].T)
    p = np.zeros((patients, len(kernel.parameters)))
    for j, name in enumerate(kernel.parameters):
        p[:, j] = full[name]
    faults = _faults(kernel, p, y)
    answers = _answers(kernel, times, y, p, observables, asked, faults)
    answers["untreated"] = untreated
    watched = _triggers(kernel, triggers, patients)
    blocks = (
        "y", "dense", "p", "seen", "input", "h", "norm", "factor", "theta", "mask", "rtol",
    )  # fmt: skip
    precision = "_single" if single and rtol >= SINGLE_FROM else ""
    entries = (
        "derive", f"step{precision}", f"dense{precision}", "interpolate", "observe",
        "accept", "enter", "leave", f"dense{precision}_whole", "interpolate_whole",
    )  # fmt: skip
    sizes = [
        kernel.instructions.lanes, len(kernel.states), len(kernel.parameters),
        len(kernel.inputs), len(times), len(answers["columns"]), len(triggers), patients,
    ]  # fmt: skip
    return Batch(
        kernel=kernel,
        columns=kernel.observables if observables is None else tuple(observables),
        pages={
            "code": {"": np.array([kernel.addresses[n] for n in entries], np.int64)},
            "rows": {"": np.array([kernel.layout.row(b) for b in blocks], np.int64)},
            "size": {"": np.array(sizes, np.int64)},
            "control": {"": np.array([rtol, first_step, max_steps])},
            "table": _table(kernel, events, asked),
            "triggers": watched,
            "answers": answers,
            "tangents": NO_TANGENTS,
        },
        rows=kernel.layout.rows,
        heads={},
        order=asked.order,
        faults=faults,
    )


def kept_states(kernel: Kernel) -> Integers:
    """Return for each state of the kernel its place in the system."""
    row = {s.name: i for i, s in enumerate(kernel.system.states)}
    return np.array([row[n] for n in kernel.states], np.int64)


def _places(kernel: Kernel, names: Sequence[str]) -> Integers:
    """Return for each state of the system its place among the names, or ABSENT."""
    row = {n: i for i, n in enumerate(names)}
    return np.array([row.get(s.name, ABSENT) for s in kernel.system.states], np.int64)


def _table(kernel: Kernel, events: Events, decisions: Decisions) -> dict[str, Any]:
    sorted_place = np.empty(len(decisions.order), np.int64)
    sorted_place[decisions.order] = np.arange(len(decisions.order))
    gated = events.gates != ALWAYS
    gates = np.full(len(events.gates), ABSENT, np.int64)
    gates[gated] = sorted_place[events.gates[gated]]
    return dict(
        offsets=_plain(events.offsets),
        times=_plain(events.times, float),
        states=_plain(events.states),
        amounts=_plain(events.amounts, float),
        effects=_plain(events.effects),
        gates=gates,
        places=_places(kernel, kernel.states),
        inputs=_places(kernel, kernel.inputs),
        decision_offsets=_plain(decisions.offsets),
        decision_times=_plain(decisions.times, float),
        observables=_plain(decisions.observables),
        cuts=_plain(decisions.cuts, float),
        below=_plain(decisions.below),
        groups=_own_groups(decisions),
    )


def _plain(column: Any, kind: Any = np.int64) -> Any:
    """Return a column as the driver reads it: of this type, without gaps."""
    return np.ascontiguousarray(column, kind)


def _own_groups(decisions: Decisions) -> Integers:
    """Return the groups numbered from zero, none shared by patients."""
    who = patients_of(decisions.offsets)
    names, group = np.unique(decisions.groups, return_inverse=True)
    found: Integers = np.unique(who * len(names) + group, return_inverse=True)[1]
    return found.astype(np.int64)


def _triggers(kernel: Kernel, triggers: Sequence[Trigger], patients: int) -> dict[str, Any]:
    row = {s.name: i for i, s in enumerate(kernel.system.states)}
    changes = [c for t in triggers for c in t.changes]
    known = {"observable": kernel.observables, "state": tuple(row)}
    named = [("observable", t.observable) for t in triggers]
    named += [("state", c[0]) for c in changes if c[2] is not Effect.RESET]
    problems = [
        f"trigger: unknown {what} {name!r} ({did_you_mean(name, known[what])})"
        for what, name in named
        if name not in known[what]
    ]
    if problems:
        raise SolveError("; ".join(problems))
    n = len(triggers)
    return dict(
        observables=_columns([t.observable for t in triggers], kernel.observables),
        levels=_spread([t.level for t in triggers], patients),
        rising=np.array([t.rising for t in triggers], np.int64),
        once=np.array([t.once for t in triggers], np.int64),
        changes=np.cumsum([0, *(len(t.changes) for t in triggers)], dtype=np.int64),
        states=np.array([row.get(c[0], ABSENT) for c in changes], np.int64),
        amounts=_spread([c[1] for c in changes], patients),
        effects=np.array([int(c[2]) for c in changes], np.int64),
        times=np.full((n, patients), np.nan),
        counts=np.zeros((n, patients), np.int64),
    )  # fmt: skip


def _spread(values: Sequence[Any], patients: int) -> Array:
    rows = [np.broadcast_to(np.asarray(v, float), (patients,)) for v in values]
    return np.ascontiguousarray(rows) if rows else np.zeros((0, patients))


def _answers(
    kernel: Kernel,
    times: Array,
    y: Array,
    p: Array,
    observables: Sequence[str] | None,
    decisions: Decisions,
    faults: Mapping[int, str],
) -> dict[str, Any]:
    patients = len(y)
    columns = _columns(observables, kernel.observables)
    status = np.full(patients, int(Status.OK), np.int64)
    status[list(faults)] = Status.BAD_PARAMETER
    return dict(
        times=np.ascontiguousarray(times),
        start=y,
        parameters=p,
        columns=columns,
        status=status,
        steps=np.zeros(patients, np.int64),
        reached=np.full(patients, times[0]),
        values=np.full((patients, len(times), len(columns)), np.nan),
        final=y.copy(),
        decided=np.zeros(len(decisions.times), np.int8),
        closed=np.zeros(len(decisions.times), np.int8),
    )


def _columns(wanted: Sequence[str] | None, known: tuple[str, ...]) -> Integers:
    names = known if wanted is None else tuple(wanted)
    if unknown := [n for n in names if n not in known]:
        msg = "; ".join(f"observable {n!r}: {did_you_mean(n, known)}" for n in unknown)
        raise SolveError(msg)
    return np.array([known.index(n) for n in names], np.int64)


def _faults(kernel: Kernel, p: Array, y: Array) -> dict[int, str]:
    """Return which patients cannot start, and which values are at fault."""
    names = [*kernel.parameters, *(f"{n} at the start" for n in kernel.states)]
    values = np.concatenate([p, y], axis=1)
    wrong = ~np.isfinite(values)
    return {
        int(i): ", ".join(f"{names[j]} = {values[i, j]}" for j in at[:3])
        for i in np.flatnonzero(wrong.any(axis=1))
        if len(at := np.flatnonzero(wrong[i]))
    }
