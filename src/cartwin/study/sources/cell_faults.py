"""Cells of a text file that are no plain values: formulas, spreadsheet errors."""

import re
from collections.abc import Iterator

import polars as pl

from cartwin.study.sources.characters import odd_columns
from cartwin.study.sources.grid import GridFault


__all__ = ["ERRORS", "error_fault", "formula_fault", "text_faults"]

ERRORS = frozenset(
    (
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
    )
)
_SUSPECT = r"^\s*[=+@\-#]"
_NUMBER = r"^\s*[+-]\s*[\d.,]*\d[\d.,\s'’\x{A0}]*([eE][+-]?\d+)?\s*%?\s*$"
_LETTER = re.compile(r"\w")


def text_faults(cells: pl.DataFrame) -> Iterator[GridFault]:
    """Yield the cells that a spreadsheet would take for formulas, and its errors.

    A number with a sign is no formula, and neither is a mark such as "+++" or "-".

    >>> cells = pl.DataFrame({"0": ["=B2*2", "-4.5", "++"], "1": ["#N/A", "a=b", None]})
    >>> [(fault.row, fault.column, fault.code) for fault in text_faults(cells)]
    [(0, 0, 'formula-cell'), (0, 1, 'error-cell')]
    """
    for name in odd_columns(cells, pl.all().str.contains(_SUSPECT)):
        number, column = int(name), cells[name]
        rows = column.str.contains(_SUSPECT).arg_true()
        suspects = column.gather(rows)
        odd = ~suspects.str.contains(_NUMBER)
        for row, text in zip(rows.filter(odd), suspects.filter(odd), strict=True):
            cell = text.strip()
            if cell.upper() in ERRORS:
                yield error_fault(row, number, cell)
            elif _is_formula(cell):
                yield formula_fault(row, number, f"{cell!r:.60}")


def formula_fault(row: int, column: int, found: str) -> GridFault:
    """Return the fault of a formula."""
    return GridFault(
        row=row,
        column=column,
        code="formula-cell",
        found=f"the formula {found}",
        expected="a value",
        repair="replace the formula by its value",
    )


def error_fault(row: int, column: int, found: str) -> GridFault:
    """Return the fault of a cell in which a spreadsheet could not compute something."""
    return GridFault(
        row=row,
        column=column,
        code="error-cell",
        found=f"the spreadsheet error {found}",
        expected="a value",
        repair="mend the formula and keep its value, or empty the cell",
    )


def _is_formula(cell: str) -> bool:
    if cell[0] in "=@":
        return True
    return cell[0] != "#" and bool(_LETTER.search(cell))
