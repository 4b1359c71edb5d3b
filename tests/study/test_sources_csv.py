"""CSV files as people save them: cells, lines, and the words for what is odd."""

import pytest

from cartwin.errors import DataError
from cartwin.study.sources import GridFault, read_grid


def read(content, **choices):
    return read_grid(content, "counts.csv", **choices)


def problems_of(content, **choices):
    with pytest.raises(DataError) as error:
        read(content, **choices)
    assert error.value.source == "counts.csv"
    return error.value.problems


def faults_of(content):
    return [(f.row, f.column, f.code, f.found) for f in read(content).faults]


def test_cells_are_text_as_it_stands_and_empty_is_null():
    grid = read(b'patient, value ,note\nP1, 4.50,\n,007,"a, b"\n')

    assert grid.header == ("patient", "value", "note")
    assert grid.header_line == 1
    assert grid.cells.rows() == [("P1", " 4.50", None), (None, "007", "a, b")]
    assert grid.cells.columns == ["0", "1", "2"]
    assert (grid.row_word, grid.sheet, grid.decimal_comma) == ("line", "", False)
    assert (grid.faults, grid.notices) == ((), ())


def test_lines_are_those_of_an_editor():
    grid = read(b'\n\na,b\n1,2\n\n ,\n"3\n\r\n3",4\n5,6')

    assert grid.header_line == 3
    assert grid.lines.to_list() == [4, 7, 10]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("rows", [b"1,2", b'1,"2"'])
def test_every_line_end_is_one(end, rows):
    grid = read(end.join([b"a,b", rows, b"", rows]))

    assert grid.cells.rows() == [("1", "2"), ("1", "2")]
    assert grid.lines.to_list() == [2, 4]


@pytest.mark.parametrize(
    ("separator", "notice"),
    [
        (",", ()),
        (";", ("columns separated by a semicolon",)),
        ("\t", ("columns separated by a tab",)),
        ("|", ("columns separated by a bar",)),
    ],
)
def test_the_separator_is_found(separator, notice):
    rows = [["patient", '"dose; mg, | total"', "day"], ["P1", "4", "2"], ["P2", "5", ""]]
    content = "\n".join(separator.join(row) for row in rows).encode()

    grid = read(content)

    assert grid.header == ("patient", "dose; mg, | total", "day")
    assert grid.notices == notice


def test_commas_in_the_header_do_not_hide_the_semicolon():
    grid = read(b"patient;day;value, 10*9/L\nP1;3;4,5\nP2;4;6,5\n")

    assert grid.header == ("patient", "day", "value, 10*9/L")
    assert grid.decimal_comma


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"a;b\n4,5;31.12.2025\n", True),
        (b"a;b\n<4,5;1.234,5\n", True),
        (b"a;b\n4,5;4.5\n", False),
        (b"a;b\n45;5\n", False),
        (b'a,b\n"4,5",5\n', False),
    ],
)
def test_decimal_commas_are_told_only_by_a_file_that_shows_them(content, shown):
    assert read(content).decimal_comma is shown


def test_the_line_by_which_excel_names_its_separator_is_no_row():
    grid = read(b"sep=|\r\na;x|b\r\n1|2\r\n")

    assert grid.header == ("a;x", "b")
    assert (grid.header_line, grid.lines.to_list()) == (2, [3])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_needs_no_hint(encoding):
    grid = read("name,µ\nGröße,4\n".encode(encoding))

    assert grid.header == ("name", "µ")
    assert grid.cells.rows() == [("Größe", "4")]


def test_windows_1252_is_read_and_the_line_is_named():
    grid = read("name,value\nP1,4\nGröße €,4\n".encode("cp1252"))

    assert grid.cells["0"].to_list() == ["P1", "Größe €"]
    assert grid.notices == (
        "line 3: not UTF-8; the file was read as Windows-1252: check 'Größe €,4', or save "
        "the file as 'CSV UTF-8'",
    )


def test_an_encoding_can_be_named():
    grid = read("имя,b\nП1,2\n".encode("cp1251"), encoding="windows-1251")

    assert grid.header == ("имя", "b")
    assert grid.notices == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty; expected a header and one row per line"),
        (
            b"\xef\xbb\xbf\r\n ,\n",
            "the file is empty; expected a header and one row per line",
        ),
        (
            b'a,b\n1,2\n3,"4\n5,6\n',
            "line 3: a quote is opened and never closed; close it, or write a quote "
            "inside a quoted cell twice",
        ),
        (
            b'a,b\n\n1,"2"x\n',
            "line 3: text after a closing quote; expected the separator: write a quote "
            "inside a quoted cell twice",
        ),
        (
            b"a,b\n1,\0\n",
            "line 2: a NUL byte (binary data); expected text: save the file as 'CSV UTF-8'",
        ),
        (
            "a,b\n1,2\n".encode("utf-16-le"),
            "line 1: a NUL byte (UTF-16 without a byte order mark); expected text: save "
            "the file as 'CSV UTF-8'",
        ),
        (
            b"a,b\n1,\xe4\n\xc3\xa4,2\n",
            "line 3 is UTF-8 and line 2 is not; expected one encoding: save the file as "
            "'CSV UTF-8', or name the encoding",
        ),
        (
            b"\xef\xbb\xbfa,b\n\n1,\xe4\n",
            "line 3: not UTF-8, though the file begins with its mark; save the file as "
            "'CSV UTF-8'",
        ),
        (
            b"Platelet counts\n\npatient;day\nP1;2\n",
            "line 1: only 'Platelet counts', but line 3 has 2 cells; expected the names of "
            "the columns: delete what stands above them (taking a semicolon as the "
            "separator)",
        ),
        (
            b"\xd0\xcf\x11\xe0 and more",
            "the file is an old Excel file (.xls) or one with a password; expected CSV, "
            ".xlsx or Parquet: save it as .xlsx without a password, or as 'CSV UTF-8'",
        ),
        (
            b"<!DOCTYPE html><table>",
            "the file is a web page (HTML); expected CSV, .xlsx or Parquet: export the "
            "table as 'CSV UTF-8' or .xlsx",
        ),
        (
            b'a,b\n1,"' + b"x, " * 50_000 + b'"\n',
            "line 2: a cell of more than 131,072 characters; look for a quote that is "
            "never closed, or shorten the cell",
        ),
    ],
)
def test_what_is_wrong_with_the_whole_file_is_said(content, problem):
    assert problems_of(content) == (problem,)


def test_choices_that_cannot_be_are_refused():
    assert problems_of(b"a,b\n", separator=",,") == (
        "separator ',,' cannot be used; give one of ',', ';', tab, '|'",
    )
    assert problems_of(b"a,b\n", encoding="rot13") == (
        "unknown encoding 'rot13'; expected one such as utf-8 or cp1252",
    )
    assert problems_of(b"a,b\n1,\xff\n", encoding="utf-8") == (
        "line 2: not UTF-8 text; save the file as 'CSV UTF-8', or name the encoding",
    )
    assert read(b"a,b\n", sheet="Data").notices == (
        "sheet 'Data' was not used: a file of this format has none",
    )


def test_a_header_alone_is_a_table_without_rows():
    grid = read(b"a,b,,\n")

    assert grid.header == ("a", "b")
    assert grid.cells.shape == (0, 2)
    assert len(grid.lines) == 0


def test_names_that_are_empty_or_double_stay():
    assert read(b"a,,a\n1,2,3\n").header == ("a", "", "a")


def test_empty_columns_at_the_end_are_left_out_and_said():
    grid = read(b"a,b,,\n1,2,,\n3,4,,\n")

    assert grid.header == ("a", "b")
    assert grid.notices == (
        "2 columns at the end without a name and without a cell: left out",
    )
    assert read(b"a,b,,\n1,2,,x\n").header == ("a", "b", "", "")


def test_ragged_rows_are_kept_filled_and_reported():
    grid = read(b"a,b,c\n1,2,3\n4,5\n6,7,8,9,10\n")

    assert grid.cells.rows() == [("1", "2", "3"), ("4", "5", None), ("6", "7", "8")]
    assert grid.faults == (
        GridFault(
            row=1, column=None, code="ragged-row", found="2 cells",
            expected="3, as the header has",
            repair="add a separator for each empty cell at the end",
        ),
        GridFault(
            row=2, column=None, code="ragged-row", found="5 cells; too many: '9', '10'",
            expected="3, as the header has",
            repair="put cells that contain the separator in quotes, or delete what is too "
            "much",
        ),
    )  # fmt: skip


def test_empty_cells_beyond_the_header_are_no_fault():
    grid = read(b"a,b\n1,2\n3,4,\n5,6,,\n")

    assert grid.faults == ()
    assert grid.notices == (
        "line 3: more cells than the header has names, but the surplus is empty and was "
        "left out (2 such)",
    )


def test_the_header_in_the_middle_is_found():
    assert faults_of(b"a,b\n1,2\na,b\n3,4\n") == [
        (1, None, "repeated-header", "the header once more")
    ]


@pytest.mark.parametrize("cell", ["=B2*2", "@SUM(A1)", "+A1+1", "-cmd", " =1+1"])
def test_formulas_are_no_values(cell):
    assert faults_of(f"a,b\n1,{cell}\n".encode()) == [
        (0, 1, "formula-cell", f"the formula {cell.strip()!r}")
    ]


@pytest.mark.parametrize(
    "cell", ["-4.5", "+4,5", "-1e-3", "- 4", "-", "+++", "+/-", "a=b", "#3"]
)
def test_signed_numbers_and_marks_are_no_formulas(cell):
    assert faults_of(f"a;b\n1;{cell}\n".encode()) == []


def test_errors_of_a_spreadsheet_are_no_values():
    assert faults_of(b"a,b\n1,#DIV/0!\n2,#n/a\n") == [
        (0, 1, "error-cell", "the spreadsheet error #DIV/0!"),
        (1, 1, "error-cell", "the spreadsheet error #n/a"),
    ]


def test_characters_that_nobody_sees_are_reported():
    content = "a,b\nPL\u200bAT,1\nb\x07,2\n".encode()

    assert faults_of(content) == [
        (0, 0, "invisible-character", r"an invisible character in 'PL\u200bAT'"),
        (1, 0, "control-character", r"a control character in 'b\x07'"),
    ]


def test_spaces_that_nobody_sees_around_a_cell_are_left_out_and_said():
    grid = read("a,b\n1,2\n\u00a0P1 \u00a0,\u200b\n3,1\u00a0000\n".encode())

    assert grid.cells.rows() == [("1", "2"), ("P1", None), ("3", "1\u00a0000")]
    assert grid.faults == ()
    assert grid.notices == (
        "line 3: non-breaking or invisible spaces around a cell were left out (2 such)",
    )


def test_cells_that_nobody_meant_are_reported():
    content = b"a,b\n" + b"1,2\n" * 40 + b"1," + b"x" * 200_000 + b"\n"

    assert faults_of(content) == [(40, 1, "long-cell", "200,000 characters")]


def test_a_piece_that_begins_like_compressed_data_is_text():
    assert read(b"a,b\nx^1,2\n").cells.rows() == [("x^1", "2")]
