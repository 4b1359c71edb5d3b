"""What holds for every file: it is read or explained, and no cell is lost or moved."""

import csv
import io
import re

import pytest
from hypothesis import given, settings, strategies as st
from polars.testing import assert_frame_equal, assert_series_equal

from cartwin.errors import DataError
from cartwin.study.sources import Grid, read_grid, stretches
from cartwin.study.sources.rows import BLANK


NEWLINE = re.compile(r"\r\n|\r|\n")
LETTERS = 'ab1.,;|\t "\n\r=ä€'
texts = st.text(LETTERS, max_size=6)
snippets = st.sampled_from(
    [b",", b";", b"\t", b"|", b'"', b"\n", b"\r\n", b"\r", b"a", b"-1", b"4,5", b"=A1",
     b"#N/A", b" ", b"\0", b"\xe4", b"\xc3\xa4", b"\xc2\xa0", b"\xe2\x80\x8b", b"\x1c",
     b"\xef\xbb\xbf"]
)  # fmt: skip
starts = st.sampled_from(
    [b"", b"", b"a,b\n", b"a;b;c\r\n", b"\xff\xfe", b"PK\x03\x04", b"PAR1"]
)


@st.composite
def tables(draw):
    """A header and rows of texts that are as wide."""
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(texts, min_size=width, max_size=width), max_size=8))
    return [f"name {n}" for n in range(width)], rows


def written(header, rows, **dialect) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows([header, *rows])
    return text.getvalue()


def starts_of(header, rows, **dialect) -> list[int]:
    """The line of each row, counted by writing all before it."""
    before = [written(header, rows[:n], **dialect) for n in range(len(rows))]
    return [len(NEWLINE.findall(text)) + 1 for text in before]


def is_blank(row) -> bool:
    return not any(cell.strip(BLANK) for cell in row)


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.builds(bytes.__add__, starts, st.binary(max_size=60)))
def test_any_bytes_are_read_or_explained(content):
    read_or_explained(content)


@settings(max_examples=500)
@given(starts, st.lists(snippets, max_size=60).map(b"".join))
def test_anything_that_looks_like_a_table_is_read_or_explained(start, content):
    read_or_explained(start + content)


def read_or_explained(content: bytes) -> None:
    try:
        grid = read_grid(content, "any")
    except DataError as error:
        assert all(error.problems)  # noqa: PT017 - the other outcome is as good
    else:
        assert_sound(grid)


def assert_sound(grid: Grid) -> None:
    assert grid.cells.width == len(grid.header)
    assert len(grid.lines) == len(grid.cells)
    assert grid.lines.is_sorted()
    assert grid.lines.n_unique() == len(grid.lines)
    for fault in grid.faults:
        assert 0 <= fault.row < len(grid.cells)
        assert fault.column is None or 0 <= fault.column < len(grid.header)
        assert fault.found
        assert fault.expected
        assert fault.repair


@settings(max_examples=300)
@given(
    tables(),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)
def test_what_was_written_comes_back_cell_for_cell(
    table, separator, end, quoting, encoding, closed
):
    header, rows = table
    if any("\r" in cell or "\n" in cell for row in rows for cell in row):
        quoting = csv.QUOTE_ALL  # Python 3.11 leaves some line ends bare
    dialect = {"delimiter": separator, "lineterminator": end, "quoting": quoting}
    lines = starts_of(header, rows, **dialect)

    text = written(header, rows, **dialect)
    content = (text if closed else text.removesuffix(end)).encode(encoding)
    grid = read_grid(content, "any", separator=separator)

    kept = [n for n, row in enumerate(rows) if not is_blank(row)]
    assert grid.header == tuple(header)
    assert grid.cells.rows() == [tuple(cell or None for cell in rows[n]) for n in kept]
    assert grid.lines.to_list() == [lines[n] for n in kept]


ROWS = st.sampled_from(
    [
        "1,2",
        "a",
        "",
        '"x","y"',
        '"p\nq",r',
        "1,2,3",
        ",",
        '"",4',
        "ä,-",
        '"1,2"',
        '"1,2\n3,4"',
    ]
)


@settings(max_examples=200)
@given(st.lists(ROWS), st.sampled_from(["\n", "\r\n"]))
def test_rows_read_at_once_are_those_read_one_by_one(rows, end):
    content = end.join(["a,b", *rows]).encode()

    def one_by_one(*_):
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretches, "PIECE", 16)
        patch.setattr(stretches, "_FINEST", 4)
        fast = read_grid(content, "any", separator=",")
        patch.setattr(stretches, "regular_part", one_by_one)
        slow = read_grid(content, "any", separator=",")

    assert_frame_equal(fast.cells, slow.cells)
    assert_series_equal(fast.lines, slow.lines)
    assert fast.faults == slow.faults
    assert fast.notices == slow.notices


def test_the_same_rows_in_pieces_of_any_size_are_the_same():
    rows = [f"P{n},{n % 7 - 3},{n / 8}" for n in range(2_000)]
    rows[700] += ",x"
    rows[1_500] = '"P\n1",2,3'
    content = "\n".join(["patient,day,value", *rows]).encode()

    whole = read_grid(content, "any")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretches, "PIECE", 1_000)
        patch.setattr(stretches, "_FINEST", 50)
        patch.setattr(stretches, "CHUNK", 300)
        pieces = read_grid(content, "any")

    assert_frame_equal(whole.cells, pieces.cells)
    assert_series_equal(whole.lines, pieces.lines)
    assert whole.faults == pieces.faults
    assert [whole.lines[fault.row] for fault in whole.faults] == [702]
    assert whole.lines[-1] == 2_002
