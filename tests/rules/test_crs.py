"""Cytokine release syndrome: the table's own boundaries, then what must always hold."""

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from cartwin.errors import DataError
from cartwin.rules import CRS, CrsItem, grade_crs, grade_crs_visits
from cartwin.study import Col, empty_table


DEVICES = ["none", "blow_by", "high_flow", "facemask", "non_rebreather", "venturi"]
DEVICES += ["cpap", "bipap", "ventilator"]
AGENTS = ["norepinephrine", "epinephrine", "dopamine", "vasopressin"]

findings = st.fixed_dictionaries(
    {
        "temperature": st.none() | st.floats(35, 42),
        "hypotension": st.none() | st.booleans(),
        "vasopressors": st.none() | st.lists(st.sampled_from(AGENTS), max_size=3),
        "oxygen": st.none() | st.sampled_from([*DEVICES, "nasal_cannula"]),
        "flow": st.none() | st.floats(0, 60),
        "fever_other_cause": st.booleans(),
        "anticytokine_given": st.booleans(),
        "prior_crs": st.booleans(),
    }
)


def rows(*answers):
    """Answers are (patient, day, item, value or text)."""
    return pl.DataFrame(
        [
            {
                Col.PATIENT: patient,
                Col.DAY: float(day),
                Col.INSTRUMENT: CRS,
                Col.ITEM: item,
                Col.VALUE: None if isinstance(answer, str) else float(answer),
                Col.TEXT: answer if isinstance(answer, str) else None,
            }
            for patient, day, item, answer in answers
        ],
        schema={
            Col.PATIENT: pl.String,
            Col.DAY: pl.Float64,
            Col.INSTRUMENT: pl.String,
            Col.ITEM: pl.String,
            Col.VALUE: pl.Float64,
            Col.TEXT: pl.String,
        },
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"temperature": 37.9}, 0),
        ({"temperature": 38.0}, 1),
        ({"temperature": (100.4 - 32) * 5 / 9}, 1),  # 38.0 but for the last digit
        ({"temperature": 39.5, "fever_other_cause": True}, 0),
        ({"temperature": 38.6, "hypotension": True}, 2),
        ({"temperature": 38.6, "oxygen": "blow_by"}, 2),
        ({"temperature": 38.6, "oxygen": "nasal_cannula", "flow": 6.0}, 2),
        ({"temperature": 38.6, "oxygen": "nasal_cannula", "flow": 6.1}, 3),
        ({"temperature": 38.6, "vasopressors": ["vasopressin"]}, 3),
        ({"temperature": 38.6, "vasopressors": ["norepinephrine"]}, 3),
        ({"temperature": 38.6, "vasopressors": ["norepinephrine", "vasopressin"]}, 3),
        ({"temperature": 38.6, "vasopressors": ["norepinephrine", "noradrenaline"]}, 3),
        ({"temperature": 38.6, "vasopressors": ["norepinephrine", "epinephrine"]}, 4),
        ({"temperature": 37.0, "oxygen": "ventilator"}, 0),  # never febrile
        ({"temperature": 37.0, "death_due_to_crs": True}, 5),
    ],
)
def test_boundaries_of_the_consensus(found, expected):
    assert grade_crs(**found).grade == expected


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        (["none"], 1),
        (["blow_by"], 2),
        (["high_flow", "facemask", "non_rebreather", "venturi"], 3),
        (["cpap", "bipap", "ventilator"], 4),
    ],
)
def test_each_form_of_oxygen_has_its_grade(devices, expected):
    grades = {grade_crs(temperature=38.6, oxygen=device).grade for device in devices}

    assert grades == {expected}


def test_after_treatment_of_crs_fever_is_not_required():
    on_pressor = {"temperature": 37.0, "vasopressors": ["norepinephrine"]}

    assert grade_crs(**on_pressor, anticytokine_given=True, prior_crs=True).grade == 3
    assert grade_crs(**on_pressor, anticytokine_given=True, prior_crs=False).grade == 0
    calm = grade_crs(temperature=37.0, anticytokine_given=True, prior_crs=True)
    assert (calm.grade, calm.why) == (0, "no fever, hypotension or oxygen")


@pytest.mark.parametrize(
    ("missing", "why"),
    [
        ({"temperature": None}, "temperature"),
        ({"hypotension": None, "vasopressors": None}, "hypotension"),
        ({"hypotension": True, "vasopressors": None}, "vasopressors"),
        ({"oxygen": None}, "oxygen"),
        ({"oxygen": "nasal_cannula"}, "flow of the nasal cannula"),
        ({"hypotension": None, "oxygen": None}, "hypotension, oxygen"),
    ],
)
def test_a_missing_finding_is_not_a_normal_one(missing, why):
    grade = grade_crs(**{"temperature": 38.5, **missing})

    assert grade.grade is None
    assert grade.why == f"cannot grade: not recorded: {why}"


def test_a_missing_finding_that_cannot_matter_does_not():
    ventilated = grade_crs(temperature=38.5, hypotension=None, oxygen="ventilator")
    afebrile = grade_crs(temperature=37.0, hypotension=None, oxygen=None)

    assert (ventilated.grade, afebrile.grade) == (4, 0)


def test_the_grade_names_its_reason_and_its_evidence():
    grade = grade_crs(temperature=38.6, oxygen="nasal_cannula", flow=4)

    assert grade.why == "fever 38.6, oxygen by nasal cannula at 4 L/min"
    assert {"temperature=38.6", "oxygen=nasal_cannula", "flow=4"} <= set(grade.evidence)
    assert (grade.scale, grade.version) == ("CRS", "ASTCT 2019")


def test_an_answer_the_instrument_does_not_know_is_refused():
    assessments = rows(
        ("P1", 3, CrsItem.OXYGEN, "cpapp"),
        ("P1", 3, CrsItem.TEMPERATURE, 101.2),
        ("P2", 1, CrsItem.HYPOTENSION, 2),
        ("P2", 1, CrsItem.FLOW, 3),
        ("P2", 1, CrsItem.FLOW, 5),
    )

    with pytest.raises(DataError) as error:
        grade_crs_visits(assessments)

    assert error.value.problems == (
        "P2 day 1, CRS flow: more than one answer on the same day; keep one, or give the "
        "time of day as a fraction",
        "P1 day 3, CRS temperature: found 101.2; expected a number from 25 to 45 "
        "degrees Celsius; in Fahrenheit it would be 38.4",
        "P2 day 1, CRS hypotension: found 2; expected a whole number from 0 to 1",
        "P1 day 3, CRS oxygen: unknown answer 'cpapp' (did you mean cpap?)",
    )


def test_a_study_without_findings_has_no_grades():
    assert grade_crs_visits(empty_table("assessments")).is_empty()


def test_an_empty_vasopressor_text_means_none_after_a_csv_file_too():
    told = rows(("P1", 1, "temperature", 38.5), ("P1", 1, "hypotension", 1))
    told = pl.concat([told, rows(("P1", 1, "oxygen", "none"))])
    none = rows(("P1", 1, "vasopressors", "none"))
    null = rows(("P1", 1, "vasopressors", "")).with_columns(text=pl.lit(None, pl.String))

    assert grade_crs_visits(told)[Col.GRADE].to_list() == [None]
    for without in (none, null):
        assert grade_crs_visits(pl.concat([told, without]))[Col.GRADE].to_list() == [2]


@settings(max_examples=60)
@given(findings)
def test_a_grade_is_missing_exactly_when_why_says_so(found):
    grade = grade_crs(**found)

    assert (grade.grade is None) == grade.why.startswith("cannot grade: not recorded: ")
    assert not grade.why.endswith(": ")
    assert grade.why


@settings(max_examples=60)
@given(findings, st.sampled_from(AGENTS))
def test_another_vasopressor_never_lowers_the_grade(found, agent):
    given_before = list(found["vasopressors"] or [])
    more = {**found, "vasopressors": [*given_before, agent]}

    before, after = grade_crs(**found).grade, grade_crs(**more).grade
    if before is not None and after is not None:
        assert after >= before


@settings(max_examples=60)
@given(findings)
def test_what_was_missing_could_only_have_been_what_the_grade_allows(found):
    """A grade given in spite of gaps holds however the gaps are filled."""
    grade = grade_crs(**found).grade
    filled = {
        "temperature": 38.5,
        "hypotension": True,
        "vasopressors": [],
        "oxygen": "cpap",
    }
    known = {k: v for k, v in found.items() if v is not None}

    if grade is not None:
        assert grade_crs(**{**filled, "flow": 3.0, **known}).grade == grade


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(random):
    answers = [
        (patient, day, item, answer)
        for patient in ("P1", "P2")
        for day in (1, 2, 3)
        for item, answer in (
            ("temperature", 37.5 + day / 2),
            ("hypotension", day % 2),
            ("vasopressors", "epinephrine;norepinephrine" if day == 3 else ""),
            ("oxygen", "none"),
        )
    ]
    shuffled = list(answers)
    random.shuffle(shuffled)

    assert grade_crs_visits(rows(*shuffled)).equals(grade_crs_visits(rows(*answers)))
