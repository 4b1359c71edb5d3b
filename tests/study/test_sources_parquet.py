"""Parquet files: every value as text, no digit lost, damage explained."""

import datetime as dt
import io
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from cartwin.errors import DataError
from cartwin.study.sources import parquet, read_grid


def saved(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


def problems_of(content):
    with pytest.raises(DataError) as error:
        read_grid(content, "counts.parquet")
    return error.value.problems


def test_every_kind_of_value_becomes_text():
    morning = dt.datetime(2025, 1, 31, 8, 30)
    values = {
        "text": ("P1", "P1"), "blank": ("", None), "float": (45.0, "45"),
        "small": (1e-7, "1e-7"), "long": (0.30000000000000004, "0.30000000000000004"),
        "int": (2**62 + 1, "4611686018427387905"), "bool": (True, "true"),
        "decimal": (Decimal("4.50"), "4.50"), "date": (morning.date(), "2025-01-31"),
        "time": (morning.time(), "08:30:00"), "moment": (morning, "2025-01-31T08:30:00"),
        "fraction": (morning.replace(microsecond=120), "2025-01-31T08:30:00.000120"),
    }  # fmt: skip
    frame = pl.DataFrame(
        {name: [value] for name, (value, _) in values.items()}
    ).with_columns(
        zone=pl.col("moment").dt.replace_time_zone("Europe/Berlin"),
        narrow=pl.lit(0.1, pl.Float32),
        word=pl.lit("a", pl.Categorical),
        nothing=pl.lit(None),
    )
    grid = read_grid(saved(frame), "counts.csv")

    assert grid.header == tuple(frame.columns)
    assert grid.cells.row(0) == (
        *(text for _, text in values.values()),
        "2025-01-31T08:30:00+01:00", "0.1", "a", None,
    )  # fmt: skip
    assert (grid.header_line, grid.row_word, grid.lines.to_list()) == (0, "row", [1])


def test_columns_of_lists_and_bytes_are_all_named():
    frame = pl.DataFrame({"a": [[1]], "b": [b"x"], "c": [1]})

    assert problems_of(saved(frame)) == (
        "column 'a' holds List(Int64); expected numbers, text, dates or true/false",
        "column 'b' holds Binary; expected numbers, text, dates or true/false",
    )


def test_half_a_file_is_cut_off():
    content = saved(pl.DataFrame({"a": [1]}))

    assert problems_of(content[:-5]) == (
        "the Parquet file is cut off; expected PAR1 at its end: copy it again",
    )


@pytest.mark.parametrize("place", [0.05, 0.2, 0.4, 0.6, 0.8, 0.95])
def test_damage_that_would_end_the_program_is_explained(place):
    content = saved(pl.DataFrame({"a": [f"a long text {n}" for n in range(300)]}))
    at = int(place * len(content))
    damaged = content[:at] + b"\xff" * 12 + content[at + 12 :]

    try:
        grid = read_grid(damaged, "counts.parquet")
    except DataError as error:
        (problem,) = error.problems
        assert problem.startswith("the Parquet file cannot be read (")
    else:
        assert len(grid.lines) == len(grid.cells)


@settings(max_examples=100)
@given(st.lists(st.floats() | st.none(), min_size=1))
def test_no_digit_of_a_number_is_lost(values):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "refuse_damaged", lambda _: None)
        frame = pl.DataFrame({"a": values}, schema={"a": pl.Float64})
        texts = read_grid(saved(frame), "a").cells["0"]

    assert [None if t is None else repr(float(t)) for t in texts] == [
        None if v is None else repr(v) for v in values
    ]
