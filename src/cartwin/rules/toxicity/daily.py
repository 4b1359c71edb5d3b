"""Counts by day: the lowest of each day, and what may be read between two samples.

Days are whole days since the infusion; a sample at day 5.4 belongs to day 5. The values
of many patients stand in one matrix, patients down and days across, NaN where nothing is
known, so that 100,000 patients are graded at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.rules.anchors import numbered
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.study import SCHEMA, Col


__all__ = ["Daily", "as_values", "daily_lowest", "filled", "lowest_of", "nearest"]

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.int32]
FAR = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Values of one analyte by patient and day.

    Attributes
    ----------
    patients
        Names, one per row of the matrix.
    first
        Day of the first column.
    values
        Patients x days; NaN where nothing is known.
    observed
        Patients x days: whether the patient was still under observation.
    """

    patients: pl.Series
    first: int
    values: Array
    observed: npt.NDArray[np.bool_]


def as_values(series: Mapping[float, float]) -> pl.DataFrame:
    """Return day -> value of one patient as a frame: patient, day, value.

    >>> as_values({0: 900, 3: 400}).height
    2
    """
    columns: dict[str, Any] = {
        Col.PATIENT: [""] * len(series),
        Col.DAY: [float(day) for day in series],
        Col.VALUE: [float(value) for value in series.values()],
    }
    types = SCHEMA["observations"].dtypes
    return pl.DataFrame(columns, schema={name: types[name] for name in columns})


def daily_lowest(
    values: pl.DataFrame,
    window: tuple[int, int],
    *,
    patients: pl.Series | None = None,
    ends: pl.DataFrame | None = None,
) -> Daily:
    """Return the lowest value of every day of a window, both ends included.

    Parameters
    ----------
    values
        patient, day, value.
    patients
        Whom to return, also without values; default: those who have any.
    ends
        patient and last day of observation, where it is known; later values are left out.
    """
    first, last = window
    names = values[Col.PATIENT] if patients is None else patients
    people = pl.DataFrame({Col.PATIENT: names}).unique().sort(Col.PATIENT)
    until = _until(people, ends, last)
    day = pl.col(Col.DAY).floor()
    days = values.select(Col.PATIENT, day, Col.VALUE).filter(
        pl.col(Col.DAY).is_between(first, last) & pl.col(Col.VALUE).is_not_null()
    )
    row = numbered(days[Col.PATIENT], people[Col.PATIENT])
    days = days.with_columns(row.alias("row")).filter(row.is_not_null())
    matrix = np.full((len(people), last - first + 1), np.nan)
    place = days["row"].to_numpy(), days[Col.DAY].to_numpy().astype(np.int32) - first
    np.fmin.at(matrix, place, days[Col.VALUE].to_numpy())
    observed = np.arange(first, last + 1) <= until[:, None]
    matrix[~observed] = np.nan
    names = people[Col.PATIENT]
    return Daily(patients=names, first=first, values=matrix, observed=observed)


def _until(people: pl.DataFrame, ends: pl.DataFrame | None, last: int) -> Array:
    if ends is None:
        return np.full(len(people), float(last))
    known = ends.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().floor())
    joined = people.join(known, on=Col.PATIENT, how="left", maintain_order="left")
    return joined[Col.DAY].fill_null(float(last)).to_numpy()


def filled(daily: Daily, longest: int) -> Array:
    """Return the values with gaps of up to `longest` days filled.

    A gap between two samples is filled in a straight line, one at the start or the end of
    the observation with the nearest value. Longer gaps stay empty.

    >>> course = daily_lowest(as_values({0: 100, 3: 400}), (0, 4))
    >>> filled(course, 7).tolist()
    [[100.0, 200.0, 300.0, 400.0, 400.0]]
    >>> filled(course, 1).tolist()
    [[100.0, nan, nan, 400.0, 400.0]]
    """
    values = daily.values
    known = np.isfinite(values)
    before, after = nearest(known)
    ended = daily.observed.sum(axis=1)[:, None]
    start, stop = np.maximum(before, -1), np.minimum(after, ended)
    short = (stop - start - 1 <= longest) & daily.observed & ~known
    course = np.where(known, values, np.nan)
    row, place = np.nonzero(short)  # few: only there anything is worked out
    before, after = before[row, place], after[row, place]
    left, right = _taken(values, row, before), _taken(values, row, after)
    share = (place - before) / np.maximum(after - before, 1)
    between = left + (right - left) * share
    nearest_one = np.where(np.isnan(left), right, left)
    course[row, place] = np.where(np.isnan(between), nearest_one, between)
    return course


def lowest_of(daily: Daily) -> dict[str, pl.Series]:
    """Return the lowest value and the first day of it, null without values."""
    values = np.nan_to_num(daily.values, nan=np.inf)
    column = values.argmin(axis=1)
    lowest = pl.Series(values[np.arange(len(values)), column])
    known = lowest.is_finite()
    day = pl.Series(column + float(daily.first))
    blank = pl.Series([None], dtype=pl.Float64)
    return {
        Col.DAY: day.zip_with(known, blank),
        ToxCol.LOWEST: lowest.zip_with(known, blank),
    }


def nearest(found: npt.NDArray[np.bool_]) -> tuple[Index, Index]:
    """Return the column of the nearest True at or before each place, and at or after it.

    Far outside where there is none.
    """
    place = np.arange(found.shape[1], dtype=np.int32)
    before = np.maximum.accumulate(np.where(found, place, np.int32(-FAR)), axis=1)
    backwards = np.where(found, place, np.int32(FAR))[:, ::-1]
    after = np.minimum.accumulate(backwards, axis=1)[:, ::-1]
    return before, after


def _taken(values: Array, row: npt.NDArray[np.intp], place: Index) -> Array:
    """Return the values at these places, NaN outside."""
    inside = (place >= 0) & (place < values.shape[1])
    return np.where(inside, values[row, np.where(inside, place, 0)], np.nan)
