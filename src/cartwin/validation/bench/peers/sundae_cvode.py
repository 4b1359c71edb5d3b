"""scikit-sundae: CVODE (BDF, Newton, dense) with a right-hand side compiled by Numba."""

from typing import Any

import numpy as np

from cartwin.validation.bench.legs import Array, Legs, walk
from cartwin.validation.bench.listing import Listing, compiled
from cartwin.validation.bench.peer import Peer, Solve


__all__ = ["SUNDAE"]

MOST_STEPS = 100_000


def prepare(listing: Listing) -> Solve:
    """Return the solver."""
    from sksundae.cvode import CVODE

    code = compiled(listing)
    rates = code.rates

    def right_hand_side(t: float, y: Array, dy: Array, data: list[Array]) -> None:
        rates(y, data[0], dy)

    def solve(legs: Legs, rtol: float) -> Array:
        p = np.empty(len(listing.parameters))
        solver: Any = CVODE(
            right_hand_side,
            userdata=[p],
            rtol=rtol,
            atol=rtol * listing.scales,
            max_num_steps=MOST_STEPS,
        )

        def advance(y: Array, grid: Array) -> Array:
            solver.init_step(grid[0], y)
            found = [solver.step(t) for t in grid[1:]]
            states = np.array([y, *(f.y for f in found)])
            fine = np.cumprod([True, *(f.success for f in found)])
            return np.where(fine[:, None], states, np.nan)

        seen = np.empty((len(legs.times), len(listing.observables), len(legs)))
        for i in range(len(legs)):
            p[:] = legs.parameters[i]
            seen[:, :, i] = code.seen(walk(legs, i, advance), p)
        return seen

    return solve


SUNDAE = Peer(
    name="scikit-sundae",
    package="scikit-sundae",
    what="CVODE (BDF, dense), right-hand side compiled by Numba",
    prepare=prepare,
)
