"""Median survival, and other quantiles, with the interval that the curve's limits give.

Brookmeyer R, Crowley J, Biometrics 1982;38:29-41: the interval is where the limits of
the curve cross the share.
"""

import polars as pl

from cartwin.rules.grade import ten_digits
from cartwin.rules.statistics.columns import StatCol
from cartwin.study import Col


__all__ = ["NOT_REACHED", "median_survival"]

NOT_REACHED = "n.r."
"""Not reached. `NR` is left to non-response."""


def median_survival(
    curve: pl.DataFrame, *, share: float = 0.5, midpoint: bool = False
) -> pl.DataFrame:
    """Return the time at which survival falls to a share, with its interval, by group.

    Parameters
    ----------
    curve
        What `kaplan_meier` returns.
    share
        0.5 for the median.
    midpoint
        Where the curve is flat at exactly the share, return the middle of the flat part,
        as R does, instead of its first day.

    Returns
    -------
    DataFrame
        group, n, missing, n_event, median, low, high, text. Null, and `n.r.` in the text,
        where the curve does not fall that far.

    Examples
    --------
    >>> from cartwin.rules.statistics.kaplan_meier import kaplan_meier
    >>> frame = pl.DataFrame({"time": [1, 2, 3, 4], "event": [1, 1, 1, 1]})
    >>> median_survival(kaplan_meier(frame))["median"].item()
    2.0
    >>> median_survival(kaplan_meier(frame), midpoint=True)["median"].item()
    2.5
    """
    ends = ((StatCol.SURVIVAL, StatCol.MEDIAN), (Col.LOW, Col.LOW), (Col.HIGH, Col.HIGH))
    found = curve.group_by(Col.GROUP).agg(
        pl.col(Col.N).first(),
        pl.col(StatCol.MISSING).first(),
        pl.col(StatCol.N_EVENT).sum(),
        *(_crossing(pl.col(c), share, midpoint=midpoint).alias(name) for c, name in ends),
    )
    names = (StatCol.MEDIAN, Col.LOW, Col.HIGH)
    shown = (ten_digits(pl.col(c)).cast(pl.String).str.strip_suffix(".0") for c in names)
    text = pl.format("{} ({}–{})", *(part.fill_null(NOT_REACHED) for part in shown))
    return found.with_columns(text.alias(Col.TEXT)).sort(Col.GROUP)


def _crossing(values: pl.Expr, share: float, *, midpoint: bool) -> pl.Expr:
    """First time at which the values are at the share or below."""
    rounded, time = ten_digits(values), pl.col(StatCol.TIME)
    first = time.filter(rounded <= share).first()
    if not midpoint:
        return first
    below = time.filter(rounded < share).first()
    is_flat = rounded.filter(rounded <= share).first() == share
    return pl.when(is_flat & below.is_not_null()).then((first + below) / 2).otherwise(first)
