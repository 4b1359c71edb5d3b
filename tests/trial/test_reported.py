"""What a claim states, and what of it can be compared."""

import math

import polars as pl
import pytest

from cartwin.errors import ModelError
from cartwin.study import SCHEMA, open_study
from cartwin.trial import MEASURES
from cartwin.trial.claims import Claims
from cartwin.trial.reported import measured_as, read_claim, words_of
from cartwin.trial.standing import check_claims


COUNT, MEDIAN, INDEX = (
    MEASURES[q] for q in ("objective_response", "car_tmax", "platelets_3_months")
)


def claim(**known):
    return {str(c.name): None for c in SCHEMA["reported"].columns} | known


@pytest.mark.parametrize(
    ("measure", "known", "text", "observed"),
    [
        (
            COUNT,
            {"statistic": "count", "n": 3, "denominator": 4, "value": 3.0},
            "3 of 4",
            3.0,
        ),
        (MEDIAN, {"statistic": "about", "value": 10.0}, "about 10 d", 10.0),
        (
            MEDIAN,
            {"statistic": "median", "value": 9.0, "low": 7.0, "high": 14.0},
            "9 d (7 to 14)",
            9.0,
        ),
    ],
)
def test_numbers_are_compared(measure, known, text, observed):
    reported = read_claim(claim(**known), measure)

    assert (reported.text, reported.observed, reported.problem) == (text, observed, "")


@pytest.mark.parametrize(
    ("known", "text", "bound"),
    [
        ({"low": 200.0}, "> 200 10⁹/L", (200.0, math.inf)),
        ({"high": 10.0}, "≤ 10 10⁹/L", (-math.inf, 10.0)),
        ({"high": 10.0, "text": "< 10"}, "< 10 10⁹/L", (-math.inf, 10.0)),
    ],
)
def test_bounds_are_bounds(known, text, bound):
    reported = read_claim(claim(statistic="bound", **known), INDEX)

    assert (reported.text, reported.bound, reported.observed) == (text, bound, None)


@pytest.mark.parametrize(
    ("measure", "known", "problem"),
    [
        (COUNT, {"statistic": "text", "text": "all"}, "no n of denominator"),
        (COUNT, {"statistic": "value", "value": 75.0}, "no n of denominator"),
        (
            COUNT,
            {"statistic": "count", "n": 1, "denominator": 4, "value": 4.0},
            "its value 4 is not its n 1",
        ),
        (MEDIAN, {"statistic": "range", "low": 7.0, "high": 14.0}, "stated as a range"),
        (MEDIAN, {"statistic": "bound"}, "a bound needs either low or high"),
        (INDEX, {"statistic": "about", "value": 30.0, "patient": "P3"}, "it is about P3"),
    ],
)
def test_what_is_no_number_to_compare_says_so(measure, known, problem):
    reported = read_claim(claim(**known), measure)

    assert problem in reported.problem
    assert reported.observed is None
    assert reported.bound is None
    assert "None" not in reported.text


def test_a_quantity_is_claimed_once():
    study = open_study("itp-nct06352281")
    double = study.reported.with_columns(
        pl.when(pl.col("claim") == "S004-16")
        .then(pl.lit("age"))
        .otherwise(pl.col("quantity"))
        .alias("quantity")
    )

    with pytest.raises(ModelError, match="S004-15 and S004-16 both report age"):
        check_claims(study.with_tables(reported=double))


def test_a_reported_count_has_its_exact_interval():
    known = {"statistic": "count", "n": 3, "denominator": 4, "value": 3.0}

    assert str(read_claim(claim(**known), COUNT).proportion) == "3/4 (75 %, 19.4–99.4)"


def test_an_impossible_count_is_said():
    known = {"statistic": "count", "n": 5, "denominator": 4, "value": 5.0}

    assert "5 of 4" in read_claim(claim(**known), COUNT).problem


def test_two_claims_on_one_covariate_match_the_surer():
    study = open_study("itp-nct06352281")
    double = study.reported.with_columns(
        pl.when(pl.col("claim") == "S004-16")
        .then(pl.lit("age"))
        .otherwise(pl.col("quantity"))
        .alias("quantity"),
        pl.when(pl.col("claim") == "S004-16")
        .then(pl.lit("secondary"))
        .otherwise(pl.col("certainty"))
        .alias("certainty"),
    )
    surer = study.with_tables(reported=double)

    check_claims(surer)
    assert Claims.of(surer).rows["age"]["claim"] == "S004-15"


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ({"statistic": "mean", "interval": "sd", "spread": 4.0}, "9 d (SD 4)"),
        ({"statistic": "mean", "interval": "cv", "spread": 40.0}, "9 d (CV 40 %)"),
        (
            {"statistic": "median", "interval": "iqr", "low": 7.0, "high": 12.0},
            "9 d (middle half 7 to 12)",
        ),
        (
            {"statistic": "median", "interval": "range_width", "spread": 6.0},
            "9 d (range 6 wide)",
        ),
    ],
)
def test_the_spread_is_told_as_it_was_reported(known, text):
    reported = read_claim(claim(value=9.0, **known), MEDIAN)

    assert (reported.text, reported.observed) == (text, 9.0)


def test_a_mean_is_measured_as_a_mean():
    assert measured_as(claim(statistic="mean"), MEDIAN).summary == "mean"
    assert measured_as(claim(statistic="median"), MEDIAN).summary == "median"
    assert measured_as(claim(statistic="mean"), COUNT).summary == "count"


@pytest.mark.parametrize(
    ("known", "observed"),
    [
        ({"value": 90.0, "unit": "%", "denominator": 10}, 9.0),
        ({"value": 0.75, "unit": "1", "denominator": 4}, 3.0),
        ({"value": 75.0, "unit": "%"}, 6.0),  # of the eight of the study
        ({"value": 75.0, "unit": "%", "n": 3, "denominator": 4}, 3.0),
    ],
)
def test_a_share_is_a_number_of_patients(known, observed):
    reported = read_claim(claim(statistic="share", **known), COUNT, size=8)

    assert (reported.observed, reported.problem) == (observed, "")


@pytest.mark.parametrize(
    ("quantity", "value", "unit", "observed"),
    [
        ("car_tmax", 2.0, "wk", 14.0),
        ("car_tmax", 9.0, "d", 9.0),
        ("b_cell_return_day", 5.0, "mo", pytest.approx(152.2)),
        ("neutrophil_nadir", 200.0, "/uL", 0.2),
        ("igg_follow_up", 400.0, "mg/dL", pytest.approx(4.0)),
        ("age", 18.0, "mo", pytest.approx(1.5, abs=1e-3)),
    ],
)
def test_numbers_are_compared_in_one_unit(quantity, value, unit, observed):
    known = claim(statistic="value", value=value, unit=unit)

    assert read_claim(known, MEASURES[quantity]).observed == observed


def test_a_unit_of_something_else_is_not_compared():
    known = claim(statistic="value", value=3.0, unit="mg/dL")
    reported = read_claim(known, MEDIAN)

    assert reported.observed is None
    assert "its unit mg/dL is none of this quantity" in reported.problem


def test_at_least_includes_the_number_and_more_than_does_not():
    bounds = [
        read_claim(claim(statistic="bound", low=2.0, text=text), MEDIAN).bound[0]
        for text in ("at least 2", "> 2")
    ]

    assert [low < 2.0 for low in bounds] == [True, False]


def test_one_patient_of_several_is_not_their_median():
    known = claim(statistic="value", value=9.0, patient="P2")

    assert "about P2 alone" in read_claim(known, MEDIAN, size=5).problem
    assert read_claim(known, MEDIAN, size=1).observed == 9.0


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"statistic": "count", "n": 8, "denominator": 8}, "8 of 8"),
        ({"statistic": "share", "value": 90.0, "unit": "%"}, "90 %"),
        ({"statistic": "about", "value": 4.2, "unit": "g/g"}, "about 4.2 g/g"),
        ({"statistic": "range", "low": 0.8, "high": 2.0, "unit": "g/L"}, "0.8 to 2 g/L"),
        ({"statistic": "bound", "low": 10.0, "unit": "1"}, "> 10"),
        ({"statistic": "text", "text": "went away"}, "went away"),
        ({"statistic": "text"}, "in words"),
    ],
)
def test_what_is_not_measured_is_told_as_stated(known, words):
    assert words_of(claim(**known)) == words
