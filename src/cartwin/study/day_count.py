"""Days counted from the infusion, for rows that have a date only."""

from collections.abc import Mapping

import polars as pl

from cartwin.study.columns import Col, Table
from cartwin.study.schema import SCHEMA
from cartwin.study.time import INFUSION_DATE, days_of_dates, with_infusion_date


__all__ = ["count_days", "with_counted_days"]

_DAYS = {Col.DAY: Col.DATE, Col.END_DAY: Col.END_DATE}


def count_days(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the rows with the days that follow from their dates.

    A day that was entered stays; a partial date gives none.

    Parameters
    ----------
    frame
        With the date of the infusion, see `with_infusion_date`.
    """
    days = {
        day: days_of_dates(frame[date], frame[INFUSION_DATE])
        for day, date in _DAYS.items()
        if day in table.dtypes and date in table.dtypes
    }
    return frame.with_columns(pl.coalesce(d, found).alias(d) for d, found in days.items())


def with_counted_days(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the tables of a record with the days that follow from dates filled in."""
    return {name: _counted(name, frame, tables) for name, frame in tables.items()}


def _counted(
    name: str, frame: pl.DataFrame, tables: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    table = SCHEMA[name]
    if Col.DATE not in table.dtypes or "milestones" not in tables:
        return frame
    if frame[Col.DATE].null_count() == len(frame):
        return frame
    known = with_infusion_date(frame, tables["milestones"])
    return count_days(known, table).select(*table.dtypes)
