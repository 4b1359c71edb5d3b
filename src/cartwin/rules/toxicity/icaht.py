"""Early ICAHT: how long the neutrophils were low from day 0 to day 30.

Rejeski K et al., Blood 2023;142:865-877. A day counts if its lowest value does; days
between two samples are filled in a straight line where few are missing. A recovery of one
or two days is none. Days that remain unknown do not count: the grade then is the least it
can be, and `why` says so.
"""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import Grade, as_grade, grade_rows
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.rules.toxicity.daily import as_values, daily_lowest, filled, lowest_of
from cartwin.rules.toxicity.runs import (
    days_in_all,
    days_of_longest,
    joined,
    low_since_start,
)
from cartwin.rules.toxicity.steps import (
    HIGHEST,
    LEAST,
    as_known,
    beyond_limits,
    grade_from,
    graded_at_both_ends,
)
from cartwin.study import Col


__all__ = ["Counting", "grade_icaht_early", "icaht_early_grades"]


class Counting(StrEnum):
    """Which low days count: all of them together, or those of the longest run."""

    CUMULATIVE = "cumulative"
    LONGEST_RUN = "longest_run"


_LOWEST = f"{ToxCol.LOWEST}_text"
_SHOWN = (
    *(ToxCol.DAYS_LE_500, ToxCol.DAYS_LE_100, ToxCol.LOWEST),
    *(ToxCol.DAYS_KNOWN, ToxCol.DAYS_WINDOW),
)


def icaht_early_grades(
    values: pl.DataFrame,
    *,
    counting: Counting | str = Counting.CUMULATIVE,
    patients: pl.Series | None = None,
    ends: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the early ICAHT grade of every patient.

    Parameters
    ----------
    values
        patient, day and neutrophils as `value` [/uL]; `censoring` if limits occur.
    counting
        `cumulative` or `longest_run`.
    patients
        Whom to grade, also without values; default: those who have any.
    ends
        patient and last day of observation, where it is known.

    Returns
    -------
    DataFrame
        One row per patient: patient, day (of the lowest count), scale, version, grade
        (null: no count in the window), why, evidence, days at or below 500 and 100/uL,
        whether the count was low from the first days to the last sample, lowest count,
        days known, days of the window under observation.
    """
    criterion = load_criterion("icaht")
    people = values[Col.PATIENT] if patients is None else patients
    kind = Counting(counting)

    def counted(values: pl.DataFrame) -> pl.DataFrame:
        return _counted(values, criterion, kind, people, ends)

    rows = grade_rows(
        graded_at_both_ends(values, counted, _grade(criterion), ToxCol.LOWEST),
        criterion,
        low=LEAST,
        high=HIGHEST,
        given=_given(),
        missing=_missing(),
        items=[_LOWEST if c is ToxCol.LOWEST else c for c in _SHOWN],
        keep=(*_SHOWN, ToxCol.SINCE_START, _LOWEST),
    )
    return as_known(rows, ToxCol.LOWEST)


def grade_icaht_early(
    values: Mapping[float, float],
    *,
    counting: Counting | str = Counting.CUMULATIVE,
    until: float | None = None,
) -> Grade:
    """Return the early ICAHT grade of one patient.

    Parameters
    ----------
    values
        Day -> neutrophils [/uL].
    until
        Last day of observation, if before the end of the window.

    Examples
    --------
    >>> grade_icaht_early({0: 2000, 5: 400, 11: 400, 12: 2000, 20: 2500, 27: 2400}).grade
    2
    >>> grade_icaht_early({}).why
    'cannot grade: no neutrophil count from day 0 to day 30'
    """
    ends = None if until is None else pl.DataFrame({Col.PATIENT: [""], Col.DAY: [until]})
    rows = icaht_early_grades(
        as_values(values), counting=counting, patients=pl.Series([""]), ends=ends
    )
    return as_grade(rows)


def _counted(
    values: pl.DataFrame,
    criterion: Criterion,
    counting: Counting,
    patients: pl.Series,
    ends: pl.DataFrame | None,
) -> pl.DataFrame:
    """Return what the grade rests on, one row per patient."""
    window = tuple(criterion["early_window"])
    daily = daily_lowest(values, window, patients=patients, ends=ends)
    course = _rounded(filled(daily, criterion["longest_gap"]), criterion["rounding"])
    low = joined(course <= criterion["severe"], criterion["unstable_recovery"])
    very_low = joined(course <= criterion["profound"], criterion["unstable_recovery"])
    length = days_in_all if counting is Counting.CUMULATIVE else days_of_longest
    latest = criterion["never_recovered_from"] - daily.first
    return pl.DataFrame(
        {
            Col.PATIENT: daily.patients,
            **lowest_of(daily),
            ToxCol.DAYS_LE_500: length(low),
            ToxCol.DAYS_LE_100: length(very_low),
            ToxCol.SINCE_START: low_since_start(low, course, latest),
            ToxCol.DAYS_KNOWN: np.isfinite(course).sum(axis=1),
            ToxCol.DAYS_WINDOW: daily.observed.sum(axis=1),
        }
    )


def _rounded(
    course: np.ndarray[tuple[int, int], np.dtype[np.float64]], step: float
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Round to multiples of the step; a half that arithmetic missed is still a half."""
    return np.rint(np.round(course / step, 8)) * step


def _grade(criterion: Criterion) -> pl.Expr:
    never = pl.when(ToxCol.SINCE_START).then(criterion["never_recovered_grade"])
    grade = pl.max_horizontal(
        grade_from(pl.col(ToxCol.DAYS_LE_500), criterion["severe_days"]),
        grade_from(pl.col(ToxCol.DAYS_LE_100), criterion["profound_days"]),
        never,
    )
    return pl.when(pl.col(ToxCol.DAYS_KNOWN) > 0).then(grade).cast(pl.Int8)


def _given() -> pl.Expr:
    days = pl.format(
        "{} d at or below 500/uL, {} d at or below 100/uL",
        ToxCol.DAYS_LE_500,
        ToxCol.DAYS_LE_100,
    )
    never = pl.when(ToxCol.SINCE_START).then(pl.lit(", low to the last sample"))
    unknown = pl.col(ToxCol.DAYS_WINDOW) - pl.col(ToxCol.DAYS_KNOWN)
    gaps = pl.when((unknown > 0) & (pl.col(Col.GRADE) < 4)).then(
        pl.format("; at least this grade: {} d without a count near them", unknown)
    )
    return pl.concat_str(days, never.fill_null(""), gaps.fill_null(""))


def _missing() -> pl.Expr:
    first, last = load_criterion("icaht")["early_window"]
    none = pl.lit(f"no neutrophil count from day {first} to day {last}")
    return pl.when(pl.col(ToxCol.DAYS_KNOWN) > 0).then(beyond_limits()).otherwise(none)
