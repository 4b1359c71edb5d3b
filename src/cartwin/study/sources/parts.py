"""A stretch of rows as a frame: what grids are put together from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import polars as pl

from cartwin.study.sources.grid import GridFault
from cartwin.study.sources.rows import BLANK, Line


__all__ = ["Part", "joined", "parts_of_rows", "without_blank_rows"]

CHUNK = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some rows of a table.

    Attributes
    ----------
    cells
        String columns "0", "1", ...; empty is null.
    lines
        Where each row stands.
    faults
        Of its rows, counted from the first of the part.
    spare
        Lines of the rows that end with more empty cells than the header has names.
    """

    cells: pl.DataFrame
    lines: pl.Series
    faults: tuple[GridFault, ...] = ()
    spare: tuple[int, ...] = ()

    def compact(self) -> "Part":
        """Return the part with its cells in one piece of memory."""
        return replace(self, cells=self.cells.rechunk(), lines=self.lines.rechunk())


def parts_of_rows(rows: Iterable[Line], width: int) -> Iterator[Part]:
    """Yield the rows in parts; shorter ones are filled, longer ones cut and reported."""
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield _part(chunk, width)


def without_blank_rows(part: Part) -> Part:
    """Return a part without the rows that have nothing in any cell; it has no faults."""
    cells = part.cells
    blank = pl.Series([True]).new_from_index(0, len(cells))
    for column in cells.iter_columns():
        blank &= column.is_null() | (column.str.strip_chars(BLANK) == "").fill_null(True)
        if not blank.any():
            return part
    return replace(part, cells=cells.filter(~blank), lines=part.lines.filter(~blank))


def joined(parts: Sequence[Part], width: int) -> Part:
    """Return one part with all rows; faults are counted from the first of them."""
    if not parts:
        nothing = pl.DataFrame(schema={str(n): pl.String for n in range(width)})
        return Part(cells=nothing, lines=pl.Series("line", [], pl.UInt32))
    faults, before = [], 0
    for part in parts:
        faults += [replace(f, row=f.row + before) for f in part.faults]
        before += len(part.cells)
    return Part(
        cells=pl.concat([part.cells for part in parts], rechunk=False),
        lines=pl.concat([part.lines for part in parts]),
        faults=tuple(faults),
        spare=tuple(line for part in parts for line in part.spare),
    )


def _part(rows: Sequence[Line], width: int) -> Part:
    padding = [""] * width
    odd = [(n, row) for n, row in enumerate(rows) if len(row.cells) != width]
    cells = [row.cells for row in rows]
    for n, row in odd:
        cells[n] = (row.cells + padding)[:width]
    columns = zip(*cells, strict=True)
    return Part(
        cells=pl.DataFrame(
            [
                pl.Series(str(n), [cell or None for cell in column], dtype=pl.String)
                for n, column in enumerate(columns)
            ]
        ),
        lines=pl.Series("line", [row.line for row in rows], dtype=pl.UInt32),
        faults=tuple(_ragged(n, row.cells, width) for n, row in odd if _loses(row, width)),
        spare=tuple(row.line for _, row in odd if not _loses(row, width)),
    )


def _loses(row: Line, width: int) -> bool:
    """Return whether it matters that a row is not as wide as the header."""
    return len(row.cells) < width or any(cell.strip(BLANK) for cell in row.cells[width:])


def _ragged(row: int, cells: Sequence[str], width: int) -> GridFault:
    surplus = ", ".join(f"{cell!r:.40}" for cell in cells[width : width + 5])
    return GridFault(
        row=row,
        column=None,
        code="ragged-row",
        found=f"{_cells(len(cells))}{f'; too many: {surplus}' if surplus else ''}",
        expected=f"{width}, as the header has",
        repair="put cells that contain the separator in quotes, or delete what is too much"
        if surplus
        else "add a separator for each empty cell at the end",
    )


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"
