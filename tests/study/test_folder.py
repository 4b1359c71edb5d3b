"""Study folders: written twice they are the same bytes, and never half-written."""

import os
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from polars.testing import assert_frame_equal
from tests.strategies import studies

from cartwin.errors import DataError
from cartwin.study import (
    Col,
    Origin,
    Study,
    empty_table,
    open_study,
    published_studies,
    read_study,
    write_study,
)
from cartwin.study.day_count import with_counted_days


NO_PSEUDONYM = (
    "expected up to 64 letters, digits and . : _ -, the first a letter or digit; write the "
    "pseudonym of the patient, never a name"
)
NO_NUMBER = "expected a number; write digits only; leave the cell empty if nothing is known"
NOT_WHOLE = "expected a whole number; write it in digits; leave the cell empty if unknown"
ONE_ROW = (
    "expected one row for one patient, day, analyte; keep one; two of a day need the time "
    "of day"
)
ANOTHER = f"another row of the same patient, day, analyte; {ONE_ROW}"
STRANGER = "expected a patient of the table patients; add a row there, or mend the name"
BOTH = pytest.mark.parametrize("tables", ["csv", "parquet"])


def small(**tables) -> Study:
    patients = pl.DataFrame({Col.PATIENT: ["P1"]})
    return Study(
        name="small",
        title="A small study",
        origin=Origin.REAL,
        disease="itp",
        tables={"patients": patients, **tables},
    )


def written(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def beside(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.parent.iterdir() if p != folder)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "small.study"


@pytest.fixture
def broken(folder):
    """Return a function that breaks one file of a good study and gives the problems."""
    write_study(open_study("itp-nct06352281"), folder)

    def problems_with(file: str, content: str | bytes) -> tuple[str, ...]:
        (folder / file).write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )
        with pytest.raises(DataError) as error:
            read_study(folder)
        assert str(error.value).startswith(f"{folder} was not read:\n  ")
        return error.value.problems

    return problems_with


@BOTH
def test_a_study_written_twice_gives_the_same_bytes(tables, tmp_path_factory):
    @settings(max_examples=25)
    @given(studies())
    def holds(study):
        study = study.with_tables(**with_counted_days(study.tables))
        folder = tmp_path_factory.mktemp("twice")
        once = write_study(study, folder / "1.study", tables=tables)
        again = read_study(once)
        twice = write_study(again, folder / "2.study", tables=tables)

        assert written(once) == written(twice)
        assert (again.name, again.title, again.origin) == (
            study.name,
            study.title,
            study.origin,
        )
        assert again.protocol == study.protocol
        assert again.provenance == study.provenance
        for name, frame in study.tables.items():
            assert_frame_equal(again.tables[name], frame, check_exact=True)

    holds()


def test_the_order_of_facts_changes_no_byte(tmp_path):
    facts = {"seed": "7", "made": "by hand"}
    one = replace(small(), provenance=facts)
    two = replace(small(), provenance=dict(reversed(facts.items())))

    assert written(write_study(one, tmp_path / "1")) == written(
        write_study(two, tmp_path / "2")
    )


@BOTH
def test_a_table_without_rows_has_no_file(folder, tables):
    write_study(small(treatments=empty_table("treatments")), folder, tables=tables)

    assert sorted(written(folder)) == [f"patients.{tables}", "study.toml"]


def test_the_shipped_studies_are_what_would_be_written(tmp_path):
    assert len(published_studies()) == 6
    for name in published_studies():
        study = open_study(name)
        copy = write_study(study, tmp_path / f"{name}.study")
        shipped = Path(read_study.__code__.co_filename).parent / "published" / copy.name

        assert written(copy) == written(shipped)


def test_the_text_is_meant_for_people(folder):
    patients = pl.DataFrame({Col.PATIENT: ["P1"], Col.AGE: [12.5], Col.WEIGHT: [40.0]})
    patients = patients.with_columns(
        pl.lit('says "no", twice').alias(Col.NOTE),
        pl.lit(value=False).alias(Col.DEVELOPMENTAL_DELAY),
    )
    write_study(small(patients=patients), folder)

    assert (folder / "patients.csv").read_text() == (
        "patient,age,weight,developmental_delay,note\n"
        'P1,12.5,40,false,"says ""no"", twice"\n'
    )
    assert (folder / "study.toml").read_text() == (
        'format = 1\nname = "small"\ntitle = "A small study"\norigin = "real"\n'
        'disease = "itp"\n'
    )


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(folder):
    study = open_study("itp-nct06352281")
    write_study(study, folder)
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    again = read_study(folder)

    assert again.protocol == study.protocol
    assert_frame_equal(again.reported, study.reported)


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_write_that_breaks_off_leaves_nothing(folder, monkeypatch, error):
    synced = []

    def breaks_off(number):
        synced.append(number)
        if len(synced) == 3:
            raise error

    monkeypatch.setattr(os, "fsync", breaks_off)
    with pytest.raises(error):
        write_study(open_study("itp-nct06352281"), folder)

    assert not folder.exists()
    assert beside(folder) == []


def test_a_replacement_that_was_killed_says_where_the_older_study_is(folder):
    folder.with_name(".small.study.abc.replaced").mkdir()
    with pytest.raises(DataError) as error:
        read_study(folder)

    assert error.value.problems == (
        "no such folder; its replacement was cut off, and .small.study.abc.replaced is "
        "what it was",
    )


def test_an_older_study_is_replaced_as_a_whole(folder):
    write_study(open_study("itp-nct06352281"), folder, tables="parquet")
    write_study(small(), folder)

    assert sorted(written(folder)) == ["patients.csv", "study.toml"]
    assert beside(folder) == []


def test_a_folder_that_is_no_study_is_never_overwritten(folder):
    folder.mkdir()
    (folder / "thesis.tex").write_text("three years of work")
    with pytest.raises(DataError) as error:
        write_study(small(), folder)

    assert str(error.value) == (
        f"{folder} was not written:\n"
        "  the folder exists and is no study (no study.toml); choose another name"
    )
    assert written(folder) == {"thesis.tex": b"three years of work"}


def test_a_study_with_foreign_files_is_never_overwritten(folder):
    write_study(small(), folder)
    (folder / "letter.txt").write_text("kept")
    with pytest.raises(DataError) as error:
        write_study(small(), folder)

    assert error.value.problems == (
        "'letter.txt' in the folder is no part of a study; move it elsewhere",
    )
    assert (folder / "letter.txt").read_text() == "kept"


def everything(folder: Path) -> dict[str, bytes]:
    found = (p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in found}


@pytest.fixture
def extras(folder):
    """What may stand beside a record, put beside one."""
    kept = {
        "README.md": b"read me",
        "forms/patients.csv": b"patient\n",
        "intake/2024/raw.bin": b"\x00\xff",
        "mappings/lab.toml": b"",
    }
    write_study(small(), folder, tables="parquet")
    for name, content in kept.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return kept


def test_what_stands_beside_the_record_is_kept(folder, extras):
    (folder / "mappings" / "link.toml").symlink_to("lab.toml")
    write_study(small(), folder)

    assert sorted(everything(folder)) == sorted(
        [*extras, "mappings/link.toml", "patients.csv", "study.toml"]
    )
    assert extras.items() <= everything(folder).items()
    assert (folder / "mappings" / "link.toml").readlink() == Path("lab.toml")
    assert read_study(folder).patients[Col.PATIENT].to_list() == ["P1"]
    assert beside(folder) == []


@pytest.mark.parametrize("failing", [1, 2])
def test_a_failed_replacement_leaves_the_older_study_and_what_stands_beside(
    folder, extras, monkeypatch, failing
):
    before = everything(folder)
    move, calls = os.replace, []

    def fails(*paths):
        calls.append(paths)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        move(*paths)

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="No space left"):
        write_study(open_study("itp-nct06352281"), folder)

    assert everything(folder) == before
    assert extras.items() <= before.items()
    assert beside(folder) == []


def test_what_stands_beside_is_copied_where_files_have_one_name(
    folder, extras, monkeypatch
):
    def fails(*_):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", fails)
    write_study(small(), folder)

    assert extras.items() <= everything(folder).items()


def test_forms_alone_are_no_study_to_be_replaced(folder):
    (folder / "forms").mkdir(parents=True)
    with pytest.raises(DataError, match=r"no study \(no study.toml\)"):
        write_study(small(), folder)


def test_a_file_is_never_overwritten_by_a_folder(folder):
    folder.write_text("a file")
    with pytest.raises(DataError, match="a file of that name is in the way"):
        write_study(small(), folder)

    assert folder.read_text() == "a file"


def test_what_could_not_be_read_is_not_written(folder):
    observations = pl.DataFrame(
        {
            Col.PATIENT: ["P1", "X-77"],
            Col.DAY: [0.0, float("nan")],
            Col.ANALYTE: ["PLAT", "PLTS"],
            Col.VALUE: [9.0, 1.0],
        }
    )
    with pytest.raises(DataError) as error:
        write_study(small(observations=observations), folder)

    no_word = "an empty cell; expected one of none, below, above; fill it in, "
    no_word += "or leave out the row"
    assert str(error.value) == (
        "small.study was not written:\n"
        f"  table observations, row 1, column censoring: {no_word}\n"
        "  table observations, row 2, column day: NaN; expected a number; leave the cell "
        "empty if nothing is known\n"
        f"  table observations, row 2, column censoring: {no_word}\n"
        "  table observations, row 2, column analyte: 'PLTS'; expected the code of an "
        "analyte; did you mean PLAT?\n"
        f"  table observations, row 2, column patient: 'X-77'; {STRANGER}"
    )
    assert not folder.exists()


def test_a_drug_that_cartwin_does_not_know_can_be_recorded(folder):
    row = {Col.PATIENT: "P1", Col.DAY: 9.0, Col.DRUG: "eculizumab", Col.PURPOSE: "rescue"}
    write_study(small(treatments=pl.DataFrame([row])), folder)

    assert read_study(folder).treatments[Col.DRUG].to_list() == ["eculizumab"]


def test_a_text_that_no_file_can_hold_is_not_written(folder):
    patients = pl.DataFrame({Col.PATIENT: ["P1"], Col.NOTE: ["a\0b"]})
    with pytest.raises(DataError, match=r"column note: 'a\?b'; expected text without NUL"):
        write_study(small(patients=patients), folder)


def test_days_that_follow_from_dates_are_checked_too(broken, folder):
    (folder / "milestones.csv").write_text(
        "patient,milestone,date\nP1,infusion,2024-03-06\n"
    )
    header = "patient,date,term,end_date\n"

    assert broken("adverse_events.csv", f"{header}P1,2024-03-16,crs,2024-03-10\n") == (
        "adverse_events.csv, line 2, column end_day: day 4; expected the start on day 10 "
        "or later; check both dates",
    )


def test_a_path_for_a_name_is_refused(folder):
    study = Study(name="../up", title="", origin=Origin.REAL, disease="itp")
    with pytest.raises(DataError) as error:
        write_study(study, folder)

    assert error.value.problems == (
        "study.toml: name: '../up' cannot be a name; use up to 100 letters, digits, '.', "
        "'_' and '-', starting with a letter or digit",
    )


def test_an_unknown_format_is_named(folder):
    with pytest.raises(ValueError, match=r"unknown format 'cvs' \(did you mean csv\?\)"):
        write_study(small(), folder, tables="cvs")


def test_every_fault_of_a_table_is_told_with_its_line(broken):
    problems = broken(
        "observations.csv",
        "patient,day,analyte,value,censoring,note\n"
        'P1,0,PLAT,"9,5",none,\n'
        'P1,1,PLAT,9,none,"two\nlines"\n'
        "P1,2,PLAT,9,unter,\n"
        "P1,3,PLTS,9,none,\n"
        "P1,4,PLAT,,none,\n"
        "P1,5,PLAT,9000,none,\n"
        "P1,1,PLAT,19,below,\n"
        "X-77,6,PLAT,9,none,\n"
        "P1,7,PLAT,9\n"
        "P1,8,PLAT,9,none,same\n"
        "P1,8,PLAT,9,none,same\n"
        "P1,8,PLAT,9,none,other\n"
        "../P1,9,PLAT,inf,none,\n",
    )

    assert problems == (
        "observations.csv, line 2, column value: '9,5'; expected a number; write a decimal "
        "point, not a comma",
        f"observations.csv, line 3, column value: {ANOTHER}",
        "observations.csv, line 5, column censoring: 'unter'; expected one of none, below, "
        "above; write one of these words, or map yours to one",
        "observations.csv, line 6, column analyte: 'PLTS'; expected the code of an "
        "analyte; did you mean PLAT?",
        "observations.csv, line 7, column value: an empty cell; expected number in the "
        "canonical unit of the analyte; fill it in, or leave out the row",
        "observations.csv, line 8, column value: PLAT 9000 10*9/L; expected 0 to 3000; "
        "check the number and its unit",
        f"observations.csv, line 9, column value: value 19 where line 3 has 9; {ONE_ROW}",
        f"observations.csv, line 10, column patient: 'X-77'; {STRANGER}",
        "observations.csv, line 11: 4 cells; expected 6, as the header has; add a "
        "separator for each empty cell at the end",
        f"observations.csv, line 12, column note: {ANOTHER}",
        f"observations.csv, line 13, column note: the same as line 12; {ONE_ROW}",
        "observations.csv, line 14, column note: note other where line 12 has same; "
        f"{ONE_ROW}",
        f"observations.csv, line 15, column value: 'inf'; {NO_NUMBER}",
        f"observations.csv, line 15, column patient: '../P1'; {NO_PSEUDONYM}",
    )


def test_a_header_is_checked_before_its_rows(broken):
    assert broken("milestones.csv", "patient,milstone,day,day\nP1,x,y,z\n") == (
        "milestones.csv: line 1: unknown column 'milstone' (did you mean milestone?)",
        "milestones.csv: line 1: column 'day' stands there 2 times",
        "milestones.csv: line 1: no column 'milestone'; the header has patient, milstone, "
        "day, day",
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty; expected a header with patient"),
        (b"\n\n", "the file is empty; expected a header with patient"),
        (b"patient;sex\nP1;male\n", "line 1: the columns are separated by ';'; save the "
         "file with commas"),
        (b"patient\n\xff\xfe\x00", "line 2: not UTF-8 text; save the file as 'CSV UTF-8', "
         "or name the encoding"),
        (b'patient\n"P1\n', "line 2: a quote is opened and never closed; close it, or "
         "write a quote inside a quoted cell twice"),
        (b'patient\n"P1"2\n', "line 2: text after a closing quote; expected the separator: "
         "write a quote inside a quoted cell twice"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_named(broken, content, expected):
    assert broken("patients.csv", content) == (f"patients.csv: {expected}",)


def test_a_cell_that_swallowed_the_rest_of_the_file_is_named(broken):
    long = b"patient,note\nP2,\nP3,\nP4,\nP1," + b"x" * 200_000

    assert broken("patients.csv", long) == (
        "patients.csv, line 5, column note: 200,000 characters; expected at most 100,000; "
        "look for a quote that is not closed, or shorten the cell",
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("P1,1_000,,", f"age: '1_000'; {NO_NUMBER}"),
        ("P1,１２,,", f"age: '１２'; {NO_NUMBER}"),
        ("P1,1e999,,", "age: '1e999'; expected a number; check the exponent"),
        ("P1,NaN,,", f"age: 'NaN'; {NO_NUMBER}"),
        ("P1,0x1F,,", f"age: '0x1F'; {NO_NUMBER}"),
        ("P1,400,,", "age: 400 years; expected 0 to 120 years; check the number and its "
         "unit"),
        ("P1,,2.5,", f"prior_therapies: '2.5'; {NOT_WHOLE}"),
        (f"P1,,{'9' * 30},", f"prior_therapies: '{'9' * 30}'; {NOT_WHOLE}"),
        ("P1,,,maybe", "developmental_delay: 'maybe'; expected true or false; write true "
         "for yes, false for no, nothing if unknown"),
        ("/etc/passwd,,,", f"patient: '/etc/passwd'; {NO_PSEUDONYM}"),
        ("=1+1,,,", f"patient: '=1+1'; {NO_PSEUDONYM}"),
    ],
)  # fmt: skip
def test_odd_cells_are_told(broken, row, expected):
    header = "patient,age,prior_therapies,developmental_delay"
    problems = broken("patients.csv", f"{header}\n{row}\nP2,,,\nP3,,,\nP4,,,\n")

    assert problems[0] == f"patients.csv, line 2, column {expected}"


def test_an_unknown_patient_is_told_once_a_table(broken):
    rows = "".join(f"X-77,{day},PLAT,9,none\n" for day in range(1000))

    assert broken("observations.csv", "patient,day,analyte,value,censoring\n" + rows) == (
        f"observations.csv, line 2, column patient: 'X-77'; {STRANGER}",
    )


def test_a_patient_who_stands_there_twice_is_told(broken):
    patients = "patient,age\nP1,3\nP2,3\nP2,3\nP3,\nP4,5\nP4,6\n"
    expected = "expected one row for one patient; keep one"

    assert broken("patients.csv", patients) == (
        f"patients.csv, line 4, column patient: the same as line 3; {expected}",
        f"patients.csv, line 6, column age: another row of the same patient; {expected}",
        f"patients.csv, line 7, column age: age 6 where line 6 has 5; {expected}",
    )


def test_dates_may_be_partial_but_must_exist(broken):
    header = "patient,milestone,day,date\n"
    a_date = "a date of the calendar as 2024-05-17, 2024-05 or 2024"
    rows = "P1,consent,,2024-05\nP1,release,,2024-13\nP1,infusion,0,3/4/2024\n"

    assert broken("milestones.csv", header + rows) == (
        "milestones.csv, line 3, column date: '2024-13' is not in the calendar; expected "
        f"{a_date}; months go from 01 to 12",
        "milestones.csv, line 4, column date: '3/4/2024' may mean two days; expected "
        f"{a_date}; write 2024-03-04 or 2024-04-03",
    )


def test_numbers_of_a_claim_must_fit_together(broken):
    header = "claim,wording,role,quantity,statistic,n,denominator,low,high,calibration,"
    row = "A-1,w,outcome,response,count,4,3,9,2,no,somewhere,read\n"

    assert broken("reported.csv", f"{header}source,certainty\n{row}") == (
        "reported.csv, line 2, column n: 4; expected at most the denominator of 3; swap "
        "them, or check both",
        "reported.csv, line 2, column low: 9; expected at most the high of 2; swap them, "
        "or check both",
    )


def test_unknown_double_and_linked_files_are_told(broken, folder):
    (folder / "obsrvations.csv").write_text("")
    (folder / "patients.parquet").write_bytes(b"")
    (folder / "adverse_events.csv").symlink_to("/etc/passwd")

    assert broken("notes.txt", "of no concern") == (
        "adverse_events.csv: is a link; put the file itself into the folder",
        "obsrvations.csv: unknown table 'obsrvations' (did you mean observations?)",
        "patients: stands there as CSV and as Parquet; keep one",
        "patients.parquet: not Parquet (it does not begin and end so)",
    )


@pytest.mark.parametrize("content", [b"junk", b"PAR1" + b"\x00" * 99 + b"PAR1"])
def test_binary_junk_is_no_parquet(broken, folder, content):
    (folder / "patients.csv").unlink()
    (problem,) = broken("patients.parquet", content)

    assert problem.startswith("patients.parquet: not Parquet (")


def test_columns_of_parquet_must_be_those_of_the_schema(broken, folder):
    (folder / "milestones.csv").unlink()
    frame = empty_table("milestones").rename({"note": "nota"})
    frame = frame.with_columns(pl.col(Col.DAY).cast(pl.String))
    frame.write_parquet(folder / "milestones.parquet")

    assert broken("notes.txt", "of no concern") == (
        "milestones.parquet: unknown column 'nota' (did you mean note?)",
        "milestones.parquet: no column 'note'",
        "milestones.parquet: column 'day' holds String, expected Float64",
    )


def test_rows_of_parquet_are_counted_from_one(broken, folder):
    (folder / "patients.csv").unlink()
    frame = pl.DataFrame(
        {Col.PATIENT: ["P1", "P2", "P3", "P4"], Col.SEX: ["f", *[None] * 3]}
    )
    complete = small(patients=frame).patients
    complete.write_parquet(folder / "patients.parquet")

    assert broken("notes.txt", "of no concern") == (
        "patients.parquet, row 1, column sex: 'f'; expected one of female, male; write one "
        "of these words, or map yours to one",
    )


def test_a_folder_without_study_toml_is_no_study(tmp_path):
    with pytest.raises(DataError) as error:
        read_study(tmp_path)
    assert error.value.problems == (
        "there is no study.toml in it; a study is a folder with that file",
    )

    with pytest.raises(DataError, match=r"nowhere was not read:\n  no such folder"):
        read_study(tmp_path / "nowhere")


def test_an_unknown_study_is_named_with_the_nearest_one():
    with pytest.raises(DataError) as error:
        open_study("itp-nct0635228")

    assert str(error.value) == (
        "itp-nct0635228 was not read:\n  neither a folder nor a published study "
        "(did you mean itp-nct06352281?)"
    )


@pytest.mark.parametrize("name", ["../published/itp-nct06352281", "itp-nct06352281/", ""])
def test_a_name_is_no_path_into_the_package(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError):
        open_study(name)


def test_a_study_is_opened_by_its_folder(folder):
    write_study(small(), folder)

    assert open_study(str(folder)).name == "small"


def test_nobody_is_ill_longer_than_alive(tmp_path):
    patients = pl.DataFrame({"patient": ["P1"], "age": [8.0], "disease_duration": [20.0]})
    study = Study(
        name="x", title="X", origin="real", disease="itp", tables={"patients": patients}
    )

    with pytest.raises(DataError, match="20 years; expected at most the age of 8"):
        write_study(study, tmp_path / "x.study")
