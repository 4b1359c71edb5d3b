"""What a person should know about an Excel sheet, and the cells that hold no value."""

from collections.abc import Iterator, Sequence

from cartwin.study.sources.cell_faults import ERROR, FORMULA, no_value
from cartwin.study.sources.grid import GridFault
from cartwin.study.sources.rows import Line
from cartwin.study.sources.sheet_scan import SheetScan, cell_name
from cartwin.study.sources.sheets import Sheet


__all__ = ["header_problems", "sheet_faults", "sheet_notices"]

_SHOWN = 5


def header_problems(header: Line, scan: SheetScan) -> list[str]:
    """Return a problem for each formula or error among the names of the columns."""
    places = sorted({*scan.formulas, *scan.errors})
    return [
        f"row {row}: cell {cell_name(row, column)} of the header is "
        f"{_what(scan, (row, column))}; expected the name of a column: write its value"
        for row, column in places
        if row == header.line
    ]


def sheet_faults(lines: Sequence[int], scan: SheetScan) -> Iterator[GridFault]:
    """Yield the fault of every cell that holds a formula or an error.

    Parameters
    ----------
    lines
        Number of each row of the grid on the sheet.
    """
    rows = {line: row for row, line in enumerate(lines)}
    for place in sorted({*scan.formulas, *scan.errors}):
        row = rows.get(place[0])
        if row is None:
            continue
        kind = ERROR if place in scan.errors else FORMULA
        found = f"{_formula(scan, place)} in cell {cell_name(*place)}"
        yield no_value(row, place[1] - scan.first_column, kind, found)


def sheet_notices(sheets: Sequence[Sheet], chosen: Sheet, scan: SheetScan) -> Iterator[str]:
    """Yield what was left out or is not seen at once on the sheet."""
    others = [f"{s.name!r:.60}{' (hidden)' if s.hidden else ''}" for s in sheets]
    others = [text for text, s in zip(others, sheets, strict=True) if s is not chosen]
    if others:
        yield f"sheet {chosen.name!r:.60} was read; left out: {_listed(others)}"
    if chosen.hidden:
        yield f"sheet {chosen.name!r:.60} is hidden, but was read"
    if scan.merged:
        yield (
            f"merged cells: {_listed(scan.merged)}; the value stands in the first cell of "
            "each, the others are empty"
        )
    if scan.hidden_rows:
        yield f"{scan.hidden_rows} hidden or filtered rows were read like all others"
    if scan.hidden_columns:
        yield "hidden columns were read like all others"


def _formula(scan: SheetScan, place: tuple[int, int]) -> str:
    formula = f"={scan.formulas[place]:.60}" if scan.formulas.get(place) else ""
    error = scan.errors.get(place, "")
    if formula and error:
        return f"{error} of {formula}"
    return formula or error or "shared with other cells"


def _what(scan: SheetScan, place: tuple[int, int]) -> str:
    kind = "the error" if place in scan.errors else "the formula"
    return f"{kind} {_formula(scan, place)}"


def _listed(texts: Sequence[str]) -> str:
    shown = ", ".join(texts[:_SHOWN])
    rest = len(texts) - _SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown
