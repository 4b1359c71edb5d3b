"""numbalsoda: LSODA in C++, called from a loop that Numba compiled.

It takes one absolute tolerance for all states, so it integrates states in units of their
scale; the equations are the same.
"""

from typing import Any

import numpy as np

from cartwin.validation.bench.legs import Array, Integers, Legs
from cartwin.validation.bench.listing import Listing, compiled
from cartwin.validation.bench.peer import Peer, Solve


__all__ = ["NUMBALSODA"]

MOST_STEPS = 100_000


def prepare(listing: Listing) -> Solve:
    """Return the solver."""
    from numba import njit
    from numbalsoda import lsoda

    code = compiled(listing)
    function = _right_hand_side(listing, code.rates)
    address = function.address
    scales, n, m = listing.scales, len(listing.scales), len(listing.parameters)

    @njit(error_model="numpy")
    def course(
        start: Array, p: Array, rows: int, cuts: Integers, grid: Array, wanted: Integers,
        doses: Array, rtol: float,
    ) -> Array:  # fmt: skip
        z = start / scales
        data = np.zeros(m + n)
        data[:m] = p
        seen = np.full((rows, n), np.nan)
        seen[0] = start
        row = 1
        for k in range(len(wanted)):
            z = z + doses[k] / scales
            times = grid[cuts[k] : cuts[k + 1]]
            reached, fine = lsoda(address, z, times, data, rtol, rtol, MOST_STEPS)
            if not fine:
                break
            for j in range(wanted[k]):
                seen[row + j] = reached[1 + j] * scales
            row += wanted[k]
            z = reached[-1]
        return seen

    def solve(legs: Legs, rtol: float) -> Array:
        seen = np.empty((len(legs.times), len(listing.observables), len(legs)))
        for i in range(len(legs)):
            here = slice(legs.offsets[i], legs.offsets[i + 1])
            cuts = legs.cuts[legs.offsets[i] : legs.offsets[i + 1] + 1]
            states = course(
                legs.start[i], legs.parameters[i], len(legs.times), cuts, legs.grid,
                legs.wanted[here], legs.doses[here], rtol,
            )  # fmt: skip
            seen[:, :, i] = code.seen(states, legs.parameters[i])
        return seen

    return solve


def _right_hand_side(listing: Listing, rates: Any) -> Any:
    """Return the right-hand side over scaled states, as a C function."""
    from numba import carray, cfunc  # type: ignore[attr-defined]  # numba lists no carray
    from numbalsoda import lsoda_sig

    scales, n, m = listing.scales, len(listing.scales), len(listing.parameters)

    def right_hand_side(t: float, u: Any, du: Any, data: Any) -> None:
        z, dz, p = carray(u, (n,)), carray(du, (n,)), carray(data, (m + n,))
        for i in range(n):
            p[m + i] = z[i] * scales[i]  # room for the state in its own unit
        rates(p[m:], p, dz)
        for i in range(n):
            dz[i] /= scales[i]

    return cfunc(lsoda_sig, error_model="numpy")(right_hand_side)


NUMBALSODA = Peer(
    name="numbalsoda",
    package="numbalsoda",
    what="LSODA in C++ called from compiled code, states in units of their scale",
    prepare=prepare,
)
