"""The rival without biology: what other studies of the same outcome foretell of the next.

Each study has a share of its own, beta-distributed around a common mean; mean and
correlation within a study are unknown, the mean with Jeffreys' prior, the correlation with
an even one. Both are summed over on a grid, so nothing is fitted. Without another study
it knows nothing but the number of patients.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


__all__ = ["beta_binomial", "interval_of"]

Array = npt.NDArray[np.float64]
MEANS = (np.arange(100) + 0.5) / 100
CORRELATIONS = (np.arange(25) + 0.5) / 50  # between 0 and one half


def beta_binomial(others: Sequence[tuple[int, int]], n: int) -> Array:
    """Return the probability of 0 to `n` patients in the next study (count).

    Parameters
    ----------
    others
        Patients with the outcome, and looked at, in each other study.

    Examples
    --------
    >>> alone = beta_binomial([], 4)
    >>> informed = beta_binomial([(9, 10), (19, 20)], 4)
    >>> bool(alone[4] < informed[4]), round(float(informed.sum()), 6)
    (True, 1.0)
    """
    from scipy.stats import betabinom

    mean, correlation = np.meshgrid(MEANS, CORRELATIONS, indexing="ij")
    size = 1.0 / correlation - 1.0
    a, b = mean * size, (1.0 - mean) * size
    log_weight = -0.5 * np.log(mean * (1.0 - mean))
    for k, m in others:
        log_weight = log_weight + betabinom.logpmf(k, m, a, b)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    mass = [np.sum(weight * betabinom.pmf(k, n, a, b)) for k in range(n + 1)]
    return np.array(mass, float)


def interval_of(mass: Array, level: float = 0.9) -> tuple[int, int]:
    """Return the central interval of a count.

    >>> interval_of(np.array([0.02, 0.03, 0.9, 0.05]))
    (1, 2)
    """
    below, tail = np.cumsum(mass), (1.0 - level) / 2.0
    low = int(np.searchsorted(below, tail, side="left"))
    high = int(np.searchsorted(below, 1.0 - tail - 1e-12, side="left"))
    return low, min(high, len(mass) - 1)
