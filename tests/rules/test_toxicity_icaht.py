"""ICAHT: the bounds of the table, what is filled between samples, what always holds."""

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules.toxicity import (
    Censor,
    grade_icaht_early,
    grade_icaht_late,
    icaht_early,
    icaht_early_grades,
    icaht_late,
    icaht_late_grades,
)
from cartwin.study import Col, Origin, Study


WHOLE = range(31)
counts = st.dictionaries(st.integers(-3, 40), st.floats(0, 6000), max_size=31)


def course(low_days, low=400, high=2000):
    return {day: low if day in set(low_days) else high for day in WHOLE}


def early(values, **options):
    return grade_icaht_early(values, **options).grade


def record(values, censoring="none", **tables):
    rows = [
        {Col.PATIENT: "P1", Col.DAY: float(d), Col.ANALYTE: "NEUT", Col.VALUE: v / 1000}
        for d, v in values.items()
    ]
    observations = pl.DataFrame(rows).with_columns(pl.lit(censoring).alias(Col.CENSORING))
    return Study(
        name="s",
        title="S",
        origin=Origin.REAL,
        disease="sle",
        tables={"observations": observations, **tables},
    )


@pytest.mark.parametrize(
    ("days", "low", "expected"),
    [
        (0, 400, 0),
        (1, 500, 1),
        (1, 510, 0),
        (6, 400, 1),
        (7, 400, 2),
        (13, 400, 2),
        (14, 400, 3),
        (6, 100, 1),
        (7, 100, 3),
        (13, 100, 3),
        (14, 100, 4),
        (7, 110, 2),
    ],
)
def test_early_grade_at_the_bounds_of_the_table(days, low, expected):
    assert early(course(range(8, 8 + days), low)) == expected


def test_never_above_500_is_grade_4():
    assert early(course(WHOLE)) == 4
    assert early(course(range(30))) == 3


def test_low_from_day_3_to_the_last_sample_is_grade_4():
    dying = {0: 2000, 1: 1500, 2: 900, 3: 400, 8: 300, 12: 200}

    assert early(dying) == 4
    assert early({0: 2000, 3: 600, 4: 400, 8: 300, 12: 200}) == 2
    assert early({**dying, 14: 600}) == 2


def test_a_recovery_of_two_days_is_none_and_one_of_three_is():
    two = course([*range(3, 6), *range(8, 12)])
    three = course([*range(3, 6), *range(9, 13)])

    for counting in ("cumulative", "longest_run"):
        assert early(two, counting=counting) == 2
    assert early(three, counting="cumulative") == 2
    assert early(three, counting="longest_run") == 1


def test_gaps_of_seven_days_are_filled_and_longer_ones_are_not():
    short = {0: 2000, 4: 2000, 5: 400, 13: 400, 14: 2000, 21: 2000, 28: 2000}
    long = {0: 2000, 4: 2000, 5: 400, 14: 400, 15: 2000, 22: 2000, 29: 2000}

    assert grade_icaht_early(short).evidence[0] == "days_le_500=9"
    assert grade_icaht_early(long, counting="longest_run").evidence[0] == "days_le_500=1"
    assert "at least this grade: 8 d without a count" in grade_icaht_early(long).why


def test_between_two_samples_lies_a_straight_line():
    line = dict.fromkeys(WHOLE, 2000) | {10: 300, 14: 700}
    for day in (11, 12, 13):
        del line[day]

    assert grade_icaht_early(line).evidence[0] == "days_le_500=3"


def test_ends_are_carried_for_seven_days_within_the_observation():
    late_start = {day: 400 if day < 12 else 2000 for day in range(7, 31)}
    assert grade_icaht_early(late_start).evidence[0] == "days_le_500=12"

    later_start = {day: 400 if day < 12 else 2000 for day in range(8, 31)}
    assert grade_icaht_early(later_start).evidence[0] == "days_le_500=4"

    stopped = {**course(range(20, 24)), **dict.fromkeys(range(20, 24), 400)}
    stopped = {day: value for day, value in stopped.items() if day < 24}
    assert grade_icaht_early(stopped).evidence[0] == "days_le_500=11"
    assert grade_icaht_early(stopped, until=26).evidence[0] == "days_le_500=7"
    assert grade_icaht_early(stopped, until=26).evidence[-1] == "days_window=27"


def test_counts_are_rounded_to_tens():
    assert early(course([10], 504.9)) == 1
    assert early(course([10], 505)) == 1  # halves go to the even ten
    assert early(course([10], 505.1)) == 0


def test_the_lowest_count_of_a_day_counts():
    twice = {**course([]), 10.2: 450, 10.8: 3000}

    assert grade_icaht_early(twice).evidence[0] == "days_le_500=1"


def test_samples_outside_the_window_do_not_count():
    assert early({-1: 100, -0.5: 100, 31: 100}) is None
    assert early({**course([]), -1: 100, 31: 100, 30.9: 400}) == 1


def test_without_a_count_there_is_no_grade():
    grade = grade_icaht_early({})

    assert grade.grade is None
    assert grade.why == "cannot grade: no neutrophil count from day 0 to day 30"
    assert grade_icaht_late([]).grade is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1501], 0),
        ([1500], 1),
        ([1000.5], 1),
        ([1000], 2),
        ([500.5, 900], 2),
        ([450.5, 900], 3),
        ([100.5, 900], 3),
        ([100, 900], 4),
        ([100, 1500], 4),
        ([100, 1501], 0),
        ([1400, 1600, 5000], 0),
    ],
)
def test_late_grade_at_the_bounds_of_the_table(values, expected):
    assert grade_icaht_late(values).grade == expected


def test_two_counts_of_one_day_do_not_confirm_each_other():
    same = {40.1: 400, 40.6: 450, 50: 2000}
    other = {40.1: 400, 41.6: 450, 50: 2000}

    for values, expected in ((same, 0), (other, 3)):
        assert icaht_late(record(values))[Col.GRADE].item() == expected


def test_a_new_therapy_ends_the_late_phase_and_can_be_ignored():
    values = {40: 1200, 60: 1300, 80: 200, 85: 200}
    given = pl.DataFrame(
        {Col.PATIENT: "P1", Col.DAY: [70.0], Col.DRUG: "rituximab", Col.PURPOSE: "rescue"}
    )
    study = record(values, treatments=given)

    assert icaht_late(study)[Col.GRADE].item() == 1
    assert icaht_late(study, censor=[Censor.FOLLOW_UP])[Col.GRADE].item() == 3


@pytest.mark.parametrize("step", ["death", "reinfusion", "withdrawal", "last_contact"])
def test_milestones_end_the_late_phase_on_their_day(step):
    dates = pl.DataFrame({Col.PATIENT: "P1", Col.MILESTONE: step, Col.DAY: [60.0]})
    study = record({40: 1200, 60: 450, 80: 50}, milestones=dates)

    assert icaht_late(study)[Col.GRADE].item() == 3


def test_follow_up_ends_the_early_phase():
    people = pl.DataFrame({Col.PATIENT: ["P1"], Col.FOLLOW_UP: [12.0]})
    values = {**dict.fromkeys(range(5, 11), 400), 4: 2000}

    assert icaht_early(record(values, patients=people))[Col.GRADE].item() == 2
    assert icaht_early(record(values))[Col.GRADE].item() == 1


def test_patients_without_counts_are_listed_without_a_grade():
    people = pl.DataFrame({Col.PATIENT: ["P1", "P2"]})
    study = record({5: 400}, patients=people)

    assert icaht_early(study)[Col.GRADE].is_null().to_list() == [False, True]
    assert icaht_late(study)[Col.GRADE].to_list() == [None, None]


def test_a_limit_of_the_assay_leaves_the_grade_open_where_it_decides():
    flat = dict.fromkeys(range(5, 12), 500)
    rest = {day: 2000 for day in WHOLE if day not in flat}
    rows = pl.DataFrame(
        {
            Col.PATIENT: "",
            Col.DAY: [float(d) for d in (*flat, *rest)],
            Col.VALUE: [float(v) for v in (*flat.values(), *rest.values())],
            Col.CENSORING: ["below"] * 7 + ["none"] * len(rest),
        }
    )

    grade = icaht_early_grades(rows)
    assert grade[Col.GRADE].item() is None
    assert "allow grades 2 to 3" in grade["why"].item()
    above = rows.with_columns(pl.col(Col.CENSORING).replace("below", "above"))
    assert icaht_early_grades(above)[Col.GRADE].item() == 0
    late = rows.with_columns(pl.col(Col.DAY) + 40)
    assert icaht_late_grades(late)[Col.GRADE].item() is None
    at_100 = late.with_columns(pl.lit(100.0).alias(Col.VALUE))
    assert icaht_late_grades(at_100.head(7))[Col.GRADE].item() == 4


@given(counts, st.sampled_from(["cumulative", "longest_run"]))
def test_a_lower_count_never_lowers_the_grade(values, counting):
    before = early(values, counting=counting)
    lower = {day: value / 2 for day, value in values.items()}

    if before is not None:
        assert early(lower, counting=counting) >= before


@given(counts)
def test_the_longest_run_is_never_graded_above_all_days(values):
    grade = early(values, counting="longest_run")

    if grade is not None:
        assert grade <= early(values)


@given(st.lists(st.floats(0, 3000), max_size=8), st.floats(0, 3000))
def test_a_further_low_late_count_never_lowers_the_grade(values, further):
    before = grade_icaht_late(values).grade
    low = min(further, 1500, *values, 1500)

    if before is not None:
        assert grade_icaht_late([*values, low]).grade >= before


@given(counts)
def test_the_unit_of_the_record_changes_nothing(values):
    if values:
        assert icaht_early(record(values))[Col.GRADE].item() == early(values)
