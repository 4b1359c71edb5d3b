"""Planted faults: each is told at its line and column, in words that name the repair.

Every kind is planted into a file in which nothing else is wrong; the suite
`cartwin validate intake` plants the same kinds into files of all sorts.
"""

import io

import numpy as np
import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from cartwin.study import take_in
from cartwin.validation.intake import FAULTS, Draft, the_record, valid_draft


KINDS = pytest.mark.parametrize("kind", FAULTS)
HEADER = "patient,date,analyte,value,unit"
ROW = "P001,2024-05-07,PLAT,9,10*9/L"

SENTENCES = {
    "a unit of nothing":
        "observations.csv, line 4, column unit: 'furlong' for IGG; expected one of "
        "g/L, mg/dL, mg/mL; write the unit of the laboratory's report",
    "no unit":
        "observations.csv, line 4, column unit: no unit for IGG; expected one of g/L, "
        "mg/dL, mg/mL; write the unit of the laboratory's report",
    "the unit of another analyte":
        "observations.csv, line 4, column unit: 'g/L' for PLAT; expected one of "
        "10*9/L, 10*3/uL, /uL, /mm3; write the unit of the laboratory's report",
    "an impossible value":
        "observations.csv, line 4, column value: PLAT 50000 10*9/L; expected 0 to "
        "3000; check the number and its unit",
    "the wrong unit by a thousand":
        "observations.csv, line 4, column value: PLAT 9000 10*9/L; expected 0 to 3000; "
        "check the number and its unit",
    "a negative count":
        "observations.csv, line 4, column value: '-4' of PLAT; expected no negative "
        "number; counts and titres cannot be; check the sign; a code for missing, as "
        "-99, is left out",
    "a code for missing":
        "observations.csv, line 4, column value: '-99' of PLAT; expected no negative "
        "number; counts and titres cannot be; check the sign; a code for missing, as "
        "-99, is left out",
    "an analyte misspelt":
        "observations.csv, line 4, column analyte: 'PLTS'; expected the code of an "
        "analyte; did you mean PLAT?",
    "an analyte in words":
        "observations.csv, line 4, column analyte: 'Platelet count'; expected the code "
        "of an analyte; did you mean PLAT?",
    "something that is no analyte":
        "observations.csv, line 4, column analyte: 'visit'; expected the code of an "
        'analyte; the reference page "Analytes" and `cartwin.units.ANALYTES` list '
        "those known",
    "no analyte":
        "observations.csv, line 4, column analyte: an empty cell; expected the code of "
        "an analyte; fill it in, or leave out the row",
    "no value":
        "observations.csv, line 4, column value: an empty cell; expected a number, or "
        "a limit as <5 or >600; leave out the row if nothing was measured",
    "no number":
        "observations.csv, line 4, column value: 'high'; expected a number, or a limit "
        "as <5 or >600; write the limit of the assay if nothing was found",
    "NaN":
        "observations.csv, line 4, column value: 'NaN'; expected a number, or a limit "
        "as <5 or >600; write the limit of the assay if nothing was found",
    "infinity":
        "observations.csv, line 4, column value: 'inf'; expected a number, or a limit "
        "as <5 or >600; write the limit of the assay if nothing was found",
    "BLQ":
        "observations.csv, line 4, column value: 'BLQ'; expected a number, or a limit "
        "as <5 or >600; write the limit of the assay if nothing was found",
    "a number with words":
        "observations.csv, line 4, column value: '9 haemolytic'; expected a number; "
        "write digits only; leave the cell empty if nothing is known",
    "less than nothing":
        "observations.csv, line 4, column value: '<0'; expected a limit above 0; write "
        "the limit of the assay, e.g. <5",
    "a number beyond all numbers":
        "observations.csv, line 4, column value: '1e999'; expected a number; check the "
        "exponent",
    "a range for a value":
        "observations.csv, line 4, column value: '5-10'; expected a number; write "
        "digits only; leave the cell empty if nothing is known",
    "limits of normal swapped":
        "observations.csv, line 4, column lower_normal: 400 to 150; expected the lower "
        "limit of normal below the upper one; swap the limits",
    "a limit that is no number":
        "observations.csv, line 4, column upper_normal: 'x'; expected a number; write "
        "digits only; leave the cell empty if nothing is known",
    "an error of a spreadsheet":
        "observations.csv, line 4, column value: the spreadsheet error #N/A; expected "
        "a value; mend the formula and keep its value, or empty the cell",
    "a formula for a value":
        "observations.csv, line 4, column value: the formula '=B2*2'; expected a "
        "value; replace the formula by its value",
    "a formula for a note":
        "observations.csv, line 4, column note: the formula '@SUM(A1)'; expected a "
        "value; replace the formula by its value",
    "an invisible character":
        "observations.csv, line 4, column analyte: an invisible character in "
        "'PL\\u200bAT'; expected characters that can be seen; type the cell again",
    "a control character":
        "observations.csv, line 4, column note: a control character in 'a\\x07b'; "
        "expected characters that can be seen; type the cell again",
    "a cell without end":
        "observations.csv, line 4, column note: 100,001 characters; expected at most "
        "100,000; look for a quote that is not closed, or shorten the cell",
    "no date":
        "observations.csv, line 4, column date: neither day nor date; expected one of "
        "them; give the date as entered, or the day counted from the infusion",
    "a day that is not in the calendar":
        "observations.csv, line 4, column date: '2024-02-30' is not in the calendar; "
        "expected a date of the calendar as 2024-05-17, 2024-05 or 2024; 2024-02 has "
        "29 days",
    "a date with the day first":
        "observations.csv, line 4, column date: '17.05.2024' has the day first; "
        "expected a date of the calendar as 2024-05-17, 2024-05 or 2024; write "
        "2024-05-17",
    "a date with two meanings":
        "observations.csv, line 4, column date: '03/04/2024' may mean two days; "
        "expected a date of the calendar as 2024-05-17, 2024-05 or 2024; write "
        "2024-03-04 or 2024-04-03",
    "a date as a spreadsheet counts":
        "observations.csv, line 4, column date: '45429' is a number of days, as in a "
        "spreadsheet's cell; expected a date of the calendar as 2024-05-17, 2024-05 or "
        "2024; write 2024-05-17",
    "a date with parts unknown":
        "observations.csv, line 4, column date: '2024-05-UN' has parts that are not "
        "known; expected a date of the calendar as 2024-05-17, 2024-05 or 2024; write "
        "2024-05",
    "an hour that does not exist":
        "observations.csv, line 4, column date: '2024-05-17T25:00' has no time of the "
        "clock; expected a date of the calendar as 2024-05-17, 2024-05 or 2024; hours "
        "go from 00 to 23, minutes to 59",
    "words for a date":
        "observations.csv, line 4, column date: 'after infusion' is not of the form "
        "2024-05-17, 2024-05 or 2024; expected a date of the calendar as 2024-05-17, "
        "2024-05 or 2024; a time is written 2024-05-17T08:30",
    "a time zone":
        "observations.csv, line 4, column date: '2024-05-17T08:30+02:00'; expected the "
        "time of the site's clock, without a zone; write it so, or give the zone of "
        "the site in the mapping",
    "no patient":
        "observations.csv, line 4, column patient: an empty cell; expected pseudonym "
        "of the patient; fill it in, or leave out the row",
    "an unknown patient":
        "observations.csv, line 4, column patient: 'P0O1'; expected a patient of the "
        "table patients; add a row there, or mend the name (did you mean P001?)",
    "a word that is not allowed":
        "patients.csv, line 4, column sex: 'f'; expected one of female, male; write "
        "one of these words, or map yours to one",
    "an impossible age":
        "patients.csv, line 4, column age: 200 years; expected 0 to 120 years; check "
        "the number and its unit",
    "an impossible weight":
        "patients.csv, line 4, column weight: 7000 kg; expected 0.3 to 650 kg; check "
        "the number and its unit",
    "a height in metres":
        "patients.csv, line 4, column height: 1.72 cm; expected 20 to 280 cm; check "
        "the number and its unit",
    "more years ill than alive":
        "patients.csv, line 4, column disease_duration: 41 years; expected at most the "
        "age of 40; check both",
    "a flag that is none":
        "patients.csv, line 4, column developmental_delay: 'maybe'; expected true or "
        "false; write true for yes, false for no, nothing if unknown",
    "half a therapy":
        "patients.csv, line 4, column prior_therapies: '2.5'; expected a whole number; "
        "write it in digits; leave the cell empty if unknown",
    "a name for a pseudonym":
        "patients.csv, line 4, column patient: 'Anna Schmidt'; expected up to 64 "
        "letters, digits and . : _ -, the first a letter or digit; write the pseudonym "
        "of the patient, never a name",
    "a path for a pseudonym":
        "patients.csv, line 4, column patient: '../etc/passwd'; expected up to 64 "
        "letters, digits and . : _ -, the first a letter or digit; write the pseudonym "
        "of the patient, never a name",
    "a birth that is no date":
        "patients.csv, line 4, column birth: '1.2.1980' has the day first; expected a "
        "date of the calendar as 2024-05-17, 2024-05 or 2024; write 1980-02-01",
    "a negative dose":
        "treatments.csv, line 4, column amount: -30; expected 0 to 1e+15; check the "
        "number and its unit",
    "a purpose that is none":
        "treatments.csv, line 4, column purpose: 'because'; expected one of "
        "lymphodepletion, car_t, rescue, toxicity, concomitant; write one of these "
        "words, or map yours to one",
    "grade 7":
        "adverse_events.csv, line 4, column grade: 7; expected 0 to 5; check the "
        "number and its unit",
    "grade 2.5":
        "adverse_events.csv, line 4, column grade: '2.5'; expected a whole number; "
        "write it in digits; leave the cell empty if unknown",
    "a flag of one letter":
        "adverse_events.csv, line 4, column serious: 'y'; expected true or false; "
        "write true for yes, false for no, nothing if unknown",
    "an event without a name":
        "adverse_events.csv, line 4, column term: an empty cell; expected name of the "
        "event; fill it in, or leave out the row",
    "a day that is no number":
        "assessments.csv, line 4, column day: 'D7'; expected a number; write digits "
        "only; leave the cell empty if nothing is known",
    "an item without a name":
        "assessments.csv, line 4, column item: an empty cell; expected name of the "
        "item; fill it in, or leave out the row",
    "an unknown step":
        "milestones.csv, line 4, column milestone: 'infused'; expected one of consent, "
        "leukapheresis, release, infusion, reinfusion, withdrawal, death, "
        "last_contact; write one of these words, or map yours to one",
    "more than all":
        "reported.csv, line 4, column n: 30; expected at most the denominator of 20; "
        "swap them, or check both",
    "a range upside down":
        "reported.csv, line 4, column low: 9; expected at most the high of 5; swap "
        "them, or check both",
    "a claim without a source":
        "reported.csv, line 4, column source: an empty cell; expected citation; fill "
        "it in, or leave out the row",
    "an unknown drug":
        "treatments.csv, line 4, column drug: 'fludarabin'; expected a generic name "
        "that cartwin knows, or the purpose concomitant; did you mean fludarabine?",
    "the unit of another drug":
        "treatments.csv, line 4, column unit: 'mL' for fludarabine; expected one of "
        "mg/m2; write the dose in that unit",
    "a weight in pounds":
        "patients.csv, line 4, column weight: 310 kg at 160 cm; expected a body-mass "
        "index of 8 to 90 kg/m2; check both; height is in cm, weight in kg",
    "a decimal comma":
        "observations.csv, line 4, column value: '9,5'; expected a number; write a "
        "decimal point, not a comma",
    "a comma of two meanings":
        "observations.csv, line 4, column value: '1,234'; expected a number; write "
        "1234, or a decimal point if a comma stands for it",
    "a date before birth":
        "observations.csv, line 4, column date: '1960-01-01'; expected a date after "
        "the birth in 1984; check the date, and the date of birth in patients",
    "a date after the last contact":
        "observations.csv, line 4, column date: day 400; expected at or before the "
        "last contact on day 365; check both dates",
    "a dose after the last contact":
        "treatments.csv, line 4, column date: day 400; expected at or before the last "
        "contact on day 365; check both dates",
    "a row after death":
        "observations.csv, line 4, column date: day 40; expected at or before the "
        "death on day 30; check both dates",
    "a patient without infusion":
        "observations.csv, line 4, column date: '2024-07-03'; expected a date of "
        "infusion of P004 to count from; take in the milestone infusion with its date "
        "first, or give the day",
    "a jump by a change of unit":
        "observations.csv, line 4, column value: PLAT from 8 on day -100 to 2990 on "
        "day -99; expected neighbouring values in one unit; check the unit of both; "
        "confirm the value if it is right",
    "another value than the record has":
        "observations.csv, line 4, column value: '9'; expected '8' as in the record; "
        "leave it out; or, to correct the record, confirm it with a reason",
    "a total that is not dose times surface":
        "treatments.csv, line 4, column total: 90 in all; expected 30 mg/m2 x 1.68 m2 "
        "= 50.5; check dose, total, weight and height",
    "a total that is not dose times weight":
        "treatments.csv, line 4, column total: 600000000 in all; expected 1000000 /kg "
        "x 60 kg = 60000000; check dose, total, weight and height",
    "an infusion before its release":
        "treatments.csv, line 4, column date: CAR-T on day 0; expected the release on "
        "day 2 or later; check both dates; a product is not given before its release",
    "an infusion that is not on day 0":
        "treatments.csv, line 4, column date: CAR-T on day 3; expected day 0, which "
        "the first infusion defines; count from the infusion, or add the milestone "
        "reinfusion",
    "lymphodepletion after the infusion":
        "treatments.csv, line 4, column date: lymphodepletion with fludarabine on day "
        "4; expected a day before the infusion, which is day 0; check both dates",
    "a release before the leukapheresis":
        "milestones.csv, line 4, column date: the release on day -40; expected after "
        "the leukapheresis and what precedes it, on day -35 or later; check both dates",
    "a reinfusion before the infusion":
        "milestones.csv, line 4, column date: the reinfusion on day -3; expected a day "
        "after the first infusion, which is day 0; check both dates",
    "a second date of a step":
        "milestones.csv, line 4, column date: '2024-04-30'; expected '2024-04-29' as "
        "in the record; leave it out; or, to correct the record, confirm it with a "
        "reason",
    "an end before the start":
        "adverse_events.csv, line 4, column end_date: day 7; expected the start on day "
        "9 or later; check both dates",
    "a day that is not that of the date":
        "assessments.csv, line 4, column day: day 7 dated 2024-05-15; expected day 9 "
        "by the infusion on 2024-05-06; keep the one that is right",
    "another age than the record has":
        "patients.csv, line 4, column age: '41'; expected '40' as in the record; leave "
        "it out; or, to correct the record, confirm it with a reason",
    "too few cells":
        "observations.csv, line 4: 4 cells; expected 8, as the header has; add a "
        "separator for each empty cell at the end",
    "too many cells":
        "observations.csv, line 4: 9 cells; too many: 'surplus'; expected 8, as the "
        "header has; put cells that contain the separator in quotes, or delete what is "
        "too much",
    "the header once more":
        "observations.csv, line 4: the header once more; expected a row of data; "
        "delete this line",
    "a row twice":
        "observations.csv, line 6, column patient: the same as line 4; expected one "
        "row for one patient, day, analyte; keep one; two of a day need the time of day",
    "two values for one day":
        "observations.csv, line 6, column value: value 31 where line 4 has 30; "
        "expected one row for one patient, day, analyte; keep one; two of a day need "
        "the time of day",
}  # fmt: skip


def planted(kind, *, rows=4, row=2, seed=3):
    """Return the file with a fault, and the row that it makes wrong."""
    fault, rng = FAULTS[kind], np.random.default_rng(seed)
    draft = valid_draft(fault.shape, rows, rng)
    fault.plant(draft, row, rng)
    return draft, row if len(draft.rows) == rows else len(draft.rows) - 1


def taken(content, name="observations.csv"):
    return take_in(content, the_record(), name=name)


def test_every_kind_is_pinned():
    assert list(SENTENCES) == list(FAULTS)
    assert len(FAULTS) >= 40


@KINDS
def test_the_sentence_names_place_and_repair(kind):
    draft, row = planted(kind)
    place = f"{draft.name}, line {draft.line(row)}"
    told = [
        s for s in taken(draft.content(), draft.name).sentences() if s.startswith(place)
    ]

    assert told[0] == SENTENCES[kind]


@KINDS
@settings(max_examples=5)
@given(data=st.data())
def test_the_fault_is_found_wherever_it_is(kind, data):
    rows = data.draw(st.integers(1, 9))
    row, seed = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, 10**6))
    draft, at = planted(kind, rows=rows, row=row, seed=seed)
    intake, said = taken(draft.content(), draft.name), FAULTS[kind].said
    found = intake.fault_list().filter(pl.col("line") == draft.line(at))
    verdicts = dict(intake.entries.select("line", "verdict").iter_rows())

    assert (said.code, said.column) in list(found.select("code", "column").iter_rows())
    assert verdicts.pop(draft.line(at)) == said.verdict
    held = {line for line, verdict in verdicts.items() if verdict != "accepted"}
    assert held <= ({draft.line(row)} if said.code == "contradicted" else set())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty; expected a header and one row per line"),
        (b"\n \n", "the file is empty; expected a header and one row per line"),
        (f"{HEADER}\n\"{ROW}\n", "line 2: a quote is opened and never closed; close it, or "
         "write a quote inside a quoted cell twice"),
        (f"{HEADER}\nP001,\"2024\"x,PLAT,9,/uL\n", "line 2: text after a closing quote; "
         "expected the separator: write a quote inside a quoted cell twice"),
        (b"\x89PNG\r\n\x1a\n", "the file is a picture (PNG); expected CSV, .xlsx or "
         "Parquet: "
         "export the table as 'CSV UTF-8' or .xlsx"),
        (f"{HEADER}\nP001,\0,PLAT,9,/uL\n", "line 2: a NUL byte (binary data); expected "
         "text: "
         "save the file as 'CSV UTF-8'"),
        (f"{HEADER}\n{ROW},\xe4\n".encode() + b"P001,\xe4\n", "line 2 is UTF-8 and line 3 "
         "is "
         "not; expected one encoding: save the file as 'CSV UTF-8', or name the encoding"),
        (f"Counts\n{HEADER}\n{ROW}\n", "line 1: only 'Counts', but line 2 has 5 cells; "
         "expected the names of the columns: delete what stands above them (taking a comma "
         "as the separator)"),
        (f"{HEADER},value\n{ROW},9\n", "line 1: column 'value' stands there 2 times; "
         "keep one"),
        (f"{HEADER},nota\n{ROW},\n", "line 1: unknown column 'nota' of observations (did "
         "you "
         "mean note?); rename it, or map or ignore it in a mapping"),
        ("patient,date,analyte,unit\nP001,2024-05-07,PLAT,/uL\n", "line 1: no column "
         "'value'; "
         "the header has patient, date, analyte, unit; add it, or say in a mapping which "
         "column it is"),
        ("patient,analyte,value,unit\nP001,PLAT,9,/uL\n", "line 1: no column 'day' or "
         "'date'; the header has patient, analyte, value, unit; add it, or say in a "
         "mapping "
         "which column it is"),
        ("patient,date,PLAT\nP001,2024-05-07,9\n", "line 1: column 'PLAT' has no unit; "
         "expected one of 10*9/L, 10*3/uL, /uL, /mm3; write PLAT [10*9/L]"),
        ("patient,date,PLAT [g/L]\nP001,2024-05-07,9\n", "line 1: column 'PLAT [g/L]' has "
         "the "
         "unit 'g/L'; expected one of 10*9/L, 10*3/uL, /uL, /mm3; write PLAT [10*9/L]"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file_as_a_whole_is_told(content, expected):
    intake = taken(content.encode() if isinstance(content, str) else content)

    assert list(intake.sentences()) == [f"observations.csv: {expected}"]
    assert intake.counts["accepted"] == 0
    assert intake.counts["received"] == intake.counts["rejected"]


def sheet_from_row(number: int, *rows: tuple) -> bytes:
    book = openpyxl.Workbook()
    for line, row in enumerate(rows, number):
        for column, value in enumerate(row, 1):
            book.active.cell(line, column, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\n\npatient,date,PLAT\nP001,2024-05-07,9\n", "line 3"),
        (
            sheet_from_row(4, ("patient", "date", "PLAT"), ("P001", "2024-05-07", 9)),
            "row 4",
        ),
    ],
)
def test_a_fault_of_the_header_is_told_where_the_header_stands(content, place):
    (told,) = taken(content).sentences()

    assert told.startswith(f"observations.csv: {place}: column 'PLAT' has no unit; expect")


def test_a_header_without_rows_is_no_fault():
    assert taken(f"{HEADER}\n".encode()).counts["received"] == 0


@pytest.mark.parametrize(
    ("content", "value", "notice"),
    [
        (f"{HEADER}\n{ROW}\n".encode("utf-8-sig"), 9, ""),
        (f"{HEADER}\r\n{ROW}\r\n".encode(), 9, ""),
        (f"{HEADER}\n{ROW}\n".encode("utf-16"), 9, "read as UTF-16, by its mark"),
        (f"{HEADER},note\n{ROW},Größe\n".encode("latin-1"), 9, "line 2: not UTF-8; the "
         "file "
         "was read as Windows-1252: check ',10*9/L,Größe', or save the file as 'CSV "
         "UTF-8'"),
        (f"{HEADER}\n{ROW}".replace(",", ";").replace(";9;", ";9,5;").encode(), 9.5,
         "columns separated by a semicolon"),
        (f"{HEADER}\n{ROW}".replace(",", "\t").encode(), 9, "columns separated by a tab"),
        (f"{HEADER}\n{ROW}".replace("-05-07", "").encode(), 9, ""),
        (f"{HEADER}\n{ROW}".replace("10*9/L", "G/L").encode(), 9, ""),
    ],
)  # fmt: skip
def test_what_people_write_is_taken_in(content, value, notice):
    intake = taken(content)

    assert intake.is_clean
    assert intake.entries["value"].to_list() == [value]
    assert intake.grid.notices[:1] == ((notice,) if notice else ())


def test_a_limit_is_kept_as_a_limit():
    rows = "P001,2024-05-07,CRP,<5,mg/L\nP001,2024-05-08,CRP,>=600,mg/L\n"
    entries = taken(f"{HEADER}\n{rows}".encode()).entries

    assert entries.select("value", "censoring", "value_entered").rows() == [
        (5, "below", "<5"), (600, "above", ">=600"),
    ]  # fmt: skip


def test_a_partial_date_is_kept_and_gives_no_day():
    entries = taken(f"{HEADER}\n{ROW.replace('-07', '')}\n".encode()).entries

    assert entries.select("date", "day", "verdict").rows() == [
        ("2024-05", None, "accepted")
    ]


def test_a_point_before_three_digits_is_asked_about_in_a_file_with_decimal_commas():
    rows = "P001;2024-05-07;PLAT;9,5;10*9/L\nP001;2024-05-08;PLAT;1.234;10*9/L\n"
    intake = taken(f"{HEADER.replace(',', ';')}\n{rows}".encode())

    assert list(intake.sentences()) == [
        "observations.csv, line 3, column value: '1.234'; expected a number; write 1234, "
        "or "
        "a decimal point if a comma stands for it"
    ]


def excel(*rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER.split(","), *rows):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "the formula =1+1 in cell D3; expected a value; replace the formula by "
         "its "
         "value"),
        ("#N/A", "the spreadsheet error #N/A in cell D3; expected a value; mend the "
         "formula "
         "and keep its value, or empty the cell"),
        ("-4", "'-4' of PLAT; expected no negative number; counts and titres cannot be; "
         "check "
         "the sign; a code for missing, as -99, is left out"),
    ],
)  # fmt: skip
def test_cells_of_excel_are_told_by_their_row(value, expected):
    good = ("P001", "2024-05-07", "PLAT", 9, "10*9/L")
    wrong = ("P001", "2024-05-08", "PLAT", value, "10*9/L")
    intake = taken(excel(good, wrong), "observations.xlsx")

    assert list(intake.sentences()) == [
        f"observations.xlsx, row 3, column value: {expected}"
    ]
    assert intake.counts["accepted"] == intake.counts["rejected"] == 1


def test_columns_of_parquet_are_told_by_their_row():
    file = io.BytesIO()
    pl.DataFrame(
        {
            "patient": ["P001", "P001"], "day": [1, 2], "analyte": ["PLAT", "PLAT"],
            "value": [9.0, -9.0], "unit": ["10*9/L", "10*9/L"],
        }
    ).write_parquet(file)  # fmt: skip
    intake = taken(file.getvalue(), "observations.parquet")

    assert next(intake.sentences()).startswith(
        "observations.parquet, row 2, column value: "
    )
    assert intake.counts["accepted"] == intake.counts["rejected"] == 1


def test_the_columns_of_a_wide_file_are_named_as_they_stand_there():
    draft = Draft(table="observations", header=["patient", "date", "PLAT [10*9/L]"])
    draft.rows = [["P001", "2024-05-07", "9"], ["P001", "2024-05-08", "-9"]]

    assert list(taken(draft.content()).sentences()) == [
        "observations.csv, line 3, column PLAT [10*9/L]: '-9' of PLAT; expected no "
        "negative "
        "number; counts and titres cannot be; check the sign; a code for missing, as -99, "
        "is left out"
    ]


def test_what_is_wrong_is_told_at_once():
    rows = ["PX,2024-02-30,PLTS,x,kg", ROW, ROW.replace(",9,", ",-9,")]
    told = list(taken("\n".join([HEADER, *rows]).encode()).sentences())

    for part in ("2, column patient", "2, column date", "2, column analyte", "4, column"):
        assert any(f"line {part}" in sentence for sentence in told), part
