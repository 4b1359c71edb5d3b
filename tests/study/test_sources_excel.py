"""Excel workbooks: values as a person sees them, and what must not slip through."""

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st

from cartwin.errors import DataError
from cartwin.study.sources import read_grid


NAMES = ["patient", "day", "value"]


def workbook(*rows, **sheets) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in rows:
        book.active.append(row)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    return book


def saved(book) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(content: bytes, path: str, change) -> bytes:
    """The workbook with one of its files changed."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == path else data)
    return result.getvalue()


def read(book, **choices):
    return read_grid(saved(book), "counts.xlsx", **choices)


def problems_of(content, **choices):
    with pytest.raises(DataError) as error:
        read_grid(content, "counts.xlsx", **choices)
    return error.value.problems


def test_values_are_what_a_person_sees():
    row = [
        "P1", 45.0, 0.1, 1_234_567, dt.datetime(2025, 1, 31, 8, 30), dt.date(2025, 2, 1),
        dt.time(8, 30), dt.timedelta(hours=36, minutes=5), True, "007", " x ", None,
    ]  # fmt: skip
    grid = read(workbook([f"c{n}" for n in range(len(row))], row))

    assert grid.cells.row(0) == (
        "P1", "45", "0.1", "1234567", "2025-01-31T08:30:00", "2025-02-01", "08:30:00",
        "36:05:00", "true", "007", " x ", None,
    )  # fmt: skip
    assert (grid.row_word, grid.sheet, grid.header_line) == ("row", "Data", 1)
    assert (grid.notices, grid.faults, grid.decimal_comma) == ((), (), False)


def test_the_name_of_the_file_does_not_matter():
    assert read_grid(saved(workbook(NAMES)), "counts.csv").header == tuple(NAMES)


def test_rows_have_the_numbers_beside_the_sheet():
    book = workbook()
    for name, value in {"C4": "a", "D4": "b", "C6": 1, "D6": 2, "D9": 3}.items():
        book.active[name] = value
    grid = read(book)

    assert grid.header == ("a", "b")
    assert grid.header_line == 4
    assert grid.lines.to_list() == [6, 9]
    assert grid.cells.rows() == [("1", "2"), (None, "3")]


@pytest.mark.parametrize(
    ("style", "value", "shown"),
    [
        ("0%", 0.5, "50%"),
        ("0.0%", 0.283, "28.3%"),
        ('0.0" %"', 28.3, "28.3"),
        ("0.00", 4.5, "4.5"),
    ],
)
def test_percentages_are_those_that_are_shown(style, value, shown):
    book = workbook(NAMES, ["P1", 1, value])
    book.active["C2"].number_format = style

    assert read(book).cells.row(0) == ("P1", "1", shown)


def test_formulas_are_faults_even_without_a_stored_value():
    grid = read(workbook(NAMES, ["P1", 1, 4], ["P2", 2, "=C2*2"], [None, None, "=1+1"]))

    assert grid.cells.rows() == [("P1", "1", "4"), ("P2", "2", None), (None, None, None)]
    assert [(f.row, f.column, f.code, f.found, f.repair) for f in grid.faults] == [
        (1, 2, "formula-cell", "the formula =C2*2 in cell C3",
         "replace the formula by its value"),
        (2, 2, "formula-cell", "the formula =1+1 in cell C4",
         "replace the formula by its value"),
    ]  # fmt: skip


def test_a_formula_keeps_the_value_that_is_stored():
    content = changed(
        saved(workbook(NAMES, ["P2", 2, "=1+1"])),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"<v ?/>", b"<v>2</v>", xml),
    )
    grid = read_grid(content, "counts.xlsx")

    assert grid.cells.row(0) == ("P2", "2", "2")
    assert [fault.code for fault in grid.faults] == ["formula-cell"]


def test_errors_are_faults():
    grid = read(workbook(NAMES, ["P1", 1, "#DIV/0!"]))

    assert grid.cells.row(0) == ("P1", "1", "#DIV/0!")
    (fault,) = grid.faults
    assert (fault.row, fault.column, fault.code) == (0, 2, "error-cell")
    assert fault.found == "the spreadsheet error #DIV/0! in cell C2"


def test_a_formula_is_no_name_of_a_column():
    assert problems_of(saved(workbook(["patient", "=A2", "day"], ["P1", 1]))) == (
        "row 1: cell B1 of the header is the formula =A2; expected the name of a column: "
        "write its value",
    )


def test_what_is_not_seen_at_once_is_said():
    book = workbook(NAMES, ["P1", 1, 4], ["P2", 2, 5], Old=[["a"]], Empty=[])
    book.active.merge_cells("A2:B2")
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book["Old"].sheet_state = "hidden"
    grid = read(book)

    assert grid.cells.rows() == [("P1", None, "4"), ("P2", "2", "5")]
    assert grid.notices == (
        "sheet 'Data' was read; left out: 'Old' (hidden), 'Empty'",
        "merged cells: A2:B2; the value stands in the first cell of each, the others "
        "are empty",
        "1 hidden or filtered rows were read like all others",
        "hidden columns were read like all others",
    )


def test_the_first_sheet_with_cells_that_can_be_seen_is_read():
    book = workbook(Secret=[["s"]], Counts=[NAMES], Other=[["o"]])
    book["Secret"].sheet_state = "veryHidden"

    assert read(book).sheet == "Counts"
    assert read(book, sheet="Other").header == ("o",)
    assert (
        read(book, sheet="Secret").notices[-1] == "sheet 'Secret' is hidden, but was read"
    )


def test_a_sheet_that_is_not_there_or_empty_is_said():
    content = saved(workbook(Counts=[NAMES]))

    assert problems_of(content, sheet="Count") == (
        "no sheet 'Count' (did you mean Counts?)",
    )
    assert problems_of(content, sheet="Data") == (
        "sheet 'Data' is empty; expected a header and one row per line",
    )
    assert problems_of(saved(workbook())) == (
        "every sheet of the workbook is empty; expected a header and one row per line",
    )


def test_a_title_is_no_header():
    assert problems_of(saved(workbook(["Platelet counts"], [], NAMES))) == (
        "row 1: only 'Platelet counts', but row 3 has 3 cells; expected the names of the "
        "columns: delete what stands above them",
    )


def test_a_cell_far_from_the_table_does_not_fill_the_memory():
    book = workbook(NAMES, ["P1", 1, 4])
    book.active["XFD1048576"] = "x"

    assert problems_of(saved(book)) == (
        "the sheet has 1,048,576 rows of 16,384 columns; expected at most 16,000,000 "
        "cells: delete stray cells far from the table, or save it as 'CSV UTF-8'",
    )


def bomb(path: str = "xl/media/image.bin") -> bytes:
    content = io.BytesIO(saved(workbook(NAMES)))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(path, bytes(40 << 20))
    return content.getvalue()


def test_a_zip_bomb_is_not_unpacked():
    (problem,) = problems_of(bomb())

    assert re.fullmatch(
        r"the \.xlsx file unpacks from [\d,]+ to [\d,]+ bytes; expected at most "
        r"536,870,912 and 200 times its size: save it as 'CSV UTF-8'",
        problem,
    )


def test_a_zip_bomb_that_states_a_small_size_is_found_out():
    size = (40 << 20).to_bytes(4, "little")
    content = bomb().replace(size, (1_000).to_bytes(4, "little"))

    assert problems_of(content) == (
        "the .xlsx file is damaged (xl/media/image.bin has another size); expected a "
        "workbook: open it and save it again",
    )


SHARED = "xl/sharedStrings.xml"


def with_shared_text(text: str, cells: int) -> bytes:
    """A workbook with a text that many cells share, as Excel itself writes them."""
    content = io.BytesIO(saved(workbook(NAMES)))
    row = '<row r="{0}">' + '<c t="s"><v>0</v></c>' * 3 + "</row>"
    rows = "".join(row.format(number) for number in range(2, 2 + cells // 3))
    content = changed(
        content.getvalue(),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>"),
    )
    package = io.BytesIO(content)
    with zipfile.ZipFile(package, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(SHARED, f"<sst><si><r><t>{text}</t></r><r><t>.</t></r></si></sst>")
    return package.getvalue()


def test_texts_that_cells_share_are_read():
    grid = read_grid(with_shared_text("a &amp; b", 6), "counts.xlsx")

    assert grid.cells.rows() == [("a & b.",) * 3] * 2
    assert grid.lines.to_list() == [2, 3]


def test_a_text_shared_by_many_cells_does_not_fill_the_memory():
    assert problems_of(with_shared_text("x" * 30_000, 18_000)) == (
        "the sheet has 540,018,000 characters of text; expected at most 500,000,000: save "
        "it as 'CSV UTF-8'",
    )


@pytest.mark.parametrize("path", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", SHARED])
def test_entities_are_refused(path):
    declared = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'

    def declare(xml: bytes) -> bytes:
        at = xml.find(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        return xml[:at] + declared + xml[at:]

    assert problems_of(changed(with_shared_text("a", 3), path, declare)) == (
        f"{path} in the .xlsx file declares XML entities; none is expected: open it and "
        "save it again",
    )


def test_other_archives_are_named():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("word/document.xml", "")

    assert problems_of(content.getvalue()) == (
        "the file is a Word document (.docx); expected CSV, .xlsx or Parquet: save it as "
        "one of these",
    )


def test_half_a_file_is_damaged():
    content = saved(workbook(NAMES))

    (problem,) = problems_of(content[: len(content) // 2])
    assert problem == (
        "the .xlsx file is damaged (File is not a zip file); expected a workbook: open it "
        "and save it again"
    )


PATHS = [
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
]
ODD = [
    "",
    "-1",
    "9999999999",
    "1e308",
    "NaN",
    "A0",
    "XFD1048577",
    "ZZZZ9",
    "2958466",
    "e",
    "s",
]


@settings(max_examples=100)
@given(
    path=st.sampled_from(PATHS),
    place=st.floats(0, 1, exclude_max=True),
    odd=st.sampled_from(ODD),
    data=st.none() | st.binary(max_size=4),
)
def test_a_damaged_workbook_is_read_or_explained(path, place, odd, data):
    book = workbook(NAMES, ["P1", dt.date(2025, 1, 1), 0.5], ["P2", "=A1", "#N/A"])

    def damage(xml: bytes) -> bytes:
        if data is not None:
            at = int(place * len(xml))
            return xml[:at] + data + xml[at + len(data) :]
        spots = list(re.finditer(rb'(?<=")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)', xml))
        spot = spots[int(place * len(spots))]
        return xml[: spot.start()] + odd.encode() + xml[spot.end() :]

    try:
        grid = read_grid(changed(saved(book), path, damage), "counts.xlsx")
    except DataError as error:
        assert all(error.problems)  # noqa: PT017 - the other outcome is as good
    else:
        assert grid.cells.width == len(grid.header)
        assert len(grid.lines) == len(grid.cells)


@settings(max_examples=25)
@given(
    st.lists(
        st.lists(
            st.none() | st.booleans() | st.integers(-(10**9), 10**9)
            | st.integers(-(10**9), 10**9).map(lambda number: number / 1024)
            | st.text("ab1. -ä", min_size=1, max_size=5),
            min_size=2, max_size=4,
        ),
        max_size=6,
    )
)  # fmt: skip
def test_what_was_written_comes_back_cell_for_cell(rows):
    names = [f"name {n}" for n in range(4)]
    grid = read(workbook(names, *rows))

    expected = {}
    for line, row in enumerate(rows, 2):
        cells = [as_text(value) for value in [*row, None, None][:4]]
        if any((cell or "").strip() for cell in cells):
            expected[line] = cells
    assert dict(zip(grid.lines, map(list, grid.cells.rows()), strict=True)) == expected


def as_text(value):
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    whole = isinstance(value, int) or (value.is_integer() and abs(value) < 1e15)
    return str(int(value)) if whole else repr(value)
