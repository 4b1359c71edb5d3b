"""Weigh populations by how well they agree with what was published.

The log-likelihood of a population is summed over the decisive claims and divided by
`TEMPER` before it becomes a weight (a power posterior: Miller and Dunson 2019, J Am Stat
Assoc 114:1113). Claims of one study repeat the same few patients, and a study has a
population of its own that is not quite that of the next one: taken at face value, the
claims would leave a handful of populations.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cartwin.trial.measure import Summary
from cartwin.trial.populations.trying import Tried, TriedClaim


__all__ = ["TEMPER", "effective_number", "log_likelihood", "resample", "weigh"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
TEMPER = 16.0  # our judgement, see the page on what was foretold
IMPOSSIBLE = -20.0  # of a population that cannot have the patients of a study
UNTOLD = -3.0  # of a claim that no cohort of a population can tell
FREEDOM = 4.0  # degrees of freedom of Student's t: far off is far off


def weigh(tried: Sequence[Tried], populations: int, *, temper: float = TEMPER) -> Array:
    """Return the weight of populations 1 to `populations` (population); they sum to 1.

    A quantity that an overlapping, larger study reports of the same patients counts once,
    there; the caller leaves out what is to be foretold.
    """
    total = np.zeros(populations)
    counted = {(t.study.name, c.result.quantity) for t in tried for c in t.claims}
    for study in tried:
        larger = study.repeated_in
        ways = [
            log_likelihood(c)
            for c in study.claims
            if not any((name, c.result.quantity) in counted for name in larger)
        ]
        likelihood = np.full(populations, IMPOSSIBLE)
        likelihood[study.populations - 1] = np.sum(ways, axis=0) if ways else 0.0
        total += likelihood
    weights = np.exp((total - total.max()) / temper)
    return np.asarray(weights / weights.sum())


def log_likelihood(claim: TriedClaim) -> Array:
    """Return the log-likelihood of what was reported (population).

    A count is binomial, with the share of the population's patients who have it; a number
    is distributed as Student's t around those of the population's cohorts, on a log scale;
    of a bound it is the share of cohorts that meet it.
    """
    values, told = claim.values, ~np.isnan(claim.values)
    reported = claim.result
    if reported.measure is not None and reported.measure.summary == Summary.COUNT:
        found = _of_count(claim, told)
    elif reported.bound is not None:
        above, most = reported.bound
        met = (values > above) & (values <= most) & told
        found = np.log((met.sum(axis=1) + 0.5) / (told.sum(axis=1) + 1.0))
    else:
        found = _of_number(claim, told)
    return np.where(told.any(axis=1), found, UNTOLD)


def _of_count(claim: TriedClaim, told: npt.NDArray[np.bool_]) -> Array:
    n, k = claim.patients, float(claim.result.observed or 0.0)
    having = np.where(told, claim.values, 0.0).sum(axis=1)
    share = (having + 0.5) / (told.sum(axis=1) * n + 1.0)
    return np.asarray(k * np.log(share) + (n - k) * np.log1p(-share))


def _of_number(claim: TriedClaim, told: npt.NDArray[np.bool_]) -> Array:
    observed = float(claim.result.observed or 0.0)
    finite = np.abs(claim.values[np.isfinite(claim.values)])
    near = 0.1 * max(abs(observed), float(np.median(finite)) if len(finite) else 1.0, 1e-9)
    most = 2.0 * float(finite.max()) if len(finite) else 1.0
    x = np.log(np.clip(np.where(told, claim.values, 0.0), 0.0, most) + near)
    n = np.maximum(told.sum(axis=1), 1)
    mean = np.where(told, x, 0.0).sum(axis=1) / n
    squares = np.where(told, (x - mean[:, None]) ** 2, 0.0).sum()
    variance = squares / max(int((n - 1).sum()), 1) + (0.5 * claim.result.slack) ** 2 + 1e-4
    scale = np.sqrt(variance * (1.0 + 1.0 / n))
    z = (np.log(max(observed, 0.0) + near) - mean) / scale
    return np.asarray(-0.5 * (FREEDOM + 1) * np.log1p(z * z / FREEDOM) - np.log(scale))


def effective_number(weights: Array) -> float:
    """Return how many equally weighted populations these are worth.

    >>> effective_number(np.array([0.5, 0.5, 0.0]))
    2.0
    """
    return float(1.0 / np.sum(weights**2))


def resample(weights: Array, number: int) -> Integers:
    """Return `number` populations, each as often as its weight says, in a fixed disorder.

    >>> sorted(resample(np.array([0.25, 0.0, 0.75]), 4).tolist())
    [1, 3, 3, 3]
    """
    points = (np.arange(number) + 0.5) / number
    drawn = np.searchsorted(np.cumsum(weights), points).clip(max=len(weights) - 1) + 1
    return np.random.Generator(np.random.Philox(key=number)).permutation(drawn)
