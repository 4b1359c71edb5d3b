"""Exact intervals and summaries of a handful of patients."""

import pytest
from hypothesis import given, strategies as st

from cartwin.rules import exact_interval, summarise


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 4, 0.0, 60.2),
        (1, 4, 0.6, 80.6),
        (2, 4, 6.8, 93.2),
        (3, 4, 19.4, 99.4),
        (4, 4, 39.8, 100.0),
        (15, 15, 78.2, 100.0),
        (0, 15, 0.0, 21.8),
    ],
)
def test_printed_intervals(k, n, low, high):
    found = exact_interval(k, n)

    assert (round(100 * found.low, 1), round(100 * found.high, 1)) == (low, high)


def test_of_nobody_nothing_is_known():
    found = exact_interval(0, 0)

    assert (found.estimate, found.low, found.high) == (None, 0.0, 1.0)


@pytest.mark.parametrize(("k", "n", "level"), [(5, 4, 0.95), (-1, 4, 0.95), (1, 4, 95)])
def test_impossible_questions_are_refused(k, n, level):
    with pytest.raises(ValueError, match=r"not possible|not between"):
        exact_interval(k, n, level)


@given(st.integers(1, 60), st.data())
def test_an_interval_covers_its_estimate_and_mirrors(n, data):
    k = data.draw(st.integers(0, n))
    found, mirror = exact_interval(k, n), exact_interval(n - k, n)

    assert found.low <= k / n <= found.high
    assert found.low == pytest.approx(1 - mirror.high, abs=1e-9)


def test_the_limits_solve_their_binomial_equations():
    from scipy.stats import binom

    found = exact_interval(3, 11)
    assert binom.sf(2, 11, found.low) == pytest.approx(0.025)
    assert binom.cdf(3, 11, found.high) == pytest.approx(0.025)


def test_medians_are_shown_as_observed():
    assert str(summarise([8, 11, 14, 25])) == "12.5 (8–25)"
    assert str(summarise([])) == "–"
    found = summarise([3, None, float("nan"), 1, 2])
    assert (found.n, found.missing, found.median) == (3, 2, 2)
