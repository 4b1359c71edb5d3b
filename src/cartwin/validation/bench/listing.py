"""The equations of a cohort as peers get them: the engine's own scalar listing.

Every solver integrates the same text, compiled by Numba or translated.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine import Kernel


__all__ = ["Compiled", "Listing", "compiled", "compiled_text", "listing_of"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Python source of the equations.

    Attributes
    ----------
    text
        Functions `rates(y, p, dy)` and `observe(y, p, out)`.
    states, parameters, observables
        Orders of `y`, `p` and `out`.
    scales
        Absolute tolerance of each state is the relative one times its scale.
    """

    text: str
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    observables: tuple[str, ...]
    scales: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The listing compiled by Numba.

    Attributes
    ----------
    rates
        `rates(y, p, dy)`.
    seen
        From states (time, state) and the parameters of one patient to observables
        (time, observable).
    """

    rates: Any
    seen: Callable[[Array, Array], Array]


def listing_of(kernel: Kernel) -> Listing:
    """Return the listing of a kernel that was compiled with all its modules."""
    source = kernel.source
    scales = {s.name: s.scale for s in kernel.system.states}
    return Listing(
        text=source.text,
        states=source.states,
        parameters=source.parameters,
        observables=source.observables,
        scales=np.array([scales[name] for name in source.states]),
    )


def compiled(listing: Listing) -> Compiled:
    """Return the listing as machine code; `compiled_text.cache_clear()` forgets it."""
    return compiled_text(listing.text, len(listing.observables))


@lru_cache(maxsize=1)
def compiled_text(text: str, observables: int) -> Compiled:
    """Return the functions in `text`, of which one gives so many observables."""
    from math import exp, log, log10, sqrt

    from numba import njit

    names: dict[str, Any] = {"exp": exp, "log": log, "log10": log10, "sqrt": sqrt}
    exec(text, names)  # noqa: S102 - text generated from the equations
    rates = njit(error_model="numpy")(names["rates"])
    observe = njit(error_model="numpy")(names["observe"])

    @njit(error_model="numpy")
    def seen(states: Array, p: Array) -> Array:
        out = np.empty((states.shape[0], observables))
        for i in range(states.shape[0]):
            observe(states[i], p, out[i])
        return out

    return Compiled(rates=rates, seen=seen)
