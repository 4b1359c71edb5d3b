"""From what a format gave to the grid: names and cells cleaned, faults in their order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

import polars as pl

from cartwin.study.sources.characters import character_faults, trimmed
from cartwin.study.sources.grid import Grid, GridFault
from cartwin.study.sources.parts import Part
from cartwin.study.sources.rows import BLANK


__all__ = ["Found", "assembled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A table as a format gave it; the attributes mean what they mean in `Grid`.

    `as_written` keeps unseen characters at the ends of cells.
    """

    header: Sequence[str]
    header_line: int
    part: Part
    row_word: str
    notices: Sequence[str]
    sheet: str = ""
    decimal_comma: bool = False
    as_written: bool = False


def assembled(
    found: Found, check: Callable[[pl.DataFrame], Iterator[GridFault]] | None = None
) -> Grid:
    """Return the grid, without columns that have no name and no cell at the end.

    Parameters
    ----------
    check
        Yields the faults of cells that only this format has.
    """
    part, trimming = found.part, list[str]()
    if not found.as_written:
        part, trimming = trimmed(part, found.row_word)
    header = [name.strip(BLANK) for name in found.header]
    width = _named_width(header, part.cells)
    cells = part.cells.select(str(n) for n in range(width))
    faults = [*part.faults, *_repeated(found.header[:width], cells)]
    faults += character_faults(cells)
    if check is not None:
        faults += check(cells)
    return Grid(
        header=tuple(header[:width]),
        header_line=found.header_line,
        cells=cells,
        lines=part.lines,
        row_word=found.row_word,
        sheet=found.sheet,
        faults=tuple(sorted(faults, key=attrgetter("row"))),
        notices=(*found.notices, *trimming, *_dropped(len(header) - width)),
        decimal_comma=found.decimal_comma,
    )


def _named_width(header: Sequence[str], cells: pl.DataFrame) -> int:
    width = len(header)
    while width > 1 and not header[width - 1]:
        column = cells[str(width - 1)]
        if column.null_count() < len(column):
            break
        width -= 1
    return width


def _dropped(columns: int) -> list[str]:
    if not columns:
        return []
    what = "1 column" if columns == 1 else f"{columns} columns"
    return [f"{what} at the end without a name and without a cell: left out"]


def _repeated(header: Sequence[str], cells: pl.DataFrame) -> Iterator[GridFault]:
    """Yield the rows that are the header once more."""
    same = pl.all_horizontal(
        pl.col(str(n)).eq_missing(pl.lit(name or None, pl.String))
        for n, name in enumerate(header)
    )
    for row in cells.select(same.alias("same"))["same"].arg_true().to_list():
        yield GridFault(
            row=row,
            column=None,
            code="repeated-header",
            found="the header once more",
            expected="a row of data",
            repair="delete this line",
        )
