"""Scores: steps, ends, errors of the size declared."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from cartwin.parameters import Certainty
from cartwin.twin.scales import SCALES
from cartwin.units import ANALYTES


each = pytest.mark.parametrize("analyte", SCALES)


@each
def test_a_score_is_an_analyte_of_the_record_and_stays_in_its_range(analyte):
    scale = SCALES[analyte]
    errors = np.linspace(-9, 9, 500)
    wild = scale.read(np.linspace(-50, 500, 500), errors)

    low, high = ANALYTES[analyte].plausible
    assert low <= wild.min()
    assert wild.max() <= high
    assert (scale.limit, scale.normal) == (scale.lowest, (None, None))


@each
def test_without_error_the_nearest_step_is_read(analyte):
    scale = SCALES[analyte]
    truth = np.linspace(scale.lowest, scale.highest, 999)
    found = scale.read(truth, np.zeros(999))

    assert np.abs(found - truth).max() <= 0.5 * scale.step + 1e-9
    assert np.abs(found / scale.step - np.round(found / scale.step)).max() < 1e-9
    assert np.abs(np.round(found, scale.decimals) - found).max() < 1e-9


@pytest.mark.parametrize(("analyte", "middle", "sd"), [("MRSS", 25, 2.45), ("MMT8", 75, 3)])
def test_errors_have_the_size_declared(analyte, middle, sd):
    errors = np.random.default_rng(1).normal(size=20_000)
    found = SCALES[analyte].read(np.full(20_000, float(middle)), errors)
    rounding = 1 / 12

    assert np.std(found) == pytest.approx(np.sqrt(sd**2 + rounding), rel=0.02)


@given(
    st.sampled_from(sorted(SCALES)),
    st.lists(st.floats(0, 150), min_size=2, max_size=9),
    st.floats(-4, 4),
)
def test_more_is_never_read_as_less(analyte, truth, error):
    """What decisions about readings rest on."""
    ordered = np.sort(np.array(truth))

    assert (np.diff(SCALES[analyte].read(ordered, np.full(len(truth), error))) >= 0).all()


def test_a_published_error_is_cited_and_others_are_assumed():
    for scale in SCALES.values():
        assumed = scale.certainty is Certainty.ASSUMED
        assert scale.source.startswith("assumed: ") == assumed


def test_the_disability_index_has_25_values():
    """The mean of eight categories of 0 to 3."""
    found = SCALES["HAQDI"].read(np.linspace(0, 3, 5000), np.zeros(5000))

    assert np.unique(found).tolist() == [k / 8 for k in range(25)]
