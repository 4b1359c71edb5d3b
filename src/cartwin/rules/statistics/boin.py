"""Dose escalation by the Bayesian optimal interval design.

Liu S, Yuan Y, J R Stat Soc C 2015;64:507-523: the dose goes up while the observed rate of
dose-limiting toxicity is at most `escalate`, and down from `deescalate` on.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl


__all__ = ["Boin", "boin_boundaries", "boin_decisions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boin:
    """The boundaries of the observed rate of toxicity.

    Attributes
    ----------
    target
        The rate aimed at.
    escalate, deescalate
        The dose goes up at this rate or below, and down at this rate or above.
    """

    target: float
    escalate: float
    deescalate: float


def boin_boundaries(
    target: float, *, too_low: float | None = None, too_high: float | None = None
) -> Boin:
    """Return the boundaries for a target rate of dose-limiting toxicity.

    Parameters
    ----------
    target
        The rate aimed at.
    too_low, too_high
        The highest rate that is too low, and the lowest that is too high: 0.6 and 1.4
        times the target, as published, unless given.

    Raises
    ------
    ValueError
        If not 0 < too_low < target < too_high < 1.

    Examples
    --------
    >>> found = boin_boundaries(0.3)
    >>> round(found.escalate, 3), round(found.deescalate, 3)
    (0.236, 0.359)
    """
    low = 0.6 * target if too_low is None else too_low
    high = 1.4 * target if too_high is None else too_high
    if not 0 < low < target < high < 1:
        msg = f"rates {low:g} < {target:g} < {high:g}; expected to rise between 0 and 1"
        raise ValueError(msg)
    return Boin(
        target=target, escalate=_between(low, target), deescalate=_between(target, high)
    )


def _between(low: float, high: float) -> float:
    """Return the rate at which both are equally likely."""
    odds = np.log(high * (1 - low) / (low * (1 - high)))
    return float(np.log((1 - low) / (1 - high)) / odds)


def boin_decisions(
    target: float, largest: int = 30, *, certainty: float = 0.95, fewest: int = 3
) -> pl.DataFrame:
    """Return the decision by patients treated and patients with toxicity.

    Parameters
    ----------
    largest
        Most patients treated at a dose.
    certainty
        The dose is eliminated once its rate is above the target with this probability,
        starting from a uniform prior.
    fewest
        Fewest patients treated before a dose is eliminated.

    Returns
    -------
    DataFrame
        n_treated, and the numbers of patients with toxicity: escalate_at_most,
        deescalate_from, eliminate_from (null: not yet, however many).

    Examples
    --------
    >>> boin_decisions(0.3, 6).row(-1)
    (6, 1, 3, 4)
    """
    from scipy.special import betainc

    found = boin_boundaries(target)
    n = np.arange(1, largest + 1)
    toxic = np.arange(largest + 1)[None, :]
    share = betainc(1 + toxic, 1 + np.maximum(n[:, None] - toxic, 0), target)
    sure = (1 - share > certainty) & (toxic <= n[:, None]) & (n[:, None] >= fewest)
    first = np.where(sure.any(axis=1), sure.argmax(axis=1), -1)
    table = pl.DataFrame(
        {
            "n_treated": n,
            "escalate_at_most": np.floor(_whole(n * found.escalate)).astype(int),
            "deescalate_from": np.ceil(_whole(n * found.deescalate)).astype(int),
            "eliminate_from": first,
        }
    )
    eliminate = pl.col("eliminate_from")
    return table.with_columns(
        pl.when(eliminate >= 0).then(eliminate).alias("eliminate_from")
    )


def _whole(number: Any) -> Any:
    """Return numbers rounded so far that 3.0000000000000004 is 3."""
    return np.round(number, 10)
