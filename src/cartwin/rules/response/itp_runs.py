"""Runs of occasions: when a category was confirmed, and when it was lost.

A run is a row of occasions of one patient, one after another, that all reach a category,
or all fail it. A count on which a rescue acts (not `free`) can fail a category, for a
rescue can only raise counts, but never reach one.
"""

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.response.itp_occasions import BLEED, P
from cartwin.study import Col


__all__ = ["confirmations", "losses", "run_start"]

_ROW = pl.int_range(pl.len())


def run_start(member: pl.Expr) -> pl.Expr:
    """Return the row in which the run of each member began; meaningless for the others.

    The rows are ordered by patient.
    """
    goes_on = member.shift(1, fill_value=False) & (pl.col(P) == pl.col(P).shift(1))
    begins = member & ~goes_on.fill_null(value=False)
    return pl.when(begins).then(_ROW).forward_fill()


def confirmations(course: pl.DataFrame, wanted: int) -> pl.DataFrame:
    """Return p and the rows of the first two occasions that confirm a category.

    Both reach it or better, far enough apart, with none that fails in between.
    """
    gap = load_criterion("iwg-2009")["confirmation_gap"]
    reached = pl.col("category") >= wanted
    told = course.with_row_index("second").filter(pl.col("free") | ~reached)
    began = run_start(reached).fill_null(0)
    rows = told.select(
        P,
        "second",
        reached.alias("reached"),
        pl.col("second").gather(began).alias("first"),
        (pl.col(Col.DAY) - pl.col(Col.DAY).gather(began) >= gap).alias("apart"),
    )
    confirmed = rows.filter(pl.col("reached") & pl.col("apart"))
    return confirmed.select(P, "first", "second").unique(
        P, keep="first", maintain_order=True
    )


def losses(course: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
    """Return p and the day on which the best response was lost.

    That is the first day of a bleed, or of failing counts in a row that are far enough
    apart. `responses`: p, wanted (the category) and from_day (its first day).
    """
    gap = load_criterion("iwg-2009")["failure_gap"]
    failed = pl.col("category") < pl.col("wanted")
    later = course.join(responses, on=P, maintain_order="left").filter(
        (pl.col(Col.DAY) > pl.col("from_day")) & (pl.col("free") | failed)
    )
    began = pl.col(Col.DAY).gather(run_start(failed).fill_null(0))
    rows = later.with_columns(began.alias("began"), failed.alias("failed"))
    apart = pl.col(Col.DAY) - pl.col("began") >= gap
    lost = rows.filter(pl.col("failed") & ((pl.col("category") == BLEED) | apart))
    first = lost.unique(P, keep="first", maintain_order=True)
    return first.select(P, pl.col("began").alias("lost"))
