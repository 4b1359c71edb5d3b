"""One step of an explicit Runge-Kutta pair, for a vector of patients.

Symbols as in `tableaus`; the rows k hold h k_i.
"""

from cartwin.engine.code.assembly import Function
from cartwin.engine.code.step_code import Part, Stepper
from cartwin.engine.tableaus import RungeKutta


__all__ = ["runge_kutta_functions"]

DENSE = ("dense", "dense_single")  # single precision has nothing to offer here: the same


def runge_kutta_functions(s: Stepper, method: RungeKutta) -> list[Function]:
    """Return `step`, `dense`, `interpolate` and the functions they call."""
    inner = [s.advise(), *(_combine(s, method, i) for i in range(method.stages))]
    inner += [_keep(s, stage) for stage in range(method.stages)]
    weights = list(zip(*method.D, strict=True))
    return [
        *inner,
        _finish(s, method),
        _step(s, method, "step"),
        _step(s, method, "step_single"),
        *(s.dense(n, weights, part, single=False) for part in s.parts for n in DENSE),
        *(_interpolate(s, method, part) for part in s.parts),
    ]


def _combine(s: Stepper, method: RungeKutta, stage: int) -> Function:
    """Write u = y + sum A k."""
    f = s.function(f"combine{stage + 1}", internal=True)
    with f.loop(len(s.states)) as i:
        k = s.stages(f, stage, i)
        y = f.load(s.at(f, "y", i), name="y")
        u = f.weighted(method.A[stage], k, y)
        f.store(u, s.at(f, "u", i))
    f.give_back()
    return f


def _keep(s: Stepper, stage: int) -> Function:
    """Write k = h f."""
    f = s.function(f"keep{stage + 1}", internal=True)
    h = f.load(s.layout.row("h"), name="h")
    with f.loop(len(s.states)) as i:
        to = f.write(f"add i64 {i}, {stage * len(s.states)}", "r")
        value = f.mul(h, f.load(s.at(f, "f", i), name="f"))
        f.store_packed(value, s.layout.row("k"), to)
    f.give_back()
    return f


def _finish(s: Stepper, method: RungeKutta) -> Function:
    def ends(f: Function, i: str) -> tuple[str, str]:
        k = s.stages(f, method.stages, i)
        y = f.load(s.at(f, "y", i), name="y")
        return f.weighted(method.b, k, y), f.weighted(method.e, k)

    return s.finish("", ends)


def _step(s: Stepper, method: RungeKutta, name: str) -> Function:
    f = s.function(name)
    for stage in range(method.stages):
        f.say(f"call void @combine{stage + 1}(ptr %w)")
        f.say("call void @rates(ptr %w)")
        f.say(f"call void @keep{stage + 1}(ptr %w)")
    f.say("call void @finish(ptr %w)")
    f.give_back()
    return f


def _interpolate(s: Stepper, method: RungeKutta, part: Part) -> Function:
    """Write y(u) into the rows `dense`; u in the row `theta`."""
    f = s.function(f"interpolate{part.suffix}")
    u = f.load(s.layout.row("theta"), name="theta")
    with f.loop(part.states) as i:
        value = s.polynomial(f, u, len(method.D[0]), i)
        value = f.fma(u, value, f.load(s.at(f, "y", i), name="y"))
        f.store(s.inside(f, value, i), s.at(f, "dense", i))
    f.give_back()
    return f
