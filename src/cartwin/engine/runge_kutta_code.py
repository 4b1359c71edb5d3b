"""One step of an explicit Runge-Kutta pair, for a vector of patients.

Symbols as in `tableaus`; the rows k hold h k_i.
"""

from collections.abc import Sequence

from cartwin.engine.assembly import Function
from cartwin.engine.step_code import Part, Stepper
from cartwin.engine.tableaus import RungeKutta


__all__ = ["runge_kutta_functions"]


def runge_kutta_functions(s: Stepper, method: RungeKutta) -> list[Function]:
    """Return `step`, `dense`, `interpolate` and the functions they call."""
    inner = [_combine(s, method, stage) for stage in range(method.stages)]
    inner += [_keep(s, stage) for stage in range(method.stages)]
    return [
        *inner,
        _finish(s, method),
        _step(s, method, "step"),
        _step(s, method, "step_single"),  # nothing to gain: the same
        *(_dense(s, method, part) for part in s.parts),
        *(_interpolate(s, method, part) for part in s.parts),
    ]


def _numbers(f: Function, row: Sequence[float]) -> list[str | None]:
    return [f.number(x) if x else None for x in row]


def _combine(s: Stepper, method: RungeKutta, stage: int) -> Function:
    """Write u = y + sum A k."""
    f = s.function(f"combine{stage + 1}", internal=True)
    with f.loop(len(s.states)) as i:
        k = [f.load(s.stage(f, j, i), name=f"k{j + 1}") for j in range(stage)]
        y = f.load(s.at(f, "y", i), name="y")
        u = s.weighted(f, _numbers(f, method.A[stage]), k, y)
        f.store(u, s.at(f, "u", i))
    f.give_back()
    return f


def _keep(s: Stepper, stage: int) -> Function:
    """Write k = h f."""
    f = s.function(f"keep{stage + 1}", internal=True)
    h = f.load(s.layout.row("h"), name="h")
    with f.loop(len(s.states)) as i:
        f.store(f.mul(h, f.load(s.at(f, "f", i), name="f")), s.stage(f, stage, i))
    f.give_back()
    return f


def _finish(s: Stepper, method: RungeKutta) -> Function:
    """Write the new state and the norm of the error."""
    f = s.function("finish", internal=True)
    f.store(f.number(0.0), s.layout.row("norm"))
    with f.loop(len(s.states)) as i:
        k = [f.load(s.stage(f, j, i), name=f"k{j + 1}") for j in range(method.stages)]
        y = f.load(s.at(f, "y", i), name="y")
        new = s.weighted(f, _numbers(f, method.b), k, y)
        error = s.weighted(f, _numbers(f, method.e), k, None)
        s.judge(f, error, i, new)
    s.advise(f)
    f.give_back()
    return f


def _step(s: Stepper, method: RungeKutta, name: str) -> Function:
    f = s.function(name)
    for stage in range(method.stages):
        f.say(f"call void @combine{stage + 1}(ptr %w)")
        f.say("call void @rates(ptr %w)")
        f.say(f"call void @keep{stage + 1}(ptr %w)")
    f.say("call void @finish(ptr %w)")
    f.give_back()
    return f


def _dense(s: Stepper, method: RungeKutta, part: Part) -> Function:
    """Write the coefficients of u, u^2, ... of the dense output."""
    f = s.function(f"dense{part.suffix}")
    with f.loop(part.states) as i:
        k = [f.load(s.stage(f, j, i), name=f"k{j + 1}") for j in range(method.stages)]
        for r in range(len(method.D[0])):
            at = f.write(f"add i64 {i}, {s.layout.row('K', r * len(s.states))}", "r")
            weights = _numbers(f, [row[r] for row in method.D])
            f.store(s.weighted(f, weights, k, None), at)
    f.give_back()
    return f


def _interpolate(s: Stepper, method: RungeKutta, part: Part) -> Function:
    """Write y(u) into the rows `dense`; u in the row `theta`."""
    f = s.function(f"interpolate{part.suffix}")
    u = f.load(s.layout.row("theta"), name="theta")
    with f.loop(part.states) as i:
        rows = [
            f.write(f"add i64 {i}, {s.layout.row('K', r * len(s.states))}", "r")
            for r in range(len(method.D[0]))
        ]
        value = f.load(rows[-1])
        for row in reversed(rows[:-1]):
            value = f.fma(u, value, f.load(row))
        value = f.fma(u, value, f.load(s.at(f, "y", i), name="y"))
        f.store(s.inside(f, value, i), s.at(f, "dense", i))
    f.give_back()
    return f
