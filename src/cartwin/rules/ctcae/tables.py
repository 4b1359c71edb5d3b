"""Tables of a report: shifts from baseline, and treatment-emergent grades."""

from collections.abc import Sequence

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.study import Col


__all__ = ["SEVERE", "emergent_table", "shift_table", "shifts"]

SEVERE = 3
"""Least grade of a severe event."""

_TERM = [Col.SCALE, Col.VERSION, Col.TERM]


def shift_table(grades: pl.DataFrame) -> pl.DataFrame:
    """Return how many patients went from which grade at baseline to which worst grade.

    Parameters
    ----------
    grades
        As returned by `flag_emergent`.

    Returns
    -------
    DataFrame
        scale, version, term, baseline_grade, worst_grade, patients. Patients without a
        grade at baseline or without one after it are in no row.
    """
    return _counted(grades, _TERM)


def shifts(grades: pl.DataFrame) -> pl.DataFrame:
    """Return the shift table with low counts expected after lymphodepletion apart.

    Parameters
    ----------
    grades
        As returned by `flag_emergent` and `flag_expected`.

    Returns
    -------
    DataFrame
        expected and the columns of `shift_table`, with why: whether that is worse.
    """
    was, worst = pl.col(RuleCol.BASELINE_GRADE), pl.col(CtcaeCol.WORST_GRADE)
    why = pl.when(worst > was).then(pl.lit("worse than at baseline"))
    return _counted(grades, [CtcaeCol.EXPECTED, *_TERM]).with_columns(
        why.otherwise(pl.lit("no worse than at baseline")).alias(RuleCol.WHY),
        pl.format("patients={}", CtcaeCol.PATIENTS).alias(RuleCol.EVIDENCE),
    )


def emergent_table(grades: pl.DataFrame) -> pl.DataFrame:
    """Return how many patients had treatment-emergent grades, expected ones apart.

    Parameters
    ----------
    grades
        As returned by `flag_emergent` and `flag_expected`.

    Returns
    -------
    DataFrame
        expected, scale, version, term; `evaluable`: patients with a grade at baseline and
        one after it; `emergent_patients`: with a worse one than at baseline;
        `severe_patients`: where that was of grade 3 or more.
    """
    key = [CtcaeCol.EXPECTED, *_TERM]
    worse = pl.col(CtcaeCol.WORST_GRADE) > pl.col(RuleCol.BASELINE_GRADE)
    severe = worse & (pl.col(CtcaeCol.WORST_GRADE) >= SEVERE)
    table = (
        _worst(grades, key)
        .group_by(key)
        .agg(
            _number(CtcaeCol.EVALUABLE),
            worse.sum().cast(pl.Int64).alias(CtcaeCol.EMERGENT_PATIENTS),
            severe.sum().cast(pl.Int64).alias(CtcaeCol.SEVERE_PATIENTS),
        )
    )
    return table.sort(key)


def _counted(grades: pl.DataFrame, terms: Sequence[str]) -> pl.DataFrame:
    """Return how many patients went from which grade to which."""
    key = [*terms, RuleCol.BASELINE_GRADE, CtcaeCol.WORST_GRADE]
    table = _worst(grades, terms).group_by(key).agg(_number(CtcaeCol.PATIENTS))
    return table.sort(key)


def _worst(grades: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return one row per patient and key: the grade at baseline and the worst after it."""
    after = grades.filter(pl.col(RuleCol.EMERGENT).is_not_null())
    return after.group_by([Col.PATIENT, *key]).agg(
        pl.col(RuleCol.BASELINE_GRADE).first(),
        pl.col(Col.GRADE).max().alias(CtcaeCol.WORST_GRADE),
    )


def _number(name: str) -> pl.Expr:
    return pl.len().cast(pl.Int64).alias(name)
