"""A CSV file as a grid: at once where its rows are regular, row by row where not."""

from collections.abc import Sequence

from cartwin.study.sources.assemble import Found, assembled
from cartwin.study.sources.cell_faults import text_faults
from cartwin.study.sources.decimals import shows_decimal_comma
from cartwin.study.sources.dialect import find_dialect
from cartwin.study.sources.encoding import read_text
from cartwin.study.sources.grid import Grid
from cartwin.study.sources.parts import joined
from cartwin.study.sources.stretches import stretches


__all__ = ["read_csv_grid"]


def read_csv_grid(
    content: bytes,
    encoding: str | None,
    separator: str | None,
    notices: Sequence[str] = (),
    *,
    as_written: bool = False,
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
    part = joined(list(stretches(text.content, dialect)), width).compact()
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
            as_written=as_written,
        ),
        check=text_faults,
    )


def _spare(lines: Sequence[int]) -> list[str]:
    if not lines:
        return []
    return [
        f"line {lines[0]}: more cells than the header has names, but the surplus is empty "
        f"and was left out ({len(lines)} such)"
    ]
