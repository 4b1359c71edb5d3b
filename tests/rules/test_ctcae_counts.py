"""Counts by CTCAE 5.0 and 6.0: the printed bounds, then what must always hold."""

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules import (
    flag_emergent,
    grade_count,
    grade_ctcae,
    is_emergent,
    worst_grades,
)
from cartwin.study import Col, Origin, Study


@pytest.mark.parametrize(
    ("analyte", "version", "lower_normal", "bounds"),
    [
        ("PLAT", "5.0", 150.0, (150.0, 75.0, 50.0, 25.0)),
        ("PLAT", "6.0", 150.0, (150.0, 75.0, 50.0, 10.0)),
        ("NEUT", "5.0", 2.0, (2.0, 1.5, 1.0, 0.5)),
        ("NEUT", "6.0", None, (1.5, 1.0, 0.5, 0.1)),
    ],
)
def test_a_value_on_a_bound_belongs_to_the_milder_grade(
    analyte, version, lower_normal, bounds
):
    for grade, bound in enumerate(bounds, 1):
        on, under = (
            grade_count(analyte, value, lower_normal=lower_normal, version=version).grade
            for value in (bound, bound - 0.01)
        )
        assert (on, under) == (grade - 1, grade)


def test_without_a_lower_limit_only_the_grades_below_it_are_given():
    assert grade_count("PLAT", 74.9).grade == 2
    missing = grade_count("PLAT", 75)
    assert missing.grade is None
    assert missing.why == "cannot grade: lower limit of normal was not recorded"
    assert grade_count("PLAT", None, lower_normal=150).grade is None


@pytest.mark.parametrize(
    ("value", "censoring", "expected"),
    [
        (25.0, "below", 4),
        (26.0, "below", None),  # 25 and 24 are both possible
        (5.0, "below", 4),
        (150.0, "above", 0),
        (149.0, "above", None),
    ],
)
def test_a_censored_value_is_graded_only_where_every_truth_agrees(
    value, censoring, expected
):
    observations = counts([("P1", 0.0, value)], censoring=censoring)

    assert grade_ctcae(observations)[Col.GRADE].to_list() == [expected]


def test_values_are_compared_at_ten_significant_digits():
    assert grade_count("NEUT", 0.7 + 0.1 + 0.2, lower_normal=2.0).grade == 2
    assert grade_count("PLAT", 74.99999999999, lower_normal=150).grade == 1


def test_low_platelets_before_and_after_are_no_adverse_event():
    study = Study(
        name="s",
        title="s",
        origin=Origin.REAL,
        disease="itp",
        tables={
            "observations": counts(
                [("P1", -9.0, 60), ("P1", -6.0, 9), ("P1", 7.0, 9), ("P2", -6.0, 60)]
            ).vstack(counts([("P2", 7.0, 20), ("P3", 7.0, 20)])),
            "treatments": pl.DataFrame(
                {
                    Col.PATIENT: ["P1", "P2", "P3"],
                    Col.DAY: [-5.0] * 3,
                    Col.DRUG: ["fludarabine"] * 3,
                    Col.PURPOSE: ["lymphodepletion"] * 3,
                }
            ),
        },
    )

    flagged = flag_emergent(grade_ctcae(study.observations), study)
    after = flagged.filter(pl.col(Col.DAY) > 0)
    assert after["baseline_grade"].to_list() == [4, 2, None]
    assert after["emergent"].to_list() == [False, True, None]
    assert flagged.filter(pl.col(Col.DAY) < 0)["emergent"].null_count() == 3
    assert is_emergent(None, 4) is None


def test_the_worst_grade_comes_with_its_dates_and_with_what_could_not_be_graded():
    days = [(-6.0, 200), (1.0, 60), (3.0, 20), (5.0, 10), (9.0, 80), (12.0, 160)]
    days = [("P1", d, v) for d, v in days]
    missing = counts([("P1", 15.0, 90)], lower_normal=None)
    grades = grade_ctcae(pl.concat([counts(days), missing]))

    worst = worst_grades(grades).row(0, named=True)
    assert worst[Col.GRADE] == 4
    assert (worst["onset_day"], worst["max_day"], worst["resolution_day"]) == (1, 3, 12)
    assert (worst["gradable"], worst["not_gradable"]) == (6, 1)


def test_nothing_gradable_is_not_grade_0():
    grades = grade_ctcae(counts([("P1", 1.0, 100)], lower_normal=None))

    assert worst_grades(grades)[Col.GRADE].to_list() == [None]


@given(st.floats(0, 500), st.floats(0, 500), st.sampled_from(["5.0", "6.0"]))
def test_more_platelets_never_give_a_worse_grade(count, extra, version):
    low, high = (
        grade_count("PLAT", value, lower_normal=150, version=version).grade
        for value in (count, count + extra)
    )

    assert high <= low


@given(st.floats(0, 500), st.none() | st.floats(100, 200))
def test_a_grade_is_missing_exactly_when_why_says_so(count, lower_normal):
    grade = grade_count("PLAT", count, lower_normal=lower_normal)

    assert (grade.grade is None) == grade.why.startswith("cannot grade: ")


def counts(rows, *, censoring="none", lower_normal=150.0):
    frame = pl.DataFrame(
        rows,
        schema={Col.PATIENT: pl.String, Col.DAY: pl.Float64, Col.VALUE: pl.Float64},
        orient="row",
    )
    return frame.with_columns(
        pl.lit("PLAT").alias(Col.ANALYTE),
        pl.lit(censoring).alias(Col.CENSORING),
        pl.lit(lower_normal, pl.Float64).alias(Col.LOWER_NORMAL),
    )
