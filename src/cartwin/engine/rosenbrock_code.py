"""One step of a Rosenbrock method, for a vector of patients.

Symbols as in `tableaus`. Every lane has its own step h; the coefficients C are divided
by it once per stage.
"""

from collections.abc import Sequence

from cartwin.engine.assembly import Function
from cartwin.engine.step_code import Part, Stepper
from cartwin.engine.tableaus import Rosenbrock


__all__ = ["rosenbrock_functions"]


def rosenbrock_functions(s: Stepper, method: Rosenbrock) -> list[Function]:
    """Return `step`, `dense`, `interpolate` and the functions they call."""
    inner = [_combine(s, method, stage) for stage in range(1, method.stages)]
    return [
        *inner,
        _finish(s, method),
        _step(s, method, "step", ""),
        _step(s, method, "step_single", "_single"),
        *(_dense(s, method, part) for part in s.parts),
        *(_interpolate(s, method, part) for part in s.parts),
    ]


def _grown_by_one(before: Sequence[float], row: Sequence[float]) -> bool:
    """Return whether row = (before, 1): then u_s = u_(s-1) + k_(s-1)."""
    return len(before) > 0 and tuple(row) == (*before, 1.0)


def _numbers(f: Function, row: Sequence[float]) -> list[str | None]:
    return [f.number(x) if x else None for x in row]


def _combine(s: Stepper, method: Rosenbrock, stage: int) -> Function:
    """Write u = y + sum A k, g = sum C/h k."""
    f = s.function(f"combine{stage + 1}", internal=True)
    inverse = f.load(s.layout.row("inverse_h"), name="inverse_h")
    c = [f.mul(f.number(x), inverse, "c") for x in method.C[stage]]
    short = _grown_by_one(method.A[stage - 1], method.A[stage])
    with f.loop(len(s.states)) as i:
        k = [f.load(s.stage(f, j, i), name=f"k{j + 1}") for j in range(stage)]
        if short:
            u = f.add(f.load(s.at(f, "u", i), name="u"), k[-1])
        else:
            y = f.load(s.at(f, "y", i), name="y")
            u = s.weighted(f, _numbers(f, method.A[stage]), k, y)
        f.store(u, s.at(f, "u", i))
        f.store(s.weighted(f, c, k, None), s.at(f, "g", i))
    f.give_back()
    return f


def _finish(s: Stepper, method: Rosenbrock) -> Function:
    """Write the new state and the norm of the error."""
    f = s.function("finish", internal=True)
    f.store(f.number(0.0), s.layout.row("norm"))
    short = _grown_by_one(method.A[-1], method.m)
    with f.loop(len(s.states)) as i:
        k = [f.load(s.stage(f, j, i), name=f"k{j + 1}") for j in range(method.stages)]
        if short:
            new = f.add(f.load(s.at(f, "u", i), name="u"), k[-1])
        else:
            y = f.load(s.at(f, "y", i), name="y")
            new = s.weighted(f, _numbers(f, method.m), k, y)
        error = s.weighted(f, _numbers(f, method.e), k, None)
        s.judge(f, error, i, new)
    s.advise(f)
    f.give_back()
    return f


def _step(s: Stepper, method: Rosenbrock, name: str, precision: str) -> Function:
    f = s.function(name)
    inverse = f.div(f.number(1.0), f.load(s.layout.row("h"), name="h"), "inverse_h")
    f.store(inverse, s.layout.row("inverse_h"))
    f.store(f.mul(inverse, f.number(1.0 / method.gamma)), s.layout.row("shift"))
    f.say("call void @jacobian(ptr %w)")
    f.say(f"call void @factor{precision}(ptr %w)")
    for stage in range(method.stages):
        if stage:
            f.say(f"call void @combine{stage + 1}(ptr %w)")
            f.say("call void @rates(ptr %w)")
        k = f.row(s.layout.row("k", stage * len(s.states)))
        f.say(f"call void @solve{precision}(ptr %w, ptr {k})")
    f.say("call void @finish(ptr %w)")
    f.give_back()
    return f


def _dense(s: Stepper, method: Rosenbrock, part: Part) -> Function:
    """Write K_r = sum H k."""
    f = s.function(f"dense{part.suffix}")
    with f.loop(part.states) as i:
        k = [f.load(s.stage(f, j, i), name=f"k{j + 1}") for j in range(method.stages)]
        for r, row in enumerate(method.H):
            at = f.write(f"add i64 {i}, {s.layout.row('K', r * len(s.states))}", "r")
            f.store(s.weighted(f, _numbers(f, row), k, None), at)
    f.give_back()
    return f


def _interpolate(s: Stepper, method: Rosenbrock, part: Part) -> Function:
    """Write y(u) into the rows `dense`; u in the row `theta`."""
    f = s.function(f"interpolate{part.suffix}")
    u = f.load(s.layout.row("theta"), name="theta")
    v = f.sub(f.number(1.0), u)
    with f.loop(part.states) as i:
        rows = [
            f.write(f"add i64 {i}, {s.layout.row('K', r * len(s.states))}", "r")
            for r in range(len(method.H))
        ]
        inner = f.load(rows[-1])
        for row in reversed(rows[:-1]):
            inner = f.fma(u, inner, f.load(row))
        new = f.fma(v, inner, f.load(s.at(f, "new", i), name="new"))
        old = f.load(s.at(f, "y", i), name="y")
        value = f.fma(u, new, f.mul(v, old))
        f.store(s.inside(f, value, i), s.at(f, "dense", i))
    f.give_back()
    return f
