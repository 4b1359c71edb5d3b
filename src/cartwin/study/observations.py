"""Observations as people enter them: one value a line, in the unit of their laboratory.

    patient,day,analyte,value,unit
    P1,-6,PLAT,9000,/uL
    P1,28,BCELL,<5,/uL

`<5` is below 5 and `>600` above 600: limits are kept as limits, never made a number.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.study.cells import Cell, parse_cell, parse_number
from cartwin.study.columns import Col
from cartwin.study.csv_table import csv_rows, decoded, header_problems, ragged
from cartwin.study.reading import Reading
from cartwin.study.schema import SCHEMA
from cartwin.units import ANALYTES, to_canonical


__all__ = ["read_observations"]

_REQUIRED = (Col.PATIENT, Col.DAY, Col.ANALYTE, Col.VALUE, Col.UNIT)
_NORMAL = (Col.LOWER_NORMAL, Col.UPPER_NORMAL)
_OPTIONAL = (*_NORMAL, Col.NOTE, Col.SOURCE, Col.CERTAINTY)
_KNOWN = [str(c) for c in (*_REQUIRED, *_OPTIONAL)]
_TABLE = SCHEMA["observations"]
_SIGNED = re.compile(r"\s*(<=?|>=?|≤|≥)?(.*)", re.DOTALL)
_CENSORING = {"<": "below", "≤": "below", ">": "above", "≥": "above"}


def read_observations(source: str | Path, *, name: str | None = None) -> pl.DataFrame:
    r"""Return the table of observations that a CSV file or its text holds.

    Values are converted to the canonical unit of their analyte; what was entered is kept
    beside them.

    Parameters
    ----------
    source
        Path of the file; or its text, if it has a line break.
    name
        Name of the source in messages; by default that of the file.

    Raises
    ------
    DataError
        Naming everything that is wrong, with its line; nothing is read unless all is.

    Examples
    --------
    >>> text = "patient,day,analyte,value,unit\nP1,-6,PLAT,9000,/uL\nP1,28,BCELL,<5,/uL\n"
    >>> read_observations(text).select("value", "censoring").rows()
    [(9.0, 'none'), (5.0, 'below')]
    """
    is_text = isinstance(source, str) and "\n" in source
    name = name or ("observations" if is_text else Path(source).name)
    try:
        content = str(source).encode() if is_text else Path(source).read_bytes()
        rows = list(csv_rows(decoded(content)))
    except OSError as error:
        raise DataError(name, [f"the file cannot be opened ({error.strerror})"]) from None
    except ValueError as error:
        raise DataError(name, [str(error)]) from None
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if problems := list(header_problems(header, _KNOWN, _KNOWN[: len(_REQUIRED)])):
        raise DataError(name, problems)
    return _checked(_read_rows(rows[1:], header), name)


def _checked(reading: Reading, name: str) -> pl.DataFrame:
    if problems := list(reading.all_problems(_TABLE, None)):
        raise DataError(name, problems)
    return reading.frame


def _read_rows(lines: Sequence[tuple[int, list[str]]], header: Sequence[str]) -> Reading:
    rows, faults = [], []
    for number, (_, cells) in enumerate(lines):
        row, problems = _read_row(dict(zip(header, cells, strict=False)))
        if problem := ragged(cells, header):
            problems = [problem]
        rows.append(row)
        faults += [(number, problem) for problem in problems]
    return Reading(
        frame=pl.DataFrame(rows, schema=_TABLE.dtypes, orient="row"),
        lines=[line for line, _ in lines],
        faults=faults,
    )


def _read_row(cells: Mapping[str, str]) -> tuple[dict[str, Cell], list[str]]:
    """Return the row and its problems; what could not be read is missing in the row."""
    row: dict[str, Cell] = {}
    problems = []
    for read in (_plain, _measured):
        try:
            row |= read(cells)
        except ValueError as error:
            problems.append(str(error))
    return row, problems


def _plain(cells: Mapping[str, str]) -> dict[str, Cell]:
    names = (Col.PATIENT, Col.DAY, Col.NOTE, Col.SOURCE, Col.CERTAINTY)
    return {str(c): parse_cell(cells.get(c, "").strip(), _TABLE[c]) for c in names}


def _measured(cells: Mapping[str, str]) -> dict[str, Cell]:
    analyte, unit, entered = (
        cells.get(c, "").strip() for c in (Col.ANALYTE, Col.UNIT, Col.VALUE)
    )
    if not entered:
        msg = "value is empty; leave out the line if nothing was measured"
        raise ValueError(msg)
    if not unit and analyte in ANALYTES:
        msg = f"no unit for {analyte}; write one of {', '.join(ANALYTES[analyte].factors)}"
        raise ValueError(msg)
    to_canonical(0.0, unit, analyte)  # names an unknown analyte or unit before the value
    value, censoring = _value(entered, analyte)
    normal: dict[str, Cell] = {
        c: _limit(cells.get(c, ""), unit, analyte, c) for c in _NORMAL
    }
    return {
        Col.ANALYTE: analyte,
        Col.VALUE: to_canonical(value, unit, analyte),
        Col.CENSORING: censoring,
        Col.VALUE_ENTERED: entered,
        Col.UNIT_ENTERED: unit,
        **normal,
    }


def _value(entered: str, analyte: str) -> tuple[float, str]:
    match = _SIGNED.fullmatch(entered)
    sign, text = match.groups() if match else (None, entered)
    censoring = _CENSORING[sign[0]] if sign else "none"
    if not any(map(str.isdecimal, text)):
        msg = f"value {entered!r:.60} is not a number; write a limit as <5 or >600"
        raise ValueError(msg)
    value = parse_number(text.strip(), "value", shown=entered)
    if value < 0:
        msg = f"value {entered} of {analyte} is negative; counts and titres cannot be"
        raise ValueError(msg)
    if value == 0 and censoring == "below":
        msg = f"value {entered} of {analyte}: nothing lies below 0; write the limit"
        raise ValueError(msg)
    return value, censoring


def _limit(text: str, unit: str, analyte: str, name: str) -> float | None:
    if not text.strip():
        return None
    return to_canonical(parse_number(text.strip(), name), unit, analyte)
