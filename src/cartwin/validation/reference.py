"""Reference data made by others: where the files are, and what must stand in them.

Names of files and of columns are found whatever their case; a table may be separated by
commas, semicolons or tabs.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl

from cartwin.errors import DataError


__all__ = [
    "existing_file",
    "reference_file",
    "reference_json",
    "reference_table",
    "reference_texts",
]

SEPARATORS = (",", ";", "\t")


def reference_file(
    data: Path, folder: str, file: str, *, holds: str, beside: bool = False
) -> Path:
    """Return the path of a file of reference data.

    Parameters
    ----------
    data
        The folder called `folder`, under whatever name, or the one above it.
    holds
        What is expected in the file, for the error.
    beside
        Whether the folder may also stand beside `data`.

    Raises
    ------
    DataError
        If the file is in none of these places.

    Examples
    --------
    >>> reference_file(Path("nowhere"), "ode", "a.json", holds="end points")
    Traceback (most recent call last):
        ...
    cartwin.errors.DataError: nowhere was not read:
      no file a.json there or in nowhere/ode; expected in it: end points
    """
    if found := existing_file(data, folder, file, beside=beside):
        return found
    problem = f"no file {file} there or in {data / folder}; expected in it: {holds}"
    raise DataError(str(data), [problem])


def existing_file(
    data: Path, folder: str, file: str, *, beside: bool = False
) -> Path | None:
    """Return the path of a file as `reference_file` does; None if there is none."""
    places = [data, data / folder, data.resolve().parent / folder]
    return next(filter(None, (_in(p, file) for p in places[: 2 + beside])), None)


def _in(place: Path, file: str) -> Path | None:
    """Return the file of that name in a place, whatever its case."""
    if (place / file).is_file():
        return place / file
    there = place.iterdir() if place.is_dir() else ()
    same = [p for p in there if p.name.lower() == file.lower() and p.is_file()]
    return min(same, default=None)


def reference_json(path: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds.

    Raises
    ------
    DataError
        If the file cannot be read or holds something else.
    """
    content = _read(path, lambda p: json.loads(p.read_text(encoding="utf-8")))
    if not isinstance(content, dict):
        found = type(content).__name__
        raise DataError(str(path), [f"it holds a {found}; expected an object of problems"])
    return content


def reference_table(
    path: Path, columns: Iterable[str], *, numbers: Iterable[str] = ()
) -> pl.DataFrame:
    """Return a CSV file that must have these columns (and may have more).

    Parameters
    ----------
    columns, numbers
        Required columns; the second ones must hold numbers.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, or holds text where numbers belong.
    """
    numeric = [*numbers]
    wanted = [*columns, *numeric]
    frame = _spelt(_csv(path, infer_schema_length=None), wanted)
    problems = _lacking(frame, wanted)
    problems += [
        f"column {name!r} holds text; expected a number in each row"
        for name in numeric
        if name in frame.columns and not frame[name].dtype.is_numeric()
    ]
    if problems:
        raise DataError(str(path), problems)
    return frame


def reference_texts(
    path: Path, columns: Iterable[str], *, optional: Iterable[str] = ()
) -> pl.DataFrame:
    """Return a CSV file that must have these columns, every cell as it was written.

    `optional`: further columns that have a name here, if they are there.

    Raises
    ------
    DataError
        If the file cannot be read, or lacks a column.
    """
    wanted = [*columns]
    frame = _spelt(_csv(path, infer_schema=False), [*wanted, *optional])
    if problems := _lacking(frame, wanted):
        raise DataError(str(path), problems)
    return frame


def _csv(path: Path, **options: Any) -> pl.DataFrame:
    """Read a CSV file, separated by what its header has most of."""

    def read(file: Path) -> pl.DataFrame:
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            header = lines.readline()
        separator = max(SEPARATORS, key=header.count)
        return pl.read_csv(file, separator=separator, **options)

    frame: pl.DataFrame = _read(path, read)
    return frame.rename({c: c.strip() for c in frame.columns})


def _spelt(frame: pl.DataFrame, wanted: Iterable[str]) -> pl.DataFrame:
    """Return the columns that differ from a wanted name by case alone under that name."""
    lower = {name.lower(): name for name in wanted if name not in frame.columns}
    same = {c: lower.pop(c.lower()) for c in frame.columns if c.lower() in lower}
    return frame.rename(same)


def _lacking(frame: pl.DataFrame, wanted: Iterable[str]) -> list[str]:
    header = ", ".join(frame.columns)
    return [
        f"no column {name!r}; the header has {header}"
        for name in wanted
        if name not in frame.columns
    ]


def _read(path: Path, read: Callable[[Path], Any]) -> Any:
    try:
        return read(path)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        first = str(error).partition("\n")[0]
        raise DataError(str(path), [first]) from None
