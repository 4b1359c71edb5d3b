"""Calcium corrected for albumin, where the laboratory did not report it."""

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.study import Col


__all__ = ["correct_calcium", "corrected_calcium"]

_CORRECTED, _TOTAL, _ALBUMIN = "CACORR", "CA", "ALB"
_VISIT = [Col.PATIENT, Col.DAY]


def correct_calcium(calcium: float, albumin: float) -> float:
    """Return calcium [mmol/L] corrected for albumin [g/L].

    >>> round(correct_calcium(1.9, 25.0), 3)
    2.2
    """
    policy = load_criterion("ctcae-policy")
    below: float = policy["albumin_reference"] - albumin
    per_gram: float = policy["calcium_per_albumin"]
    return calcium + per_gram * below


def corrected_calcium(observations: pl.DataFrame) -> pl.DataFrame:
    """Return rows of corrected calcium for visits with calcium and albumin only.

    A visit with a corrected or a censored value gets none. Limits of normal are those of
    calcium.
    """
    policy = load_criterion("ctcae-policy")
    exact = pl.col(Col.CENSORING) == "none"
    analyte, value = pl.col(Col.ANALYTE), pl.col(Col.VALUE)
    albumin = observations.filter((analyte == _ALBUMIN) & exact).select(
        *_VISIT, value.alias("albumin")
    )
    reported = observations.filter(analyte == _CORRECTED)
    below = policy["albumin_reference"] - pl.col("albumin")
    return (
        observations.filter((analyte == _TOTAL) & exact)
        .join(reported, on=_VISIT, how="anti")
        .join(albumin.unique(_VISIT, keep="none"), on=_VISIT, how="inner")
        .with_columns(
            pl.lit(_CORRECTED).alias(Col.ANALYTE),
            value + below * policy["calcium_per_albumin"],
        )
        .drop("albumin")
    )
