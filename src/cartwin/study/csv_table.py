"""A table of the record as CSV, in the columns and the order of the schema."""

from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Sequence

import polars as pl

from cartwin.errors import DataError, did_you_mean
from cartwin.study.checks import ROW, slices
from cartwin.study.columns import Table
from cartwin.study.grid_faults import faults_of_grid
from cartwin.study.numbers import format_number
from cartwin.study.parsing import parse_table
from cartwin.study.reading import Reading
from cartwin.study.sources import read_grid


__all__ = ["csv_pieces", "read_csv_table"]

_FORM = ("ragged-row", "long-cell")  # what the cells mean is looked at by the checks
_QUOTED = r'[,"\r\n]|^[\s\x1c-\x1f]|[\s\x1c-\x1f]$'


def csv_pieces(frame: pl.DataFrame, required: Collection[str]) -> Iterator[bytes]:
    r"""Yield the table as CSV: comma, quotes where needed, one line feed per row.

    Columns that are empty are left out unless `required`.

    >>> b"".join(csv_pieces(pl.DataFrame({"day": [9.0, 0.5], "note": ["a, b", None]}), ()))
    b'day,note\n9,"a, b"\n0.5,\n'
    """
    empty = [c for c in frame.columns if frame[c].null_count() == len(frame)]
    frame = frame.drop(c for c in empty if c not in required)
    yield f"{','.join(frame.columns)}\n".encode()
    for piece in slices(frame):
        cells = piece.select(_written(column) for column in piece.iter_columns())
        yield cells.write_csv(include_header=False, quote_style="never").encode()


def _written(column: pl.Series) -> pl.Series:
    """Return a column as its cells are written."""
    if column.dtype == pl.Float64:
        return _numbers(column)
    text = column.cast(pl.String)
    needs_quotes = text.str.contains(_QUOTED)
    if not needs_quotes.any():
        return text
    quoted = '"' + text.str.replace_all('"', '""', literal=True) + '"'
    return text.zip_with(~needs_quotes.fill_null(value=False), quoted)


def _numbers(column: pl.Series) -> pl.Series:
    """Return numbers in their shortest form; far from 1 Polars writes exponents its way."""
    size = column.abs()
    is_plain = ((size >= 1e-4) & (size < 1e15)) | (size == 0)
    zero = pl.Series([0.0]).new_from_index(0, len(column))
    unsigned = column.zip_with((column != 0.0).fill_null(value=True), zero)  # -0 is 0
    text = unsigned.cast(pl.String).str.strip_suffix(".0")
    if is_plain.all():
        return text
    others = [None if x is None else format_number(x) for x in column.filter(~is_plain)]
    rows = (~is_plain).fill_null(value=False).arg_true()
    return text.scatter(rows, pl.Series(others, dtype=pl.String))


def read_csv_table(content: bytes, table: Table, file: str) -> Reading:
    """Return the rows of a table with the line of each, and what could not be read."""
    if not content.removeprefix(BOM_UTF8).strip():
        names = ", ".join(table.required)
        empty = f"the file is empty; expected a header with {names}"
        return Reading.nothing(file, table, [empty])
    try:
        grid = read_grid(content, file, encoding="utf-8", separator=",", as_written=True)
    except DataError as error:
        return Reading.nothing(file, table, error.problems)
    if found := list(_header_problems(grid.header, list(table.dtypes), table.required)):
        told = [f"line {grid.header_line}: {problem}" for problem in found]
        return Reading.nothing(file, table, told)
    texts = grid.cells.rename({str(i): name for i, name in enumerate(grid.header)})
    frame, faults = parse_table(texts.with_row_index(ROW), table)
    own = [f for f in grid.faults if f.code in _FORM]
    return Reading(
        file=file,
        frame=frame.drop(ROW),
        lines=grid.lines,
        faults=pl.concat([faults_of_grid(own, dict(enumerate(grid.header))), faults]),
    )


def _header_problems(
    header: Sequence[str], known: Sequence[str], required: Sequence[str]
) -> Iterator[str]:
    """Yield what is wrong with the header of a table."""
    if len(header) == 1 and ";" in header[0]:
        yield "the columns are separated by ';'; save the file with commas"
        return
    for name in dict.fromkeys(header):
        if name not in known:
            yield f"unknown column {name!r:.60} ({did_you_mean(name, known)})"
        elif header.count(name) > 1:
            yield f"column {name!r} stands there {header.count(name)} times"
    for name in required:
        if name not in header:
            shown = ", ".join(header)
            yield f"no column {name!r}; the header has {shown!s:.200}"
