"""How the columns of a file are those of the record, as people can read and reuse it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


__all__ = ["CONFIRM", "PROBLEM", "FileMapping", "Measured"]

PROBLEM, CONFIRM = "__problem__", "__confirm__"  # columns of a fix-file


@dataclass(frozen=True, slots=True)
class Measured:
    """What a column of a wide file holds: the values of one analyte in one unit."""

    analyte: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMapping:
    """How a file is read into one table of the record.

    Attributes
    ----------
    table
        Table of the record.
    columns
        Column of the record -> column of the file. Observations also have `unit`.
    measured
        Column of the file -> what it holds; not empty for a wide file with one column
        per analyte.
    constants
        Column of the record -> text that all rows have.
    ignored
        Columns of the file that are left out.
    values
        Column of the record -> text of the file -> word of the record.
    missing
        Texts that stand for an empty cell.
    decimal
        `point` or `comma`; empty: as the file shows.
    dates
        How dates are written, e.g. `dd.mm.yyyy`; empty for ISO 8601.
    zone
        Time zone of the site for times that have one, e.g. `Europe/Berlin`.
    encoding, separator, sheet
        How to open the file, where it does not show it.
    """

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    measured: Mapping[str, Measured] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    decimal: str = ""
    dates: str = ""
    zone: str = ""
    encoding: str = ""
    separator: str = ""
    sheet: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether a row of the file holds several observations."""
        return bool(self.measured)
