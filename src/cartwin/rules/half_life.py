"""Terminal half-life of CAR-T cells, and copies of the transgene per cell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cartwin.rules.criterion import load_criterion


__all__ = ["HalfLife", "copies_per_cell", "terminal_half_life"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfLife:
    """Terminal half-life and what it rests on.

    Attributes
    ----------
    value
        Half-life [d]; None if it cannot be estimated.
    points
        Number of points of the regression.
    r2
        Share of the variance of the logarithm that the line explains.
    why
        Why there is no value; empty if there is one.
    """

    value: float | None
    points: int
    r2: float | None = None
    why: str = ""


def terminal_half_life(samples: Sequence[tuple[float, float]]) -> HalfLife:
    """Return the half-life of the quantifiable samples (day, value) after the peak.

    >>> round(terminal_half_life([(28, 800), (35, 400), (42, 200)]).value, 9)
    7.0
    """
    fewest = load_criterion("cellular-kinetics")["half_life_points"]
    points = len(samples)
    days, values = np.array(samples, float).reshape(-1, 2).T
    if points < fewest:
        return HalfLife(value=None, points=points, why=f"fewer than {fewest} points")
    if np.any(values <= 0) or np.ptp(days) == 0:
        why = "values must be above zero and days must differ"
        return HalfLife(value=None, points=points, why=why)
    x, y = days - days.mean(), np.log(values) - np.log(values).mean()
    slope = float(x @ y / (x @ x))
    r2 = float((x @ y) ** 2 / ((x @ x) * (y @ y))) if np.any(y) else 1.0
    if slope >= 0:
        return HalfLife(value=None, points=points, r2=r2, why="the level does not fall")
    return HalfLife(value=float(np.log(2)) / -slope, points=points, r2=r2)


def copies_per_cell(copies_per_ug: float) -> float:
    """Return copies of the transgene per cell, from copies per ug of genomic DNA.

    >>> round(copies_per_cell(10_000), 9)
    0.066
    """
    picograms = load_criterion("cellular-kinetics")["genome_mass"]
    return copies_per_ug * float(picograms) * 1e-6
