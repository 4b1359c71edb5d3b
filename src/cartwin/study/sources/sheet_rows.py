"""The rows of an Excel sheet, completed by what its values do not tell."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import chain

from cartwin.study.sources.rows import BLANK, Line
from cartwin.study.sources.sheet_scan import SheetScan


__all__ = ["sheet_rows"]


def sheet_rows(start: int, rows: Iterator[list[str]], scan: SheetScan) -> Iterator[Line]:
    """Yield the rows that are not blank; errors and percentages read as they are shown.

    Parameters
    ----------
    start
        Column where `rows` begin, from 1.
    """
    width = scan.last_column - scan.first_column + 1
    kept = {row for row, _ in chain(scan.errors, scan.formulas)}
    changed = kept | {row for row, _ in scan.percents}
    for number in range(1, scan.last_row + 1):
        cells = [""] * (start - scan.first_column) + next(rows, [])
        cells += [""] * (width - len(cells))
        if number in changed:
            cells = [
                _shown(cell, (number, column), scan)
                for column, cell in enumerate(cells, scan.first_column)
            ]
        if number in kept or any(cell.strip(BLANK) for cell in cells):
            yield Line(number, number + 1, cells)


def _shown(cell: str, place: tuple[int, int], scan: SheetScan) -> str:
    if place in scan.errors:
        return scan.errors[place]
    return _percentage(cell) if place in scan.percents else cell


def _percentage(cell: str) -> str:
    """Return a fraction as the percentage that is shown, every digit kept.

    >>> _percentage("0.283")
    '28.3%'
    """
    try:
        return f"{(Decimal(cell) * 100).normalize():f}%"
    except InvalidOperation:
        return cell
