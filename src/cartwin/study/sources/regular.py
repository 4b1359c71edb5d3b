"""Pieces of a CSV file whose lines all have as many cells as the header: read at once."""

import io

import numpy as np
import polars as pl

from cartwin.study.sources.parts import Part, without_blank_rows


__all__ = ["regular_part"]


def regular_part(piece: bytes, line: int, separator: str, width: int) -> Part | None:
    r"""Return the rows of a piece, or None if one of them is not regular.

    Regular are lines with the right number of separators that end with LF or CRLF; cells
    in quotes are if neither a quote nor a separator nor a line end stands in them.

    Parameters
    ----------
    line
        Of the first row.
    width
        Number of cells in each row.

    Examples
    --------
    >>> regular_part(b'a,"b"\nc,\n', 7, ",", 2).cells.rows()
    [('a', 'b'), ('c', None)]
    >>> regular_part(b"a,b\nc\n", 7, ",", 2) is None
    True
    """
    if width < 2:
        return None  # a line is blank there if it is a row elsewhere
    if b'"' in piece:
        piece = _without_quotes(piece, ord(separator))
    if b"\r" in piece:
        piece = piece.replace(b"\r\n", b"\n")
    if not piece or b"\r" in piece or not _is_regular(piece, ord(separator), width):
        return None
    # The line in front hides the first bytes from Polars, which would take some for a
    # byte order mark or for compressed data.
    names = [str(n) for n in range(width)]
    cells = pl.read_csv(
        io.BytesIO(separator.join(names).encode() + b"\n" + piece),
        has_header=True,
        schema=dict.fromkeys(names, pl.String),
        separator=separator,
        quote_char=None,
    )
    lines = pl.Series("line", np.arange(line, line + len(cells), dtype=np.uint32))
    return without_blank_rows(Part(cells=cells, lines=lines))


def _is_regular(piece: bytes, separator: int, width: int) -> bool:
    """Return whether exactly `width - 1` separators stand in each line."""
    data = np.frombuffer(piece, dtype=np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    if not piece.endswith(b"\n"):
        ends = np.append(ends, len(piece))
    places = np.flatnonzero(data == separator)
    if len(places) != len(ends) * (width - 1):
        return False
    rows = places.reshape(len(ends), width - 1)
    return bool((rows[:, -1] < ends).all() and (rows[1:, 0] > ends[:-1]).all())


def _without_quotes(piece: bytes, separator: int) -> bytes:
    """Return the piece with bare cells, or nothing if the quotes of one are needed."""
    data = np.frombuffer(piece, dtype=np.uint8)
    is_end = (data == separator) | (data == ord("\n")) | (data == ord("\r"))
    quotes = np.flatnonzero(data == ord('"'))
    opening, closing = quotes[0::2], quotes[1::2]
    if len(opening) != len(closing):
        return b""
    at_edges = is_end[opening[opening > 0] - 1].all() and (
        is_end[closing[closing < len(piece) - 1] + 1].all()
    )
    ends = np.flatnonzero(is_end)
    needed = np.searchsorted(ends, opening) != np.searchsorted(ends, closing)
    return piece.replace(b'"', b"") if at_edges and not needed.any() else b""
