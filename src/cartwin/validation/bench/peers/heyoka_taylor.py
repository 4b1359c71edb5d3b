"""heyoka: Taylor series of the equations, in vector code for several patients at once.

Each lane has its own times, so patients keep their own schedules; a lane that has fewer of
them waits. States are in units of their scale, because the tolerance is one number. A base
of a power is raised by 1e-12: the series of a power breaks down at zero.
"""

from typing import Any

import numpy as np

from cartwin.validation.bench.legs import Array, Integers, Legs
from cartwin.validation.bench.listing import Listing, compiled
from cartwin.validation.bench.peer import Peer, Solve
from cartwin.validation.bench.translation import translated


__all__ = ["HEYOKA"]

LANES = 8
SMALLEST_BASE = 1e-12
MOST_STEPS = 1_000_000


def prepare(listing: Listing) -> Solve:
    """Return the solver."""
    code, equations = compiled(listing), _equations(listing)
    integrators: dict[float, Any] = {}

    def solve(legs: Legs, rtol: float) -> Array:
        if rtol not in integrators:
            integrators[rtol] = _integrator(listing, equations, rtol)
        seen = np.empty((len(legs.times), len(listing.observables), len(legs)))
        for first in range(0, len(legs), LANES):
            lanes = np.minimum(np.arange(first, first + LANES), len(legs) - 1)
            states = _courses(integrators[rtol], legs, lanes, listing.scales)
            for i in range(first, min(first + LANES, len(legs))):
                seen[:, :, i] = code.seen(states[:, :, i - first], legs.parameters[i])
        return seen

    return solve


def _equations(listing: Listing) -> list[tuple[Any, Any]]:
    import heyoka as hy

    def lift(x: Any) -> Any:
        return x if isinstance(x, hy.expression) else hy.expression(float(x))

    def where(condition: Any, a: Any, b: Any) -> Any:
        return hy.select(condition, lift(a), lift(b))

    def less(a: Any, b: Any) -> Any:
        return hy.lt(lift(a), lift(b))

    names = {
        "exp": hy.exp,
        "log": hy.log,
        "log10": lambda x: hy.log(x) / np.log(10.0),
        "sqrt": hy.sqrt,
        "power": lambda a, b: (lift(a) + SMALLEST_BASE) ** lift(b),
        "less": less,
        "less_equal": less,
        "greater": lambda a, b: less(b, a),
        "greater_equal": lambda a, b: less(b, a),
        "maximum": lambda a, b: where(less(a, b), b, a),
        "minimum": lambda a, b: where(less(a, b), a, b),
        "absolute": lambda x: where(less(x, 0.0), -x, x),
        "where": where,
    }
    rates = translated(listing, names)
    z = hy.make_vars(*[f"state_{name}" for name in listing.states])
    p = [hy.par[i] for i in range(len(listing.parameters))]
    dy = rates([v * s for v, s in zip(z, listing.scales, strict=True)], p)
    return [(v, d / s) for v, d, s in zip(z, dy, listing.scales, strict=True)]


def _integrator(listing: Listing, equations: Any, rtol: float) -> Any:
    import heyoka as hy

    return hy.taylor_adaptive_batch(
        equations,
        np.zeros((len(listing.states), LANES)),
        pars=np.zeros((len(listing.parameters), LANES)),
        tol=rtol,
        compact_mode=True,
    )


def _courses(integrator: Any, legs: Legs, lanes: Integers, scales: Array) -> Array:
    """Return the states of the patients in all lanes (time, state, lane)."""
    n = len(lanes)
    seen = np.full((len(legs.times), len(scales), n), np.nan)
    integrator.set_time(float(legs.times[0]))
    integrator.state[:] = legs.start[lanes].T / scales[:, None]
    integrator.pars[:] = legs.parameters[lanes].T
    seen[0] = legs.start[lanes].T
    stops = [_stops(legs, i) for i in lanes]
    for number in range(max(map(len, stops))):
        here = [s[min(number, len(s) - 1)] for s in stops]
        for lane, (_, leg, _) in enumerate(here):
            if leg >= 0 and number < len(stops[lane]):
                integrator.state[:, lane] += legs.doses[leg] / scales
        integrator.propagate_until([t for t, _, _ in here], max_steps=MOST_STEPS)
        for lane, (_, _, row) in enumerate(here):
            if row >= 0:
                seen[row, :, lane] = integrator.state[:, lane] * scales
    return seen


def _stops(legs: Legs, patient: int) -> list[tuple[float, int, int]]:
    """Return time, leg that starts before it or -1, row of the result or -1."""
    found, row = [], 1
    for leg in range(legs.offsets[patient], legs.offsets[patient + 1]):
        grid = legs.grid[legs.cuts[leg] + 1 : legs.cuts[leg + 1]]
        for k, t in enumerate(grid):
            wanted = k < legs.wanted[leg]
            found.append((float(t), leg if k == 0 else -1, row if wanted else -1))
            row += wanted
    return found


HEYOKA = Peer(
    name="heyoka",
    package="heyoka",
    what=f"Taylor series, {LANES} patients in vector lanes",
    prepare=prepare,
    batch=LANES,
)
