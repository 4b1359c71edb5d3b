"""The rows of a CSV file in stretches: at once where regular, one by one where not."""

from collections.abc import Iterator, Sequence

from cartwin.study.sources.dialect import Dialect
from cartwin.study.sources.encoding import PIECE, line_at, pieces
from cartwin.study.sources.parts import CHUNK, Part, joined, parts_of_rows
from cartwin.study.sources.regular import regular_part
from cartwin.study.sources.rows import Line, after_lines, plain_rows, quoted_rows


__all__ = ["stretches"]

_FINER = 4
_FINEST = PIECE // _FINER**4


def stretches(content: bytes, dialect: Dialect) -> Iterator[Part]:
    """Yield the rows after the header, in order, at least `CHUNK` at a time but the last.

    Raises
    ------
    ValueError
        Quotes that do not match.
    """
    gathered: list[Part] = []
    for part in _small_stretches(content, dialect):
        gathered.append(part)
        if sum(len(part.lines) for part in gathered) >= CHUNK:
            yield _one(gathered)
            gathered.clear()
    if gathered:
        yield _one(gathered)


def _one(parts: Sequence[Part]) -> Part:
    return parts[0] if len(parts) == 1 else joined(parts, parts[0].cells.width).compact()


def _small_stretches(content: bytes, dialect: Dialect) -> Iterator[Part]:
    """Yield regular pieces; one that is not is looked at in finer ones."""
    start, line, size = dialect.start, dialect.first_line, PIECE
    separator, width = dialect.separator, len(dialect.header)
    quoted = content.find(b'"', start) >= 0
    while start < len(content):
        piece = next(pieces(content, start, size))
        part = regular_part(piece, line, separator, width)
        if part is not None:
            yield part
            start, line = start + len(piece), line + piece.count(b"\n")
            size = min(size * _FINER, PIECE)
        elif size > _FINEST:
            size //= _FINER
        elif quoted:
            rows, start, line = _through(piece, content, start, line, separator)
            yield from parts_of_rows(rows, width)
        else:
            yield from parts_of_rows(plain_rows(piece, line, separator), width)
            start, line = start + len(piece), line_at(piece, len(piece)) + line - 1


def _through(
    piece: bytes, content: bytes, start: int, line: int, separator: str
) -> tuple[list[Line], int, int]:
    """Return the rows that start in a piece, and where they end."""
    open_end = not piece.endswith((b"\n", b"\r"))
    end = line + line_at(piece, len(piece)) - 1 + open_end
    rows = []
    for row in quoted_rows(content, start, line, separator):
        rows.append(row)
        if row.next_line >= end:
            break
    else:
        return rows, len(content), end
    last = rows[-1].next_line
    if last == end:
        return rows, start + len(piece), end
    return rows, after_lines(content, start, last - line), last
