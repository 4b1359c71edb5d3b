"""The rows of a CSV file one by one: for quotes, and for what is not regular."""

import csv
import io
import itertools
from collections.abc import Iterator
from typing import NamedTuple


__all__ = ["BLANK", "Line", "after_lines", "physical_lines", "plain_rows", "quoted_rows"]

BLANK = " \t\r\n\v\f\u00a0\u200b\ufeff"
_LONGEST = 131_072  # characters; what the module csv takes without being told


class Line(NamedTuple):
    """A row with the physical lines where it starts and where the next one does."""

    line: int
    next_line: int
    cells: list[str]


def physical_lines(content: bytes, start: int = 0) -> Iterator[str]:
    r"""Yield the lines from a position on, each with its end: LF, CRLF or CR.

    >>> list(physical_lines(b"a\r\nb\rc"))
    ['a\r\n', 'b\r', 'c']
    """
    raw = io.BytesIO(content)
    raw.seek(start)
    return iter(io.TextIOWrapper(raw, encoding="utf-8", newline=""))


def after_lines(content: bytes, start: int, lines: int) -> int:
    """Return the position so many physical lines after another."""
    read = itertools.islice(physical_lines(content, start), lines)
    return start + sum(len(line.encode()) for line in read)


def plain_rows(content: bytes, line: int, separator: str) -> Iterator[Line]:
    """Yield the rows of a text without quotes that are not blank.

    Parameters
    ----------
    line
        Of the first row.
    """
    for number, text in enumerate(physical_lines(content), line):
        cells = text.rstrip("\r\n").split(separator)
        if not _blank(cells):
            yield Line(number, number + 1, cells)


def quoted_rows(content: bytes, start: int, line: int, separator: str) -> Iterator[Line]:
    """Yield the rows from a position on that are not blank, quotes respected.

    Raises
    ------
    ValueError
        A quote that is not closed, or closed within a cell, naming the line of its row.
    """
    lines = physical_lines(content, start)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    begin = line
    try:
        for cells in reader:
            end = line + reader.line_num
            if not _blank(cells):
                yield Line(begin, end, cells)
            begin = end
    except csv.Error as error:
        raise ValueError(_quote_problem(begin, str(error))) from None


def _blank(cells: list[str]) -> bool:
    return not "".join(cells).strip(BLANK)


def _quote_problem(line: int, reason: str) -> str:
    repair = "write a quote inside a quoted cell twice"
    if "limit" in reason:
        return (
            f"line {line}: a cell of more than {_LONGEST:,} characters; look for a quote "
            "that is never closed, or shorten the cell"
        )
    if "unexpected end" in reason:
        return f"line {line}: a quote is opened and never closed; close it, or {repair}"
    return f"line {line}: text after a closing quote; expected the separator: {repair}"
