"""What one file of a study gave: its rows, where each stands, what could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import polars as pl

from cartwin.study.columns import Table
from cartwin.study.consistency import stranger_problems, table_problems


__all__ = ["Reading"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One table as read.

    Attributes
    ----------
    frame
        The columns of the table; a cell that could not be read is empty.
    file
        Its source, for messages; empty if the messages need none.
    lines
        Line of each row in a text file; empty if rows are just counted.
    faults
        Row (from 0) and problem of each cell that could not be read.
    problems
        Of the file as a whole.
    """

    frame: pl.DataFrame
    file: str = ""
    lines: Sequence[int] = ()
    faults: Sequence[tuple[int, str]] = ()
    problems: Sequence[str] = ()

    @classmethod
    def nothing(cls, file: str, table: Table, problems: Sequence[str]) -> "Reading":
        """Return the reading of a file of which nothing could be read."""
        frame = pl.DataFrame(schema=table.dtypes)
        return cls(file=file, frame=frame, problems=tuple(problems))

    def place(self, row: int) -> str:
        """Return where a row stands, as people count."""
        return f"line {self.lines[row]}" if self.lines else f"row {row + 1}"

    def all_problems(self, table: Table, patients: pl.Series | None) -> Iterator[str]:
        """Yield the problems of the file, then those of its rows in their order.

        Parameters
        ----------
        patients
            Who may appear in the table; None if that cannot be said.
        """
        yield from (f"{self.file}: {problem}" for problem in self.problems)
        faulty = {row for row, _ in self.faults}
        found = [*self.faults]
        found += [
            f for f in table_problems(table, self.frame, self.place) if f[0] not in faulty
        ]
        if patients is not None:
            found += stranger_problems(self.frame, patients)
        prefix = f"{self.file}, " if self.file else ""
        for row, problem in sorted(found, key=itemgetter(0)):
            yield f"{prefix}{self.place(row)}: {problem}"
