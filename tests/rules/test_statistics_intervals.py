"""Proportions: printed intervals, mirror images, impossible questions."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules import exact_interval, statistics
from cartwin.rules.statistics import Method, exact_limits, wilson_limits, with_interval


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 4, 0.0, 0.4898908), (3, 4, 0.3006418, 0.9544127), (4, 4, 0.5101092, 1.0)],
)
def test_printed_score_intervals(k, n, low, high):
    assert wilson_limits(k, n) == pytest.approx((low, high), abs=5e-8)


def test_the_score_interval_is_where_the_score_test_just_rejects():
    z = 1.959963984540054
    for end in wilson_limits(7, 30):
        assert (7 / 30 - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / 30)


def test_whole_columns_agree_with_single_questions():
    k, n = np.array([0, 1, 3, 15, 15]), np.array([4, 4, 4, 15, 20])
    low, high = exact_limits(k, n)

    single = [exact_interval(int(a), int(b)) for a, b in zip(k, n, strict=True)]
    assert low.tolist() == [s.low for s in single]
    assert high.tolist() == [s.high for s in single]


@given(st.integers(1, 40), st.data())
def test_a_score_interval_covers_its_estimate_and_mirrors(n, data):
    k = data.draw(st.integers(0, n))
    (low, high), (_, mirror) = wilson_limits(k, n), wilson_limits(n - k, n)

    assert low <= k / n <= high
    assert low == pytest.approx(1 - mirror, abs=1e-12)


@pytest.mark.parametrize("limits", [exact_limits, wilson_limits])
def test_more_confidence_is_a_wider_interval_and_of_nobody_nothing_is_known(limits):
    (low, high), (lower, higher) = limits(7, 20, 0.8), limits(7, 20, 0.99)

    assert lower < low < high < higher
    assert limits(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("limits", [exact_limits, wilson_limits])
def test_impossible_counts_are_named(limits):
    with pytest.raises(ValueError, match="5 of 4 patients is not possible"):
        limits([1, 5], [4, 4])
    with pytest.raises(ValueError, match=r"write 0\.95 for 95 %"):
        limits(1, 4, 95)


def test_a_frame_gets_its_estimates_by_either_method():
    frame = pl.DataFrame({"k": [2, 0], "n": [4, 0]})

    exact = with_interval(frame)
    assert exact["estimate"].to_list() == [0.5, None]
    assert exact["low"].to_list() == pytest.approx([0.0675860, 0.0], abs=5e-8)
    wilson = with_interval(frame, method=Method.WILSON)
    assert wilson["low"].to_list() == pytest.approx([0.1500390, 0.0], abs=5e-8)
    wide = with_interval(frame, level=0.99)
    assert wide["low"][0] < exact["low"][0]


def test_of_four_patients_no_mean_is_given_but_the_values_are():
    ages = pl.DataFrame({"value": [25.0, 8.0, None, 11.0, float("nan"), 14.0]})
    found = statistics.describe(ages).row(0, named=True)

    assert (found["n"], found["missing"], found["median"]) == (4, 2, 12.5)
    assert (found["low"], found["high"]) == (8, 25)
    assert (found["mean"], found["sd"]) == (None, None)
    assert found["values"] == [8, 11, 14, 25]


def test_of_five_patients_a_mean_is_given_and_no_list():
    frame = pl.DataFrame({"value": [1.0, 2.0, 3.0, 4.0, 10.0], "arm": [*"aaaaa"]})
    found = statistics.describe(frame, by="arm").row(0, named=True)

    assert (found["group"], found["mean"], found["values"]) == ("a", 4.0, None)
    assert found["sd"] == pytest.approx(np.std([1, 2, 3, 4, 10], ddof=1))
    assert (found["q1"], found["q3"]) == (2.0, 4.0)


def test_kinetic_parameters_have_their_own_n():
    table = pl.DataFrame(
        {
            "cmax": [1.0, 2.0, 4.0, 8.0, 16.0],
            "half_life": [3.0, None, 0.0, 5.0, 4.0],
        }
    )
    cmax, half_life = statistics.describe_geometric(table, ("cmax", "half_life")).rows(
        named=True
    )

    logs = np.log([1, 2, 4, 8, 16])
    assert cmax["geometric_mean"] == pytest.approx(4.0)
    spread = 100 * np.sqrt(np.exp(logs.var(ddof=1)) - 1)
    assert cmax["geometric_cv"] == pytest.approx(spread)
    assert (half_life["n"], half_life["missing"], half_life["median"]) == (3, 2, 4.0)
    assert half_life["geometric_mean"] is None
    assert half_life["values"] == [3.0, 4.0, 5.0]
