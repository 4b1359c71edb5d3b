"""Occasions on which a platelet count or a bleed speaks for the therapy of a patient.

A table of occasions has one row each, ordered by patient and day: `p` (number of the
patient), `day`, `category` (2 complete response, 1 response, 0 neither, -1 bleeding),
`value` and `censoring` of the count (null for a bleed), `free` (no rescue acts on it).
"""

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import ten_digits
from cartwin.study import Col


__all__ = ["BLEED", "P", "inside_windows", "joined_with_bleeds", "judged_counts"]

P = "p"
"""Column with the number of the patient: numbers sort faster than names."""

BLEED = -1
"""Category of bleeding, below every count."""

_DAY = pl.col(Col.DAY)
_FLOOR = "response_floor"
_KEPT = (P, Col.DAY, "category", Col.VALUE, Col.CENSORING)


def judged_counts(
    counts: pl.DataFrame, patients: pl.DataFrame, bleeds: pl.DataFrame
) -> pl.DataFrame:
    """Return the counts after infusion and before another therapy that have a category.

    A censored count that could be in more than one is left out.

    Parameters
    ----------
    counts
        p, day, value, censoring.
    patients
        p, baseline [10^9/L] and end (day from which another therapy takes over).
    bleeds
        p and day of each bleed; a count on such a day is one of bleeding.
    """
    criterion = load_criterion("iwg-2009")
    folds = pl.col("baseline") * criterion["r_fold"]
    floor = ten_digits(pl.max_horizontal(folds, pl.lit(criterion["r_floor"])))
    known = patients.filter(pl.col("baseline").is_not_null()).with_columns(
        floor.alias(_FLOOR)
    )
    before_end = pl.col("end").is_null() | (pl.col("end") > _DAY)
    own = counts.filter(_DAY > 0).join(known, on=P).filter(before_end)
    bled = bleeds.select(P, _DAY.floor().alias("whole"), pl.lit(value=True).alias("bled"))
    marked = own.with_columns(_DAY.floor().alias("whole")).join(
        bled.unique(), on=[P, "whole"], how="left"
    )
    category = pl.when(pl.col("bled")).then(BLEED).otherwise(_clear_category())
    judged = marked.with_columns(category.cast(pl.Int8).alias("category"))
    return judged.filter(pl.col("category").is_not_null()).select(_KEPT)


def inside_windows(counts: pl.DataFrame, windows: pl.DataFrame) -> pl.Series:
    """Return whether each count lies in a time in which a rescue acts.

    `windows`: p, first and last day, both included.
    """
    if windows.is_empty():
        return pl.repeat(value=False, n=counts.height, eager=True)
    ordered = windows.sort(P, "first").with_columns(
        pl.col("last").cum_max().over(P).alias("last")
    )
    numbered = counts.select(P, Col.DAY).with_row_index("row").sort(Col.DAY)
    latest = numbered.join_asof(
        ordered.sort("first"), left_on=Col.DAY, right_on="first", by=P,
        check_sortedness=False,
    )  # fmt: skip
    inside = (pl.col("last") >= _DAY).fill_null(value=False)
    return latest.sort("row").select(inside).to_series()


def joined_with_bleeds(
    counts: pl.DataFrame, bleeds: pl.DataFrame, patients: pl.DataFrame
) -> pl.DataFrame:
    """Return the occasions of every patient: counts, and bleeds in the same time."""
    ends = bleeds.join(patients.select(P, "end"), on=P)
    during = (_DAY > 0) & (pl.col("end").is_null() | (pl.col("end") > _DAY))
    alone = ends.filter(during).select(
        P,
        Col.DAY,
        pl.lit(BLEED, pl.Int8).alias("category"),
        pl.lit(None, pl.Float64).alias(Col.VALUE),
        pl.lit(None, pl.String).alias(Col.CENSORING),
        pl.lit(value=True).alias("free"),
    )
    return pl.concat([counts, alone]).sort(P, Col.DAY, "category")


def _clear_category() -> pl.Expr:
    """Return the category of a count; null if it is censored and could be in several."""
    censoring = pl.col(Col.CENSORING)
    reached, passed = _category(inclusive=True), _category(inclusive=False)
    return (
        pl.when(censoring == "below")
        .then(pl.when(passed == 0).then(0))
        .when(censoring == "above")
        .then(pl.when(reached == 2).then(2))
        .otherwise(reached)
    )


def _category(*, inclusive: bool) -> pl.Expr:
    complete = load_criterion("iwg-2009")["cr_floor"]
    value, floor = ten_digits(pl.col(Col.VALUE)), pl.col(_FLOOR)
    if inclusive:
        return pl.when(value >= complete).then(2).when(value >= floor).then(1).otherwise(0)
    return pl.when(value > complete).then(2).when(value > floor).then(1).otherwise(0)
