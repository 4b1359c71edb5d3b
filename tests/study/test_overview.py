"""A study at a glance: who, what is missing, what is overdue, what can be answered."""

import polars as pl
import pytest
from hypothesis import given, settings
from tests.strategies import studies

from cartwin.errors import DataError
from cartwin.study import (
    DISEASES,
    SCHEMA,
    Col,
    Origin,
    Study,
    date_problem,
    look_over,
    new_study,
    open_study,
    published_studies,
    questions_of,
)
from cartwin.units import ANALYTES


@pytest.fixture
def example(tmp_path):
    return new_study(tmp_path / "mine", disease="itp")


def without(study: Study, table: str, **match) -> Study:
    """The study without the rows of a table that have these values."""
    is_row = pl.all_horizontal(pl.col(c) == v for c, v in match.items())
    return study.with_tables(**{table: study.tables[table].filter(~is_row)})


def blank(study: Study, table: str, column: str) -> Study:
    frame = study.tables[table].with_columns(pl.lit(None).alias(column))
    return study.with_tables(**{table: frame})


def able(study: Study, question: str) -> tuple[int, int, str]:
    answers = look_over(study).answers.filter(question=question)
    return answers.select("able", "of", "lacking").row(0)


def test_the_example_lacks_nothing_essential(example):
    seen = look_over(example)

    assert len(seen.missing) == 0
    assert seen.patients.row(0) == (
        "EXAMPLE-01", "standard", "primary immune thrombocytopenia", "female", 40.0,
        "3e5/kg", -34.0, 35.0, 35.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda s: without(s, "milestones", milestone="infusion"), "an infusion"),
        (lambda s: blank(s, "milestones", Col.DATE), "a date of infusion"),
        (lambda s: blank(s, "patients", Col.AGE), "age"),
        (lambda s: blank(s, "patients", Col.SEX), "sex"),
        (lambda s: blank(s, "patients", Col.WEIGHT), "weight"),
        (lambda s: without(s, "treatments", purpose="car_t"), "the CAR-T dose"),
        (lambda s: blank(s, "treatments", Col.AMOUNT), "the amounts of lymphodepletion"),
        (lambda s: blank(s, "observations", Col.LOWER_NORMAL),
         "a lower normal limit of platelets"),
        (lambda s: without(s, "milestones", milestone="last_contact"),
         "a last contact, or a death"),
        (lambda s: without(s, "observations", analyte="PLAT", day=-6.0),
         "PLAT before therapy"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_the_patient(example, change, expected):
    missing = look_over(change(example)).missing

    assert (expected, 1, ["EXAMPLE-01"]) in missing.rows()


@pytest.mark.parametrize(
    ("question", "change", "lacking"),
    [
        ("activity-itp", lambda s: without(s, "assessments", instrument="BLEEDING"),
         "bleeding: 1"),
        ("activity-itp", lambda s: without(s, "observations", analyte="PLAT", day=28.0),
         "PLAT on two days after: 1"),
        ("antibody-itp", lambda s: without(s, "observations", analyte="GPAB", day=-6.0),
         "GPAB before therapy: 1"),
        ("crs", lambda s: without(s, "assessments", item="oxygen"), "oxygen findings: 1"),
        ("icans", lambda s: blank(s, "patients", Col.AGE), "age: 1"),
        ("ctcae-platelets", lambda s: blank(s, "observations", Col.LOWER_NORMAL),
         "a lower normal limit of platelets: 1"),
        ("dose", lambda s: blank(s, "patients", Col.WEIGHT), "weight: 1"),
        ("lymphodepletion", lambda s: blank(s, "patients", Col.HEIGHT),
         "weight and height: 1"),
        ("b-cells", lambda s: without(s, "observations", analyte="BCELL", day=28.0),
         "B cells on two days after: 1"),
        ("time-to-event", lambda s: without(s, "milestones", milestone="last_contact"),
         "a last contact, or a death: 1"),
        ("events", lambda s: blank(s, "adverse_events", Col.GRADE), "adverse events: 1"),
    ],
)  # fmt: skip
def test_a_question_is_answered_until_its_input_is_taken_away(
    example, question, change, lacking
):
    assert able(example, question) == (1, 1, "")
    assert able(change(example), question) == (0, 1, lacking)


def test_the_end_of_follow_up_stands_for_a_last_contact(example):
    ended = example.patients.with_columns(pl.lit(90.0).alias(Col.FOLLOW_UP))
    study = without(example, "milestones", milestone="last_contact")

    assert able(study.with_tables(patients=ended), "time-to-event") == (1, 1, "")


def test_a_question_about_a_disease_concerns_those_who_have_it():
    assert able(open_study("castle-2025"), "activity-ssc")[1] == 9
    assert able(open_study("castle-2025"), "crs")[1] == 24


def test_a_visit_is_overdue_when_its_window_has_passed(example):
    seen = without(example, "observations", analyte="PLAT", day=28.0)
    overdue = look_over(seen).overdue.filter(visit="PLAT")

    assert overdue.rows()[-1] == ("EXAMPLE-01", "PLAT", 28.0, 31.0)
    assert (28.0,) not in look_over(example).overdue.filter(visit="PLAT").select(
        "day"
    ).rows()


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2024-05-11", 42.0), ("2024-05-12", 42.0), ("2024-05-13", 60.0)],
)
def test_visits_are_due_by_today(example, today, expected):
    """Day 60 is 5 May 2024, and may be a week off."""
    overdue = look_over(example, today=today).overdue

    assert overdue["day"].max() == expected


def test_nothing_is_due_after_death(example):
    died = example.milestones.with_columns(
        pl.col(Col.MILESTONE).replace("last_contact", "death")
    )
    overdue = look_over(example.with_tables(milestones=died), today="2026-01-01").overdue

    assert overdue["until"].max() < 35


def test_partial_dates_do_not_decide_what_is_overdue(example):
    vague = example.milestones.with_columns(pl.lit("2024").alias(Col.DATE))
    look_over(example.with_tables(milestones=vague), today="2024-12-01")


def test_one_patient_is_looked_at_alone():
    seen = look_over(open_study("itp-nct06352281"), patient="P1")

    assert seen.patients[Col.PATIENT].to_list() == ["P1"]
    assert set(seen.overdue[Col.PATIENT]) == {"P1"}
    assert set(seen.answers["of"]) == {1}


def test_what_cannot_be_shown_is_told(example):
    with pytest.raises(DataError) as error:
        look_over(example, patient="EXAMPLE-1", today="1.2.2024")

    assert str(error.value) == (
        "mine cannot be shown:\n"
        "  there is no patient 'EXAMPLE-1' (did you mean EXAMPLE-01?)\n"
        "  today: date '1.2.2024' has the day first; write 2024-02-01"
    )


@pytest.mark.parametrize("name", published_studies())
def test_claims_of_publications_are_counted_and_overlaps_told(name):
    study = open_study(name)
    seen = look_over(study)

    assert seen.claims["number"].sum() == len(study.reported)
    told = study.reported[Col.OVERLAPS_WITH].drop_nulls()
    assert seen.overlaps["number"].sum() == len(told)


@pytest.mark.parametrize("code", [*DISEASES, "sle+ssc+iim", "unknown"])
def test_questions_name_what_the_record_has(code):
    questions = questions_of(code)
    needs = [n for q in questions for n in q.needs]

    assert len({q.name for q in questions}) == len(questions)
    for need in needs:
        columns = SCHEMA[need.table].dtypes
        assert {*need.match, *need.filled} <= columns.keys()
        assert set(need.match.get(Col.ANALYTE, ())) <= ANALYTES.keys()


def test_needs_of_the_same_words_are_the_same():
    needs = [n for q in questions_of("itp+aha+sle+ssc+iim") for n in q.needs]
    by_words = {n.words: n for n in needs}

    assert all(by_words[n.words] == n for n in needs)


@settings(max_examples=12)
@given(studies())
def test_every_study_can_be_looked_over(study):
    for name in ("treatments", "observations", "milestones", "assessments"):
        if any(map(date_problem, study.tables[name][Col.DATE].drop_nulls())):
            return
    seen = look_over(study)

    assert seen.patients[Col.PATIENT].to_list() == study.patients[Col.PATIENT].to_list()
    assert (seen.answers["able"] <= seen.answers["of"]).all()


def test_thousands_of_patients_are_looked_over_at_once():
    size, days = 4000, 60
    names = [f"V{n}" for n in range(size)]
    rows = pl.DataFrame({Col.PATIENT: names}).join(
        pl.DataFrame({Col.DAY: [float(d) for d in range(-6, days)]}), how="cross"
    )
    protocol = open_study("itp-nct06352281").protocol
    study = Study(
        name="many", title="", origin=Origin.VIRTUAL, disease="itp", protocol=protocol,
        tables={
            "patients": pl.DataFrame({Col.PATIENT: names}),
            "observations": rows.with_columns(
                pl.lit("PLAT").alias(Col.ANALYTE), pl.lit(50.0).alias(Col.VALUE),
                pl.lit("none").alias(Col.CENSORING),
            ),
        },
    )  # fmt: skip
    seen = look_over(study)

    assert "PLAT" not in seen.overdue["visit"]
    assert len(seen.overdue.filter(visit="IGG", day=28.0)) == size
    assert seen.missing.filter(missing="age")["number"].item() == size
