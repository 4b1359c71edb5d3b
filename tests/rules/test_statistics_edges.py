"""Curves and tests where hardly anything happened, or numbers are large."""

import polars as pl
import pytest
from tests.rules.records import record

from cartwin.rules.statistics import (
    boin_boundaries,
    log_rank,
    proportional_hazards,
    swimmer,
)


def test_an_event_of_the_last_patient_at_risk_compares_nothing():
    frame = pl.DataFrame({"time": [1, 2], "event": [0, 1], "arm": ["a", "b"]})

    found = log_rank(frame, by="arm")

    assert (found.statistic, found.p, found.freedom) == (None, None, 1)


@pytest.mark.parametrize("origin", [1e4, -1e6])
def test_the_origin_of_a_covariate_changes_no_hazard_ratio(origin):
    frame = pl.DataFrame({"time": [1, 2, 3, 4, 5], "event": 1, "x": [0, 1, 1, 0, 0]})
    moved = frame.with_columns(pl.col("x") + origin)

    found, plain = (proportional_hazards(f, ["x"]) for f in (moved, frame))

    assert found.coefficients == pytest.approx(plain.coefficients)
    assert found.likelihood_ratio == pytest.approx(plain.likelihood_ratio)


def test_one_of_two_covariates_that_does_not_vary_is_refused():
    frame = pl.DataFrame(
        {"time": [1, 2, 3, 4], "event": 1, "x": [0, 1, 1, 0], "same": [1, 1, 1, 1]}
    )

    found = proportional_hazards(frame, ["x", "same"])

    assert found.why == "no event, or a covariate that does not vary"


def test_a_design_needs_a_rate_above_nothing():
    with pytest.raises(ValueError, match="expected to rise between 0 and 1"):
        boin_boundaries(0.3, too_low=0)


def test_only_grades_of_bleeding_are_marked_as_bleeds():
    items = [("A", 9, "ITP-BAT", "skin", 2), ("A", 12, "BLEEDING", "skin", 2)]
    items += [("A", 14, "BLEEDING", "other", 2)]

    marks = swimmer(record(items=items)).marks.filter(mark="bleeding")
    assert marks["day"].to_list() == [12]
