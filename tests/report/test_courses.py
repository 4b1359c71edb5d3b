"""Quantiles over time: limits are limits, few readings are few."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.report.courses import FEWEST, FEWEST_FOR_BANDS, Part, count_rescued, course
from cartwin.study import Col, Origin, Study


def study_of(values, *, below=(), day=7.0, treatments=None):
    """A virtual study with one reading of B cells per patient on one day."""
    n = len(values)
    observations = pl.DataFrame(
        {
            Col.PATIENT: [f"V{i:03d}" for i in range(n)],
            Col.DAY: [day] * n,
            Col.ANALYTE: ["BCELL"] * n,
            Col.VALUE: [float(v) for v in values],
            Col.CENSORING: ["below" if i in set(below) else "none" for i in range(n)],
        }
    )
    tables = {"observations": observations}
    if treatments is not None:
        tables["treatments"] = treatments
    return Study(name="v", title="V", origin=Origin.VIRTUAL, disease="itp", tables=tables)


def test_a_reading_below_the_limit_is_never_given_a_number():
    """Sixty of a hundred are below 1: the median is below, the 75 % quantile is not."""
    values = [1.0] * 60 + [float(x) for x in range(2, 42)]
    band = course(study_of(values, below=range(60)), "BCELL")

    assert np.isneginf(band.quantiles[:3, 0]).all()
    assert band.quantiles[3, 0] == 16.0
    assert band.below.tolist() == [0.6]
    assert band.limit == 1.0


@pytest.mark.parametrize("n", [FEWEST - 1, FEWEST, FEWEST_FOR_BANDS - 1, FEWEST_FOR_BANDS])
def test_few_readings_make_no_quantiles(n):
    band = course(study_of(range(1, n + 1)), "BCELL")
    median, extreme = band.quantiles[2, 0], band.quantiles[0, 0]

    assert np.isfinite(median) == (n >= FEWEST)
    assert np.isfinite(extreme) == (n >= FEWEST_FOR_BANDS)


@given(st.lists(st.floats(1, 1e4), min_size=20, max_size=60), st.data())
def test_quantiles_rise_and_are_readings(values, data):
    below = data.draw(st.sets(st.integers(0, len(values) - 1)))
    band = course(study_of(values, below=below), "BCELL")
    seen = {v for i, v in enumerate(values) if i not in below} | {-np.inf}

    quantiles = band.quantiles[:, 0].tolist()

    assert quantiles == sorted(quantiles)
    assert set(quantiles) <= seen


def test_counts_before_and_after_rescue_are_kept_apart():
    values, treatments = [5.0] * 30, {"V000": 3.0, "V001": 7.0, "V002": 9.0}
    given_ = pl.DataFrame(
        {
            Col.PATIENT: list(treatments),
            Col.DAY: list(treatments.values()),
            Col.DRUG: ["daratumumab"] * 3,
            Col.PURPOSE: ["rescue"] * 3,
        }
    )
    study = study_of(values, treatments=given_)

    assert course(study, "BCELL").n.tolist() == [30]
    assert course(study, "BCELL", part=Part.BEFORE_RESCUE).n.tolist() == [29]
    assert course(study, "BCELL", part=Part.AFTER_RESCUE).n.tolist() == [2]
    assert count_rescued(study) == 3


def test_the_number_followed_is_that_of_the_last_visit():
    band = course(study_of(range(1, 31), day=7.0), "BCELL")

    assert (band.followed(6.9), band.followed(7.0), band.followed(90.0)) == (0, 30, 30)
