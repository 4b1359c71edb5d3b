"""Episodes of CRS and ICANS: onset, maximum and its day, resolution, recurrence.

A day has the highest grade given on it. An episode begins with the first day of grade 1
or more and lasts to the last before a day of grade 0; a grade after that is a new episode
with dates of its own. Days without a grade end nothing.
"""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.graded import crs_of, icans_of
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.study import Col, Study


__all__ = ["crs_episodes", "episodes", "icans_episodes"]

_KEY = (Col.PATIENT, Col.SCALE, Col.VERSION)
_DAY, _GRADE = pl.col(Col.DAY), pl.col(Col.GRADE)
_NUMBER = pl.col(ToxCol.EPISODE)


def episodes(grades: pl.DataFrame) -> pl.DataFrame:
    """Return one row per episode.

    Parameters
    ----------
    grades
        patient, day, scale, version and grade, as `grade_crs_visits` returns them.

    Returns
    -------
    DataFrame
        patient, scale, version, `episode` (1, 2, ...), `grade` (the maximum), `onset_day`,
        `max_day` (first day of the maximum), `last_day` (last of grade 1 or more),
        `resolution_day` (first day of grade 0 after it; null while it goes on),
        `episode_days` (onset and last day included), `ongoing`, `not_gradable` (days of
        the episode that have no grade), `why`.

    Examples
    --------
    >>> days = pl.DataFrame({"patient": "P1", "day": [2.0, 3, 5, 9], "scale": "CRS",
    ...                      "version": "ASTCT 2019", "grade": [1, 3, 0, 1]})
    >>> episodes(days).select("grade", "onset_day", "max_day", "resolution_day").rows()
    [(3, 2.0, 3.0, 5.0), (1, 9.0, 9.0, None)]
    """
    numbered = _numbered(_by_day(grades))
    inside = pl.col("affected")
    last = _DAY.filter(inside).max()
    within = last >= _DAY
    found = numbered.group_by(*_KEY, ToxCol.EPISODE).agg(
        _GRADE.max(),
        _DAY.filter(inside).min().alias(RuleCol.ONSET_DAY),
        _DAY.filter(_GRADE.max() == _GRADE).min().alias(RuleCol.MAX_DAY),
        last.alias(RuleCol.LAST_DAY),
        _DAY.filter(_GRADE == 0).min().alias(RuleCol.RESOLUTION_DAY),
        (_GRADE.is_null() & within).sum().cast(pl.Int64).alias(RuleCol.NOT_GRADABLE),
    )
    length = pl.col(RuleCol.LAST_DAY) - pl.col(RuleCol.ONSET_DAY) + 1
    return (
        found.with_columns(
            length.alias(ToxCol.EPISODE_DAYS),
            pl.col(RuleCol.RESOLUTION_DAY).is_null().alias(ToxCol.ONGOING),
        )
        .with_columns(_why())
        .sort(*_KEY, ToxCol.EPISODE)
    )


def crs_episodes(study: Study) -> pl.DataFrame:
    """Return the episodes of CRS of a record; columns as in `episodes`."""
    found = episodes(crs_of(study))
    late = load_criterion("toxicity-episodes")["late_onset"]
    hint = pl.format("{}; onset after day {}: look for another cause", RuleCol.WHY, late)
    first = (_NUMBER == 1) & (pl.col(RuleCol.ONSET_DAY) > late)
    return found.with_columns(pl.when(first).then(hint).otherwise(RuleCol.WHY).alias("why"))


def icans_episodes(study: Study) -> pl.DataFrame:
    """Return the episodes of ICANS of a record; columns as in `episodes`."""
    return episodes(icans_of(study))


def _by_day(grades: pl.DataFrame) -> pl.DataFrame:
    """Return the highest grade of each day; null if a day has none."""
    return (
        grades.drop_nulls(Col.DAY)
        .group_by(*_KEY, _DAY.floor())
        .agg(_GRADE.max())
        .sort(*_KEY, Col.DAY)
    )


def _numbered(days: pl.DataFrame) -> pl.DataFrame:
    """Return the days with the number of their episode, without those before one."""
    least = load_criterion("toxicity-episodes")["least_grade"]
    affected = (least <= _GRADE).fill_null(value=False)
    settled = _GRADE.forward_fill().shift(1).over(_KEY).fill_null(0) < least
    begins = affected & settled
    number = begins.cum_sum().over(_KEY).cast(pl.Int64)
    return days.with_columns(
        affected.alias("affected"), number.alias(ToxCol.EPISODE)
    ).filter(_NUMBER > 0)


def _why() -> pl.Expr:
    ongoing = pl.format("not resolved by day {}", pl.col(RuleCol.LAST_DAY).cast(pl.Int64))
    resolved = pl.format(
        "resolved by day {}", pl.col(RuleCol.RESOLUTION_DAY).cast(pl.Int64)
    )
    again = pl.when(_NUMBER > 1).then(pl.lit("recurrence, ")).otherwise(pl.lit(""))
    end = pl.when(ToxCol.ONGOING).then(ongoing).otherwise(resolved)
    gaps = pl.when(pl.col(RuleCol.NOT_GRADABLE) > 0).then(
        pl.format("; {} d of it cannot be graded", RuleCol.NOT_GRADABLE)
    )
    return pl.concat_str(again, end, gaps.fill_null("")).alias(RuleCol.WHY)
