"""The two tables of the suite `icaht`, found by their headers, not by the names of files.

A header may be written in many ways; a column that counts days or names a nadir of a
phase is no grade of it.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.study import Col
from cartwin.validation.reference import reference_texts


__all__ = ["CENSORED", "UNTIL", "icaht_files"]

UNTIL = ("follow_up", "last_follow_up", "last_fu", "last_fu_day", "last_day")
CENSORED = ("censored_at", "censor_day", "next_therapy", "progression")

_EARLY, _LATE, _PHASE = "early", "late", "phase"
_SPELT = {
    Col.PATIENT: "patient patient_id id usubjid subject subject_id pt pt_id mrn pat pid",
    Col.DAY: "day days time time_post_inf time_post_infusion day_post_infusion"
    " days_post_infusion days_since_infusion day_since_infusion day_after_infusion"
    " days_after_infusion day_relative_to_infusion study_day",
    Col.VALUE: "value anc anc_per_ul anc_ul neutrophils neut neutrophil neutrophil_count"
    " neutrophils_per_ul absolute_neutrophil_count",
    _PHASE: "phase period",
    Col.GRADE: "grade icaht icaht_grade expected expected_grade",
    **{name: name for name in (*UNTIL, *CENSORED)},
}
_NAMES = {word: name for name, words in _SPELT.items() for word in words.split()}
_WORDS: Mapping[str, str] = {
    _EARLY: _EARLY,
    _LATE: _LATE,
    "anc": Col.VALUE,
    "neutrophil": Col.VALUE,
    "neutrophils": Col.VALUE,
}
_OTHER = {"duration", "days", "day", "nadir", "date", "length", "onset", "first", "last"}
_NUMBERS = (Col.DAY, Col.VALUE, *UNTIL, *CENSORED)


def icaht_files(data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the samples and the expected grades, told apart by their headers.

    Raises
    ------
    DataError
        If either is not there, or there is more than one.
    """
    tables = [_named(path) for path in _csv_files(data)]
    samples = [t for t in tables if {Col.PATIENT, Col.DAY, Col.VALUE} <= set(t.columns)]
    others = [t for t in tables if not any(t is s for s in samples)]
    grades = _graded(others) or _graded(samples)
    problems = []
    if len(samples) != 1:
        problems.append(_problem(len(samples), "patient, day and anc"))
    if len(grades) != 1:
        problems.append(_problem(len(grades), "patient, early and late"))
    if problems:
        raise DataError(str(data), problems)
    numbers = [c for c in _NUMBERS if c in samples[0].columns]
    plain = pl.col(numbers).str.strip_chars().str.replace(",", ".", literal=True)
    return samples[0].with_columns(plain.cast(pl.Float64, strict=False)), grades[0]


def _csv_files(data: Path) -> list[Path]:
    for folder in (data, data / "icaht"):
        files = folder.iterdir() if folder.is_dir() else ()
        if found := sorted(p for p in files if p.suffix.lower() == ".csv"):
            return found
    return []


def _problem(found: int, columns: str) -> str:
    return f"{found} CSV files there have the columns {columns}; expected one"


def _named(path: Path) -> pl.DataFrame:
    """Return a CSV file with the columns under our names, every cell as text."""
    table = reference_texts(path, [])
    names: dict[str, str] = {}
    for column in sorted(table.columns, key=_says_grade, reverse=True):
        name = _name_of(column)
        if name and name not in names.values():
            names[column] = name
    if Col.PATIENT not in names.values():
        return table.clear().select([])
    text = pl.col(Col.PATIENT).str.strip_chars()
    return table.select(list(names)).rename(names).with_columns(text)


def _graded(tables: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Return the tables that hold grades, one row per patient."""
    found = []
    for table in tables:
        columns = set(table.columns)
        if {_PHASE, Col.GRADE} <= columns:
            found.append(_wide(table))
        elif {_EARLY, _LATE} & columns:
            kept = [c for c in (Col.PATIENT, _EARLY, _LATE) if c in columns]
            found.append(table.select(kept).unique(maintain_order=True))
    return found


def _wide(table: pl.DataFrame) -> pl.DataFrame:
    """Return early and late grades side by side."""
    phase = pl.col(_PHASE).str.to_lowercase().str.extract(f"({_EARLY}|{_LATE})")
    grade = pl.col(Col.GRADE)
    asked = [p for p in (_EARLY, _LATE) if table.select((phase == p).any()).item()]
    return table.group_by(Col.PATIENT, maintain_order=True).agg(
        grade.filter(phase == p).first().alias(p) for p in asked
    )


def _says_grade(column: str) -> bool:
    return "grade" in _plain(column).split("_")


def _name_of(column: str) -> str | None:
    plain = _plain(column)
    if plain in _NAMES:
        return _NAMES[plain]
    words = set(plain.split("_"))
    if words & _OTHER and not _says_grade(column):
        return None
    return next((name for word, name in _WORDS.items() if word in words), None)


def _plain(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", column.strip().lower()).strip("_")
