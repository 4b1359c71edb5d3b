"""Take a file into a study: a verdict on every entry, nothing lost, nothing half done.

received = accepted + unchanged + rejected + quarantined, always. An entry is a row of a
long file, or a measured cell of a wide one.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from cartwin.errors import DataError, did_you_mean
from cartwin.study.checks import FAULTS, ROW, Verdict, sentences
from cartwin.study.columns import Col
from cartwin.study.intake.inferring import infer_mapping, mapping_problems
from cartwin.study.intake.judging import judge_entries
from cartwin.study.intake.mapping import FileMapping
from cartwin.study.intake.staging import LINE, SOURCE, stage
from cartwin.study.schema import SCHEMA
from cartwin.study.sources import Grid, read_grid
from cartwin.study.study import Study


__all__ = ["Intake", "take_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What became of a file.

    Attributes
    ----------
    name
        Of the file.
    content
        Its bytes, as received.
    mapping
        How it was read; None if that could not be told.
    grid
        Its cells; None if they could not be read.
    entries
        Row number, line, source column of wide files, the columns of the table, and
        `verdict`.
    faults
        Row, column, code, verdict, what was found, what was expected, how to repair it.
    problems
        Of the file as a whole; then nothing of it is taken in.
    confirmed
        Row -> reason given by the person who confirmed it.
    """

    name: str
    content: bytes
    mapping: FileMapping | None = None
    grid: Grid | None = None
    entries: pl.DataFrame = field(default_factory=pl.DataFrame)
    faults: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FAULTS))
    problems: tuple[str, ...] = ()
    confirmed: Mapping[int, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Fingerprint of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many entries were received, and how many met each verdict."""
        found = {str(v): 0 for v in Verdict}
        if "verdict" in self.entries.columns:
            found |= dict(self.entries["verdict"].value_counts().iter_rows())
        received = len(self.entries)
        if self.problems and self.grid is not None and not received:
            received = found[Verdict.REJECTED] = len(self.grid.cells)
        return {"received": received, **found}

    def reason_of_line(self) -> pl.Expr:
        """Return the reason given for a row of that line, or an empty text."""
        rows = self.entries.filter(pl.col(ROW).is_in(list(self.confirmed)))
        numbers = rows.select(ROW, LINE).iter_rows()
        reasons = {line: self.confirmed[row] for row, line in numbers}
        return pl.col(LINE).replace_strict(reasons, default="", return_dtype=pl.String)

    @property
    def is_clean(self) -> bool:
        """Whether every entry is accepted or already there."""
        counts = self.counts
        held = counts[Verdict.REJECTED] + counts[Verdict.QUARANTINED]
        return not held and not self.problems

    def sentences(self) -> Iterator[str]:
        """Yield what is wrong, one sentence each, with file, line and column."""
        before = f"{self.name}: " if self.name else ""
        yield from (before + problem for problem in self.problems)
        if self.grid is None or not len(self.faults):
            return
        before = f"{self.name}, " if self.name else ""
        places = pl.format("{} {}", pl.lit(before + self.grid.row_word), LINE)
        told = self.located().join(
            self.entries.select(ROW, LINE), on=ROW, maintain_order="left"
        )
        told = told.unique(
            [LINE, "column", "code", "found"], keep="first", maintain_order=True
        )
        yield from sentences(told, self.entries.select(places).to_series())

    def fault_list(self) -> pl.DataFrame:
        """Return the faults by line and column of the file; what a report writes."""
        if self.entries.is_empty():
            return self.faults.select(pl.lit(None, pl.UInt32).alias(LINE), pl.exclude(ROW))
        told = self.located()
        lines = self.entries[LINE].gather(told[ROW])  # the row is the place in entries
        return told.select(lines, pl.exclude(ROW))

    def located(self) -> pl.DataFrame:
        """Return the faults with the columns named as in the file."""
        if self.mapping is None:
            return self.faults
        names = _names(self.mapping)
        if not self.mapping.is_wide:
            return self.faults.with_columns(pl.col("column").replace(names))
        sources = self.entries[SOURCE].gather(self.faults[ROW])
        named = self.faults.with_columns(sources)
        is_measured = pl.col(SOURCE).is_not_null() & pl.col("column").is_in(
            ["value", "unit", "analyte"]
        )
        column = (
            pl.when(is_measured)
            .then(pl.col(SOURCE))
            .otherwise(pl.col("column").replace(names))
        )
        return named.with_columns(column.alias("column")).drop(SOURCE)


def _names(mapping: FileMapping) -> dict[str, str]:
    """Return column of the record -> column of the file to look at.

    Where a file has only dates, what is wrong with a day is wrong with its date.
    """
    names = dict(mapping.columns)
    for day, date in ((Col.DAY, Col.DATE), (Col.END_DAY, Col.END_DATE)):
        if date in names and day not in names:
            names[day] = names[date]
    return names


def take_in(
    content: bytes,
    study: Study,
    *,
    name: str,
    mapping: FileMapping | None = None,
    table: str | None = None,
) -> Intake:
    r"""Return the verdict on every entry of a file; the study is not changed.

    Parameters
    ----------
    content
        The file: CSV, Excel or Parquet.
    study
        The record that the entries would join.
    name
        Of the file, for messages; `observations.csv` tells the table.
    mapping
        How the columns are those of the record; by default told from the header.
    table
        Table of the record, if neither name nor header tell it.

    Examples
    --------
    >>> from cartwin.study import Origin, Study
    >>> study = Study(name="new", title="New", origin=Origin.REAL, disease="itp")
    >>> intake = take_in(b"patient,sex\nP1,female\nP2,f\n", study, name="patients.csv")
    >>> intake.counts["accepted"], intake.counts["rejected"]
    (1, 1)
    """
    received = Intake(name=name, content=content, mapping=mapping)
    try:
        grid = _grid(content, name, mapping)
    except DataError as error:
        return replace(received, problems=error.problems)
    chosen, problems = _mapping(grid, name, mapping, table)
    if problems:
        return replace(received, mapping=chosen, grid=grid, problems=tuple(problems))
    staged = stage(grid, chosen)
    judged = judge_entries(staged, chosen, study, decimal_comma=_has_comma(grid, chosen))
    return replace(
        received,
        mapping=chosen,
        grid=grid,
        entries=judged.entries,
        faults=judged.faults,
        confirmed=judged.confirmed,
    )


def _grid(content: bytes, name: str, mapping: FileMapping | None) -> Grid:
    asked = mapping or FileMapping(table="observations")
    return read_grid(
        content,
        name,
        encoding=asked.encoding or None,
        separator=asked.separator or None,
        sheet=asked.sheet or None,
    )


def _mapping(
    grid: Grid, name: str, mapping: FileMapping | None, table: str | None
) -> tuple[FileMapping, list[str]]:
    if table is not None and table not in SCHEMA:
        hint = did_you_mean(table, SCHEMA)
        return mapping or FileMapping(table="patients"), [
            f"no table {table!r:.60} ({hint})"
        ]
    if mapping is None:
        mapping, problems = infer_mapping(grid.header, name=name, table=table)
        if problems:
            return mapping, _at_header(problems, grid)
    elif mapping.table not in SCHEMA:
        return mapping, [f"unknown table {mapping.table!r:.60}"]
    return mapping, _at_header(mapping_problems(mapping, grid.header), grid)


def _at_header(problems: list[str], grid: Grid) -> list[str]:
    place = f"{grid.row_word} {grid.header_line}" if grid.header_line else "header"
    return [f"{place}: {problem}" for problem in problems]


def _has_comma(grid: Grid, mapping: FileMapping) -> bool:
    return mapping.decimal == "comma" or (not mapping.decimal and grid.decimal_comma)
