"""Dates that rules count from."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from cartwin.rules.remembered import once_per_study
from cartwin.study import Col, Study


__all__ = [
    "by_patient",
    "numbered",
    "other_treatments",
    "patients_of",
    "therapy_start",
    "up_to_start",
    "with_start",
]


@once_per_study
def therapy_start(study: Study) -> pl.DataFrame:
    """Return patient and day on which the investigated therapy started.

    That is the first day of lymphodepletion; the infusion, where none was recorded; else
    day 0. What was measured up to then is baseline.
    """
    given = study.treatments.group_by(Col.PATIENT).agg(
        _first("lymphodepletion").alias("lymphodepletion"), _first("car_t").alias("car_t")
    )
    start = pl.coalesce("lymphodepletion", "car_t", 0.0).alias(Col.DAY)
    return (
        patients_of(study)
        .join(given, on=Col.PATIENT, how="left")
        .select(Col.PATIENT, start)
        .sort(Col.PATIENT)
    )


def with_start(rows: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the rows with `start`, the day on which therapy started."""
    start = therapy_start(study).rename({Col.DAY: "start"})
    joined = rows.join(start, on=Col.PATIENT, how="left", maintain_order="left")
    return joined.with_columns(pl.col("start").fill_null(0.0))


def up_to_start(rows: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the rows up to the start of therapy, mostly few, with `start`."""
    start = therapy_start(study).rename({Col.DAY: "start"})
    latest = pl.lit(start["start"].max(), pl.Float64)
    early = rows.filter(pl.col(Col.DAY) <= latest)  # only saves time
    return early.join(start, on=Col.PATIENT).filter(pl.col(Col.DAY) <= pl.col("start"))


def other_treatments(study: Study) -> pl.DataFrame:
    """Return the treatments that are no part of the therapy."""
    ours = pl.col(Col.PURPOSE).is_in(["lymphodepletion", "car_t"])
    return study.treatments.filter(~ours.fill_null(value=False))


@once_per_study
def patients_of(study: Study) -> pl.DataFrame:
    """Return the patients that any table of the record knows, sorted."""
    tables = (study.patients, study.observations, study.treatments, study.assessments)
    name = pl.col(Col.PATIENT)
    # The rows of a patient mostly stand together: one name of each such run is enough.
    first = (name != name.shift()).fill_null(value=True)
    runs = [table.lazy().select(Col.PATIENT).filter(first) for table in tables]
    return pl.concat(runs).unique().sort(Col.PATIENT).collect()


def numbered(names: pl.Series, known: pl.Series) -> pl.Series:
    """Return the place of each name among those known; null for a stranger.

    Rows of a patient mostly stand together, so that one name of each run is looked up.

    >>> numbered(pl.Series(["B", "B", "A", "C"]), pl.Series(["A", "B"])).to_list()
    [1, 1, 0, None]
    """
    begins = (names != names.shift()).fill_null(value=True)
    places = pl.DataFrame({"name": known}).with_row_index("place")
    runs = pl.DataFrame({"name": names.filter(begins)})
    found = runs.join(places, on="name", how="left", maintain_order="left")["place"]
    return found.gather(begins.cast(pl.UInt32).cum_sum() - 1).alias("place")


def by_patient(
    frame: pl.DataFrame, columns: Iterable[str]
) -> dict[str, list[tuple[Any, ...]]]:
    """Return patient -> rows of these columns, in order of the day."""
    wanted = list(columns)
    rows = frame.sort(Col.PATIENT, Col.DAY, *wanted).group_by(
        Col.PATIENT, maintain_order=True
    )
    lists = rows.agg(pl.col(wanted))
    return {row[0]: list(zip(*row[1:], strict=True)) for row in lists.iter_rows()}


def _first(purpose: str) -> pl.Expr:
    return pl.col(Col.DAY).filter(pl.col(Col.PURPOSE) == purpose).min()
