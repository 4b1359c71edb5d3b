"""Shares of areas and other derived numbers of profiles, from closed forms."""

import math

import polars as pl
import pytest

from cartwin.rules import call_kinetics
from cartwin.rules.nca import NcaCol, Route, analyse_profiles
from cartwin.rules.nca.flags import flag


RATE, START, LAST = 0.25, 20.0, 12.0


def decay(*days):
    rows = [("P1", d, START * math.exp(-RATE * d), "none") for d in days]
    return pl.DataFrame(rows, schema=["patient", "day", "value", "censoring"], orient="row")


def test_the_share_of_the_moment_beyond_the_last_sample():
    levels = decay(0.5, 1.0, 2.0, 4.0, 8.0, LAST)
    found = analyse_profiles(levels, dose=100.0, route=Route.BOLUS).row(0, named=True)

    left = math.exp(-RATE * LAST) * (1 + RATE * LAST)
    for name in (NcaCol.AUMC_EXTRAPOLATED, NcaCol.AUMC_EXTRAPOLATED_PRED):
        assert found[name] == pytest.approx(100 * left)


@pytest.mark.parametrize(("day", "late"), [(7.0, False), (7.01, True)])
def test_a_first_sample_after_a_week_is_flagged(day, late):
    samples = [(day, 1.0, "none"), (10.0, 9.0, "none"), (14.0, 2.0, "none")]

    assert ("first sample after day 7" in call_kinetics(samples).flags) is late


@pytest.mark.parametrize(
    ("r2", "extrapolated", "upper", "flags"),
    [
        (0.8, 20.0, 4.0, ""),
        (0.799, 20.0, 4.0, "poor fit of the terminal slope"),
        (0.8, 20.1, 4.0, "more than 20 % of the area is extrapolated"),
        (0.8, 20.0, 3.99, "terminal slope over less than 2 half-lives"),
        (0.805, 20.0, 4.0, ""),
    ],
)
def test_what_is_flagged_at_the_bounds(r2, extrapolated, upper, flags):
    table = pl.DataFrame(
        {
            NcaCol.R2_ADJ: [r2], NcaCol.EXTRAPOLATED: [extrapolated],
            NcaCol.UPPER: [upper], NcaCol.LOWER: [0.0], NcaCol.HALF_LIFE: [2.0],
            NcaCol.LAMBDA_Z: [0.35], "cmax": [9.0],
            "doubt": pl.Series([None], dtype=pl.String),
        }
    )  # fmt: skip

    assert flag(table)["flags"].to_list() == [flags]
