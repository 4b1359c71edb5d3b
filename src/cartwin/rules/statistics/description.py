"""What was observed in a group: median and range; mean and spread only of enough patients.

Of few patients (see the criterion `cohort-statistics`) no mean and no standard deviation
is given: their values are listed instead. Kinetic parameters have a geometric mean and
its coefficient of variation, as product labels print them.
"""

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.risk_sets import group_of
from cartwin.study import Col


__all__ = ["describe", "describe_geometric"]


def describe(
    frame: pl.DataFrame, value: str = Col.VALUE, *, by: str | None = None
) -> pl.DataFrame:
    """Return one row per group of what was observed in a column; NaN counts as missing.

    Parameters
    ----------
    frame
        One row per patient.
    value
        The column to describe.
    by
        Column of the groups; all rows are one group without it.

    Returns
    -------
    DataFrame
        group, n, missing, median, low and high (the range), q1, q3, mean, sd, values. Of
        an even number the median is the mean of the middle two; quartiles interpolate
        linearly. Of fewer than five mean and sd are null and `values` lists them all.

    Examples
    --------
    >>> found = describe(pl.DataFrame({"value": [8.0, 11.0, 14.0, 25.0]}))
    >>> found.select("n", "median", "low", "high", "mean").row(0)
    (4, 12.5, 8.0, 25.0, None)
    """
    seen, few = _seen(value), _few()
    summary = [
        seen.len().cast(pl.Int64).alias(Col.N),
        (pl.len() - seen.len()).cast(pl.Int64).alias(StatCol.MISSING),
        seen.median().alias(StatCol.MEDIAN),
        seen.min().alias(Col.LOW),
        seen.max().alias(Col.HIGH),
        seen.quantile(0.25, "linear").alias(StatCol.Q1),
        seen.quantile(0.75, "linear").alias(StatCol.Q3),
        seen.mean().alias(StatCol.MEAN),
        seen.std().alias(StatCol.SD),
        seen.sort().alias(StatCol.VALUES),
    ]
    return (
        _by_group(frame, by)
        .agg(summary)
        .with_columns(
            pl.when(~few).then(StatCol.MEAN).alias(StatCol.MEAN),
            pl.when(~few).then(StatCol.SD).alias(StatCol.SD),
            pl.when(few).then(StatCol.VALUES).alias(StatCol.VALUES),
        )
        .sort(Col.GROUP)
    )


def describe_geometric(
    frame: pl.DataFrame, parameters: tuple[str, ...], *, by: str | None = None
) -> pl.DataFrame:
    """Return geometric mean and CV of each parameter by group, each with its own n.

    Values that are not above zero have no logarithm; they count as missing.

    Returns
    -------
    DataFrame
        group, parameter, n, missing, geometric_mean, geometric_cv [%], median, low,
        high, values. Of fewer than five patients the first two are null, and `values`
        lists what was observed.

    Examples
    --------
    >>> cmax = pl.DataFrame({"cmax": [1.0, 10.0, 100.0, 10.0, 10.0]})
    >>> found = describe_geometric(cmax, ("cmax",))
    >>> found["n"].item(), round(found["geometric_mean"].item(), 9)
    (5, 10.0)
    """
    tables = [_geometric(frame, name, by) for name in parameters]
    return pl.concat(tables).sort(Col.GROUP, maintain_order=True)


def _geometric(frame: pl.DataFrame, name: str, by: str | None) -> pl.DataFrame:
    few = _few()
    positive = _seen(name).filter(_seen(name) > 0)
    logs = positive.log()
    table = _by_group(frame, by).agg(
        pl.lit(name).alias(StatCol.PARAMETER),
        positive.len().cast(pl.Int64).alias(Col.N),
        (pl.len() - positive.len()).cast(pl.Int64).alias(StatCol.MISSING),
        logs.mean().exp().alias(StatCol.GEOMETRIC_MEAN),
        (100 * (logs.var().exp() - 1).sqrt()).alias(StatCol.GEOMETRIC_CV),
        positive.median().alias(StatCol.MEDIAN),
        positive.min().alias(Col.LOW),
        positive.max().alias(Col.HIGH),
        positive.sort().alias(StatCol.VALUES),
    )
    means = (StatCol.GEOMETRIC_MEAN, StatCol.GEOMETRIC_CV)
    return table.with_columns(
        *(pl.when(~few).then(pl.col(mean)).alias(mean) for mean in means),
        pl.when(few).then(StatCol.VALUES).alias(StatCol.VALUES),
    )


def _few() -> pl.Expr:
    fewest: int = load_criterion("cohort-statistics")["fewest_for_mean"]
    return pl.col(Col.N) < fewest


def _seen(value: str) -> pl.Expr:
    return pl.col(value).cast(pl.Float64).fill_nan(None).drop_nulls()


def _by_group(frame: pl.DataFrame, by: str | None) -> "pl.dataframe.group_by.GroupBy":
    return frame.with_columns(group_of(by)).group_by(Col.GROUP)
