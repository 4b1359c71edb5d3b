"""A scalar compiled Dormand-Prince 5(4): what one gets from writing the loop oneself."""

import numpy as np

from cartwin.validation.bench.legs import Array, Legs
from cartwin.validation.bench.listing import Listing, compiled
from cartwin.validation.bench.peer import Peer, Solve


__all__ = ["DORMAND_PRINCE"]

MOST_STEPS = 10_000_000


def prepare(listing: Listing) -> Solve:
    """Return the solver."""
    from cartwin.validation.bench.peers.runge_kutta import course

    code = compiled(listing)

    def solve(legs: Legs, rtol: float) -> Array:
        atol = rtol * listing.scales
        seen = np.empty((len(legs.times), len(listing.observables), len(legs)))
        for i in range(len(legs)):
            here = slice(legs.offsets[i], legs.offsets[i + 1])
            ends = np.append(legs.grid[legs.cuts[here]], legs.times[-1])
            p = legs.parameters[i]
            states = course(
                code.rates, legs.start[i], p, legs.times, ends, legs.doses[here],
                rtol, atol, MOST_STEPS,
            )  # fmt: skip
            seen[:, :, i] = code.seen(states, p)
        return seen

    return solve


DORMAND_PRINCE = Peer(
    name="dp5",
    package="numba",
    what="scalar Dormand-Prince 5(4) with dense output, compiled by Numba",
    prepare=prepare,
)
