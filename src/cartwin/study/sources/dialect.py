"""How a CSV file is written: its separator, its header, where the rows start."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cartwin.study.sources.encoding import Text
from cartwin.study.sources.rows import BLANK, Line, after_lines, physical_lines, quoted_rows
from cartwin.study.sources.title import title_problem


__all__ = ["Dialect", "find_dialect"]

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
_SAMPLE = 30
_NOTHING = BLANK + "".join(SEPARATORS)
_WIDEST = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a CSV file is written.

    Attributes
    ----------
    separator
        One character between two cells.
    header
        The cells of the first line that is not blank, as they stand there.
    header_line, first_line
        Line of the header, and of what follows it.
    start
        Position in the bytes of what follows the header.
    notices
        What was decided.
    """

    separator: str
    header: tuple[str, ...]
    header_line: int
    first_line: int
    start: int
    notices: tuple[str, ...]


def find_dialect(text: Text, separator: str | None) -> Dialect:
    """Return how a file is written.

    Raises
    ------
    ValueError
        An empty file, a title above the header, a separator that cannot be one.
    """
    start, line, hint = _excel_hint(text)
    if separator is not None and not _can_separate(separator):
        msg = f"separator {separator!r:.20} cannot be used; give one of ',', ';', tab, '|'"
        raise ValueError(msg)
    asked = separator or hint
    chosen = asked or _detected(text.content, start, line)
    rows = quoted_rows(text.content, start, line, chosen)
    first = next(rows, None)
    if first is None:
        msg = "the file is empty; expected a header and one row per line"
        raise ValueError(msg)
    if title := title_problem(first, next(rows_or_none(rows), None), "line"):
        msg = f"{title} (taking {SEPARATORS.get(chosen, repr(chosen))} as the separator)"
        raise ValueError(msg)
    if len(first.cells) > _WIDEST:
        msg = f"line {first.line}: {len(first.cells)} columns; expected at most {_WIDEST}"
        raise ValueError(msg)
    notice = [f"columns separated by {SEPARATORS.get(chosen, repr(chosen))}"]
    return Dialect(
        separator=chosen,
        header=tuple(first.cells),
        header_line=first.line,
        first_line=first.next_line,
        start=after_lines(text.content, start, first.next_line - line),
        notices=tuple(notice) if chosen != "," else (),
    )


def rows_or_none(rows: Iterator[Line]) -> Iterator[Line]:
    """Yield rows until one cannot be read; its problem is told by those who read all."""
    try:
        yield from rows
    except ValueError:
        return


def _can_separate(text: str) -> bool:
    """Return whether a text can be a separator: one sign, and none that values need."""
    return len(text) == 1 and text in "\t !#$%&*,/:;=?@\\^_`|~"


def _excel_hint(text: Text) -> tuple[int, int, str]:
    """Return where the table starts, after a line like `sep=;`, and the separator."""
    first = next(physical_lines(text.content, text.start), "")
    hint = first.strip("\r\n")
    if hint[:4].lower() != "sep=" or not _can_separate(hint[4:]):
        return text.start, 1, ""
    return text.start + len(first), 2, hint[4]


def _detected(content: bytes, start: int, line: int) -> str:
    sampled = {s: _sample(content, start, line, s) for s in SEPARATORS}
    return max(SEPARATORS, key=lambda s: _score(sampled[s]))


def _sample(content: bytes, start: int, line: int, separator: str) -> list[int]:
    """Return the number of cells of the first rows if the separator were this one."""
    rows = rows_or_none(quoted_rows(content, start, line, separator))
    said = (row for row in rows if any(cell.strip(_NOTHING) for cell in row.cells))
    return [len(row.cells) for row in itertools.islice(said, _SAMPLE)]


def _score(widths: Sequence[int]) -> tuple[bool, float, int]:
    """Return how well a separator explains the first rows.

    At least half of them must be as wide as the header, or what stands there is a title.
    """
    agreeing = widths.count(widths[0]) / len(widths) if widths else 0.0
    if agreeing < 0.5 or widths[0] < 2:
        return False, 0.0, max(widths, default=0)
    return True, round(agreeing, 1), widths[0]
