"""Days of the dated tables of a study: their bounds, and days since the latest infusion."""

from enum import StrEnum

import polars as pl

from cartwin.study.columns import Col
from cartwin.study.study import Study
from cartwin.study.time.columns import bounds_of_dates
from cartwin.study.time.infusions import INFUSION_DATE, with_infusion_date


__all__ = ["DayCol", "day_bounds_of", "days_since_infusion"]


class DayCol(StrEnum):
    """Columns of the frames about days that are not those of the record."""

    DAY_LOW = "day_low"
    DAY_HIGH = "day_high"
    PRECISION = "precision"
    SINCE_INFUSION = "since_infusion"
    INFUSION = "infusion"


def day_bounds_of(study: Study, table: str, *, zone: str | None = None) -> pl.DataFrame:
    """Return the first and the last day that each row of a dated table may mean.

    Parameters
    ----------
    zone
        Time zone of the site; by default the fact `time_zone` of the provenance.

    Returns
    -------
    DataFrame
        day_low and day_high [d], the day itself where one is recorded, else by the date and
        the infusion of the patient, null where neither is known; precision of the date, or
        of the day where there is no date. One row per row of the table, in its order.

    >>> from cartwin.study import open_study
    >>> day_bounds_of(open_study("itp-nct06352281"), "observations").row(0)
    (-6.0, -6.0, 'day')
    """
    frame = study.tables[table].select(Col.PATIENT, Col.DAY, Col.DATE)
    dated = with_infusion_date(frame, study.milestones)
    zone = zone or study.provenance.get("time_zone")
    bounds = bounds_of_dates(dated[Col.DATE], dated[INFUSION_DATE], zone)
    day = pl.col(Col.DAY)
    by_day = pl.when(day == day.floor()).then(pl.lit("day")).otherwise(pl.lit("minute"))
    return (
        dated.select(day)
        .hstack(bounds)
        .select(
            pl.coalesce(day, DayCol.DAY_LOW).alias(DayCol.DAY_LOW),
            pl.coalesce(day, DayCol.DAY_HIGH).alias(DayCol.DAY_HIGH),
            pl.coalesce(DayCol.PRECISION, pl.when(day.is_not_null()).then(by_day)),
        )
    )


def days_since_infusion(study: Study, table: str) -> pl.DataFrame:
    """Return the days from the latest infusion to each row of a dated table.

    Day 0 of the record is always the first infusion; this counts from the latest
    milestone `infusion` or `reinfusion` at or before the row.

    Returns
    -------
    DataFrame
        since_infusion [d] and infusion, which counts from 1; null and 0 before the first;
        both null where the day is not known. One row per row of the table, in its order.

    Notes
    -----
    Where no infusion is recorded for a patient, the first is on day 0 all the same.
    """
    rows = study.tables[table].select(Col.PATIENT, Col.DAY).with_row_index("row")
    known = rows.drop_nulls().sort(Col.DAY)
    found = known.join_asof(
        infusions_of(study).sort("at"),
        left_on=Col.DAY,
        right_on="at",
        by=Col.PATIENT,
        check_sortedness=False,
    )
    return (
        rows.select("row")
        .join(
            found.select(
                "row",
                (pl.col(Col.DAY) - pl.col("at")).alias(DayCol.SINCE_INFUSION),
                pl.col(DayCol.INFUSION).fill_null(0),
            ),
            on="row",
            how="left",
            maintain_order="left",
        )
        .drop("row")
    )


def infusions_of(study: Study) -> pl.DataFrame:
    """Return patient, day (`at`) and number of every infusion of every patient."""
    milestones = study.milestones.with_columns(
        day_bounds_of(study, "milestones")[DayCol.DAY_LOW].alias("at")
    )
    again = milestones.filter(pl.col(Col.MILESTONE) == "reinfusion")
    first = study.patients.select(Col.PATIENT, at=pl.lit(0.0))
    every = pl.concat([first, again.select(Col.PATIENT, "at")]).drop_nulls().unique()
    number = pl.col("at").rank("ordinal").over(Col.PATIENT).cast(pl.Int64)
    return every.with_columns(number.alias(DayCol.INFUSION))
