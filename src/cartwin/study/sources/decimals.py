"""Whether a file writes its numbers with a decimal comma."""

import polars as pl

from cartwin.study.sources.characters import odd_columns


__all__ = ["shows_decimal_comma"]

_COMMA = r"^\s*[<>≤≥=]*\s*[+-]?\d[\d.]*,\d+([eE][+-]?\d+)?\s*%?\s*$"
_GROUPED = r"^\s*[<>≤≥=]*\s*[+-]?\d{1,3}(\.\d{3})+\s*$"  # 1.234 may be 1234
_POINT = r"^\s*[<>≤≥=]*\s*[+-]?\d+\.\d+([eE][+-]?\d+)?\s*%?\s*$"


def shows_decimal_comma(cells: pl.DataFrame) -> bool:
    """Return whether there are numbers with a decimal comma and none with a point.

    >>> shows_decimal_comma(pl.DataFrame({"0": ["4,5", "31.12.2025"]}))
    True
    >>> shows_decimal_comma(pl.DataFrame({"0": ["4,5", "4.5"]}))
    False
    >>> shows_decimal_comma(pl.DataFrame({"0": ["4,5", "1.234"]}))
    True
    """
    with_comma = pl.all().str.contains(_COMMA)
    with_point = pl.all().str.contains(_POINT) & ~pl.all().str.contains(_GROUPED)
    return bool(odd_columns(cells, with_comma)) and not odd_columns(cells, with_point)
