"""Whether a file writes its numbers with a decimal comma."""

import polars as pl


__all__ = ["shows_decimal_comma"]

_COMMA = r"^\s*[<>≤≥=]*\s*[+-]?\d[\d.]*,\d+([eE][+-]?\d+)?\s*%?\s*$"
_POINT = r"^\s*[<>≤≥=]*\s*[+-]?\d+\.\d+([eE][+-]?\d+)?\s*%?\s*$"


def shows_decimal_comma(cells: pl.DataFrame) -> bool:
    """Return whether there are numbers with a decimal comma and none with a point.

    >>> shows_decimal_comma(pl.DataFrame({"0": ["4,5", "31.12.2025"]}))
    True
    >>> shows_decimal_comma(pl.DataFrame({"0": ["4,5", "4.5"]}))
    False
    """
    return _any(cells, ",", _COMMA) and not _any(cells, ".", _POINT)


def _any(cells: pl.DataFrame, mark: str, pattern: str) -> bool:
    for column in cells.iter_columns():
        with_mark = column.filter(column.str.contains(mark, literal=True))
        if with_mark.str.contains(pattern).any():
            return True
    return False
