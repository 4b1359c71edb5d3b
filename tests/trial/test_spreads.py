"""Cohorts that agree with what was reported of their patients."""

import numpy as np
import pytest

from cartwin.trial.spreads import spread_of


def drawn(n, ends=None, *, whole=False, **claim):
    spread = spread_of(claim, ends or {}, n, whole=whole)
    return spread.draw(np.random.default_rng(3)), spread.assumed


def test_a_median_with_its_range_is_met_exactly():
    values, assumed = drawn(5, statistic="median", value=22.0, low=18.0, high=24.0)

    assert (values.min(), np.median(values), values.max(), assumed) == (18, 22, 24, "")


def test_a_second_claim_may_tell_the_range():
    ends = {"low": 18.0, "high": 24.0}
    claim = {"statistic": "median", "value": 22.0, "interval": "range_width", "spread": 6.0}
    values, assumed = drawn(5, ends, **claim)

    assert (values.min(), np.median(values), values.max(), assumed) == (18, 22, 24, "")


def test_the_width_of_a_range_is_laid_about_the_median_and_said():
    values, assumed = drawn(
        6, statistic="median", value=8.0, interval="range_width", spread=12.0
    )

    assert (values.min(), values.max()) == (2.0, 14.0)
    assert "symmetrical about the median" in assumed


def test_quartiles_are_met_about():
    claim = {"statistic": "median", "value": 39.0, "interval": "iqr"}
    values, assumed = drawn(400, low=26.0, high=53.0, **claim)

    assert np.quantile(values, [0.25, 0.5, 0.75]) == pytest.approx([26, 39, 53], abs=0.5)
    assert assumed == "a range of 6.5 to 74 about the quartiles"
    assert (values.min() >= 6.5, values.max() <= 74.0) == (True, True)


def test_the_ends_about_quartiles_stay_within_what_is_possible():
    claim = {"statistic": "median", "value": 39.0, "interval": "iqr"}
    claim |= {"low": 26.0, "high": 53.0}
    spread = spread_of(claim, {}, 12_000, within=(18.0, 60.0))
    values = spread.draw(np.random.default_rng(1))

    assert values.min() >= 18.0
    assert values.max() <= 60.0
    assert "18 to 60" in spread.assumed


def test_mean_and_standard_deviation_are_met_about():
    values, assumed = drawn(400, statistic="mean", value=50.0, interval="sd", spread=10.0)

    assert (values.mean(), values.std()) == pytest.approx((50.0, 10.0), rel=0.02)
    assert (values.min(), values.max()) == (25.0, 75.0)
    assert "cut at 25 and 75" in assumed


@pytest.mark.parametrize(
    ("claim", "n", "values", "assumed"),
    [
        ({"statistic": "value", "value": 35.0}, 1, [35.0], ""),
        ({"statistic": "value", "value": 35.0}, 2, [35.0] * 2, "35 in every patient"),
        ({"statistic": "bound", "low": 10.0, "text": "> 10"}, 1, [11.0], "11"),
        ({"statistic": "bound", "low": 2.0, "text": "at least 2"}, 1, [2.0], "2"),
        ({"statistic": "bound", "high": 5.0}, 2, [5.0] * 2, "5 in every patient"),
    ],
)
def test_a_number_alone_is_that_of_every_patient(claim, n, values, assumed):
    found, said = drawn(n, whole=True, **claim)

    assert (found.tolist(), said) == (values, assumed)


def test_a_range_without_a_middle_is_given_one_and_said():
    values, assumed = drawn(3, statistic="range", low=4.0, high=10.0)

    assert (sorted(values), assumed) == ([4.0, 7.0, 10.0], "a median of 7")


@pytest.mark.parametrize("claim", [{}, {"statistic": "text"}, {"statistic": "bound"}])
def test_what_is_not_told_is_not_made_up(claim):
    assert spread_of(claim, {}, 4) is None
