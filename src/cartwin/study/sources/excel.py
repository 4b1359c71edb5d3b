"""A sheet of an Excel workbook as a grid."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from zipfile import ZipFile

from cartwin.errors import did_you_mean
from cartwin.study.sources.assemble import Found, assembled
from cartwin.study.sources.excel_values import excel_rows
from cartwin.study.sources.grid import Grid
from cartwin.study.sources.package import open_package, xml_of
from cartwin.study.sources.parts import joined, parts_of_rows
from cartwin.study.sources.rows import Line
from cartwin.study.sources.shared_strings import shared_lengths
from cartwin.study.sources.sheet_faults import header_problems, sheet_faults, sheet_notices
from cartwin.study.sources.sheet_rows import sheet_rows
from cartwin.study.sources.sheet_scan import SheetScan, scan_sheet
from cartwin.study.sources.sheets import Sheet, sheets_of
from cartwin.study.sources.styles import percent_styles
from cartwin.study.sources.title import title_problem


__all__ = ["read_excel_grid"]

_MOST_CELLS = 16_000_000
_MOST_CHARACTERS = 500_000_000


def read_excel_grid(content: bytes, sheet: str | None, notices: Sequence[str]) -> Grid:
    """Return the cells of a sheet as the text a person sees.

    Raises
    ------
    ValueError
        What is wrong with the file as a whole.
    """
    with open_package(content) as package:
        sheets = sheets_of(package)
        chosen, scan = _chosen(package, sheets, sheet)
    rows = sheet_rows(*excel_rows(content, chosen.name), scan)
    header, *second = _first_two(rows, chosen)
    if problems := header_problems(header, scan):
        raise ValueError(*problems)
    width = len(header.cells)
    part = joined(list(parts_of_rows(chain(second, rows), width)), width)
    return assembled(
        Found(
            header=header.cells,
            header_line=header.line,
            part=replace(part, faults=tuple(sheet_faults(part.lines.to_list(), scan))),
            row_word="row",
            notices=[*notices, *sheet_notices(sheets, chosen, scan)],
            sheet=chosen.name,
        )
    )


def _chosen(
    package: ZipFile, sheets: Sequence[Sheet], name: str | None
) -> tuple[Sheet, SheetScan]:
    """Return the sheet asked for, or the first with cells, visible ones first."""
    names = [sheet.name for sheet in sheets]
    if name is not None and name not in names:
        msg = f"no sheet {name!r:.60} ({did_you_mean(name, names)})"
        raise ValueError(msg)
    percent, shared = percent_styles(package), shared_lengths(package)
    for sheet in sorted(sheets, key=lambda s: s.hidden):
        if name in {None, sheet.name}:
            scan = scan_sheet(xml_of(package, sheet.path), sheet.path, percent, shared)
            if scan.last_row:
                _refuse_vast(scan)
                return sheet, scan
    which = f"sheet {name!r:.60}" if name is not None else "every sheet of the workbook"
    msg = f"{which} is empty; expected a header and one row per line"
    raise ValueError(msg)


def _refuse_vast(scan: SheetScan) -> None:
    width = scan.last_column - scan.first_column + 1
    if scan.characters > _MOST_CHARACTERS:
        msg = (
            f"the sheet has {scan.characters:,} characters of text; expected at most "
            f"{_MOST_CHARACTERS:,}: save it as 'CSV UTF-8'"
        )
        raise ValueError(msg)
    if scan.last_row * width > _MOST_CELLS:
        msg = (
            f"the sheet has {scan.last_row:,} rows of {width:,} columns; expected at most "
            f"{_MOST_CELLS:,} cells: delete stray cells far from the table, or save it as "
            "'CSV UTF-8'"
        )
        raise ValueError(msg)


def _first_two(rows: Iterator[Line], sheet: Sheet) -> list[Line]:
    first, second = next(rows, None), next(rows, None)
    if first is None:
        msg = f"sheet {sheet.name!r:.60} is empty; expected a header and one row per line"
        raise ValueError(msg)
    if title := title_problem(first, second, "row"):
        raise ValueError(title)
    return [first] if second is None else [first, second]
