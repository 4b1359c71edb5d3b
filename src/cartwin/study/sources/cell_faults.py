"""Cells of a text file that are no plain values: formulas, spreadsheet errors."""

import re
from collections.abc import Iterator

import polars as pl

from cartwin.study.sources.characters import odd_columns
from cartwin.study.sources.grid import GridFault


__all__ = ["ERROR", "FORMULA", "no_value", "text_faults"]

FORMULA, ERROR = "formula", "spreadsheet error"
_CODES_AND_REPAIRS = {
    FORMULA: ("formula-cell", "replace the formula by its value"),
    ERROR: ("error-cell", "mend the formula and keep its value, or empty the cell"),
}
_ERRORS = frozenset(
    [
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
    ]
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
            if cell.upper() in _ERRORS:
                yield no_value(row, number, ERROR, cell)
            elif _is_formula(cell):
                yield no_value(row, number, FORMULA, f"{cell!r:.60}")


def no_value(row: int, column: int, kind: str, found: str) -> GridFault:
    """Return the fault of a cell that holds a formula or an error instead of a value."""
    code, repair = _CODES_AND_REPAIRS[kind]
    return GridFault(
        row=row,
        column=column,
        code=code,
        found=f"the {kind} {found}",
        expected="a value",
        repair=repair,
    )


def _is_formula(cell: str) -> bool:
    if cell[0] in "=@":
        return True
    return cell[0] != "#" and bool(_LETTER.search(cell))
