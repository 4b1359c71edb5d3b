"""The suite `icaht`: neutrophil counts by day, and the ICAHT grades of a peer.

The peer takes the longest run of low days, so that option is compared.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.rules import toxicity
from cartwin.study import Col
from cartwin.validation.icaht_files import CENSORED, UNTIL, icaht_files
from cartwin.validation.suite import Check, Verdict


__all__ = ["icaht"]

EARLY, LATE = "early", "late"
NO_GRADE = "not gradable"


def icaht(data: Path) -> Verdict:
    """Return how the grades agree with those expected, two checks per patient.

    Parameters
    ----------
    data
        A folder with two CSV files of any name: one of patient, day and ANC per uL (and,
        where they are known, the day of the last follow-up and of censoring for the late
        grade), one of patient and the expected early and late grade, or of patient, phase
        (early, late) and grade; empty: not gradable. One file may hold both.

    Raises
    ------
    DataError
        If there is no such file, or more than one, or a grade is no grade.
    """
    samples, expected = icaht_files(data)
    values = samples.select(Col.PATIENT, Col.DAY, Col.VALUE)
    people = expected[Col.PATIENT]
    early = toxicity.icaht_early_grades(
        values,
        counting=toxicity.Counting.LONGEST_RUN,
        patients=people,
        ends=_ends(samples, UNTIL),
    )
    late = toxicity.icaht_late_grades(
        values, patients=people, ends=_ends(samples, (*UNTIL, *CENSORED))
    )
    checks = [
        check
        for phase, found in ((EARLY, early), (LATE, late))
        if phase in expected.columns
        for check in _checks(phase, expected, found)
    ]
    return Verdict(suite="icaht", checks=tuple(checks))


def _ends(samples: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame | None:
    """Return patient and day of what ends the time judged, where the file tells it."""
    tables = [
        samples.select(Col.PATIENT, pl.col(c).alias(Col.DAY))
        for c in columns
        if c in samples.columns
    ]
    return pl.concat(tables).drop_nulls() if tables else None


def _checks(phase: str, expected: pl.DataFrame, found: pl.DataFrame) -> list[Check]:
    wanted = expected.select(Col.PATIENT, pl.col(phase).cast(pl.String).alias("wanted"))
    rows = wanted.join(found, on=Col.PATIENT, how="left", maintain_order="left")
    return [_check(phase, row) for row in rows.iter_rows(named=True)]


def _check(phase: str, row: Mapping[str, object]) -> Check:
    name = f"patient {row[Col.PATIENT]}, {phase}"
    wanted, grade = _grade(row["wanted"], name), row[Col.GRADE]
    found = NO_GRADE if grade is None else f"grade {grade}"
    why = str(row["why"])
    return Check(
        name=name, expected=wanted, found=found, passed=wanted == found, detail=why
    )


def _grade(text: object, name: str) -> str:
    """Return an expected grade in our words: `2`, `2.0` and `Grade 2` are the same."""
    plain = str(text or "").strip().lower()
    if plain in {"", "na", "nan", "none", "null", "ne", NO_GRADE}:
        return NO_GRADE
    match = re.fullmatch(r"(?:grade\s*|g)?([0-5])(?:\.0+)?", plain)
    if match is None:
        problem = f"{name}: expected grade {text!r}; it must be 0 to 5, or empty"
        source = "expected grades"
        raise DataError(source, [problem])
    return f"grade {match[1]}"
