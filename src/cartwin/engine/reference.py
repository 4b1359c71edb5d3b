"""A slow and careful solver for the patients on whom the fast one fails.

LSODA (Petzold, SIAM J Sci Stat Comput 1983;4:136) as SciPy has it, started anew at every
event, on the same compiled right-hand side. Decisions are taken as in the lanes. Patients
with triggers are not solved again.
"""

import ctypes
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine.book import book_of
from cartwin.engine.events import Effect
from cartwin.engine.lane_rows import ABSENT
from cartwin.engine.status import Status
from cartwin.engine.tables import Batch


__all__ = ["solve_again"]

Array = npt.NDArray[np.float64]
FAILED = (Status.NOT_FINITE, Status.STEP_TOO_SMALL, Status.TOO_MANY_STEPS)
MOST_EVALUATIONS = 20_000  # of the right-hand side, per patient: a fraction of a second
STRICTEST = 1e-10


def solve_again(batch: Batch) -> None:
    """Replace the failures of a batch where the reference solver succeeds."""
    failed = np.flatnonzero(np.isin(batch.answers["status"], FAILED))
    if not len(failed) or len(batch.pages["triggers"]["observables"]):
        return
    code = _Code.of(batch)
    for i in failed:
        own = _own_rows(batch, int(i))
        kept = {n: batch.answers[n][rows].copy() for n, rows in own.items()}
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the status says it
            replaced = _Patient(batch, code, int(i)).succeeds()
        if replaced:
            batch.answers["status"][i] = Status.REPLACED
        else:
            for name, values in kept.items():
                batch.answers[name][own[name]] = values


def _own_rows(batch: Batch, i: int) -> dict[str, Any]:
    """Return where the decisions about a patient are noted."""
    table = batch.pages["table"]
    rows = slice(*table["decision_offsets"][i : i + 2])
    return {"decided": rows, "closed": np.unique(table["groups"][rows])}


def _extinction(place: int, level: float) -> Any:
    """Return what SciPy stops at: the state falls to the level."""

    def above(_: float, y: Array) -> float:
        return float(y[place] - level)

    event: Any = above  # SciPy reads what else it wants to know from attributes
    event.terminal, event.direction = True, -1.0
    return event


class _TooLong(Exception):  # noqa: N818 - not an error: a stretch is given up
    """It takes too many evaluations, or leads out of the finite numbers."""


@dataclass(frozen=True, slots=True)
class _Code:
    """The functions of the kernel, for one patient in all lanes."""

    batch: Batch
    w: Array
    functions: Mapping[str, Any]

    @classmethod
    def of(cls, batch: Batch) -> "_Code":
        call = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
        names = ("derive", "rates", "observe")
        functions = {n: call(batch.kernel.addresses[n]) for n in names}
        return cls(batch, book_of(batch).table, functions)

    def write(self, block: str, values: Array) -> None:
        """Write a block of rows, the same in all lanes."""
        row = self.batch.kernel.layout.row(block)
        self.w[row : row + len(values)] = values[:, None]

    def read(self, function: str, block: str, size: int) -> Array:
        """Call a function; return the first lane of a block."""
        self.functions[function](self.w.ctypes.data)
        row = self.batch.kernel.layout.row(block)
        return self.w[row : row + size, 0].copy()


class _Patient:
    """One patient on the way from the first time to the last."""

    def __init__(self, batch: Batch, code: _Code, i: int) -> None:
        self.batch, self.code, self.i = batch, code, i
        answers, self.table = batch.answers, batch.pages["table"]
        self.times: Array = answers["times"]
        self.y: Array = answers["start"][i].copy()
        self.running: list[tuple[int, float]] = []  # (input, rate) of infusions
        self.left = MOST_EVALUATIONS
        self.values = np.full_like(answers["values"][i], np.nan)
        code.write("p", answers["parameters"][i])
        code.functions["derive"](code.w.ctypes.data)
        rows = slice(*self.table["decision_offsets"][i : i + 2])
        self.decisions = list(range(rows.start, rows.stop))
        answers["decided"][rows] = 0
        answers["closed"][self.table["groups"][rows]] = 0

    def succeeds(self) -> bool:
        """Integrate; return whether the last time was reached, and record the course."""
        t = float(self.times[0])
        self._look(t, self.y)
        try:
            while True:
                self._happen(t)
                if t >= self.times[-1]:
                    break
                t = self._stretch(t, self._next_stop(t))
        except _TooLong:
            return False
        if not (np.isfinite(self.values).all() and np.isfinite(self.y).all()):
            return False
        answers, i = self.batch.answers, self.i
        answers["values"][i], answers["final"][i] = self.values, self.y
        answers["reached"][i] = t
        return True

    def _rates(self) -> Any:
        states = len(self.y)
        inputs = np.zeros(len(self.batch.kernel.inputs))
        for place, rate in self.running:
            inputs[place] += rate
        self.code.write("input", inputs)

        def rates(_: float, y: Array) -> Array:
            self.left -= 1
            if self.left < 0 or not np.isfinite(y).all():
                raise _TooLong
            self.code.write("u", y)
            return self.code.read("rates", "f", states)

        return rates

    def _stretch(self, t: float, stop: float) -> float:
        """Integrate to the next event, an extinction, or what a decision lets through."""
        from scipy.integrate import solve_ivp

        if not np.isfinite(self.y).all():
            raise _TooLong
        rtol = max(min(1e-6, float(self.batch.pages["control"][""][0])), STRICTEST)
        states = self.batch.kernel.task.states
        found = solve_ivp(
            self._rates(), (t, stop), self.y, method="LSODA", rtol=rtol,
            atol=rtol * np.array([s.scale for s in states]), dense_output=True,
            events=[_extinction(j, s.extinct_below) for j, s in enumerate(states)
                    if 0.0 < s.extinct_below < self.y[j]],
        )  # fmt: skip
        if not found.success:
            raise _TooLong
        stop = float(found.t[-1])
        looks = self.table["decision_times"][self.decisions]
        for time in np.unique(np.concatenate([self.times, looks])):
            if t < time <= stop:
                self._look(time, self._inside(found.sol(time)))
                stop = min(stop, self._next_stop(t))
        self.y = self._inside(found.sol(stop))
        return stop

    def _inside(self, y: Array) -> Array:
        """Return the state raised to its floors; zero where it is extinct."""
        states = self.batch.kernel.task.states
        y = np.maximum(y, [s.floor for s in states])
        few = np.array([s.extinct_below for s in states]) * (1.0 + 1e-9)  # to rounding
        return np.where((y < few) & (few > 0.0), 0.0, y)

    def _look(self, time: float, y: Array) -> None:
        self.code.write("dense", y)
        size = len(self.batch.kernel.observables)
        seen = self.code.read("observe", "seen", size)
        row = np.searchsorted(self.times, time)
        if self.times[row] == time:
            self.values[row] = seen[self.batch.answers["columns"]]
        for d in self.decisions:
            if self.table["decision_times"][d] == time:
                self._decide(d, float(seen[self.table["observables"][d]]))

    def _decide(self, d: int, seen: float) -> None:
        answers, group = self.batch.answers, self.table["groups"][d]
        cut = self.table["cuts"][d]
        yes = seen < cut if self.table["below"][d] else seen >= cut
        if yes and not answers["closed"][group]:
            answers["decided"][d] = answers["closed"][group] = 1

    def _open(self) -> list[int]:
        first, last = self.table["offsets"][self.i : self.i + 2]
        gates, decided = self.table["gates"], self.batch.answers["decided"]
        return [e for e in range(first, last) if gates[e] == ABSENT or decided[gates[e]]]

    def _next_stop(self, t: float) -> float:
        times = [float(self.table["times"][e]) for e in self._open()]
        return min([x for x in times if x > t] + [float(self.times[-1])])

    def _happen(self, t: float) -> None:
        if t >= self.times[-1]:
            return
        for e in self._open():
            if self.table["times"][e] == t:
                state = self.table["states"][e]
                self._apply(state, self.table["effects"][e], self.table["amounts"][e])

    def _apply(self, state: int, effect: int, amount: float) -> None:
        place, entry = self.table["places"][state], self.table["inputs"][state]
        if effect == Effect.RESET:
            self.y = self.batch.answers["untreated"][self.i].copy()
            self.running = []
        elif effect == Effect.START and entry != ABSENT:
            self.running.append((entry, amount))
        elif effect == Effect.STOP and (entry, amount) in self.running:
            self.running.remove((entry, amount))
        elif place != ABSENT:
            changed = {Effect.ADD: self.y[place] + amount, Effect.SET: amount}
            self.y[place] = changed.get(Effect(effect), self.y[place] * amount)
