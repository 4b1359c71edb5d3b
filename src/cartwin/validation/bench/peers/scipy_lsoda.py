"""SciPy's LSODA with a right-hand side compiled by Numba.

`odeint` is SciPy's fastest way to LSODA: only the right-hand side is called back.
"""

import numpy as np

from cartwin.validation.bench.legs import Array, Legs, walk
from cartwin.validation.bench.listing import Listing, compiled
from cartwin.validation.bench.peer import Peer, Solve


__all__ = ["SCIPY"]

MOST_STEPS = 100_000


def prepare(listing: Listing) -> Solve:
    """Return the solver."""
    from numba import njit
    from scipy.integrate import odeint

    code = compiled(listing)
    rates = code.rates

    @njit(error_model="numpy")
    def derivative(y: Array, t: float, p: Array) -> Array:
        dy = np.empty_like(y)
        rates(y, p, dy)
        return dy

    def solve(legs: Legs, rtol: float) -> Array:
        atol = rtol * listing.scales
        seen = np.empty((len(legs.times), len(listing.observables), len(legs)))
        for i in range(len(legs)):
            p = legs.parameters[i]

            def advance(y: Array, grid: Array, p: Array = p) -> Array:
                found = odeint(
                    derivative, y, grid, (p,), rtol=rtol, atol=atol, mxstep=MOST_STEPS
                )
                return np.asarray(found)

            seen[:, :, i] = code.seen(walk(legs, i, advance), p)
        return seen

    return solve


SCIPY = Peer(
    name="scipy",
    package="scipy",
    what="LSODA (`odeint`), right-hand side compiled by Numba",
    prepare=prepare,
)
