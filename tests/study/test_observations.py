"""Observations as people enter them, and the whole message for those that cannot be."""

import math

import pytest
from hypothesis import given, strategies as st

from cartwin.errors import DataError
from cartwin.study import SCHEMA, Col, read_observations
from cartwin.units import ANALYTES


NO_NUMBER = "is not a number; write a limit as <5 or >600"
HEADER = "patient,day,analyte,value,unit"
SHOWN = (Col.VALUE, Col.CENSORING, Col.VALUE_ENTERED, Col.UNIT_ENTERED)


def read(*rows: str, header: str = HEADER):
    return read_observations("\n".join([header, *rows, ""]), name="counts.csv")


def problems_of(*rows: str, header: str = HEADER) -> tuple[str, ...]:
    with pytest.raises(DataError) as error:
        read(*rows, header=header)
    return error.value.problems


def test_units_are_converted_once_and_the_entry_is_kept():
    frame = read("P1,-6,PLAT,9,10*9/L", "P1,7,PLAT,45000,/uL", "P1,1,TEMP,100.4,[degF]")

    assert frame.columns == list(SCHEMA["observations"].dtypes)
    assert frame.select(SHOWN).rows()[:2] == [
        (9.0, "none", "9", "10*9/L"),
        (45.0, "none", "45000", "/uL"),
    ]
    assert frame[Col.VALUE][2] == pytest.approx(38.0)


def test_normal_limits_are_in_the_unit_of_their_line():
    header = f"{HEADER},lower_normal,upper_normal,note"
    frame = read("P1,0,PLAT,9000,/uL,150000,450000,clotted", header=header)

    assert frame.select(Col.LOWER_NORMAL, Col.UPPER_NORMAL, Col.NOTE).row(0) == (
        150.0,
        450.0,
        "clotted",
    )


@pytest.mark.parametrize(
    ("entered", "value", "censoring"),
    [
        ("<5", 5.0, "below"),
        ("< 5.5", 5.5, "below"),
        ("<=5", 5.0, "below"),
        ("≤5", 5.0, "below"),
        (">600", 600.0, "above"),
        ("≥600", 600.0, "above"),
        ("0", 0.0, "none"),
        (" 5 ", 5.0, "none"),
        ("5e2", 500.0, "none"),
    ],
)
def test_limits_are_limits_and_never_zero(entered, value, censoring):
    frame = read(f"P1,0,BCELL,{entered},/uL")

    assert frame.select(SHOWN).row(0) == (value, censoring, entered.strip(), "/uL")


def test_every_faulty_line_is_reported_at_once():
    with pytest.raises(DataError) as error:
        read(
            "P1,0,PLTS,9,10*9/L",
            "P1,1,PLAT,9,g/L",
            'P1,2,PLAT,"9,5",10*9/L',
            "P1,3,PLAT,-4,10*9/L",
            "P2,0,PLAT,9,10*9/L",
            "P2,0,PLAT,19,10*9/L",
        )

    assert str(error.value) == (
        "counts.csv was not read:\n"
        "  line 2: unknown analyte 'PLTS' (did you mean PLAT?)\n"
        "  line 3: unit 'g/L' cannot be used for PLAT (platelet count); "
        "use one of 10*9/L, 10*3/uL, /uL, /mm3\n"
        "  line 4: value '9,5' is not a number; write a decimal point, not a comma\n"
        "  line 5: value -4 of PLAT is negative; counts and titres cannot be\n"
        "  line 7: P2 has two PLAT values on day 0: 9 and 19; keep one, or give the time "
        "of day as a fraction"
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("P1,0,PLAT,,10*9/L", "value is empty; leave out the line if nothing was measured"),
        ("P1,0,PLAT,9,", "no unit for PLAT; write one of 10*9/L, 10*3/uL, /uL, /mm3"),
        ("P1,,PLAT,9,10*9/L", "neither day nor date; give one of them"),
        (",0,PLAT,9,10*9/L", "patient is empty"),
        ("P1,0,,9,10*9/L", "unknown analyte '' (known: "
         + ", ".join(ANALYTES) + ")"),
        ("P1,0,PLAT,BLQ,10*9/L", f"value 'BLQ' {NO_NUMBER}"),
        ("P1,0,PLAT,nan,10*9/L", f"value 'nan' {NO_NUMBER}"),
        ("P1,0,PLAT,<,10*9/L", f"value '<' {NO_NUMBER}"),
        ("P1,0,PLAT,<<5,10*9/L", "value '<<5' is not a number"),
        ("P1,0,PLAT,<0,10*9/L", "value <0 of PLAT: nothing lies below 0; write the limit"),
        ("P1,0,PLAT,1e999,10*9/L", "value '1e999' is too large for a number"),
        ("P1,0,PLAT,9000,10*9/L", "value of PLAT [10*9/L] 9000 is implausible; expected 0 "
         "to 3000"),
        ("P1,0,PLAT,=1+1,10*9/L", "value '=1+1' is not a number"),
        ("P1,1e999,PLAT,9,10*9/L", "day '1e999' is too large for a number"),
        ("P1,99999,PLAT,9,10*9/L", "day 99999 is implausible; expected -40000 to 40000"),
        ('P1,"-5,5",PLAT,9,10*9/L', "day '-5,5' is not a number; write a decimal point, "
         "not a comma"),
        ("../../etc,0,PLAT,9,10*9/L", "patient '../../etc' cannot be a pseudonym; use up "
         "to 64 letters, digits and the signs . : _ -, the first a letter or digit"),
        ("P1,0,PLAT,9", "4 cells under a header of 5"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line(row, expected):
    assert problems_of(row) == (f"line 2: {expected}",)


def test_two_faults_of_one_line_are_both_told():
    assert problems_of("P1,x,PLAT,y,10*9/L") == (
        "line 2: day 'x' is not a number",
        "line 2: value 'y' is not a number; write a limit as <5 or >600",
    )


def test_repeated_lines_are_told():
    assert problems_of("P1,0,PLAT,9,10*9/L", "", "P1,0,PLAT,9,10*9/L") == (
        "line 4: repeats line 2; keep one",
    )


def test_the_same_limit_and_number_contradict_each_other():
    assert problems_of("P1,0,PLAT,<9,10*9/L", "P1,0,PLAT,9,10*9/L") == (
        "line 3: P1 has two PLAT values on day 0: <9 and 9; keep one, or give the time of "
        "day as a fraction",
    )


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("patient,day,analyte,value", "no column 'unit'; the header has patient, day, "
         "analyte, value"),
        (f"{HEADER},nota", "unknown column 'nota' (did you mean note?)"),
        (f"{HEADER},unit", "column 'unit' stands there 2 times"),
        ("patient;day;analyte", "the columns are separated by ';'; save the file with "
         "commas"),
    ],
)  # fmt: skip
def test_the_header_is_checked(header, expected):
    assert problems_of("P1,0", header=header) == (f"line 1: {expected}",)


def test_a_header_alone_is_an_empty_table():
    assert len(read()) == 0


def test_files_of_windows_are_read(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\nP1,0,PLAT,<10,10*9/L\r\n".encode())

    assert read_observations(path).select(SHOWN).row(0) == (10.0, "below", "<10", "10*9/L")
    assert len(read_observations(str(path))) == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            b"",
            "the file is empty; expected a header with patient, day, analyte, value, unit",
        ),
        (b"\x89PNG\r\n\x1a\n", "line 1: not UTF-8 text; save the file as 'CSV UTF-8'"),
    ],
)
def test_a_file_that_is_no_table_is_named(tmp_path, content, expected):
    path = tmp_path / "counts.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        read_observations(path)

    assert str(error.value) == f"counts.csv was not read:\n  {expected}"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError) as error:
        read_observations(tmp_path / "counts.csv")

    assert str(error.value) == (
        "counts.csv was not read:\n  the file cannot be opened (No such file or directory)"
    )


def problems_or_values(source) -> list:
    try:
        return read_observations(source)[Col.VALUE].to_list()
    except DataError as error:
        return list(error.problems)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_explained(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "junk.csv"
    path.write_bytes(content)

    assert all(isinstance(problem, str) for problem in problems_or_values(path))


@given(st.lists(st.text(max_size=20), min_size=5, max_size=5))
def test_any_cells_are_read_or_explained(cells):
    row = ",".join('"' + c.replace('"', '""') + '"' for c in cells)

    for found in problems_or_values(f"{HEADER}\n{row}\n"):
        assert isinstance(found, str) or math.isfinite(found)
