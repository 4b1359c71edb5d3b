"""diffrax: the equations in JAX, a batch of patients at once (`vmap`), leg after leg.

Tsit5, the explicit method: the implicit Kvaerno3 solved seven times fewer patients of this
system per second, and took a minute and a half to compile.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from cartwin.validation.bench.legs import Array, Integers, Legs
from cartwin.validation.bench.listing import Listing, compiled
from cartwin.validation.bench.peer import Peer, Solve
from cartwin.validation.bench.translation import translated


__all__ = ["DIFFRAX"]

BATCH = 16  # more patients wait for the slowest of them
MOST_STEPS = 1_000_000
NO_TIME = 1e-3  # [d] length of the legs that fill up a shorter schedule
FUNCTIONS = (
    "exp", "log", "log10", "sqrt", "power", "absolute", "maximum", "minimum", "where",
    "less", "less_equal", "greater", "greater_equal", "equal", "not_equal",
)  # fmt: skip


def prepare(listing: Listing) -> Solve:
    """Return the solver."""
    import jax

    jax.config.update("jax_enable_x64", True)
    code = compiled(listing)
    courses = jax.jit(jax.vmap(_course(listing), in_axes=(0, 0, 0, 0, None)))

    def solve(legs: Legs, rtol: float) -> Array:
        seen = np.empty((len(legs.times), len(listing.observables), len(legs)))
        for first in range(0, len(legs), BATCH):
            lanes = np.minimum(np.arange(first, first + BATCH), len(legs) - 1)
            grids, doses = _padded(legs, lanes)
            start, p = legs.start[lanes], legs.parameters[lanes]
            states = np.asarray(courses(start, p, grids, doses, rtol))
            for lane, i in enumerate(range(first, min(first + BATCH, len(legs)))):
                seen[:, :, i] = code.seen(_rows(legs, i, states[lane]), p[lane])
        return seen

    return solve


def _course(listing: Listing) -> Callable[..., Any]:
    """Return the function that solves one patient: states (leg, time in leg, state)."""
    import diffrax
    import jax
    import jax.numpy as jnp

    rates = translated(listing, {name: getattr(jnp, name) for name in FUNCTIONS})
    term = diffrax.ODETerm(lambda t, y, p: jnp.stack([*map(jnp.asarray, rates(y, p))]))
    scales = jnp.asarray(listing.scales)

    def course(start: Any, p: Any, grids: Any, doses: Any, rtol: Any) -> Any:
        control = diffrax.PIDController(rtol=rtol, atol=rtol * scales)

        def leg(y: Any, plan: Any) -> Any:
            grid, dose = plan
            end = jnp.maximum(grid[-1], grid[0] + NO_TIME)
            found = diffrax.diffeqsolve(
                term, diffrax.Tsit5(), grid[0], end, None, y + dose, args=p,
                saveat=diffrax.SaveAt(ts=grid[1:]), stepsize_controller=control,
                max_steps=MOST_STEPS, throw=False,
            )  # fmt: skip
            return found.ys[-1], found.ys

        return jax.lax.scan(leg, start, (grids, doses))[1]

    return course


def _padded(legs: Legs, lanes: Integers) -> tuple[Array, Array]:
    """Return grids (patient, leg, time) and doses, filled up to the same shape for all."""
    most = -(-int(np.diff(legs.offsets).max()) // 5) * 5  # one shape, compiled once
    width = len(legs.times) + 1
    grids = np.full((len(lanes), most, width), legs.times[-1])
    doses = np.zeros((len(lanes), most, legs.start.shape[1]))
    for lane, i in enumerate(lanes):
        for k, leg in enumerate(range(legs.offsets[i], legs.offsets[i + 1])):
            grid = legs.grid[legs.cuts[leg] : legs.cuts[leg + 1]]
            grids[lane, k] = grid[-1]
            grids[lane, k, : len(grid)] = grid
            doses[lane, k] = legs.doses[leg]
    return grids, doses


def _rows(legs: Legs, patient: int, states: Array) -> Array:
    """Return the states at the wanted times out of those at all times of the grids."""
    here = slice(legs.offsets[patient], legs.offsets[patient + 1])
    found = [legs.start[patient][None]]
    found += [states[k, :n] for k, n in enumerate(legs.wanted[here])]
    return np.concatenate(found)


DIFFRAX = Peer(
    name="diffrax",
    package="diffrax",
    what=f"Tsit5, {BATCH} patients at once by vmap",
    prepare=prepare,
    batch=BATCH,
)
