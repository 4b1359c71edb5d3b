"""What the values of an Excel sheet do not tell: formulas, errors, merged, hidden."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from cartwin.study.sources.xml_events import XmlStart, read_xml


__all__ = ["SheetScan", "cell_name", "scan_sheet"]

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
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
    read_xml(content, path, scanner.on_start, scanner.on_end, scanner.on_text)
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
    """The state of one pass through the XML."""

    def __init__(self, path: str, percent: Collection[str], shared: Sequence[int]) -> None:
        self.path = path
        self.percent = percent
        self.shared = shared
        self.scan = SheetScan()
        self.row = self.column = 0
        self.kind = ""
        self.inside = ""
        self.text = ""

    def on_start(self, name: str, attributes: XmlStart) -> None:
        match name:
            case "c":
                self._cell(attributes)
            case "v" | "f" | "is":
                self.inside, self.text = name, ""
            case "row":
                self._row(attributes)
            case "col":
                self._columns(attributes)
            case "mergeCell":
                self.scan.merged.append(attributes.get("ref", ""))

    def on_text(self, text: str) -> None:
        if self.inside and len(self.text) < _SHOWN:
            self.text += text

    def on_end(self, name: str) -> None:
        if name != self.inside:
            return
        self.inside, place = "", (self.row, self.column)
        if name == "f":
            self.scan.formulas[place] = self.text[:_SHOWN]
        elif not self.text:
            return
        elif self.kind == "e":
            self.scan.errors[place] = self.text[:_SHOWN]
        elif self.kind == "s":
            self.scan.characters += self._shared_length()
        self.scan.last_row = max(self.scan.last_row, self.row)
        self.scan.last_column = max(self.scan.last_column, self.column)
        self.scan.first_column = min(self.scan.first_column, self.column)

    def _shared_length(self) -> int:
        number = int(self.text) if self.text.isdecimal() else -1
        return self.shared[number] if 0 <= number < len(self.shared) else 0

    def _row(self, attributes: XmlStart) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if number.isdecimal() and len(number) < 8 else self.row + 1
        self.column = 0
        self.scan.hidden_rows += attributes.get("hidden") in {"1", "true"}

    def _columns(self, attributes: XmlStart) -> None:
        if attributes.get("hidden") in {"1", "true"}:
            self.scan.hidden_columns += 1

    def _cell(self, attributes: XmlStart) -> None:
        self.column += 1
        self.kind = attributes.get("t", "")
        if reference := attributes.get("r"):
            self.row, self.column = self._place(reference)
        if attributes.get("s") in self.percent:
            self.scan.percents.add((self.row, self.column))

    def _place(self, reference: str) -> Place:
        found = _REFERENCE.fullmatch(reference)
        if not found:
            msg = f"{self.path} in the .xlsx file is damaged (cell {reference!r:.40})"
            raise ValueError(msg)
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return int(found[2]), column
