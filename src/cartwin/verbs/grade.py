"""`grade`: one published rule over a study, or over a file with one of its tables."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.rules import chosen, find_rule
from cartwin.study import Origin, Study, empty_table, join_study, open_study, take_in
from cartwin.verbs.atomic import write_table


__all__ = ["grade"]


def grade(
    rule: str,
    source: str | Path,
    *,
    out: str | Path | None = None,
    disease: str = "",
    options: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Return what a rule says of a study.

    Parameters
    ----------
    rule
        Name, as `cartwin rules list` shows it.
    source
        A study (name or folder), or a CSV, Excel or Parquet file with the first table
        that the rule reads.
    out
        A .csv or .parquet file to write.
    disease
        Of the patients of a file, for rules that ask for it.
    options
        Name -> value, as `cartwin rules show` lists them.

    Raises
    ------
    DataError
        If there is no such rule or option, or the source cannot be read; all problems at
        once.
    """
    found = find_rule(rule)
    keywords = chosen(rule, found.options, options or {})
    path = Path(source)
    study = (
        _of_file(path, found.tables[0], disease) if path.is_file() else open_study(source)
    )
    result = found.apply(study, **keywords)
    if out is not None:
        write_table(result, Path(out))
    return result


def _of_file(path: Path, table: str, disease: str) -> Study:
    """Return a study of one file; its patients are those the file names."""
    study = Study(name=path.stem, title=path.name, origin=Origin.REAL, disease=disease)
    first = take_in(path.read_bytes(), study, name=path.name, table=table)
    if first.problems:
        raise DataError(path.name, list(first.problems))
    names = first.entries["patient"].drop_nulls().unique(maintain_order=True)
    people = empty_table("patients").clear().select("patient").vstack(names.to_frame())
    known = study if table == "patients" else study.with_tables(patients=people)
    intake = take_in(path.read_bytes(), known, name=path.name, table=table)
    if not intake.is_clean:
        told = [s.removeprefix(f"{path.name}, ") for s in intake.sentences()]
        raise DataError(path.name, told)
    return join_study(known, intake)
