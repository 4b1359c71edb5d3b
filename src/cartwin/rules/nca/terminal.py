"""The terminal slope: the best log-linear regression through the last points.

Regressions through the last 3, 4, 5, ... quantifiable points after the peak (a bolus: from
the peak on) are compared by adjusted R2. Among those that differ by less than the tie of
the criterion `nca` the one with most points is taken. The level must fall.
"""

import math

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.nca.columns import NcaCol
from cartwin.rules.nca.profile import LEVEL, SEEN, Route
from cartwin.study import Col


__all__ = ["terminal_slopes"]

_DAY, _N = pl.col(Col.DAY), pl.col("n")
_X, _Y = pl.col("x"), pl.col("y")
_FITTED = (NcaCol.LAMBDA_Z, NcaCol.R2, NcaCol.R2_ADJ, NcaCol.CORRELATION, "intercept")


def terminal_slopes(rows: pl.DataFrame, route: Route) -> pl.DataFrame:
    """Return one row per patient whose terminal slope can be estimated.

    Parameters
    ----------
    rows
        What `profiles` returns.

    Returns
    -------
    DataFrame
        patient, lambda_z, half_life, r2, r2_adj, correlation, lambda_z_points,
        lambda_z_days (the points chosen), lambda_z_lower, lambda_z_upper, clast_pred.
    """
    criterion = load_criterion("nca")
    points = _after_peak(rows, route)
    fits = _regressions(points).filter(
        (criterion["fewest_points"] <= _N) & (pl.col(NcaCol.LAMBDA_Z) > 0)
    )
    adjusted = pl.col(NcaCol.R2_ADJ)
    good = adjusted.max().over(Col.PATIENT) - adjusted < criterion["tie"]
    best = fits.filter(good).sort("n", descending=True).unique(Col.PATIENT, keep="first")
    lower, rate = pl.col(NcaCol.LOWER), pl.col(NcaCol.LAMBDA_Z)
    chosen = best.select(Col.PATIENT, "n", *_FITTED, _DAY.alias(NcaCol.LOWER))
    spans = points.join(chosen.select(Col.PATIENT, NcaCol.LOWER), on=Col.PATIENT)
    days = spans.filter(lower <= _DAY).group_by(Col.PATIENT, maintain_order=True)
    used = days.agg(_DAY.alias(NcaCol.POINT_DAYS), _DAY.max().alias(NcaCol.UPPER))
    return chosen.join(used, on=Col.PATIENT).select(
        *(Col.PATIENT, NcaCol.LAMBDA_Z),
        (math.log(2) / rate).alias(NcaCol.HALF_LIFE),
        *(NcaCol.R2, NcaCol.R2_ADJ, NcaCol.CORRELATION),
        _N.alias(NcaCol.POINTS),
        *(NcaCol.POINT_DAYS, NcaCol.LOWER, NcaCol.UPPER),
        (pl.col("intercept") - rate * pl.col(NcaCol.UPPER)).exp().alias(NcaCol.CLAST_PRED),
    )


def _after_peak(rows: pl.DataFrame, route: Route) -> pl.DataFrame:
    """Quantifiable points after the first maximum; after a bolus with it."""
    level = pl.col(LEVEL)
    peak = pl.col(RuleCol.TMAX)
    seen = rows.filter(pl.col(SEEN)).with_columns(
        _DAY.get(level.arg_max()).over(Col.PATIENT).alias(RuleCol.TMAX)
    )
    return seen.filter(peak <= _DAY if route is Route.BOLUS else peak < _DAY)


def _regressions(points: pl.DataFrame) -> pl.DataFrame:
    """Fit the logarithm of the level from each point to the last of its patient."""
    log = pl.col(LEVEL).log()
    centred = points.select(
        *(Col.PATIENT, Col.DAY),
        _DAY.mean().over(Col.PATIENT).alias("x0"),
        log.mean().over(Col.PATIENT).alias("y0"),
        log.alias("y"),
    ).with_columns((_DAY - pl.col("x0")).alias("x"), _Y - pl.col("y0"))
    terms = {"n": pl.lit(1), "sx": _X, "sy": _Y, "sxx": _X * _X, "sxy": _X * _Y}
    terms["syy"] = _Y * _Y
    sums = centred.with_columns(term.alias(name) for name, term in terms.items())
    sums = sums.with_columns(
        pl.col(name).cum_sum(reverse=True).over(Col.PATIENT) for name in terms
    )
    return _fitted(sums)


def _fitted(sums: pl.DataFrame) -> pl.DataFrame:
    sx, sy = pl.col("sx"), pl.col("sy")
    xx, yy = pl.col("sxx") - sx * sx / _N, pl.col("syy") - sy * sy / _N
    xy = pl.col("sxy") - sx * sy / _N
    slope, r = xy / xx, pl.col(NcaCol.CORRELATION)
    r2 = r * r
    middle = (sy / _N + pl.col("y0")) - slope * (sx / _N + pl.col("x0"))
    adjusted = pl.when(_N > 2).then(1 - (1 - r2) * (_N - 1) / (_N - 2))
    return (
        sums.filter(_N > 1)
        .with_columns(
            (-slope).alias(NcaCol.LAMBDA_Z),
            middle.alias("intercept"),
            (xy / (xx * yy).sqrt()).alias(NcaCol.CORRELATION),
        )
        .with_columns(r2.alias(NcaCol.R2), adjusted.alias(NcaCol.R2_ADJ))
    )
