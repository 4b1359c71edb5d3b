"""Characters that nobody sees, and cells too long to be meant."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from cartwin.study.sources.grid import GridFault
from cartwin.study.sources.parts import Part


__all__ = ["character_faults", "odd_columns", "trimmed"]

LONGEST = 100_000
SPACES = "\u00a0\u202f\u2007"
_UNSEEN = "\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
_INVISIBLE = f"[{_UNSEEN}]"
_CONTROL = r"[\x01-\x08\x0B\x0C\x0E-\x1F\x7F-\x{9F}]"
_AT_ENDS = f"^[{SPACES}{_UNSEEN}]|[{SPACES}{_UNSEEN}]$"
_ENDS = f"^[ {SPACES}{_UNSEEN}]+|[ {SPACES}{_UNSEEN}]+$"


def trimmed(part: Part, row_word: str) -> tuple[Part, list[str]]:
    """Return the part without spaces nobody sees at the ends of its cells, and notices."""
    odd = odd_columns(part.cells, pl.all().str.contains(_AT_ENDS))
    if not odd:
        return part, []
    places, mended = [], []
    for name in odd:
        column = part.cells[name]
        rows = column.str.contains(_AT_ENDS).arg_true()
        places += part.lines.gather(rows).to_list()
        clean = column.str.replace_all(_ENDS, "")
        mended.append(clean.set(clean == "", None))
    notice = (
        f"{row_word} {min(places)}: non-breaking or invisible spaces around a cell were "
        f"left out ({len(places)} such)"
    )
    return replace(part, cells=part.cells.with_columns(mended)), [notice]


def odd_columns(cells: pl.DataFrame, is_odd: pl.Expr) -> list[str]:
    """Return the names of the columns with a cell for which the expression is true.

    >>> odd_columns(pl.DataFrame({"0": ["a"], "1": ["b"]}), pl.all() == "b")
    ['1']
    """
    found = cells.select(is_odd.any())
    return [
        name for name, any_odd in zip(found.columns, found.row(0), strict=True) if any_odd
    ]


def character_faults(cells: pl.DataFrame) -> Iterator[GridFault]:
    r"""Yield the cells with control or invisible characters, and those too long.

    >>> cells = pl.DataFrame({"0": ["PL\u200bAT", "a\x07b", "c"]})
    >>> [(fault.row, fault.code) for fault in character_faults(cells)]
    [(0, 'invisible-character'), (1, 'control-character')]
    """
    text = pl.all().str
    suspect = text.contains(_INVISIBLE) | text.contains(_CONTROL)
    for name in odd_columns(cells, suspect | (text.len_bytes() > LONGEST)):
        number, column = int(name), cells[name]
        for row in (column.str.len_bytes() > LONGEST).arg_true().to_list():
            if (length := len(column[row])) > LONGEST:
                yield _long(row, number, length)
        for row in column.str.contains(_INVISIBLE).arg_true().to_list():
            yield _unseen(row, number, column[row], "invisible-character")
        for row in column.str.contains(_CONTROL).arg_true().to_list():
            yield _unseen(row, number, column[row], "control-character")


def _long(row: int, column: int, length: int) -> GridFault:
    return GridFault(
        row=row,
        column=column,
        code="long-cell",
        found=f"{length:,} characters",
        expected=f"at most {LONGEST:,}",
        repair="look for a quote that is not closed, or shorten the cell",
    )


def _unseen(row: int, column: int, cell: str, code: str) -> GridFault:
    kind = code.partition("-")[0]
    article = "an" if kind == "invisible" else "a"
    return GridFault(
        row=row,
        column=column,
        code=code,
        found=f"{article} {kind} character in {cell!a:.60}",
        expected="characters that can be seen",
        repair="type the cell again",
    )
