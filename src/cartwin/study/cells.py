"""Cells of text files: what is written for a value, and what is read from a cell.

Numbers are written in the shortest form that reads back to the same bits, so that a
study written twice gives the same files.
"""

import math
import re

from cartwin.study.columns import Column, Kind


__all__ = ["Cell", "format_cell", "format_number", "parse_cell", "parse_number"]

Cell = str | float | bool | None

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[-+]?\d{1,18}", re.ASCII)
_COMMA = re.compile(r"[-+]?\d+,\d+", re.ASCII)
_FLAGS = {"true": True, "false": False}


def format_number(number: float) -> str:
    """Return the shortest text that reads back to the same number.

    >>> format_number(9.0), format_number(0.1), format_number(3e5)
    ('9', '0.1', '300000')
    """
    return repr(number + 0.0).removesuffix(".0")  # + 0.0 makes -0 a 0


def format_cell(value: Cell) -> str:
    """Return what a file holds for one value; nothing for a missing one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format_number(value) if isinstance(value, float) else str(value)


def parse_number(text: str, name: str, *, shown: str | None = None) -> float:
    """Return the number that a cell of the column `name` holds.

    `shown` is the whole cell for the message, where `text` is a part of it.

    >>> parse_number(" 4.5 ", "day")
    4.5

    Raises
    ------
    ValueError
        Anything else than a finite number with a decimal point.
    """
    stripped, whole = text.strip(), _short(text if shown is None else shown)
    if not _NUMBER.fullmatch(stripped):
        comma = _COMMA.fullmatch(stripped)
        hint = "; write a decimal point, not a comma" if comma else ""
        msg = f"{name} {whole} is not a number{hint}"
        raise ValueError(msg)
    number = float(stripped)
    if not math.isfinite(number):
        msg = f"{name} {whole} is too large for a number"
        raise ValueError(msg)
    return number


def parse_cell(text: str, column: Column) -> Cell:
    """Return the value that a cell holds; None if it is empty.

    Raises
    ------
    ValueError
        Saying what was found and what the column holds; the caller adds where.
    """
    if column.kind is Kind.TEXT and not column.allowed:
        return text or None
    stripped = text.strip()
    if not stripped:
        return None
    match column.kind:
        case Kind.NUMBER:
            return parse_number(text, column.name)
        case Kind.COUNT:
            return _count(stripped, column.name)
        case Kind.FLAG:
            return _flag(stripped, column.name)
        case _:
            return stripped


def _count(text: str, name: str) -> int:
    if not _WHOLE.fullmatch(text):
        msg = f"{name} {_short(text)} is not a whole number"
        raise ValueError(msg)
    return int(text)


def _flag(text: str, name: str) -> bool:
    if text.lower() not in _FLAGS:
        msg = f"{name} {_short(text)} is neither true nor false"
        raise ValueError(msg)
    return _FLAGS[text.lower()]


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")
