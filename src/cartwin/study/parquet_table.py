"""A table of the record as Parquet, for studies too big to be read by people."""

import io

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.study.columns import Table
from cartwin.study.reading import Reading


__all__ = ["parquet_bytes", "read_parquet_table"]

_MAGIC = b"PAR1"
_ROWS_PER_GROUP = 262_144


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return the table as a Parquet file; the same frame gives the same bytes."""
    buffer = io.BytesIO()
    frame.rechunk().write_parquet(
        buffer,
        compression="zstd",
        compression_level=3,
        statistics=True,
        row_group_size=_ROWS_PER_GROUP,
    )
    return buffer.getvalue()


def read_parquet_table(content: bytes, table: Table, file: str) -> Reading:
    """Return the rows of a table with the number of each, and what is wrong with it."""
    if not (content.startswith(_MAGIC) and content.endswith(_MAGIC)):
        return Reading.nothing(file, table, ["not Parquet (it does not begin and end so)"])
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (Exception, pl.exceptions.PanicException) as error:
        reason = str(error).partition("\n")[0]
        return Reading.nothing(file, table, [f"not Parquet ({reason:.100})"])
    if found := _schema_problems(frame, table):
        return Reading.nothing(file, table, found)
    return Reading(file=file, frame=frame)


def _schema_problems(frame: pl.DataFrame, table: Table) -> list[str]:
    unknown = [
        f"unknown column {name!r:.60} ({did_you_mean(name, table.dtypes)})"
        for name in frame.columns
        if name not in table.dtypes
    ]
    missing = [f"no column {n!r}" for n in table.dtypes if n not in frame.columns]
    wrong = [
        f"column {name!r} holds {frame.schema[name]}, expected {dtype.__name__}"
        for name, dtype in table.dtypes.items()
        if name in frame.columns and frame.schema[name] != dtype
    ]
    return unknown + missing + wrong
