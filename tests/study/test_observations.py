"""Observations as people enter them, and the whole message for those that cannot be."""

import math

import pytest
from hypothesis import given, settings, strategies as st

from cartwin.errors import DataError
from cartwin.study import SCHEMA, Col, read_observations


NO_NUMBER = (
    "expected a number, or a limit as <5 or >600; write the limit of the assay if nothing "
    "was found"
)
DIGITS = "expected a number; write digits only; leave the cell empty if nothing is known"
UNIT = "write the unit of the laboratory's report"
ONE_ROW = (
    "expected one row for one patient, day, analyte; keep one; two of a day need the time "
    "of day"
)
ANOTHER = f"another row of the same patient, day, analyte; {ONE_ROW}"
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
        "  line 2, column analyte: 'PLTS'; expected the code of an analyte; did you mean "
        "PLAT?\n"
        "  line 3, column unit: 'g/L' for PLAT; expected one of 10*9/L, 10*3/uL, /uL, "
        f"/mm3; {UNIT}\n"
        "  line 4, column value: '9,5'; expected a number; write a decimal point, not a "
        "comma\n"
        "  line 5, column value: '-4' of PLAT; expected no negative number; counts and "
        "titres cannot be; check the sign; a code for missing, as -99, is left out\n"
        f"  line 6, column value: {ANOTHER}\n"
        f"  line 7, column value: value 19 where line 6 has 9; {ONE_ROW}"
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("P1,0,PLAT,,10*9/L", ", column value: an empty cell; expected a number, or a "
         "limit as <5 or >600; leave out the row if nothing was measured"),
        ("P1,0,PLAT,9,", ", column unit: no unit for PLAT; expected one of 10*9/L, "
         f"10*3/uL, /uL, /mm3; {UNIT}"),
        ("P1,,PLAT,9,10*9/L", ", column day: neither day nor date; expected one of them; "
         "give the date as entered, or the day counted from the infusion"),
        (",0,PLAT,9,10*9/L", ", column patient: an empty cell; expected pseudonym of the "
         "patient; fill it in, or leave out the row"),
        ("P1,0,,9,10*9/L", ", column analyte: an empty cell; expected the code of an "
         "analyte; fill it in, or leave out the row"),
        ("P1,0,PLAT,BLQ,10*9/L", f", column value: 'BLQ'; {NO_NUMBER}"),
        ("P1,0,PLAT,nan,10*9/L", f", column value: 'nan'; {NO_NUMBER}"),
        ("P1,0,PLAT,<,10*9/L", f", column value: '<'; {NO_NUMBER}"),
        ("P1,0,PLAT,<<5,10*9/L", f", column value: '<<5'; {DIGITS}"),
        ("P1,0,PLAT,<0,10*9/L", ", column value: '<0'; expected a limit above 0; write the "
         "limit of the assay, e.g. <5"),
        ("P1,0,PLAT,1e999,10*9/L", ", column value: '1e999'; expected a number; check the "
         "exponent"),
        ("P1,0,PLAT,9000,10*9/L", ", column value: PLAT 9000 10*9/L; expected 0 to 3000; "
         "check the number and its unit"),
        ("P1,0,PLAT,=1+1,10*9/L", ", column value: the formula '=1+1'; expected a value; "
         "replace the formula by its value"),
        ('P1,0,PLAT,"1,234",10*9/L', ", column value: '1,234'; expected a number; write "
         "1234, or a decimal point if a comma stands for it"),
        ("P1,1e999,PLAT,9,10*9/L", ", column day: '1e999'; expected a number; check the "
         "exponent"),
        ("P1,99999,PLAT,9,10*9/L", ", column day: 99999 days; expected -40000 to 40000 "
         "days; check the number and its unit"),
        ('P1,"-5,5",PLAT,9,10*9/L', ", column day: '-5,5'; expected a number; write a "
         "decimal point, not a comma"),
        ("../../etc,0,PLAT,9,10*9/L", ", column patient: '../../etc'; expected up to 64 "
         "letters, digits and . : _ -, the first a letter or digit; write the pseudonym of "
         "the patient, never a name"),
        ("P1,0,PLAT,9", ": 4 cells; expected 5, as the header has; add a separator for "
         "each empty cell at the end"),
        ("P1,0,PLAT,9,10*9/L,x", ": 6 cells; too many: 'x'; expected 5, as the header has; "
         "put cells that contain the separator in quotes, or delete what is too much"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line(row, expected):
    assert problems_of(row) == (f"line 2{expected}",)


def test_two_faults_of_one_line_are_both_told():
    assert problems_of("P1,x,PLAT,y,10*9/L") == (
        f"line 2, column day: 'x'; {DIGITS}",
        f"line 2, column value: 'y'; {NO_NUMBER}",
    )


def test_repeated_lines_are_told():
    assert problems_of("P1,0,PLAT,9,10*9/L", "", "P1,0,PLAT,9,10*9/L") == (
        f"line 4, column patient: the same as line 2; {ONE_ROW}",
    )


def test_a_value_that_only_looks_odd_is_read():
    assert read("P1,0,PLAT,9,10*9/L", "P1,1,PLAT,2900,10*9/L")[Col.VALUE].to_list() == [
        9.0,
        2900.0,
    ]


def test_the_same_limit_and_number_contradict_each_other():
    assert problems_of("P1,0,PLAT,<9,10*9/L", "P1,0,PLAT,9,10*9/L") == (
        f"line 2, column censoring: {ANOTHER}",
        f"line 3, column censoring: censoring none where line 2 has below; {ONE_ROW}",
    )


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("patient,day,analyte,value", "no column 'unit'; the header has patient, day, "
         "analyte, value; add it, or say in a mapping which column it is"),
        (f"{HEADER},nota", "unknown column 'nota' of observations (did you mean note?); "
         "rename it, or map or ignore it in a mapping"),
        (f"{HEADER},unit", "column 'unit' stands there 2 times; keep one"),
        ("patient;day;analyte;value", "no column 'unit'; the header has patient, day, "
         "analyte, value; add it, or say in a mapping which column it is"),
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
        (b"", "the file is empty; expected a header and one row per line"),
        (
            b"\x89PNG\r\n\x1a\n",
            "the file is a picture (PNG); expected CSV, .xlsx or Parquet: export the table "
            "as 'CSV UTF-8' or .xlsx",
        ),
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


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_explained(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "junk.csv"
    path.write_bytes(content)

    assert all(isinstance(problem, str) for problem in problems_or_values(path))


@settings(max_examples=50)
@given(st.lists(st.text(max_size=20), min_size=5, max_size=5))
def test_any_cells_are_read_or_explained(cells):
    row = ",".join('"' + c.replace('"', '""') + '"' for c in cells)

    for found in problems_or_values(f"{HEADER}\n{row}\n"):
        assert isinstance(found, str) or math.isfinite(found)
