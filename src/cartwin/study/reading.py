"""What one file of a study gave: its rows, where each stands, what could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from cartwin.study.checks import (
    FAULTS,
    ROW,
    first_of_each_cell,
    refusals,
    sentences,
    stranger_faults,
    table_faults,
)
from cartwin.study.columns import Table


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
        Line of each row in a text file; None if rows are just counted.
    faults
        Of cells that could not be read.
    problems
        Of the file as a whole.
    """

    frame: pl.DataFrame
    file: str = ""
    lines: pl.Series | None = None
    faults: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FAULTS))
    problems: Sequence[str] = ()

    @classmethod
    def nothing(cls, file: str, table: Table, problems: Sequence[str]) -> "Reading":
        """Return the reading of a file of which nothing could be read."""
        frame = pl.DataFrame(schema=table.dtypes)
        return cls(file=file, frame=frame, problems=tuple(problems))

    def all_problems(self, table: Table, patients: pl.Series | None) -> Iterator[str]:
        """Yield the problems of the file, then those of its rows in their order.

        Parameters
        ----------
        patients
            Who may appear in the table; None if that cannot be said.
        """
        yield from (f"{self.file}: {problem}" for problem in self.problems)
        frame = self.frame.with_row_index(ROW)
        found = [self.faults, table_faults(table, frame, place=self._place())]
        if patients is not None:
            strangers = stranger_faults(table, frame, patients)
            found.append(strangers.unique("found", keep="first", maintain_order=True))
        faults = refusals(first_of_each_cell(pl.concat(found)))
        if faults.is_empty():
            return
        prefix = f"{self.file}, " if self.file else ""
        places = frame.select(pl.lit(prefix) + self._place()).to_series()
        yield from sentences(faults, places)

    def _place(self) -> pl.Expr:
        if self.lines is None:
            return pl.format("row {}", pl.col(ROW) + 1)
        return pl.format("line {}", pl.lit(self.lines).gather(pl.col(ROW)))
