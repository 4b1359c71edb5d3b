"""A table of the record as CSV, in the columns and the order of the schema."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.study.cells import Cell, format_cell, parse_cell
from cartwin.study.columns import Column, Table
from cartwin.study.reading import Reading


__all__ = ["csv_rows", "csv_text", "decoded", "header_problems", "ragged", "read_csv_table"]

Line = tuple[int, list[str]]

_QUOTED = re.compile(r'[,"\r\n]|^\s|\s$')


def csv_text(frame: pl.DataFrame, required: Collection[str] | None = None) -> str:
    """Return the table as CSV: comma, quotes where needed, one line feed per row.

    Columns that are empty are left out unless `required`; all are kept if it is None.
    """
    if required is not None:
        empty = [c for c in frame.columns if frame[c].null_count() == len(frame)]
        frame = frame.drop(c for c in empty if c not in required)
    rows = [frame.columns, *(map(format_cell, row) for row in frame.iter_rows())]
    return "".join(f"{','.join(map(_quoted, row))}\n" for row in rows)


def decoded(content: bytes) -> str:
    """Return the text of a file; a byte order mark is dropped.

    Raises
    ------
    ValueError
        Bytes that are not UTF-8, naming the line.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        msg = f"line {line}: not UTF-8 text; save the file as 'CSV UTF-8'"
        raise ValueError(msg) from None


def csv_rows(text: str) -> Iterator[Line]:
    """Yield line number and cells of every row that is not empty, the header first.

    Raises
    ------
    ValueError
        Quotes that do not match, or a cell longer than a study can hold.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        msg = f"line {line}: not CSV ({error})"
        raise ValueError(msg) from None


def header_problems(
    header: Sequence[str], known: Sequence[str], required: Sequence[str]
) -> Iterator[str]:
    """Yield what is wrong with the header of a file."""
    if not header:
        yield f"the file is empty; expected a header with {', '.join(required)}"
        return
    if len(header) == 1 and ";" in header[0]:
        yield "line 1: the columns are separated by ';'; save the file with commas"
        return
    for name in dict.fromkeys(header):
        if name not in known:
            yield f"line 1: unknown column {name!r:.60} ({did_you_mean(name, known)})"
        elif header.count(name) > 1:
            yield f"line 1: column {name!r} stands there {header.count(name)} times"
    for name in required:
        if name not in header:
            yield f"line 1: no column {name!r}; the header has {_listed(header)}"


def read_csv_table(content: bytes, table: Table, file: str) -> Reading:
    """Return the rows of a table with the line of each, and what could not be read."""
    try:
        rows = list(csv_rows(decoded(content)))
    except ValueError as error:
        return Reading.nothing(file, table, [str(error)])
    header = rows[0][1] if rows else []
    if found := list(header_problems(header, list(table.dtypes), table.required)):
        return Reading.nothing(file, table, found)
    return _parsed(rows[1:], header, table, file)


def _parsed(rows: Sequence[Line], header: list[str], table: Table, file: str) -> Reading:
    faults = [(n, f) for n, (_, cells) in enumerate(rows) if (f := ragged(cells, header))]
    padding = [""] * len(header)
    cells = [(row + padding)[: len(header)] for _, row in rows]
    columns = dict(zip(header, zip(*cells, strict=True), strict=True)) if rows else {}
    series = {}
    for column in table.columns:
        values, wrong = _parse_column(columns.get(column.name, [""] * len(rows)), column)
        series[column.name] = pl.Series(column.name, values, dtype=column.kind.dtype)
        faults += wrong
    return Reading(
        file=file,
        frame=pl.DataFrame(series),
        lines=[line for line, _ in rows],
        faults=faults,
    )


def _parse_column(
    cells: Sequence[str], column: Column
) -> tuple[list[Cell], list[tuple[int, str]]]:
    values: list[Cell] = []
    faults = []
    for row, cell in enumerate(cells):
        try:
            values.append(parse_cell(cell, column) if cell else None)
        except ValueError as error:
            values.append(None)
            faults.append((row, str(error)))
    return values, faults


def ragged(cells: Sequence[str], header: Sequence[str]) -> str | None:
    """Return what is wrong with the number of cells in a row, or None."""
    if len(cells) == len(header):
        return None
    return f"{len(cells)} cells under a header of {len(header)}"


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(header)
    return shown if len(shown) <= 200 else f"{shown[:200]}..."


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
