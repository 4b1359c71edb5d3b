"""One step of a Rosenbrock method, for a vector of patients.

Symbols as in `tableaus`. Every lane has its own step h; the coefficients C are divided
by it once per stage.
"""

from collections.abc import Sequence

from cartwin.engine.code.assembly import Function
from cartwin.engine.code.step_code import Part, Stepper
from cartwin.engine.tableaus import Rosenbrock


__all__ = ["grown_by_one", "interpolated", "rosenbrock_functions"]


def rosenbrock_functions(s: Stepper, method: Rosenbrock) -> list[Function]:
    """Return `step`, `dense`, `interpolate` and the functions they call.

    In single precision (`step_single`, `dense_single`) the stages k are stored as they
    come from the linear systems, and sums of stages stay in single precision; states and
    rates are in double precision always.
    """
    written = [s.advise()]
    for single in (False, True):
        written += [_combine(s, method, i, single) for i in range(1, method.stages)]
        written += [_finish(s, method, single), _step(s, method, single)]
        name = f"dense{_suffix(single)}"
        written += [s.dense(name, method.H, part, single=single) for part in s.parts]
    return [*written, *(_interpolate(s, method, part) for part in s.parts)]


def _suffix(single: bool) -> str:
    return "_single" if single else ""


def grown_by_one(before: Sequence[float], row: Sequence[float]) -> bool:
    """Return whether row = (before, 1): then u_s = u_(s-1) + k_(s-1)."""
    return len(before) > 0 and tuple(row) == (*before, 1.0)


def _combine(s: Stepper, method: Rosenbrock, stage: int, single: bool) -> Function:
    """Write u = y + sum A k, g = sum C/h k."""
    name = f"combine{stage + 1}{_suffix(single)}"
    f = s.function(name, internal=True, single=single)
    inverse = f.load(s.layout.row("inverse_h"), name="inverse_h")
    c = [f.mul(f.number(x), inverse, "c") for x in method.C[stage]]
    short = grown_by_one(method.A[stage - 1], method.A[stage])
    with f.loop(len(s.states)) as i:
        k = s.stages(f, stage, i)
        change = k[-1] if short else f.weighted(method.A[stage], k)
        before = f.load_double(s.at(f, "u" if short else "y", i), name="before")
        f.store_double(f.add_double(before, f.widen(change)), s.at(f, "u", i))
        f.store_packed(f.weighted(c, k), s.layout.row("g"), i)
    f.give_back()
    return f


def _finish(s: Stepper, method: Rosenbrock, single: bool) -> Function:
    stages = s.stages_single if single else s.stages
    short = grown_by_one(method.A[-1], method.m)

    def ends(f: Function, i: str) -> tuple[str, str]:
        k = stages(f, method.stages, i)
        change = k[-1] if short else f.weighted(method.m, k)
        before = f.load(s.at(f, "u" if short else "y", i), name="before")
        return f.add(before, change), f.weighted(method.e, k)

    return s.finish(_suffix(single), ends)


def _step(s: Stepper, method: Rosenbrock, single: bool) -> Function:
    precision = _suffix(single)
    f = s.function(f"step{precision}")
    inverse = f.div(f.number(1.0), f.load(s.layout.row("h"), name="h"), "inverse_h")
    f.store(inverse, s.layout.row("inverse_h"))
    f.store(f.mul(inverse, f.number(1.0 / method.gamma)), s.layout.row("shift"))
    with f.loop(len(s.states)) as i:
        f.store(f.number(0.0), s.at(f, "g", i))  # zero in either precision
    f.say("call void @jacobian(ptr %w)")
    f.say(f"call void @factor{precision}(ptr %w)")
    block = f.row(s.layout.row("k"))
    for stage in range(method.stages):
        if stage:
            f.say(f"call void @combine{stage + 1}{precision}(ptr %w)")
            f.say("call void @rates(ptr %w)")
        number = f"<{s.lanes} x {'float' if single else 'double'}>"
        first = stage * len(s.states)
        k = f.write(f"getelementptr {number}, ptr {block}, i64 {first}", "a")
        f.say(f"call void @solve{precision}(ptr %w, ptr {k})")
    f.say(f"call void @finish{precision}(ptr %w)")
    f.give_back()
    return f


def _interpolate(s: Stepper, method: Rosenbrock, part: Part) -> Function:
    """Write y(u) into the rows `dense`; u in the row `theta`."""
    f = s.function(f"interpolate{part.suffix}")
    u = f.load(s.layout.row("theta"), name="theta")
    v = f.sub(f.number(1.0), u)
    with f.loop(part.states) as i:
        value = interpolated(s, f, method, (u, v), i)
        f.store(s.inside(f, value, i), s.at(f, "dense", i))
    f.give_back()
    return f


def interpolated(
    s: Stepper, f: Function, method: Rosenbrock, fractions: tuple[str, str], i: str
) -> str:
    """Return y(u) of one state; the fractions are u and 1 - u."""
    u, v = fractions
    inner = s.polynomial(f, u, len(method.H), i)
    new = f.fma(v, inner, f.load(s.at(f, "new", i), name="new"))
    old = f.load(s.at(f, "y", i), name="y")
    return f.fma(u, new, f.mul(v, old))
