"""Curves and tests where hardly anything happened, or numbers are large."""

import polars as pl
import pytest

from cartwin.rules.statistics import log_rank, proportional_hazards


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
