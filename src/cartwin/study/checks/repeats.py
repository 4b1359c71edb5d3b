"""Rows that stand in a table twice."""

from functools import cache

import numpy as np
import polars as pl

from cartwin.study.checks.rule import FAULTS, ROW, Verdict, number, slices
from cartwin.study.columns import Col, Table


__all__ = ["KEY", "compared_columns", "may_be_twice", "repeats", "with_key"]

KEY = "key of the row"


def with_key(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the frame with what identifies a row; missing where it cannot be said.

    A date stands in for a missing day. Of the steps of a therapy only the reinfusion can
    happen twice: there alone the day tells them apart.
    """
    return frame.with_columns(_key(table))


@cache
def _key(table: Table) -> pl.Expr:
    parts = (_part(name, table) for name in table.key)
    return pl.concat_str(parts, separator="\x1f").alias(KEY)


def _part(name: Col, table: Table) -> pl.Expr:
    part = pl.col(name).cast(pl.String)
    if name == Col.METHOD:
        return part.fill_null("")
    if name != Col.DAY:
        return part
    day = part.fill_null(pl.col(Col.DATE))
    if table.name != "milestones":
        return day
    return pl.when(pl.col(Col.MILESTONE) == "reinfusion").then(day).otherwise(pl.lit(""))


def compared_columns(table: Table) -> list[str]:
    """Return the columns in which rows of one key contradict each other, value first."""
    first = [c for c in (Col.VALUE, Col.CENSORING, Col.DAY) if c in table.dtypes]
    return [
        str(c) for c in dict.fromkeys([*first, *table.dtypes]) if _is_compared(c, table)
    ]


def _is_compared(name: str, table: Table) -> bool:
    if name in (Col.VALUE_ENTERED, Col.UNIT_ENTERED):
        return False
    return name not in table.key or (name == Col.DAY and table.name == "milestones")


def repeats(frame: pl.DataFrame, table: Table, place: pl.Expr) -> pl.DataFrame:
    """Return the faults of rows that have the key of an earlier row.

    Parameters
    ----------
    frame
        Rows with their number.
    place
        Where a row stands, e.g. `line 7`.
    """
    twice = with_key(frame.filter(may_be_twice(frame, table)), table)
    twice = twice.filter(pl.col(KEY).is_not_null() & pl.col(KEY).is_duplicated())
    if twice.is_empty():
        return pl.DataFrame(schema=FAULTS)
    differs = pl.coalesce(*(_difference(c, place) for c in compared_columns(table)))
    found = twice.with_columns(
        place.first().over(KEY).alias("first place"),
        differs.struct.unnest(),
        (pl.col(ROW) == pl.col(ROW).first().over(KEY)).alias("is first"),
    ).with_columns(pl.col("differs in").is_not_null().any().over(KEY).alias("contradicted"))
    found = found.filter(pl.col("contradicted") | ~pl.col("is first"))
    return found.select(*_fault(table))


def may_be_twice(frame: pl.DataFrame, table: Table) -> pl.Series:
    """Return where the hash of a key stands twice; it needs less memory than the key."""
    parts = [piece.select(_key(table).hash()).to_series() for piece in slices(frame)]
    hashes = np.concatenate([part.to_numpy() for part in parts])
    ordered = np.sort(hashes)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return pl.Series([False]).new_from_index(0, len(hashes))
    nearest = np.searchsorted(twice, hashes).clip(max=len(twice) - 1)
    return pl.Series(twice[nearest] == hashes)


def _difference(column: str, place: pl.Expr) -> pl.Expr:
    """Return column and words where a row differs from the first of its key, else null."""
    one, two = pl.col(column).first().over(KEY), pl.col(column)
    words = pl.format(
        f"{column} {{}} where {{}} has {{}}",
        number(two).fill_null("empty"),
        place.first().over(KEY),
        number(one).fill_null("none"),
    )
    both = pl.struct(pl.lit(column).alias("differs in"), words.alias("difference"))
    return pl.when(two.ne_missing(one)).then(both)


def _fault(table: Table) -> list[pl.Expr]:
    differs, where = pl.col("differs in"), pl.col("first place")
    unsaid = (Col.METHOD, Col.DAY) if table.name == "milestones" else (Col.METHOD,)
    key = ", ".join(k for k in table.key if k not in unsaid)
    disputed = pl.coalesce(differs, differs.drop_nulls().first().over(KEY))
    is_same = ~pl.col("contradicted")
    return [
        pl.col(ROW).cast(pl.UInt32),
        disputed.fill_null(str(table.key[0])).alias("column"),
        pl.when(is_same)
        .then(pl.lit("repeated"))
        .otherwise(pl.lit("contradicted"))
        .alias("code"),
        pl.when(is_same)
        .then(pl.lit(str(Verdict.UNCHANGED)))
        .otherwise(pl.lit(str(Verdict.QUARANTINED)))
        .alias("verdict"),
        pl.when(is_same)
        .then(pl.format("the same as {}", where))
        .when(pl.col("is first"))
        .then(pl.lit(f"another row of the same {key}"))
        .otherwise(
            pl.col("difference").fill_null("the same as ")
            + pl.when(differs.is_null()).then(where).otherwise(pl.lit(""))
        )
        .alias("found"),
        pl.lit(f"one row for one {key}").alias("expected"),
        pl.lit(_keep_one(table)).alias("repair"),
    ]


def _keep_one(table: Table) -> str:
    if Col.DAY not in table.key or table.name == "milestones":
        return "keep one"
    return "keep one; two of a day need the time of day"
