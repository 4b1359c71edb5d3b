"""Proportional hazards: the hazard ratio of groups or covariates.

Cox DR, J R Stat Soc B 1972;34:187-220. Ties by Breslow N, Biometrics 1974;30:89-99 or by
Efron B, J Am Stat Assoc 1977;72:557-565, the default as in R.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.distributions import chi_squared_tail
from cartwin.rules.statistics.partial_likelihood import Likelihood
from cartwin.rules.statistics.risk_sets import observed


__all__ = ["Cox", "Ties", "proportional_hazards"]

Array = npt.NDArray[np.float64]
STEPS, ENOUGH, TOO_FAR = 50, 1e-12, 15.0


class Ties(StrEnum):
    """How events on the same day are counted."""

    EFRON = "efron"
    BRESLOW = "breslow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cox:
    """What the regression found.

    Attributes
    ----------
    names
        The covariates; for text, `name=category` against the first category.
    n, events, missing
        Patients and events that entered, and rows that could not.
    coefficients, std_errors
        Logarithms of the hazard ratios and their standard errors; empty if they cannot
        be estimated.
    likelihood_ratio
        Twice the gain in log-likelihood; None as above.
    p
        Its p value.
    why
        Why there is no estimate; empty if there is one.
    """

    names: tuple[str, ...]
    n: int
    events: int
    missing: int
    coefficients: tuple[float, ...] = ()
    std_errors: tuple[float, ...] = ()
    likelihood_ratio: float | None = None
    p: float | None = None
    why: str = ""


def proportional_hazards(
    frame: pl.DataFrame, covariates: Sequence[str], *, ties: Ties = Ties.EFRON
) -> Cox:
    """Return hazard ratios by maximum partial likelihood.

    Parameters
    ----------
    frame
        One row per patient: `time`, `event`, and the covariates: numbers, or text whose
        first category (sorted) is the reference.
    covariates
        Their columns.
    ties
        How events on the same day are counted.

    Examples
    --------
    >>> frame = pl.DataFrame({"time": [1, 2, 3, 4, 5], "event": 1, "x": [0, 1, 1, 0, 0]})
    >>> round(proportional_hazards(frame, ["x"]).coefficients[0], 4)
    1.0731
    """
    times = observed(frame).select(StatCol.TIME, StatCol.EVENT)
    columns = [c for name in covariates for c in _coded(frame[name])]
    rows = pl.DataFrame([*times, *columns]).drop_nulls()
    names = tuple(c.name for c in columns)
    events = int(rows[StatCol.EVENT].sum())
    missing = frame.height - rows.height
    result = partial(Cox, names=names, n=rows.height, events=events, missing=missing)
    x = rows.select(names).to_numpy().astype(float)
    likelihood = Likelihood(
        rows[StatCol.TIME].to_numpy(),
        rows[StatCol.EVENT].to_numpy(),
        x,
        efron=ties is Ties.EFRON,
    )
    found = _maximum(likelihood, x)
    if isinstance(found, str):
        return result(why=found)
    beta, errors, gain = found
    return result(
        coefficients=tuple(map(float, beta)),
        std_errors=tuple(map(float, errors)),
        likelihood_ratio=gain,
        p=chi_squared_tail(gain, len(beta)),
    )


def _coded(column: pl.Series) -> list[pl.Series]:
    """Return a number as it is, and text as one 0/1 column per further category."""
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        return [column.cast(pl.Float64).fill_nan(None)]
    others = column.drop_nulls().unique().sort()[1:]
    return [
        (column == other).cast(pl.Float64).alias(f"{column.name}={other}")
        for other in others
    ]


def _maximum(likelihood: Likelihood, x: Array) -> tuple[Array, Array, float] | str:
    """Return coefficients, errors and gain by Newton's method, or why there are none."""
    beta = np.zeros(x.shape[1])
    start = value = likelihood(beta)
    if not likelihood.events or not x.size or not (np.ptp(x, axis=0) > 0).all():
        return "no event, or a covariate that does not vary"
    reach = TOO_FAR / np.ptp(x, axis=0)
    for _ in range(STEPS):
        if np.linalg.matrix_rank(value.information) < len(beta):
            return "the events do not tell the covariates apart"
        step = np.linalg.solve(value.information, value.score)
        beta, before = _halved(likelihood, beta, step, value.log), value.log
        value = likelihood(beta)
        if np.any(np.abs(beta) > reach):
            return "the hazard ratio has no bound: all events lie on one side"
        if value.log - before <= ENOUGH * abs(before):
            errors = np.sqrt(np.diag(np.linalg.inv(value.information)))
            return beta, errors, 2 * (value.log - start.log)
    return f"no maximum within {STEPS} steps"


def _halved(likelihood: Likelihood, beta: Array, step: Any, log: float) -> Array:
    """Return the next coefficients, the step halved until the likelihood grows."""
    for _ in range(STEPS):
        if likelihood(beta + step).log >= log - ENOUGH:
            return np.asarray(beta + step)
        step = step / 2
    return beta
