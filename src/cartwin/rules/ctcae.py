"""Laboratory terms of the Common Terminology Criteria for Adverse Events (CTCAE).

Versions 5.0 and 6.0, terms for falling counts. A value on a bound belongs to the milder
grade; values are compared at ten significant digits. Where the bound is the laboratory's
lower limit of normal (LLN) and that is not recorded, grades 0 and 1 cannot be told apart;
the grades below stand without it.
"""

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import Grade, as_grade, grade_rows, shown, ten_digits
from cartwin.study import Col


__all__ = ["grade_count", "grade_ctcae"]

_LLN = "LLN"


def grade_ctcae(observations: pl.DataFrame, *, version: str = "5.0") -> pl.DataFrame:
    """Return the CTCAE grade of every platelet and neutrophil count.

    Parameters
    ----------
    observations
        Table of the record; `lower_normal` is the laboratory's limit.
    version
        `5.0` or `6.0`: the same count can have another grade.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade (null: cannot grade), why, evidence, term.

    Examples
    --------
    >>> from cartwin.study import empty_table
    >>> grade_ctcae(empty_table("observations"), version="6.0").height
    0
    """
    criterion = load_criterion(f"ctcae-{version}")
    counts = observations.filter(pl.col(Col.ANALYTE).is_in(list(criterion.items)))
    terms = {code: item.meaning for code, item in criterion.items.items()}
    value = pl.col(Col.VALUE).fill_nan(None)
    named = counts.with_columns(
        value,
        pl.col(Col.LOWER_NORMAL).fill_nan(None),
        pl.col(Col.ANALYTE).replace_strict(terms, return_dtype=pl.String).alias(Col.TERM),
    )
    return grade_rows(
        named,
        criterion,
        low=_milder(criterion),
        high=_worse(criterion),
        given=_given(),
        missing=_missing(),
        items=[Col.VALUE, Col.CENSORING, Col.LOWER_NORMAL],
        keep=[Col.TERM],
    )


def grade_count(
    analyte: str,
    value: float | None,
    *,
    lower_normal: float | None = None,
    version: str = "5.0",
) -> Grade:
    """Return the CTCAE grade of one count, in the canonical unit of its analyte.

    >>> grade_count("PLAT", 12, lower_normal=150).grade
    4
    >>> grade_count("PLAT", 12, lower_normal=150, version="6.0").grade
    3
    >>> grade_count("PLAT", 100).why
    'cannot grade: lower limit of normal was not recorded'
    """
    row = {
        Col.PATIENT: "",
        Col.DAY: 0.0,
        Col.ANALYTE: analyte,
        Col.VALUE: value,
        Col.CENSORING: "none",
        Col.LOWER_NORMAL: lower_normal,
    }
    types: dict[str, type[pl.DataType]] = dict.fromkeys(
        (Col.VALUE, Col.LOWER_NORMAL), pl.Float64
    )
    return as_grade(
        grade_ctcae(pl.DataFrame([row], schema_overrides=types), version=version)
    )


def _milder(criterion: Criterion) -> pl.Expr:
    """Lowest grade that the value allows."""
    value, censoring = ten_digits(pl.col(Col.VALUE)), pl.col(Col.CENSORING)
    grade = pl.lit(0)
    for level, bound in _bounds(criterion):
        below = (censoring == "none") & (value < bound)
        limit = (censoring == "below") & (value <= bound)
        grade = pl.max_horizontal(grade, pl.when(below | limit).then(level))
    return grade


def _worse(criterion: Criterion) -> pl.Expr:
    """Highest grade that the value allows."""
    value, censoring = ten_digits(pl.col(Col.VALUE)), pl.col(Col.CENSORING)
    grade = pl.lit(0)
    for level, bound in _bounds(criterion):
        possible = (censoring == "below") | (value < bound).fill_null(value=True)
        grade = pl.max_horizontal(grade, pl.when(possible).then(level))
    return grade


def _bounds(criterion: Criterion) -> list[tuple[int, pl.Expr]]:
    """Each grade and the bound below which it holds, by the analyte of the row."""
    analyte = pl.col(Col.ANALYTE)
    bounds = []
    for level in range(1, 5):
        bound = pl.lit(None, pl.Float64)
        for code, item in criterion.items.items():
            number = item.value[level - 1]
            edge = pl.col(Col.LOWER_NORMAL) if number == _LLN else pl.lit(number)
            bound = pl.when(analyte == code).then(edge).otherwise(bound)
        bounds.append((level, ten_digits(bound)))
    return bounds


def _given() -> pl.Expr:
    sign = pl.col(Col.CENSORING).replace_strict(
        {"none": "", "below": "below ", "above": "above "}, default=""
    )
    return pl.concat_str(pl.col(Col.ANALYTE), pl.lit(" "), sign, shown(pl.col(Col.VALUE)))


def _missing() -> pl.Expr:
    value = pl.col(Col.VALUE)
    limit = pl.format("only known to lie {} {}", Col.CENSORING, shown(value))
    return (
        pl.when(value.is_null())
        .then(pl.lit("value was not recorded"))
        .when(pl.col(Col.CENSORING) != "none")
        .then(limit)
        .otherwise(pl.lit("lower limit of normal was not recorded"))
    )
