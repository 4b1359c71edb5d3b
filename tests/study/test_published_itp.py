"""The shipped ITP series: all that the abstract states, and no more."""

import polars as pl
import pytest

from cartwin.study import Col, open_study


SERIES = open_study("itp-nct06352281")
CLAIMS = {row[Col.CLAIM]: row for row in SERIES.reported.iter_rows(named=True)}
OUTCOMES = {
    "S004-22": ("crs_grade_1", "yes"),
    "S004-23": ("crs_grade_2_or_more", "yes"),
    "S004-24": ("icans_grade_3_or_more", "yes"),
    "S004-25": ("car_expansion", "no"),
    "S004-26": ("car_tmax", "yes"),
    "S004-27": ("b_cells_eliminated", "no"),
    "S004-28": ("b_cell_aplasia_persistent", "partly"),
    "S004-29": ("b_cell_return_one_month", "partly"),
    "S004-30": ("objective_response", "yes"),
    "S004-31": ("no_response", "yes"),
    "S004-32": ("complete_response_3_months", "no"),
    "S004-33": ("antibody_negative_after", "yes"),
    "S004-35": ("platelets_3_months", "yes"),
    "S004-36": ("platelet_rise_to_9_months", "yes"),
    "S004-39": ("platelets_after_daratumumab", "yes"),
    "S004-40": ("time_to_rise_after_daratumumab", "yes"),
}


def test_every_claim_is_there_in_order():
    assert list(CLAIMS) == [
        *(f"S004-{number:02d}" for number in range(1, 41)),
        *(f"ABS-{number:02d}" for number in range(1, 6)),
        *(f"REG-{number:02d}" for number in range(1, 13)),
    ]


def test_all_but_the_register_is_read():
    unread = {c for c, row in CLAIMS.items() if row[Col.CERTAINTY] != "read"}

    assert unread == {c for c in CLAIMS if c.startswith("REG")}


def test_outcomes_say_whether_the_twin_was_tuned_with_them_in_view():
    outcomes = {
        claim: (row[Col.QUANTITY], row[Col.CALIBRATION])
        for claim, row in CLAIMS.items()
        if row[Col.ROLE] == "outcome"
    }

    assert outcomes == OUTCOMES


@pytest.mark.parametrize(
    ("claim", "cells"),
    [
        ("S004-15", {Col.VALUE: 12.5, Col.LOW: 8.0, Col.HIGH: 25.0, Col.UNIT: "a"}),
        ("S004-17", {Col.VALUE: 9.0, Col.LOW: 2.0, Col.HIGH: 24.0, Col.UNIT: "10*9/L"}),
        ("S004-24", {Col.N: 2, Col.DENOMINATOR: 4}),
        ("S004-26", {Col.VALUE: 10.0, Col.UNIT: "d", Col.STATISTIC: "about"}),
        ("S004-33", {Col.N: 3, Col.DENOMINATOR: 3}),
        ("S004-34", {Col.HIGH: 10.0, Col.PATIENT: "P1"}),
        ("S004-35", {Col.VALUE: 30.0, Col.PATIENT: "P1", Col.DAY: 90.0}),
        ("S004-39", {Col.LOW: 200.0, Col.PATIENT: "P1", Col.DAY: 277.0}),
        ("S004-40", {Col.HIGH: 7.0, Col.UNIT: "d", Col.PATIENT: "P1"}),
    ],
)
def test_numbers_are_those_of_the_abstract(claim, cells):
    assert {column: CLAIMS[claim][column] for column in cells} == cells


def test_a_ratio_to_nine_months_ends_before_the_rescue():
    """Otherwise the rescue of patient 1 would count as a rise of the study therapy."""
    doses = SERIES.treatments.filter(pl.col(Col.DRUG) == "daratumumab")

    assert CLAIMS["S004-36"][Col.DAY] < doses[Col.DAY].min()


def test_what_is_not_stated_is_empty():
    others = SERIES.patients.filter(pl.col(Col.PATIENT) != "P1")
    infusions = SERIES.treatments.filter(pl.col(Col.DRUG) == "car_t")

    for column in (Col.SEX, Col.AGE, Col.WEIGHT, Col.ARM, Col.DISEASE_DURATION):
        assert others[column].null_count() == 3
    assert infusions[Col.AMOUNT].null_count() == 4


def test_what_is_assumed_says_so():
    assumed = SERIES.treatments.filter(pl.col(Col.CERTAINTY) == "assumed")

    assert assumed[Col.DRUG].n_unique() == 3
    assert assumed[Col.NOTE].str.contains("assumed").all()
