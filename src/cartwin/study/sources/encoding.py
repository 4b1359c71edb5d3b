"""Which text the bytes of a CSV file are; in the end it is UTF-8."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass


__all__ = ["PIECE", "Text", "line_at", "pieces", "read_text"]

PIECE = 1 << 22
_NEWLINE = re.compile(rb"\r\n|\r|\n")
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UTF8_MARK = codecs.BOM_UTF8
_ENCODINGS = re.compile(
    r"(utf-(8|8-sig|16|32|16-[lb]e|32-[lb]e)|ascii|cp\d+|iso8859-\d+|mac-\w+|koi8-\w"
    r"|gb2312|gbk|gb18030|big5|shift_jis|euc_\w+)"
)
_SAVE = "save the file as 'CSV UTF-8'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A CSV file as UTF-8.

    Attributes
    ----------
    content
        All of it, a byte order mark included: it is not copied only to drop that.
    start
        Where the text starts in `content`.
    notices
        What was decided.
    """

    content: bytes
    start: int
    notices: tuple[str, ...]


def read_text(content: bytes, encoding: str | None = None) -> Text:
    """Return the text of a file.

    Raises
    ------
    ValueError
        Bytes that are no text in the encoding, a mixture of encodings, or binary data.

    Examples
    --------
    >>> read_text("Größe".encode("cp1252")).content.decode()
    'Größe'
    """
    text = _in_encoding(content, encoding) if encoding else _told_by_itself(content)
    nul = text.content.find(b"\0")
    if nul >= 0:
        wide = text.content[:200].count(b"\0") * 3 > len(text.content[:200])
        guess = "UTF-16 without a byte order mark" if wide else "binary data"
        line = line_at(text.content, nul)
        msg = f"line {line}: a NUL byte ({guess}); expected text: {_SAVE}"
        raise ValueError(msg)
    return text


def line_at(content: bytes, position: int) -> int:
    """Return the line, from 1, of a position in a file."""
    return sum(1 for _ in _NEWLINE.finditer(content, 0, position)) + 1


def pieces(content: bytes, start: int = 0, size: int = PIECE) -> Iterator[bytes]:
    r"""Yield the file from `start` in pieces of about `size` bytes that end with a line.

    >>> list(pieces(b"a\nbc\nd", size=2))
    [b'a\n', b'bc\n', b'd']
    """
    while start < len(content):
        stop = content.find(b"\n", start + size - 1) + 1 or len(content)
        yield content[start:stop]
        start = stop


def _told_by_itself(content: bytes) -> Text:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _recoded(content, encoding, f"read as {encoding.upper()}, by its mark")
    wrong = _not_utf8(content)
    marked = content.startswith(_UTF8_MARK)
    if wrong < 0:
        return Text(content=content, start=len(_UTF8_MARK) * marked, notices=())
    line = line_at(content, wrong)
    if marked:
        msg = f"line {line}: not UTF-8, though the file begins with its mark; {_SAVE}"
        raise ValueError(msg)
    if (other := _first_utf8(content)) is not None:
        msg = (
            f"line {line_at(content, other)} is UTF-8 and line {line} is not; expected one "
            f"encoding: {_SAVE}, or name the encoding"
        )
        raise ValueError(msg)
    return _western(content, wrong)


def _western(content: bytes, wrong: int) -> Text:
    try:
        text, name = content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, name = content.decode("latin-1"), "Latin-1"
    shown = text[max(0, wrong - 10) : wrong + 10].splitlines()
    word = next((part for part in shown if not part.isascii()), "")
    notice = (
        f"line {line_at(content, wrong)}: not UTF-8; the file was read as {name}: check "
        f"{word.strip()!r}, or {_SAVE}"
    )
    return Text(content=text.encode(), start=0, notices=(notice,))


def _in_encoding(content: bytes, encoding: str) -> Text:
    try:
        known = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        known = ""
    if not _ENCODINGS.fullmatch(known):
        msg = f"unknown encoding {encoding!r:.60}; expected one such as utf-8 or cp1252"
        raise ValueError(msg)
    return _recoded(content, known, "")


def _recoded(content: bytes, encoding: str, notice: str) -> Text:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = line_at(content, error.start)
        msg = f"line {line}: not {encoding.upper()} text; {_SAVE}, or name the encoding"
        raise ValueError(msg) from None
    return Text(
        content=text.removeprefix("\ufeff").encode(),
        start=0,
        notices=(notice,) if notice else (),
    )


def _not_utf8(content: bytes) -> int:
    """Return the position of the first byte that is not UTF-8, or -1."""
    position = 0
    for piece in pieces(content):
        try:
            piece.decode()
        except UnicodeDecodeError as error:
            return position + error.start
        position += len(piece)
    return -1


def _first_utf8(content: bytes) -> int | None:
    """Return the position of the first letter beyond ASCII that is UTF-8, or None."""
    for found in re.finditer(rb"[\xc2-\xf4][\x80-\xbf]{1,3}", content):
        try:
            found.group().decode()
        except UnicodeDecodeError:
            continue
        return found.start()
    return None
