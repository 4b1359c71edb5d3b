"""Scores that are sums of points: what is missing leaves them open, not smaller."""

from collections.abc import Iterable, Mapping

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion
from cartwin.rules.grade import judged, names_unknown, reasons
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.study import Col


__all__ = ["as_scores"]


def as_scores(
    frame: pl.DataFrame,
    criterion: Criterion,
    *,
    points: Mapping[str, pl.Expr],
    most: Mapping[str, int],
    items: Iterable[str],
    keep: Iterable[str] = (),
) -> pl.DataFrame:
    """Return a table of scores.

    Parameters
    ----------
    frame
        One row per thing to score, with patient.
    points
        Part of the score -> its points; null where a finding is missing.
    most
        Part -> the points it can have.
    items
        Columns that are the evidence.
    """
    scored = frame.with_columns(n.cast(pl.Int64).alias(_of(p)) for p, n in points.items())
    parts = {part: pl.col(_of(part)) for part in points}
    low = pl.sum_horizontal(number.fill_null(0) for number in parts.values())
    high = pl.sum_horizontal(n.fill_null(most[part]) for part, n in parts.items())
    results = {
        ToxCol.SCORE: pl.sum_horizontal(*parts.values(), ignore_nulls=False),
        ToxCol.SCORE_LOW: low,
        ToxCol.SCORE_HIGH: high,
    }
    found = judged(scored, criterion, results, why=_why(parts, low, high), items=items)
    columns = (Col.PATIENT, *keep, Col.SCALE, Col.VERSION, *results)
    return found.select(*columns, RuleCol.WHY, RuleCol.EVIDENCE).collect()


def _of(part: str) -> str:
    return f"points of {part}"


def _why(parts: Mapping[str, pl.Expr], low: pl.Expr, high: pl.Expr) -> pl.Expr:
    counted = [pl.when(n > 0).then(pl.format(f"{p} {{}}", n)) for p, n in parts.items()]
    any_lacking = pl.any_horizontal(number.is_null() for number in parts.values())
    missing = pl.format(
        "cannot score: not recorded: {}; {} to {} points", names_unknown(parts), low, high
    )
    given = pl.when(low > 0).then(reasons(counted)).otherwise(pl.lit("no points"))
    return pl.when(any_lacking).then(missing).otherwise(given)
