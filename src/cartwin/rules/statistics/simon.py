"""Two-stage designs of a single-arm trial that may stop early for futility.

Simon R, Control Clin Trials 1989;10:1-10. The therapy is given up after the first stage
with at most `r1` responses in `n1` patients, and after the second with at most `r` in `n`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


__all__ = ["Simon", "SimonDesign", "simon_two_stage"]

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class SimonDesign(StrEnum):
    """What a design makes small: the patients expected at p0, or the most patients."""

    OPTIMAL = "optimal"
    MINIMAX = "minimax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Simon:
    """A two-stage design.

    Attributes
    ----------
    r1, n1
        Most responses with which the first stage stops, and its patients.
    r, n
        Most responses of a therapy that is not worth more, and the patients of both stages.
    expected_n
        Patients expected if the response rate is p0.
    early_stop
        Probability of stopping after the first stage if it is p0.
    alpha, power
        Probability of going on with the therapy if the rate is p0, and if it is p1.
    """

    r1: int
    n1: int
    r: int
    n: int
    expected_n: float
    early_stop: float
    alpha: float
    power: float


class _Binomials(NamedTuple):
    """Probabilities of every count, and of more than it, by number of patients."""

    of: list[Array]
    above: list[Array]


def simon_two_stage(
    p0: float,
    p1: float,
    *,
    alpha: float = 0.05,
    beta: float = 0.2,
    design: SimonDesign = SimonDesign.OPTIMAL,
    largest: int = 100,
) -> Simon:
    """Return the two-stage design for response rates p0 (no interest) and p1 (interest).

    Parameters
    ----------
    alpha, beta
        Highest probabilities of the two errors.
    largest
        Most patients to look at.

    Raises
    ------
    ValueError
        If not 0 < p0 < p1 < 1, an error is no fraction, or no design is small enough.

    Examples
    --------
    >>> found = simon_two_stage(0.1, 0.3)
    >>> found.r1, found.n1, found.r, found.n
    (1, 10, 5, 29)
    """
    _check(p0, p1, alpha, beta)
    null, wanted = _binomials(p0, largest), _binomials(p1, largest)
    best: Simon | None = None
    for n in range(2, largest + 1):
        if best is not None and _is_settled(best, n, design):
            break
        for n1 in range(1, n):
            pair = _going_on(null, n1, n), _going_on(wanted, n1, n)
            found = _best_of(*pair, n1=n1, n=n, allowed=_allowed(*pair, alpha, beta))
            best = _better(best, found, design)
    if best is None:
        msg = f"no two-stage design for {p0:g} and {p1:g} has at most {largest} patients"
        raise ValueError(msg)
    return best


def _check(p0: float, p1: float, alpha: float, beta: float) -> None:
    if not 0 < p0 < p1 < 1:
        msg = f"response rates {p0:g} and {p1:g}; expected 0 < p0 < p1 < 1"
        raise ValueError(msg)
    if not (0 < alpha < 1 and 0 < beta < 1):
        msg = f"errors {alpha:g} and {beta:g}; expected fractions between 0 and 1"
        raise ValueError(msg)


def _binomials(p: float, largest: int) -> _Binomials:
    from scipy.stats import binom

    counts = [np.arange(n + 1) for n in range(largest + 1)]
    return _Binomials(
        [np.asarray(binom.pmf(k, len(k) - 1, p)) for k in counts],
        [np.asarray(binom.sf(k, len(k) - 1, p)) for k in counts],
    )


def _allowed(errors: Array, power: Array, alpha: float, beta: float) -> Flags:
    return np.asarray((errors <= alpha) & (power >= 1 - beta))


def _best_of(
    errors: Array, power: Array, *, n1: int, n: int, allowed: Flags
) -> Simon | None:
    """Return the design of these sizes that expects fewest patients, if one is allowed."""
    stages = np.flatnonzero(allowed.any(axis=1))
    if not len(stages):
        return None
    r1 = int(stages[-1])  # the later it goes on, the fewer patients it expects
    r = int(np.flatnonzero(allowed[r1])[0])
    going_on = float(errors[r1, 0])  # with r = 0 any response of the first stage is enough
    return Simon(
        r1=r1,
        n1=n1,
        r=r,
        n=n,
        expected_n=n1 + going_on * (n - n1),
        early_stop=1 - going_on,
        alpha=float(errors[r1, r]),
        power=float(power[r1, r]),
    )


def _better(best: Simon | None, found: Simon | None, design: SimonDesign) -> Simon | None:
    if found is None:
        return best
    if best is None or _order(found, design) < _order(best, design):
        return found
    return best


def _going_on(p: _Binomials, n1: int, n: int) -> Array:
    """Probability that the therapy is worth more, by r1 (rows) and r (columns)."""
    second = p.above[n - n1]
    still = np.arange(n + 1)[None, :] - np.arange(n1 + 1)[:, None]
    inside = second[np.clip(still, 0, len(second) - 1)]
    more = np.where(still < 0, 1.0, np.where(still >= len(second), 0.0, inside))
    by_first = p.of[n1][:, None] * more
    later = np.cumsum(by_first[::-1], axis=0)[::-1]
    return np.vstack([later[1:], np.zeros(n + 1)])


def _order(found: Simon, design: SimonDesign) -> tuple[float, ...]:
    if design is SimonDesign.MINIMAX:
        return found.n, found.expected_n
    return found.expected_n, found.n


def _is_settled(best: Simon, n: int, design: SimonDesign) -> bool:
    """No larger trial can be better."""
    return design is SimonDesign.MINIMAX and n > best.n
