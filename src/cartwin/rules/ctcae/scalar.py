"""The grade of one value."""

from typing import Any

import polars as pl

from cartwin.rules.ctcae.assumptions import AS_RECORDED, Assumptions
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.rules.ctcae.rows import COLUMNS, grade_terms
from cartwin.rules.ctcae.terms import find_term, list_terms
from cartwin.rules.grade import Grade, as_grade
from cartwin.study import Col
from cartwin.units import to_canonical


__all__ = ["grade_count", "grade_value"]


def grade_value(
    term: str,
    value: float | None,
    *,
    version: str = "5.0",
    unit: str | None = None,
    lower_normal: float | None = None,
    upper_normal: float | None = None,
    baseline: float | None = None,
    worse_if: bool | None = None,
    anticoagulated: bool | None = None,
    assumed: Assumptions = AS_RECORDED,
) -> Grade:
    """Return the CTCAE grade of one laboratory value; None means not recorded.

    Parameters
    ----------
    term
        As printed; see `list_terms`.
    unit
        UCUM unit of all values; by default that of the publication (SI).
    worse_if
        Whether what the term asks for beside the value is so: symptoms, consequences.
    anticoagulated
        Whether the patient takes anticoagulants (only INR asks).

    Raises
    ------
    ValueError
        If the version has no such term, or its analyte no such unit.

    Examples
    --------
    >>> grade_value("Hypokalemia", 3.2, lower_normal=3.5, worse_if=True).grade
    2
    >>> grade_value("Hypokalemia", 3.2, lower_normal=3.5).why
    'cannot grade: symptoms or intervention: not known, grade 1 to 2'
    """
    known = find_term(term, version)
    numbers = {
        Col.VALUE: value,
        Col.LOWER_NORMAL: lower_normal,
        Col.UPPER_NORMAL: upper_normal,
        CtcaeCol.VALUE_BEFORE: baseline,
    }
    unit = unit or known.unit
    row: dict[str, Any] = {
        Col.PATIENT: "",
        Col.DAY: 0.0,
        Col.CENSORING: "none",
        Col.UNIT_ENTERED: unit,
        **{name: _canonical(x, unit, known.analyte) for name, x in numbers.items()},
        CtcaeCol.WORSE_IF: worse_if,
        CtcaeCol.ANTICOAGULATED: anticoagulated,
    }
    return as_grade(grade_terms({known.name: _one(row)}, version, assumed))


def grade_count(
    analyte: str,
    value: float | None,
    *,
    lower_normal: float | None = None,
    version: str = "5.0",
) -> Grade:
    """Return the CTCAE grade of one low count, in the canonical unit of its analyte.

    >>> grade_count("PLAT", 12, lower_normal=150).grade
    4
    >>> grade_count("PLAT", 12, lower_normal=150, version="6.0").grade
    3
    >>> grade_count("PLAT", 100).why
    'cannot grade: lower limit of normal was not recorded'
    """
    terms = list_terms(version).values()
    term = next(t for t in terms if t.analyte == analyte and not t.high)
    row: dict[str, Any] = {
        Col.PATIENT: "",
        Col.DAY: 0.0,
        Col.CENSORING: "none",
        Col.VALUE: value,
        Col.LOWER_NORMAL: lower_normal,
    }
    return as_grade(grade_terms({term.name: _one(row)}, version, AS_RECORDED))


def _canonical(number: float | None, unit: str, analyte: str) -> float | None:
    if number is None or not analyte:
        return number
    return to_canonical(number, unit, analyte)


def _one(row: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([row], schema={c: t for c, t in COLUMNS.items() if c in row})
