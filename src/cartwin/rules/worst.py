"""The worst grade of every patient, and its dates."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.study import Col


__all__ = ["worst_grades"]


def worst_grades(grades: pl.DataFrame) -> pl.DataFrame:
    """Return one row per patient (and term): the maximum grade and its dates.

    Parameters
    ----------
    grades
        As returned by one of the grading rules.

    Returns
    -------
    DataFrame
        `grade`: the highest given, null if none could be given. `onset_day`: first day of
        grade 1 or more. `max_day`: first day of the maximum, null where that is 0.
        `resolution_day`: first day of grade 0 after the last of grade 1 or more; null
        while it goes on. `gradable`, `not_gradable`: number of visits.
    """
    keys = [Col.PATIENT, Col.SCALE, Col.VERSION]
    keys += [Col.TERM] if Col.TERM in grades.columns else []
    day, grade = pl.col(Col.DAY), pl.col(Col.GRADE)
    affected = grade >= 1
    highest = grade.max()
    worst = grades.group_by(keys).agg(
        highest.alias(Col.GRADE),
        day.filter(affected).min().alias(RuleCol.ONSET_DAY),
        day.filter(affected & (grade == highest)).min().alias(RuleCol.MAX_DAY),
        day.filter((grade == 0) & (day > day.filter(affected).max()))
        .min()
        .alias(RuleCol.RESOLUTION_DAY),
        grade.is_not_null().sum().cast(pl.Int64).alias(RuleCol.GRADABLE),
        grade.is_null().sum().cast(pl.Int64).alias(RuleCol.NOT_GRADABLE),
    )
    return worst.sort(keys)
