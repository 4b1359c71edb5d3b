"""A file in the making: rows of cells, and how they are written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field


__all__ = ["Dialect", "Draft"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a file is written.

    Attributes
    ----------
    separator, end, encoding
        Of the cells, of the lines, of the text.
    comma
        Whether numbers have a decimal comma.
    quoted
        Whether every cell is in quotes.
    last_end
        Whether the last line ends like the others.
    """

    separator: str = ","
    end: str = "\n"
    encoding: str = "utf-8"
    comma: bool = False
    quoted: bool = False
    last_end: bool = True


@dataclass(slots=True, kw_only=True)
class Draft:
    """A file before it is written.

    Attributes
    ----------
    table
        Of the record.
    header
        Names of the columns; wide files have some such as `PLAT [10*9/L]`.
    rows
        Cells as text, with a decimal point.
    """

    table: str
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Of the file; it tells the table."""
        return f"{self.table}.csv"

    def put(self, row: int, **cells: str) -> None:
        """Set cells of a row by the names of their columns."""
        for column, text in cells.items():
            self.rows[row][self.header.index(column)] = text

    def line(self, row: int) -> int:
        """Return the line on which a row stands."""
        return row + 2

    def content(self, dialect: Dialect | None = None) -> bytes:
        r"""Return the file.

        >>> draft = Draft(table="patients", header=["patient", "age"], rows=[["P1", "9.5"]])
        >>> draft.content(Dialect(separator=";", comma=True))
        b'patient;age\nP1;9,5\n'
        """
        how = dialect or Dialect()
        lines = [_line(cells, how) for cells in (self.header, *self.rows)]
        text = how.end.join(lines) + (how.end if how.last_end else "")
        return text.encode(how.encoding)


def _line(cells: Sequence[str], how: Dialect) -> str:
    return how.separator.join(_cell(cell, how) for cell in cells)


def _cell(cell: str, how: Dialect) -> str:
    if how.comma and _is_number(cell):
        cell = cell.replace(".", ",")
    needs = how.separator in cell or '"' in cell or "\n" in cell
    return '"' + cell.replace('"', '""') + '"' if needs or how.quoted else cell


def _is_number(cell: str) -> bool:
    return cell.lstrip("<>-").replace(".", "", 1).isdecimal() and "." in cell
