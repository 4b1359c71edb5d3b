"""What a claim states, and what of it can be compared."""

import math

import polars as pl
import pytest

from cartwin.errors import ModelError
from cartwin.study import SCHEMA, open_study
from cartwin.trial import MEASURES
from cartwin.trial.reported import check_claims, read_claim


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
