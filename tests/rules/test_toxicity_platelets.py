"""T-ICAHT over a record: days below each count, transfusions, and ITP, where it is void."""

import polars as pl
import pytest

from cartwin.rules.toxicity import grade_t_icaht, t_icaht
from cartwin.study import Col, Origin, Study


def study(values, disease="sle", **tables):
    rows = {
        Col.PATIENT: "P1",
        Col.DAY: [float(day) for day in values],
        Col.ANALYTE: "PLAT",
        Col.VALUE: [float(value) for value in values.values()],
        Col.CENSORING: "none",
    }
    tables = {"observations": pl.DataFrame(rows), **tables}
    return Study(name="s", title="S", origin=Origin.REAL, disease=disease, tables=tables)


def days(low, level, until=31, first=0):
    return {day: level if day in set(low) else 150 for day in range(first, until)}


def early(values, **tables):
    return t_icaht(study(values, **tables), "early").row(0, named=True)


def late(values, **tables):
    return t_icaht(study(values, **tables), "late").row(0, named=True)


@pytest.mark.parametrize(
    ("length", "level", "expected"),
    [
        (0, 49, 0),
        (1, 50, 0),
        (1, 49, 1),
        (6, 49, 1),
        (7, 49, 2),
        (7, 20, 2),
        (1, 19, 3),
        (13, 19, 3),
        (14, 19, 4),
    ],
)
def test_early_grade_at_the_bounds_of_the_table(length, level, expected):
    assert early(days(range(5, 5 + length), level))["grade"] == expected


@pytest.mark.parametrize(
    ("length", "level", "expected"),
    [
        (1, 100, 0),
        (1, 99, 1),
        (30, 50, 1),
        (1, 49, 2),
        (1, 19, 3),
        (13, 19, 3),
        (14, 19, 4),
    ],
)
def test_late_grade_at_the_bounds_of_the_table(length, level, expected):
    values = days(range(40, 40 + length), level, first=31, until=101)

    assert late(values)["grade"] == expected


def test_days_of_all_dips_count_and_short_recoveries_too():
    three_off = early(days([3, 4, 5, 9, 10, 11], 40))
    two_off = early(days([3, 4, 5, 8, 9, 10], 40))

    assert (three_off["days_lt_50"], two_off["days_lt_50"]) == (6, 8)
    assert (three_off["grade"], two_off["grade"]) == (1, 2)


def test_a_recovery_under_transfusions_is_none():
    given = pl.DataFrame(
        {
            Col.PATIENT: ["P1"],
            Col.DAY: [6.0],
            Col.DRUG: ["platelet_transfusion"],
            Col.PURPOSE: ["toxicity"],
        }
    )
    covered = early(days([3, 4, 5, 10, 11, 12], 40), treatments=given)
    late_dip = early(days([3, 4, 5, 17, 18, 19], 40), treatments=given)

    assert covered["days_lt_50"] == 10
    assert late_dip["days_lt_50"] == 6  # days 14 to 16 are free of cover


@pytest.mark.parametrize("day", [-9.0, -3.0, 28.0, 40.0])
def test_a_transfusion_at_the_edge_of_the_window_covers_what_is_inside(day):
    given = pl.DataFrame(
        {
            Col.PATIENT: ["P1"],
            Col.DAY: [day],
            Col.DRUG: ["platelet_transfusion"],
            Col.PURPOSE: ["toxicity"],
        }
    )
    found = early(days([0, 6, 24, 30], 40), treatments=given)

    assert found["days_lt_50"] == {-3.0: 9}.get(day, 4)


def test_weeks_without_a_count_are_not_a_low_one():
    far = early({0: 40, 1: 150, 14: 150, 15: 40})

    assert far["days_lt_50"] == 2  # more than a week is missing between and after them


def test_in_immune_thrombocytopenia_no_grade_is_given():
    values = days(range(31), 9)
    ill = pl.DataFrame(
        {Col.PATIENT: ["P1"], Col.DIAGNOSIS: ["Primary immune thrombocytopenia"]}
    )

    for found in (
        t_icaht(study(values, disease="itp")).row(0, named=True),
        early(values, patients=ill),
    ):
        assert found["grade"] is None
        assert "not to be interpreted in immune thrombocytopenia" in found["why"]
        assert found["days_lt_20"] == 31
    other = pl.DataFrame({Col.PATIENT: ["P1"], Col.DIAGNOSIS: ["lupus"]})
    in_mixture = t_icaht(study(values, disease="itp", patients=other))
    assert in_mixture["grade"].item() == 4


def test_a_late_grade_needs_two_counts_and_an_early_one_needs_one():
    assert late({50: 40})["grade"] is None
    assert late({50: 40, 80: 150})["grade"] == 2
    assert late({50: 40})["why"] == (
        "cannot grade: fewer than 2 platelet counts from day 31 to day 100"
    )
    assert early({10: 40})["grade"] == 1
    assert early({50: 40})["why"] == "cannot grade: no platelet count from day 0 to day 30"


def test_a_value_below_a_limit_counts_as_low():
    base = study({10: 20, 20: 150})
    below = base.observations.with_columns(pl.lit("below").alias(Col.CENSORING))

    assert t_icaht(base)["days_lt_20"].item() == 0
    assert t_icaht(base.with_tables(observations=below))["days_lt_20"].item() > 0


def test_the_phase_and_the_days_decide_and_a_disease_refuses():
    assert grade_t_icaht({"days_lt_50": 7}, "early").grade == 2
    assert grade_t_icaht({"days_lt_100": 7}, "late", tests=2).grade == 1
    assert grade_t_icaht({"days_lt_100": 7}, "late", tests=1).grade is None
    assert grade_t_icaht({"days_lt_50": 7}, "early", disease="ITP").grade is None
    with pytest.raises(ValueError, match="middle"):
        grade_t_icaht({}, "middle")
