"""Files into a study: verdicts, what is kept beside the record, what is put right."""

import subprocess
import sys
import textwrap

import numpy as np
import polars as pl
import pytest

from cartwin.errors import DataError
from cartwin.study import (
    FileMapping,
    Measured,
    Origin,
    Study,
    fix_file,
    infer_mapping,
    join_study,
    keep_intake,
    mapping_from_toml,
    mapping_to_toml,
    preview,
    read_study,
    take_in,
    write_study,
)
from cartwin.validation.intake import the_record


LABS = """patient,date,analyte,value,unit
P001,2024-05-07,PLAT,9000,/uL
P001,2024-05-08,PLAT,x,/uL
P001,2025-06-10,PLAT,12000,/uL
P003,2024-01-27,PLAT,8,10*9/L
"""
WIDE = """Patient;Date;PLAT [10*9/L];CRP [mg/L]
P001;2024-05-07;9,5;12
P001;2024-05-08;;-3
"""


def labs(text=LABS, study=None, name="labs.csv", **options):
    return take_in(text.encode(), study or the_record(), name=name, **options)


@pytest.fixture
def folder(tmp_path):
    return write_study(the_record(), tmp_path / "record.study")


def bytes_of(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_every_entry_has_one_verdict():
    intake = labs()

    assert intake.counts == {
        "received": 4, "accepted": 1, "unchanged": 1, "quarantined": 1, "rejected": 1,
    }  # fmt: skip
    assert intake.entries["verdict"].to_list() == [
        "accepted", "rejected", "quarantined", "unchanged",
    ]  # fmt: skip


def test_the_study_is_not_changed_until_it_is_joined():
    study = the_record()
    before = study.observations
    joined = join_study(study, labs(study=study))

    assert study.observations.equals(before)
    assert joined.observations.filter(pl.col("patient") == "P001")["value"].to_list() == [
        9.0
    ]


def test_a_wide_file_has_a_verdict_for_each_measured_cell():
    intake = labs(WIDE)

    assert intake.entries.select("line", "analyte", "value", "verdict").rows() == [
        (2, "PLAT", 9.5, "accepted"),
        (2, "CRP", 12.0, "accepted"),
        (3, "CRP", -3.0, "rejected"),
    ]


def test_a_row_that_fills_a_gap_changes_only_that():
    text = "patient,site,age\nP001,Centre A,40\n"
    intake = take_in(text.encode(), the_record(), name="patients.csv")
    shown = preview(the_record(), intake)

    assert intake.counts["accepted"] == 1
    assert shown.select("change", "column", "old", "new").rows() == [
        ("filled", "site", None, "Centre A")
    ]
    joined = join_study(the_record(), intake)
    assert joined.patients.drop("site").equals(the_record().patients.drop("site"))


def test_a_preview_shows_what_is_new_and_what_is_corrected():
    text = "patient,day,analyte,value,unit,__confirm__\n"
    text += "P003,-100,PLAT,9,10*9/L,read wrongly\nP003,-90,PLAT,9,10*9/L,\n"
    shown = preview(the_record(), labs(text))

    assert shown.select("line", "change", "column", "old", "new").rows() == [
        (2, "corrected", "value", "8.0", "9.0"), (3, "new row", "", None, None),
    ]  # fmt: skip


def test_the_bytes_and_the_verdicts_are_kept_beside_the_record(folder):
    intake = labs(name="../odd name.csv")
    keep_intake(folder, the_record(), intake, mode="valid-rows", at="2024-06-01 nurse")
    ledger = pl.read_csv(folder / "intake/ledger.csv", infer_schema=False)
    kept = folder / ledger["kept"][0]

    assert (kept / "odd_name.csv").read_bytes() == LABS.encode()
    assert pl.read_parquet(kept / "entries.parquet")["verdict"].to_list() == [
        "accepted", "rejected", "quarantined", "unchanged",
    ]  # fmt: skip
    assert pl.read_csv(kept / "faults.csv")["line"].to_list() == [3, 4]
    assert mapping_from_toml((kept / "mapping.toml").read_bytes(), "m") == intake.mapping
    assert ledger.row(0, named=True) == {
        "at": "2024-06-01 nurse", "file": "../odd name.csv", "sha256": intake.sha256,
        "kept": ledger["kept"][0], "table": "observations", "mode": "valid-rows",
        "received": "4", "accepted": "1", "unchanged": "1", "quarantined": "1",
        "rejected": "1",
    }  # fmt: skip
    assert read_study(folder).observations.height == 2


def test_the_ledger_has_a_line_for_each_file(folder):
    study = keep_intake(folder, the_record(), labs(), mode="valid-rows", at="one")
    keep_intake(folder, study, labs(WIDE, study), mode="valid-rows", at="two")
    ledger = pl.read_csv(folder / "intake/ledger.csv", infer_schema=False)

    assert ledger["at"].to_list() == ["one", "two"]
    assert len(set(ledger["kept"])) == 2


def test_nothing_is_written_when_all_or_nothing_is_asked_and_a_row_is_held(folder):
    before = bytes_of(folder)

    assert keep_intake(folder, the_record(), labs(), mode="atomic", at="") is None
    assert bytes_of(folder) == before


def test_nothing_is_written_when_the_file_as_a_whole_is_refused(folder):
    before = bytes_of(folder)
    intake = labs("patient,date\nP001,2024-05-07\n", name="observations.csv")

    assert keep_intake(folder, the_record(), intake, mode="valid-rows", at="") is None
    assert bytes_of(folder) == before


def test_nothing_is_written_when_the_study_cannot_be(folder, monkeypatch):
    before = bytes_of(folder)
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        keep_intake(folder, the_record(), labs(), mode="valid-rows", at="")
    monkeypatch.undo()

    assert bytes_of(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_the_same_file_once_more_changes_nothing(folder):
    study = keep_intake(folder, the_record(), labs(), mode="valid-rows", at="")
    before = bytes_of(folder)
    again = labs(study=read_study(folder))

    assert (again.counts["accepted"], again.counts["unchanged"]) == (0, 2)
    assert keep_intake(folder, study, again, mode="valid-rows", at="") is None
    assert bytes_of(folder) == before


def test_a_fix_file_holds_the_rows_as_they_were_with_what_is_wrong():
    lines = fix_file(labs()).decode("utf-8-sig").splitlines()

    assert lines[0] == "patient,date,analyte,value,unit,__problem__,__confirm__"
    assert lines[1].startswith("P001,2024-05-08,PLAT,x,/uL,\"value: 'x'; expected a number")
    assert lines[2].startswith("P001,2025-06-10,PLAT,12000,/uL,date: day 400; expected")
    assert len(lines) == 3


def test_a_mended_fix_file_is_taken_in():
    text = fix_file(labs()).decode("utf-8-sig").replace(",x,", ",<7,")
    text = text.replace('""\n', '"seen by phone"\n')
    again = labs(text, join_study(the_record(), labs()), mapping=labs().mapping)

    assert again.counts["accepted"] == again.counts["received"] == 2
    assert again.confirmed[1] == "seen by phone"


def test_a_row_with_too_many_cells_stays_out_until_its_problem_is_deleted():
    first = labs(LABS.replace("PLAT,9000,/uL", "PLAT,9000,/uL,surplus"))
    text = fix_file(first).decode("utf-8-sig")
    row = next(line for line in text.splitlines() if "surplus" in line)
    mended = text.replace(row, f"{row.partition(',/uL,')[0]},/uL,,")

    assert labs(text).counts["accepted"] == 0
    assert labs(mended).counts["accepted"] == 1


def test_a_formula_in_a_fix_file_is_harmless_and_stays_out():
    text = LABS.replace("unit\n", "unit,note\n").replace("/uL\n", "/uL,=cmd()\n", 1)
    fixed = fix_file(labs(text)).decode("utf-8-sig")

    assert ",'=cmd()," in fixed
    assert labs(fixed).counts["accepted"] == 0


@pytest.mark.parametrize("mark", ["+", "++", "-", "--", "+1"])
def test_a_mark_in_a_note_is_no_formula_and_survives_a_fix_file(mark):
    text = f"patient,day,analyte,value,unit,note\nP001,1,PLAT,x,10*9/L,{mark}\n"
    fixed = fix_file(labs(text)).decode("utf-8-sig").replace(",x,", ",9,")
    entries = labs(fixed).entries

    assert entries.select("note", "verdict").rows() == [(mark, "accepted")]


def test_a_value_that_is_rejected_is_compared_with_no_other():
    rows = ("P001,1,PLAT,50000,10*9/L", "P001,2,PLAT,100,10*9/L", "P001,3,PLAT,9,10*9/L")
    intake = labs("\n".join(["patient,day,analyte,value,unit", *rows]))

    assert intake.entries["verdict"].to_list() == ["rejected", "accepted", "accepted"]


def test_nothing_held_needs_no_fix_file():
    assert fix_file(labs("patient,day,analyte,value,unit\nP001,1,PLAT,9,10*9/L\n")) is None


def test_a_mapping_is_read_as_it_was_written():
    mapping = FileMapping(
        table="observations",
        columns={"patient": "Kennung", "date": "Datum"},
        measured={"Thrombos": Measured("PLAT", "10*9/L")},
        constants={"method": "counter"},
        values={"patient": {"1": "P001"}},
        ignored=("Alter",),
        missing=("-", "n.d."),
        decimal="comma",
        dates="dd.mm.yyyy",
        zone="Europe/Berlin",
        separator=";",
    )

    assert mapping_from_toml(mapping_to_toml(mapping).encode(), "m.toml") == mapping


def test_a_mapping_makes_a_file_of_another_house_readable():
    mapping = FileMapping(
        table="observations",
        columns={"patient": "Kennung", "date": "Datum"},
        measured={"Thrombos": Measured("PLAT", "10*9/L")},
        values={"patient": {"1": "P001"}},
        ignored=("Alter",),
        missing=("n.d.",),
        dates="dd.mm.yyyy",
        zone="Europe/Berlin",
    )
    text = "Kennung;Datum;Alter;Thrombos\n1;07.05.2024;40;9,5\n1;08.05.2024;40;n.d.\n"
    intake = labs(text, mapping=mapping)

    assert intake.is_clean
    assert intake.entries.select("patient", "date", "day", "value").rows() == [
        ("P001", "2024-05-07", 1.0, 9.5)
    ]


def test_every_problem_of_a_mapping_is_told():
    text = b'format = 1\ntable = "labs"\ndecimal = "dot"\ncolour = "red"\n'
    with pytest.raises(DataError) as caught:
        mapping_from_toml(text, "m.toml")

    for part in ("labs", "dot", "colour"):
        assert part in str(caught.value)


def test_a_time_with_a_zone_is_set_to_the_clock_of_the_site():
    text = "patient,date,analyte,value,unit\nP001,2024-05-07T22:30Z,PLAT,9,10*9/L\n"
    mapping, problems = infer_mapping(text.partition("\n")[0].split(","))
    known = FileMapping(table=mapping.table, columns=mapping.columns, zone="Europe/Berlin")

    assert not problems
    assert labs(text, mapping=known).entries["date"].to_list() == ["2024-05-08T00:30"]


def test_a_cell_that_needs_quotes_keeps_what_is_in_it():
    text = 'patient,day,analyte,value,unit,note\nP001,1,PLAT,9,10*9/L,"a, ""b""\nc"\n'

    assert labs(text).entries["note"].to_list() == ['a, "b"\nc']


MILLION = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from cartwin.study import keep_intake, read_study, take_in
    folder, file = Path(sys.argv[1]), Path(sys.argv[2])
    study = read_study(folder)
    start = time.perf_counter()
    intake = take_in(file.read_bytes(), study, name="observations.csv")
    keep_intake(folder, study, intake, mode="valid-rows", at="")
    seconds = time.perf_counter() - start
    status = Path("/proc/self/status").read_text()  # what was before exec counts not
    peak = int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    print(seconds, peak, *intake.counts.values())
""")


MEASURED = (
    ("PLAT", "10*9/L", 20, 300), ("NEUT", "10*9/L", 1, 8), ("HGB", "g/dL", 8, 15),
    ("CRP", "mg/L", 1, 80), ("FERR", "ug/L", 20, 800), ("ALT", "U/L", 10, 60),
    ("LDH", "U/L", 150, 350), ("IGG", "g/L", 4, 14), ("BCELL", "/uL", 1, 300),
    ("CREAT", "mg/dL", 0.5, 1.4),
)  # fmt: skip


def many_rows(rows):
    """Return a long file, the study it is for, and how many of its rows are wrong."""
    rng = np.random.default_rng(1)
    people = pl.Series("patient", [f"P{n:04}" for n in range(1000)])
    zero = pl.date(2024, 1, 1) + pl.duration(days=pl.int_range(1000) % 300)
    infusions = people.to_frame().with_columns(
        pl.lit("infusion").alias("milestone"), zero.cast(pl.String).alias("date"), day=0.0
    )
    study = Study(
        name="many", title="Many", origin=Origin.REAL, disease="itp",
        tables={"patients": people.to_frame(), "milestones": infusions},
    )  # fmt: skip
    codes, units, lows, highs = map(np.array, zip(*MEASURED, strict=True))
    number, which = np.arange(rows), np.arange(rows) % len(MEASURED)
    value = rng.uniform(lows[which], highs[which]).round(3).astype(str)
    frame = pl.DataFrame({"who": number // 10 % 1000, "day": number // 10_000}).select(
        people.gather(pl.Series(number // 10 % 1000)),
        (pl.date(2024, 1, 1) + pl.duration(days=pl.col("who") % 300 + pl.col("day") - 20))
        .cast(pl.String)
        .alias("date"),
        pl.Series("analyte", codes).gather(pl.Series(which)),
        pl.Series("value", value),
        pl.Series("unit", units).gather(pl.Series(which)),
    )
    wrong = {
        "unit": "kg",
        "analyte": "PLTS",
        "value": "-5",
        "date": "17.05.2024",
        "patient": "Q1",
    }
    places = pl.Series(np.where(number % 100 == 99, number // 100 % 5, -1))
    return study, frame.with_columns(
        pl.when(places == n).then(pl.lit(text)).otherwise(column).alias(column)
        for n, (column, text) in enumerate(wrong.items())
    )


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "megabytes"), [(1_000_000, 600)])
def test_a_million_rows_are_taken_in_and_kept(tmp_path, rows, megabytes):
    study, frame = many_rows(rows)
    folder = write_study(study, tmp_path / "many.study")
    frame.write_csv(tmp_path / "observations.csv")
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", MILLION, str(folder), str(tmp_path / "observations.csv")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    _, peak, *counts = map(float, done.stdout.split())

    assert counts == [rows, rows * 0.99, 0, 0, rows * 0.01]
    assert peak <= megabytes
