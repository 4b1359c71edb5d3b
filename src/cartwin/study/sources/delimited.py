"""A CSV file as a grid: at once where its rows are regular, row by row where not."""

from collections.abc import Iterator, Sequence

from cartwin.study.sources.assemble import Found, assembled
from cartwin.study.sources.cell_faults import text_faults
from cartwin.study.sources.decimals import shows_decimal_comma
from cartwin.study.sources.dialect import Dialect, find_dialect
from cartwin.study.sources.encoding import Text, line_at, pieces, read_text
from cartwin.study.sources.grid import Grid
from cartwin.study.sources.parts import Part, joined, parts_of_rows
from cartwin.study.sources.regular import regular_part
from cartwin.study.sources.rows import plain_rows, quoted_rows


__all__ = ["read_csv_grid"]


def read_csv_grid(
    content: bytes, encoding: str | None, separator: str | None, notices: Sequence[str]
) -> Grid:
    """Return the cells of a CSV file.

    Raises
    ------
    ValueError
        What is wrong with the file as a whole.
    """
    text = read_text(content, encoding)
    dialect = find_dialect(text, separator)
    width = len(dialect.header)
    part = joined(list(_parts(text, dialect, width)), width)
    decided = [*notices, *text.notices, *dialect.notices, *_spare(part.spare)]
    comma = dialect.separator != "," and shows_decimal_comma(part.cells)
    return assembled(
        Found(
            header=dialect.header,
            header_line=dialect.header_line,
            part=part,
            row_word="line",
            notices=decided,
            decimal_comma=comma,
        ),
        check=text_faults,
    )


def _parts(text: Text, dialect: Dialect, width: int) -> Iterator[Part]:
    content, line, separator = text.content, dialect.first_line, dialect.separator
    if content.find(b'"', dialect.start) >= 0:
        rows = quoted_rows(content, dialect.start, line, separator)
        yield from parts_of_rows(rows, width)
        return
    for piece in pieces(content, dialect.start):
        part = None
        if width > 1 and separator.isascii():
            part = regular_part(piece, line, separator, width)
        if part is None:
            yield from parts_of_rows(plain_rows(piece, line, separator), width)
        else:
            yield part
        line += line_at(piece, len(piece)) - 1


def _spare(lines: Sequence[int]) -> list[str]:
    if not lines:
        return []
    return [
        f"line {lines[0]}: more cells than the header has names, but the surplus is empty "
        f"and was left out ({len(lines)} such)"
    ]
