"""What an intake changes in a study: shown before, and done."""

import polars as pl

from cartwin.study.checks import KEY, Verdict, compared_columns, with_key
from cartwin.study.intake.comparing import merged
from cartwin.study.intake.intake import Intake
from cartwin.study.intake.staging import LINE
from cartwin.study.schema import SCHEMA
from cartwin.study.study import Study


__all__ = ["accepted", "changed_cells", "join_study", "preview"]


def accepted(intake: Intake) -> pl.DataFrame:
    """Return the entries that would join the record."""
    if intake.entries.is_empty():
        return intake.entries
    return intake.entries.filter(pl.col("verdict") == Verdict.ACCEPTED)


def join_study(study: Study, intake: Intake) -> Study:
    r"""Return the study with the accepted entries of a file.

    >>> from cartwin.study import Origin, Study, take_in
    >>> study = Study(name="new", title="New", origin=Origin.REAL, disease="itp")
    >>> intake = take_in(b"patient,sex\nP1,female\nP2,f\n", study, name="patients.csv")
    >>> join_study(study, intake)
    Study('new', real, 1 patients)
    """
    if intake.mapping is None or not intake.counts[Verdict.ACCEPTED]:
        return study
    table = SCHEMA[intake.mapping.table]
    wanted = intake.entries["verdict"] == Verdict.ACCEPTED
    joined = merged(study.tables[table.name], intake.entries, table, wanted=wanted)
    return study.with_tables(**{table.name: joined})


def preview(study: Study, intake: Intake) -> pl.DataFrame:
    """Return what the accepted entries change: line, cell, what stood there, what will.

    One row per cell that is filled or corrected, and one per new row, whose column is
    empty.
    """
    taken = accepted(intake)
    if taken.is_empty() or intake.mapping is None:
        return _nothing()
    table = SCHEMA[intake.mapping.table]
    record = with_key(study.tables[table.name], table).drop_nulls(KEY)
    fresh = with_key(taken, table).join(record, on=KEY, how="anti", maintain_order="left")
    parts = [_cells(fresh, "new row", None), changed_cells(study, intake)]
    return pl.concat(parts).sort(LINE, maintain_order=True)


def changed_cells(study: Study, intake: Intake) -> pl.DataFrame:
    """Return the part of a preview that tells of rows that the record has."""
    mapping = intake.mapping
    if mapping is None or study.tables[mapping.table].is_empty():
        return _nothing()
    table, taken = SCHEMA[mapping.table], accepted(intake)
    if taken.is_empty():
        return _nothing()
    record = with_key(study.tables[table.name], table).drop_nulls(KEY).unique(KEY)
    known = with_key(taken, table).join(
        record, on=KEY, suffix=" old", maintain_order="left"
    )
    parts = [_changed(known, c) for c in compared_columns(table)]
    return pl.concat(parts).sort(LINE, maintain_order=True)


def _nothing() -> pl.DataFrame:
    schema = dict.fromkeys((LINE, "change", "patient", "column", "old", "new"), pl.String)
    return pl.DataFrame(schema=schema | {LINE: pl.UInt32})


def _changed(known: pl.DataFrame, column: str) -> pl.DataFrame:
    one, two = pl.col(f"{column} old"), pl.col(column)
    found = known.filter(two.is_not_null() & two.ne_missing(one))
    return _cells(found, None, column)


def _cells(rows: pl.DataFrame, change: str | None, column: str | None) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    old = nothing if column is None else pl.col(f"{column} old").cast(pl.String)
    new = nothing if column is None else pl.col(column).cast(pl.String)
    kind = pl.when(old.is_null()).then(pl.lit("filled")).otherwise(pl.lit("corrected"))
    who = pl.col("patient") if "patient" in rows.columns else nothing
    return rows.select(
        pl.col(LINE),
        (kind if change is None else pl.lit(change)).alias("change"),
        who.alias("patient"),
        pl.lit(column or "", pl.String).alias("column"),
        old.alias("old"),
        new.alias("new"),
    )
