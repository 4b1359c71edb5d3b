"""Points of the total improvement score of myositis, item by item.

Aggarwal R et al., Ann Rheum Dis 2017;76:792-801. The change counts as a percentage of the
range of the scale; each step of it gives points.
"""

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import ten_digits


__all__ = ["TIS_ITEMS", "improvement", "points_of", "tis_change", "tis_points"]

TIS_ITEMS = (
    *("physician_global", "patient_global", "mmt"),
    *("haq", "enzyme", "extramuscular"),
)
"""Core set measures; in juvenile disease CMAS and CHAQ take the place of MMT and HAQ."""

_MORE_IS_BETTER = ("mmt",)


def improvement(item: str, base: pl.Expr, post: pl.Expr, span: pl.Expr) -> pl.Expr:
    """Return the improvement as a percentage of the range of the scale."""
    gain = post - base if item in _MORE_IS_BETTER else base - post
    return 100 * gain / span


def points_of(item: str, change: pl.Expr) -> pl.Expr:
    """Return the points of a change [%]; null if it is not known."""
    criterion = load_criterion("tis-2016")
    bounds = criterion["bounds_mmt" if item in _MORE_IS_BETTER else "bounds"]
    first, *steps = criterion["points"][item]
    gained = [
        (ten_digits(change) > bound).cast(pl.Float64) * (points - before)
        for bound, points, before in zip(bounds, steps, [first, *steps], strict=False)
    ]
    return pl.lit(first) + pl.sum_horizontal(gained, ignore_nulls=False)


def tis_change(
    item: str, base: float | None, post: float | None, span: float | None = None
) -> float | None:
    """Return the improvement of one item [% of the range]; negative if it got worse.

    `span` is the range of the scale; default that of the criterion.

    >>> tis_change("physician_global", 8, 2, 10)
    60.0
    >>> tis_change("mmt", 60, 72)
    15.0
    """
    _known(item)
    scale = load_criterion("tis-2016")["ranges"].get(item) if span is None else span
    if base is None or post is None or scale is None:
        return None
    found: float = pl.select(
        improvement(item, pl.lit(base), pl.lit(post), pl.lit(scale))
    ).item()
    return found


def tis_points(item: str, change: float | None) -> float | None:
    """Return the points of one item by its improvement [%].

    >>> tis_points("physician_global", 5), tis_points("physician_global", 5.1)
    (0.0, 7.5)
    """
    _known(item)
    found: float | None = pl.select(points_of(item, pl.lit(change, pl.Float64))).item()
    return found


def _known(item: str) -> None:
    if item not in TIS_ITEMS:
        msg = f"unknown item {item!r}; the score has {', '.join(TIS_ITEMS)}"
        raise ValueError(msg)
