"""Fludarabine in renal impairment: the part of the full dose, by the label chosen."""

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import ten_digits


__all__ = ["LABELS", "fludarabine_factor", "fludarabine_factors"]

LABELS = ("us_current", "us_older", "eu")
"""Labels that a study may choose."""


def fludarabine_factors(clearance: pl.Expr, label: str) -> pl.Expr:
    """Return the part of the full dose at a creatinine clearance [mL/min].

    0 means: do not give. Null where the clearance is not known.
    """
    if label not in LABELS:
        msg = f"unknown label {label!r} ({did_you_mean(label, LABELS)})"
        raise ValueError(msg)
    found = ten_digits(clearance)
    factor: pl.Expr = pl.when(found.is_not_null()).then(0.0)
    steps = load_criterion("fludarabine-renal")[label]
    for limit, included, part in reversed(steps):
        fits = found >= limit if included else found > limit
        factor = pl.when(fits).then(part).otherwise(factor)
    return factor


def fludarabine_factor(clearance: float, label: str) -> float:
    """Return the part of the full dose; 0: do not give.

    >>> [fludarabine_factor(60, label) for label in LABELS]
    [0.8, 0.8, 0.5]
    """
    return float(pl.select(fludarabine_factors(pl.lit(float(clearance)), label)).item())
