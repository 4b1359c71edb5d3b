"""Leave one study out: weigh populations by all the others, and foretell it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cartwin.trial.compare import quantiles_of
from cartwin.trial.comparison import ClaimResult
from cartwin.trial.populations.kept import EVERY
from cartwin.trial.populations.scoring import Foretold, foretell, kin_of
from cartwin.trial.populations.trying import Tried, TriedClaim
from cartwin.trial.populations.weighing import TEMPER, resample, weigh


__all__ = ["KEEP", "foretell_left_out", "weights_without"]

Array = npt.NDArray[np.float64]
KEEP = 200  # populations of a set; a run of 500 cohorts uses each two or three times


def weights_without(
    tried: Sequence[Tried], populations: int, *, temper: float = TEMPER
) -> dict[str, Array]:
    """Return study -> weights of the populations by all studies but that one.

    Who shares patients with a study is left out with it. Under the empty name none is.
    """
    kin = kin_of([t.study for t in tried])
    left: Mapping[str, frozenset[str]] = {EVERY: frozenset(), **kin}
    return {
        name: weigh(
            [t for t in tried if t.study.name not in out], populations, temper=temper
        )
        for name, out in left.items()
    }


def foretell_left_out(
    tried: Sequence[Tried], weights: Mapping[str, Array]
) -> tuple[Foretold, ...]:
    """Return what is foretold of every study by its own weights.

    Parameters
    ----------
    weights
        Study -> weight of each population, as from `weights_without`.
    """
    return foretell(
        [
            (t.study, [_foretold(t, c, weights[t.study.name]) for c in t.claims])
            for t in tried
        ]
    )


def _foretold(tried: Tried, claim: TriedClaim, weights: Array) -> ClaimResult:
    possible = weights[tried.populations - 1]
    members = resample(possible / possible.sum(), KEEP) - 1
    values = claim.values[members].ravel()
    low, median, high = quantiles_of(values[~np.isnan(values)])
    return replace(claim.result, values=values, low=low, median=median, high=high)
