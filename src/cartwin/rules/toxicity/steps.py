"""Grades by steps: the highest grade whose bound is reached."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.grade import shown, ten_digits
from cartwin.study import Col


__all__ = [
    "HIGHEST",
    "LEAST",
    "as_known",
    "beyond_limits",
    "grade_from",
    "grade_up_to",
    "graded_at_both_ends",
    "worst_case",
]

LEAST, HIGHEST = pl.col("grade_low"), pl.col("grade_high")
"""The grades that values allow which are only known as limits."""


def grade_from(number: pl.Expr, fewest: Mapping[str, float]) -> pl.Expr:
    """Return the highest grade whose bound the number reaches; 0 below all of them.

    >>> pl.select(grade_from(pl.lit(9), {"1": 1, "2": 7, "3": 14})).item()
    2
    """
    reached = [pl.when(number >= n).then(int(g)) for g, n in fewest.items()]
    return _highest(number, reached)


def grade_up_to(number: pl.Expr, most: Mapping[str, float]) -> pl.Expr:
    """Return the highest grade whose bound the number does not exceed.

    >>> pl.select(grade_up_to(pl.lit(450.5), {"1": 1500, "2": 1000, "3": 500})).item()
    3
    """
    value = ten_digits(number.cast(pl.Float64))
    reached = [pl.when(value <= bound).then(int(g)) for g, bound in most.items()]
    return _highest(number, reached)


def _highest(number: pl.Expr, reached: Sequence[pl.Expr]) -> pl.Expr:
    grade = pl.max_horizontal(*reached, 0).cast(pl.Int8)
    return pl.when(number.is_not_null()).then(grade)


def graded_at_both_ends(
    values: pl.DataFrame,
    counted: Callable[[pl.DataFrame], pl.DataFrame],
    grade: pl.Expr,
    *columns: str,
) -> pl.DataFrame:
    """Return the rows with the least and the highest grade that the values allow.

    Parameters
    ----------
    values
        With `censoring` if limits of the assay occur.
    counted
        Values -> what the grade rests on, one row per patient in one order.
    columns
        Of these rows, to be written also as text (`..._text`), as far as it is known.
    """
    worst = counted(worst_case(values))
    best = counted(_best_case(values)) if _has_limits(values) else worst
    graded = worst.with_columns(
        grade.alias("grade_high"), best.select(grade.alias("grade_low")).to_series()
    )
    return _with_texts(graded, best, values, *columns)


def beyond_limits() -> pl.Expr:
    """Say that no grade is given, as only limits of the assay are known."""
    text = "values beyond a limit of the assay allow grades {} to {}"
    return pl.format(text, LEAST, HIGHEST)


def _has_limits(values: pl.DataFrame) -> bool:
    """Return whether any value is a limit of the assay instead of a number."""
    known = Col.CENSORING in values.columns
    return known and bool((values[Col.CENSORING] != "none").any())


def _with_texts(
    worst: pl.DataFrame, best: pl.DataFrame, values: pl.DataFrame, *columns: str
) -> pl.DataFrame:
    """Return the rows with each column also as text.

    A number that limits leave open is written with its upper end: `<500`, or `<=400` where
    a number was measured that may not be the lowest.
    """
    measured = set()
    if Col.CENSORING in values.columns:
        numbers = values.filter(pl.col(Col.CENSORING) != "below")[Col.VALUE]
        measured = set(numbers.round_sig_figs(10).drop_nulls().to_list())
    for column in columns:
        low, high = pl.col(column), best[column]
        exact = pl.Series(high.round_sig_figs(10).is_in(list(measured)))
        sign = pl.when(exact).then(pl.lit("<=")).otherwise(pl.lit("<"))
        open_text = pl.concat_str(sign, shown(pl.lit(high)))
        text = pl.when(low == pl.lit(high)).then(shown(low)).otherwise(open_text)
        worst = worst.with_columns(text.alias(f"{column}_text"))
    return worst


def as_known(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Return rows of grades without the texts of the columns, which the evidence keeps.

    A number that limits leave open becomes null.
    """
    evidence = pl.col(RuleCol.EVIDENCE).str.replace_all("_text=", "=", literal=True)
    is_open = [pl.col(f"{c}_text").str.starts_with("<") for c in columns]
    numbers = [
        pl.when(~o).then(pl.col(c)).alias(c) for o, c in zip(is_open, columns, strict=True)
    ]
    return rows.with_columns(evidence, *numbers).drop([f"{c}_text" for c in columns])


def worst_case(values: pl.DataFrame) -> pl.DataFrame:
    """Return the values as low as their limits allow."""
    return _at_an_end(values, below=pl.lit(0.0), above=pl.col(Col.VALUE) * 1.05)


def _best_case(values: pl.DataFrame) -> pl.DataFrame:
    """Return the values as high as their limits allow."""
    return _at_an_end(values, below=pl.col(Col.VALUE), above=pl.col(Col.VALUE) * 100)


def _at_an_end(values: pl.DataFrame, *, below: pl.Expr, above: pl.Expr) -> pl.DataFrame:
    """Replace limits; above one, the value exceeds it by more than any rounding."""
    if Col.CENSORING not in values.columns:
        return values
    limit = pl.col(Col.CENSORING)
    value = pl.when(limit == "below").then(below).when(limit == "above").then(above)
    return values.with_columns(value.otherwise(pl.col(Col.VALUE)).alias(Col.VALUE))
