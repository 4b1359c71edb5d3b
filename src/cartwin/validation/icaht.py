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
from cartwin.validation.reference import reference_table
from cartwin.validation.suite import Check, Verdict


__all__ = ["icaht"]

PATIENTS = ("patient", "patient_id", "id", "usubjid", "subject", "subject_id")
DAYS = ("day", "time_post_inf", "days", "day_post_infusion", "time")
COUNTS = ("anc", "anc_per_ul", "anc_ul", "neutrophils", "neut", "value")
UNTIL = ("follow_up", "last_follow_up", "last_fu", "last_fu_day", "last_day")
CENSORED = ("censored_at", "censor_day", "next_therapy", "progression")
EARLY, LATE = "early", "late"
NO_GRADE = "not gradable"


def icaht(data: Path) -> Verdict:
    """Return how the grades agree with those expected, two checks per patient.

    Parameters
    ----------
    data
        A folder with two CSV files of any name: one of patient, day and ANC per uL (and,
        where they are known, the day of the last follow-up and of censoring for the late
        grade), one of patient and the expected early and late grade; empty: not gradable.

    Raises
    ------
    DataError
        If there is no such file, or more than one, or a grade is no grade.
    """
    samples, expected = _files(data)
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


def _files(data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the samples and the expected grades, told apart by their headers."""
    tables = {path: _named(path) for path in _csv_files(data)}
    samples = [t for t in tables.values() if {Col.DAY, Col.VALUE} <= set(t.columns)]
    grades = [t for t in tables.values() if {EARLY, LATE} & set(t.columns)]
    problems = []
    if len(samples) != 1:
        problems.append(_problem(len(samples), "patient, day and anc"))
    if len(grades) != 1:
        problems.append(_problem(len(grades), "patient, early and late"))
    if problems:
        raise DataError(str(data), problems)
    numbers = [pl.col(c).cast(pl.Float64, strict=False) for c in (Col.DAY, Col.VALUE)]
    return samples[0].with_columns(numbers), grades[0]


def _csv_files(data: Path) -> list[Path]:
    return sorted(data.glob("*.csv")) or sorted((data / "icaht").glob("*.csv"))


def _problem(found: int, columns: str) -> str:
    return f"{found} CSV files there have the columns {columns}; expected one"


def _named(path: Path) -> pl.DataFrame:
    """Return a CSV file with the columns under our names, patients as text."""
    table = reference_table(path, [])
    names: dict[str, str] = {}
    for column in table.columns:
        name = _name_of(column)
        if name and name not in names.values():
            names[column] = name
    if Col.PATIENT not in names.values():
        return table.clear().select([])
    text = pl.col(Col.PATIENT).cast(pl.String).str.strip_chars()
    return table.rename(names).with_columns(text)


def _name_of(column: str) -> str | None:
    plain = re.sub(r"[^a-z0-9]+", "_", column.strip().lower()).strip("_")
    for name, spellings in _SPELLINGS.items():
        if plain in spellings:
            return name
    words = set(plain.split("_"))
    return next((name for word, name in _WORDS.items() if word in words), None)


_WORDS: Mapping[str, str] = {EARLY: EARLY, LATE: LATE, "anc": Col.VALUE}
_SPELLINGS: Mapping[str, Iterable[str]] = {
    Col.PATIENT: PATIENTS,
    Col.DAY: DAYS,
    Col.VALUE: COUNTS,
    **{name: (name,) for name in (*UNTIL, *CENSORED)},
}


def _ends(samples: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame | None:
    """Return patient and day of what ends the time judged, where the file tells it."""
    tables = [
        samples.select(Col.PATIENT, pl.col(c).cast(pl.Float64, strict=False).alias(Col.DAY))
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
