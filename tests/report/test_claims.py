"""Rows of the claims: their small distributions, and what they say."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from cartwin.report.claims import answer, tabulate_claims
from cartwin.report.spark import sketch
from cartwin.trial import Summary


@pytest.fixture(scope="module")
def counted(evaluation):
    results = evaluation.comparison.outcomes
    return next(r for r in results if r.measure.summary == Summary.COUNT)


@pytest.fixture(scope="module")
def measured(evaluation):
    return next(r for r in evaluation.comparison.outcomes if r.quantity == "car_tmax")


def test_a_histogram_shows_the_share_of_each_count(counted):
    values = np.array([0.0, 1.0, 1.0, 4.0])
    drawn = sketch(replace(counted, values=values, observed=2.0, looked_at=(4, 4)))
    heights = [b.height for b in drawn.bars]

    assert [b.label for b in drawn.bars] == ["0", "1", "2", "3", "4"]
    assert heights == [14.0, 28.0, 0.0, 0.0, 14.0]
    assert drawn.diamond == drawn.bars[2].x + drawn.bars[2].width / 2
    assert drawn.words == "Share of cohorts with 0: 25 %, 1: 50 %, 2: 0 %, 3: 0 %, 4: 25 %."


finite = st.floats(0.1, 1e4) | st.just(np.inf)


@given(st.lists(finite, min_size=1, max_size=30), st.floats(0.1, 1e4))
def test_everything_lies_within_the_drawing(measured, values, observed):
    drawn = sketch(replace(measured, values=np.array(values), observed=observed))
    places = [*drawn.band, *drawn.half, drawn.median, drawn.diamond]

    assert all(12 <= x <= 168 for x in places)
    assert drawn.band[0] <= drawn.half[0] <= drawn.median <= drawn.half[1] <= drawn.band[1]


@pytest.mark.parametrize("bound", [(200.0, np.inf), (-np.inf, 7.0)])
def test_a_bound_has_room_to_be_seen(measured, bound):
    result = replace(measured, observed=None, bound=bound, values=np.array([10.0, 44.0]))
    low, high = sketch(result).bound

    assert high - low >= 10


def test_rows_say_how_many_cohorts_could_be_told(counted):
    values = np.array([np.nan, 1.0, 2.0])
    (row,) = tabulate_claims([replace(counted, values=values)])

    assert "Told in 2 of 3 cohorts." in row.small


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (1.26, "1.3"),
        (0.1, "0.1"),
        (0.03, "0.03"),
        (0.0, "0.00"),
        (0.001, "fewer than 0.01"),
    ],
)
def test_few_expected_misses_have_two_decimals(evaluation, counted, expected, words):
    unseen = replace(counted, calibration="no", expected=expected)
    comparison = replace(evaluation.comparison, outcomes=(unseen,))

    assert answer(comparison).expected == words


@pytest.mark.parametrize(
    ("expected", "tail", "is_easy"),
    [(0.03, 0.9, True), (0.1, 0.9, False), (0.03, 0.01, False)],
)
def test_what_could_hardly_be_missed_is_said_to_be_easy(
    evaluation, counted, expected, tail, is_easy
):
    unseen = replace(counted, calibration="no", expected=expected, tail=tail)
    comparison = replace(evaluation.comparison, outcomes=(unseen,))

    assert answer(comparison).is_easy == is_easy


@pytest.mark.parametrize("value", [15.0, 1e-9, 1e9, 0.0])
def test_values_that_differ_by_rounding_alone_can_be_drawn(measured, value):
    values = np.array([np.nextafter(value, -np.inf), value]) if value else np.zeros(2)
    drawn = sketch(replace(measured, values=values, observed=value))

    assert 12 < drawn.diamond < 168 or value == 0
    assert drawn.ends[0][1] != drawn.ends[1][1]


def test_a_count_shows_what_the_report_alone_says(evaluation):
    responders = next(
        r for r in evaluation.comparison.outcomes if r.quantity == "objective_response"
    )
    (row,) = tabulate_claims([responders])

    assert "The report alone: 75 %, exact 95 % interval 19 to 99 %." in row.small
