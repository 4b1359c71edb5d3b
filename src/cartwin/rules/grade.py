"""What a grade is, how a table of grades is put together, and the words beside it.

Every grading rule works out the lowest and the highest grade that the findings allow.
Where the two agree, that is the grade; where they do not, the grade cannot be given and
`why` says what is missing. *Not gradable is not grade 0.*
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion
from cartwin.study import Col


__all__ = [
    "Grade",
    "as_grade",
    "evidence",
    "grade_rows",
    "judged",
    "names_missing",
    "names_of",
    "names_unknown",
    "parts_of",
    "reasons",
    "shown",
    "ten_digits",
]

_DIGITS = 10
_COLUMNS = (
    *(Col.PATIENT, Col.DAY, Col.SCALE, Col.VERSION, Col.GRADE),
    *(RuleCol.WHY, RuleCol.EVIDENCE),
)


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


def names_of(conditions: Mapping[Any, pl.Expr]) -> pl.Expr:
    """Return the names of the conditions that hold, joined by commas."""
    return reasons(pl.when(so).then(pl.lit(str(n))) for n, so in conditions.items())


def names_unknown(conditions: Mapping[Any, pl.Expr]) -> pl.Expr:
    """Return the names of the conditions that are null, joined by commas."""
    return names_of({name: so.is_null() for name, so in conditions.items()})


def names_missing(columns: Iterable[str]) -> pl.Expr:
    """Return the names of the columns that are null, joined by commas."""
    return names_unknown({column: pl.col(column) for column in columns})


def judged(
    frame: pl.DataFrame,
    criterion: Criterion,
    results: Mapping[Any, pl.Expr],
    *,
    why: pl.Expr,
    items: Iterable[str],
) -> pl.LazyFrame:
    """Return the frame with scale, version, results, evidence and why.

    Parameters
    ----------
    results
        Column -> what it holds.
    why
        The reason; it may look at the results.
    items
        Columns that are the evidence.
    """
    named = (result.alias(name) for name, result in results.items())
    found = frame.lazy().with_columns(*criterion.labels, *named, evidence(frame, items))
    return found.with_columns(why.alias(RuleCol.WHY))


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
    refused = pl.concat_str(pl.lit("cannot grade: "), missing)
    results = {Col.GRADE: pl.when(low == high).then(low).cast(pl.Int8)}
    why = pl.when(grade.is_null()).then(refused).otherwise(given)
    graded = judged(frame, criterion, results, why=why, items=items)
    order = (Col.PATIENT, Col.DAY, *keep)
    return graded.select(*_COLUMNS, *keep).sort(order).collect()


def evidence(frame: pl.DataFrame, items: Iterable[str]) -> pl.Expr:
    """Write the findings that were recorded, as `name=value; name=value`.

    >>> frame = pl.DataFrame({"oxygen": ["none"], "flow": [2.0], "drug": [None]})
    >>> frame.select(evidence(frame, frame.columns)).item()
    'oxygen=none; flow=2'
    """
    types = frame.schema
    parts = []
    for item in items:
        finding = pl.col(item)
        text = shown(finding) if types[item].is_numeric() else _in_one_word(finding)
        parts.append(pl.format(f"{item}={{}}", text))
    joined = pl.concat_str(parts, separator="; ", ignore_nulls=True)
    return joined.alias(RuleCol.EVIDENCE)


def _in_one_word(finding: pl.Expr) -> pl.Expr:
    """Keep a list of names from looking like a list of findings."""
    return finding.cast(pl.String).str.replace_all(r";\s+", ";")


def parts_of(text: str) -> tuple[str, ...]:
    """Return what `evidence` joined, one by one.

    >>> parts_of("oxygen=none; flow=2")
    ('oxygen=none', 'flow=2')
    """
    return tuple(filter(None, text.split("; ")))


def shown(number: pl.Expr) -> pl.Expr:
    """Return a number as people write it, and as it was compared: `38.5`, `9`.

    >>> pl.select(shown(pl.lit(9.0))).item()
    '9'
    """
    return ten_digits(number).cast(pl.String).str.strip_suffix(".0")


def as_grade(row: pl.DataFrame) -> Grade:
    """Return the one row of a table of grades as a `Grade`."""
    found = row.row(0, named=True)
    return Grade(
        scale=found[Col.SCALE],
        version=found[Col.VERSION],
        grade=found[Col.GRADE],
        why=found[RuleCol.WHY],
        evidence=parts_of(found[RuleCol.EVIDENCE]),
    )
