"""Reference data made by others: where the files are, and what must stand in them."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl

from cartwin.errors import DataError


__all__ = ["reference_file", "reference_json", "reference_table"]


def reference_file(data: Path, folder: str, file: str, *, holds: str) -> Path:
    """Return the path of a file of reference data.

    Parameters
    ----------
    data
        The folder called `folder`, under whatever name, or the one above it.
    holds
        What is expected in the file, for the error.

    Raises
    ------
    DataError
        If the file is in neither place.

    Examples
    --------
    >>> reference_file(Path("nowhere"), "ode", "a.json", holds="end points")
    Traceback (most recent call last):
        ...
    cartwin.errors.DataError: nowhere was not read:
      no file a.json there or in nowhere/ode; expected in it: end points
    """
    places = (data / file, data / folder / file)
    for path in places:
        if path.is_file():
            return path
    problem = f"no file {file} there or in {data / folder}; expected in it: {holds}"
    raise DataError(str(data), [problem])


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
    frame: pl.DataFrame = _read(path, lambda p: pl.read_csv(p, infer_schema_length=None))
    header = ", ".join(frame.columns)
    numeric = [*numbers]
    problems = [
        f"no column {name!r}; the header has {header}"
        for name in (*columns, *numeric)
        if name not in frame.columns
    ]
    problems += [
        f"column {name!r} holds text; expected a number in each row"
        for name in numeric
        if name in frame.columns and not frame[name].dtype.is_numeric()
    ]
    if problems:
        raise DataError(str(path), problems)
    return frame


def _read(path: Path, read: Callable[[Path], Any]) -> Any:
    try:
        return read(path)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        first = str(error).partition("\n")[0]
        raise DataError(str(path), [first]) from None
