"""Shares of areas and other derived numbers of profiles, from closed forms."""

import math

import polars as pl
import pytest

from cartwin.rules.nca import NcaCol, Route, analyse_profiles


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
