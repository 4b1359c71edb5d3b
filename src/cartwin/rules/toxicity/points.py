"""Scores that are sums of points: what is missing leaves them open, not smaller."""

from collections.abc import Iterable, Mapping

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion
from cartwin.rules.grade import reasons, shown
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.study import Col


__all__ = ["as_scores", "evidence"]


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
    parts = {f"points of {part}": number for part, number in points.items()}
    scored = frame.with_columns(n.cast(pl.Int64).alias(p) for p, n in parts.items())
    low = pl.sum_horizontal(pl.col(part).fill_null(0) for part in parts)
    high = pl.sum_horizontal(
        pl.col(column).fill_null(most[part])
        for part, column in zip(points, parts, strict=True)
    )
    return scored.with_columns(
        pl.lit(criterion.scale).alias(Col.SCALE),
        pl.lit(criterion.version).alias(Col.VERSION),
        pl.sum_horizontal(*parts, ignore_nulls=False).alias(ToxCol.SCORE),
        low.alias(ToxCol.SCORE_LOW),
        high.alias(ToxCol.SCORE_HIGH),
        _why(points, low, high),
        evidence(frame, items),
    ).select(
        *(Col.PATIENT, *keep, Col.SCALE, Col.VERSION),
        *(ToxCol.SCORE, ToxCol.SCORE_LOW, ToxCol.SCORE_HIGH),
        *(RuleCol.WHY, RuleCol.EVIDENCE),
    )


def _why(points: Iterable[str], low: pl.Expr, high: pl.Expr) -> pl.Expr:
    names = list(points)
    counted = [
        pl.when(pl.col(f"points of {n}") > 0).then(
            pl.format(f"{n} {{}}", pl.col(f"points of {n}"))
        )
        for n in names
    ]
    lacking = [pl.when(pl.col(f"points of {n}").is_null()).then(pl.lit(n)) for n in names]
    any_lacking = pl.any_horizontal(pl.col(f"points of {n}").is_null() for n in names)
    missing = pl.format(
        "cannot score: not recorded: {}; {} to {} points", reasons(lacking), low, high
    )
    given = pl.when(low > 0).then(reasons(counted)).otherwise(pl.lit("no points"))
    return pl.when(any_lacking).then(missing).otherwise(given).alias(RuleCol.WHY)


def evidence(frame: pl.DataFrame, items: Iterable[str]) -> pl.Expr:
    """Write what was recorded as `name=value; name=value`."""
    types = frame.schema
    parts = []
    for item in items:
        finding = pl.col(item)
        text = shown(finding) if types[item].is_numeric() else finding.cast(pl.String)
        parts.append(pl.format(f"{item}={{}}", text))
    joined = pl.concat_str(parts, separator="; ", ignore_nulls=True)
    return joined.alias(RuleCol.EVIDENCE)
