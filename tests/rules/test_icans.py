"""Neurotoxicity and its scores: the table's own boundaries, then what must hold."""

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from cartwin.errors import DataError
from cartwin.rules import (
    ICANS,
    IcansItem,
    grade_icans,
    grade_icans_visits,
    score_capd,
    score_ice,
    score_ice_visits,
)
from cartwin.study import SCHEMA, Col


AROUSALS = ["alert", "spontaneous", "voice", "tactile", "unarousable"]
ICE_FULL = {"year": 1, "month": 1, "city": 1, "hospital": 1}
ICE_FULL |= {"named": 3, "command": 1, "sentence": 1, "count": 1}

findings = st.fixed_dictionaries(
    {
        "age": st.none() | st.floats(1, 80),
        "developmental_delay": st.booleans(),
        "ice_score": st.none() | st.integers(0, 10),
        "capd": st.none() | st.integers(0, 32),
        "arousal": st.none() | st.sampled_from(AROUSALS),
        "seizure": st.sampled_from(["none", "resolved", "prolonged"]),
        "motor_weakness": st.booleans(),
        "edema": st.sampled_from(["none", "focal", "diffuse"]),
        "icp_sign": st.booleans(),
    }
)


@pytest.mark.parametrize(
    ("ice", "expected"),
    [(10, 0), (9, 1), (7, 1), (6, 2), (3, 2), (2, 3), (0, 3)],
)
def test_ice_of_a_patient_who_is_awake(ice, expected):
    assert grade_icans(age=40, ice_score=ice).grade == expected


@pytest.mark.parametrize(("arousal", "expected"), [(a, g) for g, a in enumerate(AROUSALS)])
def test_consciousness(arousal, expected):
    assert grade_icans(age=40, ice_score=10, arousal=arousal).grade == expected
    assert grade_icans(age=8, capd=8, arousal=arousal).grade == expected


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        ({"seizure": "resolved"}, 3),
        ({"seizure": "prolonged"}, 4),
        ({"motor_weakness": True}, 4),
        ({"edema": "focal"}, 3),
        ({"edema": "diffuse"}, 4),
        ({"icp_sign": True}, 4),
        ({"death_due_to_icans": True}, 5),
    ],
)
def test_each_sign_alone_gives_its_grade(sign, expected):
    assert grade_icans(age=40, ice_score=10, **sign).grade == expected


@pytest.mark.parametrize(
    ("age", "delay", "expected"),
    [
        (11.99, False, 3),
        (12.0, False, 2),  # the consensus says ICE from 12, the NCI text CAPD to 12
        (40.0, True, 3),
    ],
)
def test_age_and_development_choose_the_test(age, delay, expected):
    grade = grade_icans(age=age, developmental_delay=delay, ice_score=6, capd=9)

    assert grade.grade == expected


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ({"age": 40}, "ICE score"),
        ({"age": 8, "ice_score": 9}, "CAPD score"),
        ({"age": 40, "ice_score": 9, "arousal": None}, "arousal"),
        ({"age": None, "ice_score": 9}, "age (decides between ICE and CAPD)"),
    ],
)
def test_a_missing_finding_is_not_a_normal_one(found, why):
    grade = grade_icans(**found)

    assert (grade.grade, grade.why) == (None, f"cannot grade: not recorded: {why}")


def test_a_patient_who_cannot_be_roused_needs_no_score():
    assert grade_icans(age=8, arousal="unarousable").grade == 4
    assert grade_icans(age=None, arousal="unarousable").grade == 4


def test_scores_are_sums_of_all_answers():
    calm = {f"q{i}": "always" for i in range(1, 5)} | {
        f"q{i}": "never" for i in range(5, 9)
    }
    worst = {f"q{i}": "never" for i in range(1, 5)} | {
        f"q{i}": "always" for i in range(5, 9)
    }

    assert (score_ice(ICE_FULL), score_ice({**ICE_FULL, "named": 1})) == (10, 8)
    assert (score_capd(calm), score_capd(worst)) == (0, 32)
    middle = dict.fromkeys(calm, "sometimes")
    assert score_capd(middle) == 16
    assert score_capd({**middle, "q1": "rarely", "q5": "rarely"}) == 16
    assert score_capd({**middle, "q1": "often"}) == 15
    assert score_capd({**middle, "q5": "often"}) == 17
    assert score_ice({k: v for k, v in ICE_FULL.items() if k != "city"}) is None
    assert score_capd({**calm, "q3": ""}) is None


@pytest.mark.parametrize(("item", "most"), list(ICE_FULL.items()))
def test_no_answer_scores_more_than_its_points(item, most):
    with pytest.raises(DataError, match=f"ICE {item}: found {most + 1}"):
        score_ice({**ICE_FULL, item: most + 1})


def test_a_score_is_taken_from_its_answers_where_only_those_were_recorded():
    answers = {**ICE_FULL, "sentence": 0}
    parts = [("ICE", item, float(points), None) for item, points in answers.items()]
    parts += [(ICANS, IcansItem.AROUSAL, None, "alert")]
    columns = [Col.INSTRUMENT, Col.ITEM, Col.VALUE, Col.TEXT]
    schema = {c: SCHEMA["assessments"].dtypes[c] for c in columns}
    visit = pl.DataFrame(parts, schema=schema, orient="row").with_columns(
        pl.lit("P1").alias(Col.PATIENT), pl.lit(7.0).alias(Col.DAY)
    )
    patients = pl.DataFrame(
        {Col.PATIENT: ["P1"], Col.AGE: [40.0], Col.DEVELOPMENTAL_DELAY: [None]}
    )

    grades = grade_icans_visits(visit, patients)
    assert score_ice_visits(visit)[Col.VALUE].to_list() == [9.0]
    assert grades.select(Col.GRADE, "why").rows() == [(1, "ICE 9")]


@given(findings)
@settings(max_examples=40)
def test_a_grade_is_missing_exactly_when_why_says_so(found):
    grade = grade_icans(**found)

    assert (grade.grade is None) == grade.why.startswith("cannot grade: not recorded: ")
    assert not grade.why.endswith(": ")
    assert grade.why


@given(findings)
@settings(max_examples=40)
def test_a_seizure_never_lowers_the_grade(found):
    without = grade_icans(**{**found, "seizure": "none"}).grade
    seizing = grade_icans(**{**found, "seizure": "resolved"}).grade

    if without is not None:
        assert seizing == max(without, 3)


@given(findings)
@settings(max_examples=40)
def test_a_higher_ice_score_never_raises_the_grade(found):
    low = grade_icans(**{**found, "ice_score": 2}).grade
    high = grade_icans(**{**found, "ice_score": 8}).grade

    if low is not None and high is not None:
        assert high <= low
