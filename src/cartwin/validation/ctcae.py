"""The suite `ctcae`: laboratory values graded by pharmaverse/admiral.

Each row of the file names a term for high values, for low ones, or none, and the grade
expected; a blank one means that the grade cannot be given. What admiral assumes is assumed
here too (the worst case). Where we decided against it, the decision is checked.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from cartwin.rules import ctcae as criteria
from cartwin.units import ucum_of
from cartwin.validation.reference import reference_file, reference_texts
from cartwin.validation.suite import Check, Verdict


__all__ = ["ctcae", "decided"]

FOLDER, FILE = "grading", "ctcae_v5_lab_vectors.csv"
SIDES = (("ATOXDSCH", "ATOXGRH"), ("ATOXDSCL", "ATOXGRL"))
COLUMNS = ("table", "TESTNUM", "AVAL", "AVALU", "ANRLO", "ANRHI", "BASE", "PCHG")
DECISION = "docs/decisions/0014-ctcae-differences.md"
UNKNOWN = "cannot grade"
ROUNDING = 1e-9
Row = Mapping[str, str]


def ctcae(data: Path) -> Verdict:
    """Return how the rows compare with the grades of pharmaverse/admiral 1.5.

    One check for every row. A row on which we decided otherwise passes with the grade of
    the decision, and its detail says so.

    Parameters
    ----------
    data
        The file, the folder `grading` that holds it, or the folder above.

    Raises
    ------
    DataError
        If the file is missing or cannot be read.
    """
    rows = _read(data)
    return Verdict(suite="ctcae", checks=tuple(_check(row) for row in rows))


def decided(term: str, row: Row) -> tuple[str, str] | None:
    """Return the grade we decided to give where the file gives another, and why.

    The grade is a text, blank where none can be given.

    >>> row = {"AVAL": "80", "BASE": "40", "ANRHI": "39", "ATOXGRH": "0"}
    >>> decided("GGT increased", row)
    ('1', 'grade 1 is printed with its bound of 2 x baseline')
    """
    value, upper = _number(row["AVAL"]), _number(row["ANRHI"])
    baseline = _number(row.get("BASE", ""))
    if term == "GGT increased" and value and baseline and upper and baseline > upper:
        at_twice = abs(value - 2 * baseline) < ROUNDING * value
        why = "grade 1 is printed with its bound of 2 x baseline"
        return ("1", why) if at_twice else None
    if term == "Hyperuricemia" and row["ATOXGRH"] == "4":
        why = "version 5.0 prints no number for grade 4; 10 mg/dL is of version 4"
        return ("3" if upper else "", why)
    return None


def _read(data: Path) -> list[dict[str, str]]:
    path = data
    if not data.is_file():
        path = reference_file(data, FOLDER, FILE, holds="terms, values, expected grades")
    wanted = [*COLUMNS, *(name for side in SIDES for name in side)]
    text = reference_texts(path, [], optional=wanted)
    lacking = [c for c in wanted if c not in text.columns]
    blank = pl.lit("")
    frame = text.with_columns(blank.alias(c) for c in lacking).fill_null("")
    return frame.select(wanted).to_dicts()


def _check(row: Row) -> Check:
    found, expected, decision = "", "", None
    for name, grade in SIDES:
        term = _term(row[name])
        if term is not None:
            found, expected = _graded(term, row), row[grade]
            decision = decided(term.name, row)
    ours, why = decision or (expected, "")
    note = f"decided otherwise: {why} ({DECISION})"
    return Check(
        name=f"{row['table']} {row['TESTNUM']}",
        expected=expected or UNKNOWN,
        found=found or UNKNOWN,
        passed=found == ours,
        detail=note if ours != expected else "",
    )


def _term(name: str) -> criteria.Term | None:
    try:
        return criteria.find_term(name, "5.0")
    except ValueError:
        return None


def _graded(term: criteria.Term, row: Row) -> str:
    """Return the grade as text, blank if it cannot be given."""
    unit = ucum_of(row["AVALU"], term.analyte) if row["AVALU"] else None
    if unit is None and (row["AVALU"] or term.needs_unit):
        return ""  # no unit, or one that the analyte is not reported in
    numbers: dict[str, Any] = {
        "lower_normal": _number(row["ANRLO"]),
        "upper_normal": _number(row["ANRHI"]),
        "baseline": _baseline(row),
    }
    value = _number(row["AVAL"])
    grade = criteria.grade_value(
        term.name, value, unit=unit, assumed=criteria.WORST_CASE, **numbers
    ).grade
    return "" if grade is None else str(grade)


def _baseline(row: Row) -> float | None:
    """Return the baseline, also from the change in percent where only that is given."""
    value, change = _number(row["AVAL"]), _number(row["PCHG"])
    if row["BASE"] or value is None or change is None:
        return _number(row["BASE"])
    return value / (1 + change / 100)


def _number(text: str) -> float | None:
    return float(text) if text else None
