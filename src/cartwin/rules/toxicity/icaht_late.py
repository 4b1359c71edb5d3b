"""Late ICAHT: how low the neutrophils were from day 31 to day 100.

Rejeski K et al., Blood 2023;142:865-877. The lowest count decides, if it was not
transient: a second day must have one of at most 1500/uL, unless there is only one day.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import Grade, as_grade, grade_rows, ten_digits
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.rules.toxicity.daily import Daily, as_values, daily_lowest, lowest_of
from cartwin.rules.toxicity.steps import (
    HIGHEST,
    LEAST,
    as_known,
    beyond_limits,
    grade_up_to,
    graded_at_both_ends,
)
from cartwin.study import Col


__all__ = ["grade_icaht_late", "icaht_late_grades"]

_BOUNDS = (ToxCol.LOWEST, ToxCol.SECOND_LOWEST)
_TEXTS = tuple(f"{c}_text" for c in _BOUNDS)
_KEPT = (*_BOUNDS, ToxCol.TESTS)


def icaht_late_grades(
    values: pl.DataFrame,
    *,
    patients: pl.Series | None = None,
    ends: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the late ICAHT grade of every patient.

    Parameters
    ----------
    values
        patient, day and neutrophils as `value` [/uL]; `censoring` if limits occur.
    patients
        Whom to grade, also without values; default: those who have any.
    ends
        patient and last day that counts (a new therapy, progression, the end of
        observation), where there is one. The last day itself counts.

    Returns
    -------
    DataFrame
        One row per patient: patient, day (of the lowest count), scale, version, grade
        (null: no count in the window), why, evidence, lowest and second-lowest daily
        count, days with a count.
    """
    criterion = load_criterion("icaht")
    window = tuple(criterion["late_window"])
    names = values[Col.PATIENT] if patients is None else patients

    def counted(values: pl.DataFrame) -> pl.DataFrame:
        return _two_lowest(daily_lowest(values, window, patients=names, ends=ends))

    rows = grade_rows(
        graded_at_both_ends(values, counted, _grade(criterion), *_BOUNDS),
        criterion,
        low=LEAST,
        high=HIGHEST,
        given=_given(criterion),
        missing=_missing(criterion),
        items=(*_TEXTS, ToxCol.TESTS),
        keep=(*_KEPT, *_TEXTS),
    )
    return as_known(rows, *_BOUNDS)


def grade_icaht_late(values: Sequence[float]) -> Grade:
    """Return the late ICAHT grade of one patient by the counts of different days [/uL].

    >>> grade_icaht_late([450.5, 1400]).grade
    3
    >>> grade_icaht_late([450, 1600]).why
    'lowest count 450/uL was transient: the second lowest is 1600/uL'
    """
    first, last = load_criterion("icaht")["late_window"]
    most = last - first + 1  # only the lowest matter
    days = {first + i: value for i, value in enumerate(sorted(values)[:most])}
    return as_grade(icaht_late_grades(as_values(days), patients=pl.Series([""])))


def _two_lowest(daily: Daily) -> pl.DataFrame:
    """Return the two lowest daily counts of each patient."""
    two = np.sort(daily.values, axis=1)[:, :2]
    tests = np.isfinite(daily.values).sum(axis=1)
    return pl.DataFrame(
        {
            Col.PATIENT: daily.patients,
            Col.DAY: lowest_of(daily)[Col.DAY],
            ToxCol.LOWEST: pl.Series(two[:, 0]).fill_nan(None),
            ToxCol.SECOND_LOWEST: pl.Series(two[:, 1]).fill_nan(None),
            ToxCol.TESTS: tests,
        }
    )


def _stays(criterion: Criterion) -> pl.Expr:
    """Whether the lowest count was not transient."""
    second = ten_digits(pl.col(ToxCol.SECOND_LOWEST))
    most: float = criterion["late_second"]
    return second.is_null() | (second <= most)


def _grade(criterion: Criterion) -> pl.Expr:
    by_lowest = grade_up_to(pl.col(ToxCol.LOWEST), criterion["late"])
    return pl.when(_stays(criterion)).then(by_lowest).otherwise(0).cast(pl.Int8)


def _given(criterion: Criterion) -> pl.Expr:
    lowest = pl.format("lowest count {}/uL", _TEXTS[0])
    second = pl.col(_TEXTS[1])
    transient = pl.format(" was transient: the second lowest is {}/uL", second)
    is_low = grade_up_to(pl.col(ToxCol.LOWEST), criterion["late"]) > 0
    only = pl.when(pl.col(ToxCol.TESTS) == 1).then(pl.lit(", the only one"))
    end = pl.when(is_low & ~_stays(criterion)).then(transient).otherwise(only)
    return pl.concat_str(lowest, end.fill_null(""))


def _missing(criterion: Criterion) -> pl.Expr:
    first, last = criterion["late_window"]
    none = pl.lit(f"no neutrophil count from day {first} to day {last} that may count")
    return pl.when(pl.col(ToxCol.TESTS) > 0).then(beyond_limits()).otherwise(none)
