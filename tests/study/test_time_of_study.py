"""Days of whole tables: bounds of partial dates, and days since a re-infusion."""

import polars as pl
import pytest
from hypothesis import given
from tests.strategies import studies

from cartwin.study import (
    Col,
    Origin,
    Study,
    date_problem,
    day_bounds_of,
    days_since_infusion,
    open_study,
    published_studies,
)


def made(milestones, observations, **facts) -> Study:
    rows = [dict(zip(("milestone", "day", "date"), m, strict=True)) for m in milestones]
    seen = [dict(zip(("day", "date"), o, strict=True)) for o in observations]
    schema = {"day": pl.Float64, "date": pl.String}
    return Study(
        name="made",
        title="",
        origin=Origin.REAL,
        disease="itp",
        provenance=facts,
        tables={
            "patients": pl.DataFrame({Col.PATIENT: ["P1", "P2"]}),
            "milestones": pl.DataFrame(rows, schema={"milestone": pl.String} | schema)
            .with_columns(pl.lit("P1").alias(Col.PATIENT)),
            "observations": pl.DataFrame(seen, schema=schema, orient="row")
            .with_columns(pl.lit("P1").alias(Col.PATIENT)),
        },
    )  # fmt: skip


def test_a_row_is_bounded_by_its_day_or_else_by_its_date():
    study = made(
        [("infusion", None, "2024-03-06")],
        [(7.0, None), (7.25, None), (7.0, "2024"), (None, "2024-03"), (None, "2024-03-09"),
         (None, None)],
    )  # fmt: skip

    assert day_bounds_of(study, "observations").rows() == [
        (7.0, 7.0, "day"),
        (7.25, 7.25, "minute"),
        (7.0, 7.0, "year"),
        (-5.0, 25.0, "month"),
        (3.0, 3.0, "day"),
        (None, None, None),
    ]


def test_a_partial_infusion_widens_the_bounds():
    study = made([("infusion", None, "2024-03")], [(None, "2024-03-31")])

    assert day_bounds_of(study, "observations").rows() == [(0.0, 30.0, "day")]


def test_without_a_date_of_infusion_no_date_is_a_day():
    study = made([("infusion", 0.0, None)], [(None, "2024-03-31")])

    assert day_bounds_of(study, "observations").rows() == [(None, None, "day")]


def test_the_zone_of_the_site_is_a_fact_of_the_study():
    rows = [(None, "2024-07-01T22:30Z")]
    milestones = [("infusion", None, "2024-07-01")]

    known = day_bounds_of(made(milestones, rows, time_zone="Europe/Berlin"), "observations")
    unknown = day_bounds_of(made(milestones, rows), "observations")

    assert known.row(0) == (
        pytest.approx(1 + 0.5 / 24),
        pytest.approx(1 + 0.5 / 24),
        "minute",
    )
    assert unknown.row(0)[:2] == (None, None)


def test_days_count_from_the_latest_infusion():
    study = made(
        [("infusion", 0.0, "2024-01-01"), ("reinfusion", None, "2024-04-10"),
         ("reinfusion", 200.0, None)],
        [(150.0, None), (-5.0, None), (0.0, None), (99.0, None), (100.0, None),
         (201.5, None), (None, "2024-02")],
    )  # fmt: skip

    assert days_since_infusion(study, "observations").rows() == [
        (50.0, 2), (None, 0), (0.0, 1), (99.0, 1), (0.0, 2), (1.5, 3), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("name", published_studies())
def test_without_a_re_infusion_days_are_those_of_the_record(name):
    study = open_study(name)
    found = days_since_infusion(study, "observations")
    day = study.observations[Col.DAY]

    assert found["since_infusion"].to_list() == [
        None if d is None or d < 0 else d for d in day
    ]


@given(studies())
def test_bounds_are_in_order_and_hold_the_day(study):
    for table in ("treatments", "observations", "milestones"):
        frame = study.tables[table]
        if any(map(date_problem, frame[Col.DATE].drop_nulls())):
            continue
        bounds = day_bounds_of(study, table)

        assert len(bounds) == len(frame)
        assert (bounds["day_low"] <= bounds["day_high"]).all()
        known = frame[Col.DAY].is_not_null()
        assert (
            bounds["day_low"].filter(known).to_list()
            == frame[Col.DAY].filter(known).to_list()
        )
