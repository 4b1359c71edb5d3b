"""The nouns of this package: a grid of text cells, and what is wrong with some of them."""

from dataclasses import dataclass

import polars as pl


__all__ = ["Grid", "GridFault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFault:
    """A cell or a row that could not be taken as it is.

    Attributes
    ----------
    row
        Row of the grid, from 0.
    column
        Column of the grid, from 0; None if the fault is of the whole row.
    code
        One of `ragged-row`, `repeated-header`, `formula-cell`, `error-cell`, `long-cell`,
        `invisible-character`, `control-character`.
    found, expected, repair
        What stands there, what should, and what to do; each without a full stop.
    """

    row: int
    column: int | None
    code: str
    found: str
    expected: str
    repair: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table file as text, before anyone asks what it means.

    Attributes
    ----------
    header
        Names of the columns, without the space around them. They stand as in the file:
        a name may be empty or stand there twice.
    header_line
        Line (CSV) or row (Excel) of the header; 0 in Parquet, which has none.
    cells
        One String column per name, called by position: "0", "1", ... An empty cell is
        null; any other is as in the file, the space around it included.
    lines
        UInt32: where each row stands. CSV: the physical line where it starts. Excel: the
        row number beside the sheet. Parquet: rows counted from 1.
    row_word
        "line" or "row".
    sheet
        Name of the Excel sheet, or empty.
    faults
        What could not be taken as it is, in the order of the rows.
    notices
        What was decided while reading; a sentence each.
    decimal_comma
        Whether the file itself shows decimal commas: its separator is no comma, it has
        numbers with a decimal comma and none with a decimal point.
    """

    header: tuple[str, ...]
    header_line: int
    cells: pl.DataFrame
    lines: pl.Series
    row_word: str
    sheet: str
    faults: tuple[GridFault, ...]
    notices: tuple[str, ...]
    decimal_comma: bool
