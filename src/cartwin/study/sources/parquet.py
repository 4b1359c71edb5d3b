"""A Parquet file as a grid of text, no digit lost."""

import io
from collections.abc import Sequence

import polars as pl

from cartwin.study.sources.assemble import Found, assembled
from cartwin.study.sources.grid import Grid
from cartwin.study.sources.parquet_trial import refuse_damaged
from cartwin.study.sources.parts import Part


__all__ = ["read_parquet_grid"]

_MAGIC = b"PAR1"
_NO_FRACTION = r"\.0+($|[Z+-])"


def read_parquet_grid(content: bytes, notices: Sequence[str]) -> Grid:
    """Return the columns of a Parquet file as text.

    Raises
    ------
    ValueError
        A damaged file, or a column of lists or other things that are no single value.
    """
    frame = _frame(content)
    if not frame.columns:
        msg = "the file has no columns; expected one row per line"
        raise ValueError(msg)
    if problems := _nested(frame):
        raise ValueError(*problems)
    cells = pl.DataFrame([_text(c, str(n)) for n, c in enumerate(frame.iter_columns())])
    lines = pl.Series("line", range(1, len(cells) + 1), dtype=pl.UInt32)
    return assembled(
        Found(
            header=frame.columns,
            header_line=0,
            part=Part(cells=cells, lines=lines),
            row_word="row",
            notices=notices,
        )
    )


def _frame(content: bytes) -> pl.DataFrame:
    if not content.endswith(_MAGIC) or len(content) < 12:
        msg = "the Parquet file is cut off; expected PAR1 at its end: copy it again"
        raise ValueError(msg)
    refuse_damaged(content)
    return pl.read_parquet(io.BytesIO(content))


def _nested(frame: pl.DataFrame) -> list[str]:
    return [
        f"column {name!r:.60} holds {dtype}; expected numbers, text, dates or true/false"
        for name, dtype in frame.schema.items()
        if dtype.is_nested() or dtype in {pl.Binary, pl.Object}
    ]


def _text(column: pl.Series, name: str) -> pl.Series:
    dtype = column.dtype
    if dtype.is_float():
        text = column.cast(pl.String).str.strip_suffix(".0")
    elif dtype.is_temporal():
        text = column.dt.to_string("iso:strict").str.replace(_NO_FRACTION, "$1")
    else:
        text = column.cast(pl.String)
    return text.set(text == "", None).alias(name)
