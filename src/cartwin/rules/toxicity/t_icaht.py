"""T-ICAHT: how long the platelets were low, early (day 0 to 30) and late (31 to 100).

By the logic of ICAHT (Blood 2023;142:865-877), all days below a count together. In immune
thrombocytopenia the disease alone gives grade 4: there no grade is given.
"""

from collections.abc import Mapping
from enum import StrEnum

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import Grade, as_grade, grade_rows
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.rules.toxicity.steps import grade_from
from cartwin.study import Col


__all__ = ["TIcahtPhase", "grade_t_icaht", "t_icaht_grades", "uninterpretable"]


class TIcahtPhase(StrEnum):
    """Which days are judged: 0 to 30, or 31 to 100."""

    EARLY = "early"
    LATE = "late"


_GRADE = pl.col("grade_of_days")
_DAYS = (ToxCol.DAYS_LT_100, ToxCol.DAYS_LT_50, ToxCol.DAYS_LT_20)
_KEPT = (*_DAYS, ToxCol.DAYS_KNOWN, ToxCol.TESTS)
_NOT_HERE = pl.col("not_here")


def t_icaht_grades(days: pl.DataFrame, phase: TIcahtPhase | str) -> pl.DataFrame:
    """Return the T-ICAHT grade of every patient by the days below each count.

    Parameters
    ----------
    days
        patient, day (of the lowest count), days below 100, 50 and 20 10*9/L, days known,
        tests, and `diagnosis`; days null where they are not known.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade (null: no or too few counts, or immune
        thrombocytopenia), why, evidence, and the days.
    """
    criterion = load_criterion("t-icaht")
    which = TIcahtPhase(phase)
    graded = days.with_columns(
        uninterpretable(pl.col(Col.DIAGNOSIS), criterion).alias("not_here"),
        _by_days(which, criterion).alias("grade_of_days"),
    )
    grade = pl.when(~_NOT_HERE).then(_GRADE)
    return grade_rows(
        graded,
        criterion,
        low=grade,
        high=grade,
        given=pl.format("{} d below 50, {} d below 20 10*9/L", *_DAYS[1:]),
        missing=_missing(which, criterion),
        items=_KEPT,
        keep=_KEPT,
    )


def grade_t_icaht(
    days_below: Mapping[str, float],
    phase: TIcahtPhase | str,
    *,
    tests: int | None = None,
    disease: str | None = None,
) -> Grade:
    """Return the T-ICAHT grade of one patient.

    Parameters
    ----------
    days_below
        `days_lt_100`, `days_lt_50`, `days_lt_20` -> days.
    tests
        Days with a count; None: not told.

    Examples
    --------
    >>> grade_t_icaht({"days_lt_50": 7, "days_lt_20": 0}, "early").grade
    2
    >>> grade_t_icaht({"days_lt_50": 31, "days_lt_20": 31}, "early", disease="itp").grade
    """
    numbers: dict[str, float | None] = {ToxCol.TESTS: tests, **days_below}
    row = pl.select(
        pl.lit("").alias(Col.PATIENT),
        *(pl.lit(numbers.get(name), pl.Float64).alias(name) for name in (Col.DAY, *_KEPT)),
        pl.lit(disease, pl.String).alias(Col.DIAGNOSIS),
    )
    return as_grade(t_icaht_grades(row, phase))


def uninterpretable(diagnosis: pl.Expr, criterion: Criterion) -> pl.Expr:
    """Return whether the disease alone lowers the platelets."""
    text = diagnosis.str.to_lowercase().fill_null("")
    known = criterion["uninterpretable_in"]
    return pl.any_horizontal(text.str.contains(rf"\b{name}\b") for name in known)


def _by_days(phase: TIcahtPhase, criterion: Criterion) -> pl.Expr:
    steps = criterion[phase]
    grades = [grade_from(pl.col(days), fewest) for days, fewest in steps.items()]
    highest = pl.max_horizontal(grades).cast(pl.Int8)
    too_few = pl.col(ToxCol.TESTS) < criterion["late_tests"]
    is_late = phase is TIcahtPhase.LATE
    return pl.when(too_few & is_late).then(None).otherwise(highest)


def _missing(phase: TIcahtPhase, criterion: Criterion) -> pl.Expr:
    first, last = criterion[f"{phase}_window"]
    few = f"fewer than {criterion['late_tests']} platelet counts"
    reason = few if phase is TIcahtPhase.LATE else "no platelet count"
    disease = "not to be interpreted in immune thrombocytopenia, which alone lowers counts"
    return (
        pl.when(_NOT_HERE)
        .then(pl.lit(disease))
        .otherwise(pl.lit(f"{reason} from day {first} to day {last}"))
    )
