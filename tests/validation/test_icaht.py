"""The suite of ICAHT grades, on made-up patients, and whether it can fail."""

import polars as pl
import pytest

from cartwin.errors import DataError
from cartwin.validation.icaht import icaht


def course(low_days=(), low=400, last=30):
    return {day: low if day in low_days else 2500 for day in range(last + 1)}


# Two dips of four days with three good days between: the longest run decides.
DIPS = course([4, 5, 6, 7, 11, 12, 13, 14])
PATIENTS = {
    "1": ({**course(), 40: 3000, 60: 1600}, "0", "0"),
    "2": ({**DIPS, 40: 450.5, 60: 900}, "1", "3"),
    "3": ({**course(range(5, 12)), 50: 400, 70: 1900}, "2", "0"),
    "4": ({0: 2000, 3: 450, 6: 200, 12: 90, 16: 80}, "4", ""),
    "5": ({**course(range(5, 12), 100), 35: 1500}, "3", "1"),
    "6": ({45: 90, 46: 100}, "", "4"),
}


def written(folder, patients=PATIENTS, names=("patient", "day", "anc"), **columns):
    rows = [
        (patient, day, value)
        for patient, (values, _, _) in patients.items()
        for day, value in values.items()
    ]
    folder.mkdir(exist_ok=True)
    samples = pl.DataFrame(
        rows, schema=dict(zip(names, (pl.String, pl.Int64, pl.Float64), strict=True)),
        orient="row", strict=False,
    )  # fmt: skip
    samples.with_columns(**columns).write_csv(folder / "counts.csv")
    grades = [(patient, early, late) for patient, (_, early, late) in patients.items()]
    return folder, grades


def expected(folder, grades, names=("patient", "early", "late")):
    pl.DataFrame(grades, schema=names, orient="row").write_csv(folder / "grades.csv")
    return folder


def test_made_up_patients_have_the_grades_worked_out_by_hand(tmp_path):
    verdict = icaht(expected(*written(tmp_path)))

    assert [f"{c.name}: {c.found}, {c.detail}" for c in verdict.failures] == []
    assert verdict.passed == 12


def test_a_wrong_grade_fails_its_patient_and_phase(tmp_path):
    folder, grades = written(tmp_path)
    wrong = [
        (p, "2" if p == "2" else e, "0" if p == "4" else late) for p, e, late in grades
    ]
    verdict = icaht(expected(folder, wrong))

    assert [(c.name, c.expected, c.found) for c in verdict.failures] == [
        ("patient 2, early", "grade 2", "grade 1"),
        ("patient 4, late", "grade 0", "not gradable"),
    ]


@pytest.mark.parametrize(
    ("samples", "grades"),
    [
        (
            ("Patient ID", "Day", "ANC (/uL)"),
            ("patient_id", "expected_early", "expected_late"),
        ),
        (("id", "time_post_inf", "anc_per_ul"), ("ID", "Early ICAHT grade", "late_icaht")),
    ],
)
def test_columns_are_found_by_their_headers(tmp_path, samples, grades):
    folder, rows = written(tmp_path, names=samples)

    assert icaht(expected(folder, rows, grades)).failed == 0


@pytest.mark.parametrize(
    "names",
    [
        ("pt", "days_since_infusion", "neutrophil_count"),
        ("MRN", "Day after infusion", "Absolute neutrophil count"),
    ],
)
def test_further_headers_separators_and_endings(tmp_path, names):
    folder, rows = written(tmp_path, names=names)
    expected(folder, rows)
    for path in list(folder.iterdir()):
        text = path.read_text().replace(",", ";").replace(".5", ",5")
        path.with_suffix(".CSV").write_text(text)
        path.unlink()

    assert str(icaht(folder)) == "12 passed, 0 failed"


def test_a_file_of_samples_may_say_early_or_late_too(tmp_path):
    phase = pl.when(pl.col("day") > 30).then(pl.lit("late")).otherwise(pl.lit("early"))
    folder, rows = written(tmp_path, early_or_late=phase, late_period=pl.lit("1"))

    assert icaht(expected(folder, rows)).failed == 0


def test_grades_may_stand_below_each_other(tmp_path):
    folder, rows = written(tmp_path)
    long = [
        (p, phase, g)
        for p, *both in rows
        for phase, g in zip(("Early", "late"), both, strict=True)
    ]

    assert icaht(expected(folder, long, ("patient", "phase", "grade"))).passed == 12


def test_durations_are_not_taken_for_grades(tmp_path):
    folder, rows = written(tmp_path)
    more = [(p, "17", e, "90", late) for p, e, late in rows]
    names = ("patient", "early_days", "early_icaht_grade", "late_anc_nadir", "late_grade")

    assert icaht(expected(folder, more, names)).passed == 12
    with pytest.raises(DataError, match="patient, early and late"):
        icaht(expected(folder, [r[:2] for r in more], ("patient", "early_duration")))


def test_grades_may_be_written_in_words_and_the_folder_lie_below(tmp_path):
    folder, rows = written(tmp_path / "icaht")
    words = [
        (p, f"Grade {e}" if e else "NA", f"{late}.0" if late else "") for p, e, late in rows
    ]
    expected(folder, words)

    assert icaht(tmp_path).passed == 12


def test_follow_up_and_censoring_of_the_file_are_used(tmp_path):
    one = {"1": ({**course(range(5, 10), last=9), 40: 1200, 60: 400, 61: 300}, "2", "1")}
    folder, rows = written(
        tmp_path, one, follow_up=pl.lit(None, pl.Float64), censored_at=pl.lit(59.0)
    )
    assert [c.passed for c in icaht(expected(folder, rows)).checks] == [False, True]

    one = {"1": ({**course(range(5, 10), last=9)}, "2", "")}
    folder, rows = written(tmp_path, one, follow_up=pl.lit(11.0))
    assert icaht(expected(folder, rows)).failed == 0


def test_a_folder_without_the_files_is_an_error(tmp_path):
    with pytest.raises(DataError) as raised:
        icaht(tmp_path)

    assert "0 CSV files there have the columns patient, day and anc; expected one" in str(
        raised.value
    )
    assert "patient, early and late" in str(raised.value)


def test_a_grade_that_is_none_is_an_error(tmp_path):
    folder, rows = written(tmp_path)

    with pytest.raises(DataError, match="patient 1, early: expected grade '7'"):
        icaht(expected(folder, [("1", "7", "0"), *rows[1:]]))
