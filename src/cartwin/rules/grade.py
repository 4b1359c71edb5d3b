"""What a grade is, and how a table of grades is put together.

Every grading rule works out the lowest and the highest grade that the findings allow.
Where the two agree, that is the grade; where they do not, the grade cannot be given and
`why` says what is missing. *Not gradable is not grade 0.*
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion
from cartwin.study import Col


__all__ = [
    "CANNOT_GRADE",
    "GRADES",
    "Grade",
    "as_grade",
    "grade_rows",
    "reasons",
    "shown",
    "ten_digits",
    "worst_grades",
]

CANNOT_GRADE = "cannot grade: "
_DIGITS = 10

GRADES: dict[str, type[pl.DataType]] = {
    Col.PATIENT: pl.String,
    Col.DAY: pl.Float64,
    Col.SCALE: pl.String,
    Col.VERSION: pl.String,
    Col.GRADE: pl.Int8,
    RuleCol.WHY: pl.String,
    RuleCol.EVIDENCE: pl.String,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One grade and what it rests on.

    Attributes
    ----------
    scale, version
        The criterion, e.g. `CRS` and `ASTCT 2019`.
    grade
        0 to 5; None if it cannot be given.
    why
        The findings that decide the grade, or what is missing.
    evidence
        The findings looked at, as `name=value`.
    """

    scale: str
    version: str
    grade: int | None
    why: str
    evidence: tuple[str, ...]


def ten_digits(number: pl.Expr) -> pl.Expr:
    """Return the number at ten significant digits, at which thresholds are compared.

    >>> pl.select(ten_digits(pl.lit(1.5 * 1.2)) > 1.8).item()
    False
    """
    return number.round_sig_figs(_DIGITS)


def reasons(parts: Iterable[pl.Expr]) -> pl.Expr:
    """Return the parts that are not null, joined by commas."""
    return pl.concat_str(list(parts), separator=", ", ignore_nulls=True)


def grade_rows(
    frame: pl.DataFrame,
    criterion: Criterion,
    *,
    low: pl.Expr,
    high: pl.Expr,
    given: pl.Expr,
    missing: pl.Expr,
    items: Iterable[str],
    keep: Sequence[str] = (),
) -> pl.DataFrame:
    """Return a table of grades, ordered by patient and day.

    Parameters
    ----------
    frame
        One row per thing to grade, with patient and day.
    low, high
        Lowest and highest grade the findings allow.
    given, missing
        Why the grade was given (it may look at the column `grade`); what is missing.
    items
        Columns that are the evidence.
    keep
        Further columns to keep.
    """
    grade = pl.col(Col.GRADE)
    refused = pl.concat_str(pl.lit(CANNOT_GRADE), missing)
    graded = frame.with_columns(
        pl.lit(criterion.scale).alias(Col.SCALE),
        pl.lit(criterion.version).alias(Col.VERSION),
        pl.when(low == high).then(low).cast(pl.Int8).alias(Col.GRADE),
        _evidence(items).alias(RuleCol.EVIDENCE),
    ).with_columns(
        pl.when(grade.is_null()).then(refused).otherwise(given).alias(RuleCol.WHY)
    )
    return graded.select(*GRADES, *keep).sort(Col.PATIENT, Col.DAY, *keep)


def _evidence(items: Iterable[str]) -> pl.Expr:
    """Write the findings that were recorded, as `name=value; name=value`."""
    parts = [pl.format(f"{item}={{}}", shown(pl.col(item))) for item in items]
    return pl.concat_str(parts, separator="; ", ignore_nulls=True)


def shown(finding: pl.Expr) -> pl.Expr:
    """Return a number or a text as people write it: `38.5`, `9`.

    >>> pl.select(shown(pl.lit(9.0))).item()
    '9'
    """
    text = finding.cast(pl.String).str.strip_suffix(".0")
    return text.str.replace_all(r";\s+", ";")


def as_grade(row: pl.DataFrame) -> Grade:
    """Return the one row of a table of grades as a `Grade`."""
    found = row.row(0, named=True)
    return Grade(
        scale=found[Col.SCALE],
        version=found[Col.VERSION],
        grade=found[Col.GRADE],
        why=found[RuleCol.WHY],
        evidence=tuple(filter(None, found[RuleCol.EVIDENCE].split("; "))),
    )


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
    highest = pl.col(Col.GRADE).max()
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
