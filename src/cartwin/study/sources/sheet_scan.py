"""What the values of an Excel sheet do not tell: formulas, errors, merged, hidden."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from cartwin.study.sources.xml_events import XmlStart, read_xml


__all__ = ["SheetScan", "cell_name", "scan_sheet"]

_COLUMN = re.compile(r"[A-Z]{1,3}")
_SHOWN = 200
Place = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class SheetScan:
    """What was seen in the XML of a sheet; a place is (row, column) as Excel counts.

    Attributes
    ----------
    formulas, errors
        Text of the formula, and of the error shown, by place.
    merged
        Ranges such as "A1:C1".
    hidden_rows, hidden_columns
        How many.
    percents
        Cells that show a fraction as a percentage.
    characters
        Of all texts that cells share, each as often as it is used.
    first_column, last_column, last_row
        Of the cells with a value or a formula; the last ones are 0 if there is none.
    """

    formulas: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0
    percents: set[Place] = field(default_factory=set)
    characters: int = 0
    first_column: int = 1 << 20
    last_column: int = 0
    last_row: int = 0


def scan_sheet(
    content: bytes, path: str, percent: Collection[str] = (), shared: Sequence[int] = ()
) -> SheetScan:
    """Return what the XML of a sheet tells.

    Parameters
    ----------
    percent
        Numbers of the styles that show a percentage.
    shared
        Length of each text that cells share.

    Raises
    ------
    ValueError
        Damaged XML.
    """
    scanner = _Scanner(path, percent, shared)
    read_xml(content, path, scanner.on_start, scanner.on_text)
    return scanner.scan


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, both counted from 1.

    >>> cell_name(7, 2), cell_name(1, 28)
    ('B7', 'AB1')
    """
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


class _Scanner:
    """The state of one pass through the XML, which calls it for every cell."""

    def __init__(self, path: str, percent: Collection[str], shared: Sequence[int]) -> None:
        self.path = path
        self.percent = percent
        self.shared = shared
        self.scan = SheetScan()
        self.columns: dict[str, int] = {}
        self.row = self.column = 0
        self.kind = self.inside = ""

    def on_start(self, name: str, attributes: XmlStart) -> None:
        if name == "c":
            self._cell(attributes)
        elif name in {"v", "is"}:
            self.inside = name
        elif name == "f":
            self.inside = name
            self.scan.formulas[self.row, self.column] = ""
            self._fill()
        elif name == "row":
            self._row(attributes)
        elif name == "col":
            self.scan.hidden_columns += attributes.get("hidden") in {"1", "true"}
        elif name == "mergeCell":
            self.scan.merged.append(attributes.get("ref", ""))

    def on_text(self, text: str) -> None:
        inside, self.inside = self.inside, ""
        if not inside:
            return
        if inside == "f":
            self.scan.formulas[self.row, self.column] = text[:_SHOWN].strip()
            return
        self._fill()
        if self.kind == "e":
            self.scan.errors[self.row, self.column] = text[:_SHOWN].strip()
        elif self.kind == "s" and inside == "v":
            self.scan.characters += self._shared_length(text)

    def _fill(self) -> None:
        scan, column = self.scan, self.column
        scan.last_row = max(scan.last_row, self.row)
        scan.last_column = max(scan.last_column, column)
        scan.first_column = min(scan.first_column, column)

    def _shared_length(self, text: str) -> int:
        number = int(text) if text.isdecimal() and len(text) < 10 else -1
        return self.shared[number] if 0 <= number < len(self.shared) else 0

    def _row(self, attributes: XmlStart) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if number.isdecimal() and len(number) < 8 else self.row + 1
        self.column = 0
        self.scan.hidden_rows += attributes.get("hidden") in {"1", "true"}

    def _cell(self, attributes: XmlStart) -> None:
        self.column += 1
        self.inside = ""
        self.kind = attributes.get("t", "")
        if reference := attributes.get("r"):
            self._place(reference)
        if self.percent and attributes.get("s") in self.percent:
            self.scan.percents.add((self.row, self.column))

    def _place(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        number = reference[len(letters) :]
        if not (number and len(number) < 8 and (column := self._column(letters))):
            msg = f"{self.path} in the .xlsx file is damaged (cell {reference!r:.40})"
            raise ValueError(msg)
        self.row, self.column = int(number), column

    def _column(self, letters: str) -> int:
        """Return the number of a column from 1; 0 if these are no letters of one."""
        if letters not in self.columns:
            number = 0
            for letter in letters if _COLUMN.fullmatch(letters) else "":
                number = number * 26 + ord(letter) - ord("A") + 1
            self.columns[letters] = number
        return self.columns[letters]
