"""The table of outcomes, from records small enough to judge by hand."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from cartwin.rules import judge
from cartwin.study import Origin, Study
from cartwin.trial import (
    MEASURES,
    Outcome,
    Summary,
    measure_cohorts,
    patients_looked_at,
    tabulate_outcomes,
)


def counts(patient, *pairs):
    return [(patient, float(d), "PLAT", float(v), "none") for d, v in pairs]


def table_of(observations):
    columns = ["patient", "day", "analyte", "value", "censoring"]
    return pl.DataFrame(observations, schema=columns, orient="row")


def b_cells(patient, *rows):
    return [(patient, float(d), "BCELL", float(v), c) for d, v, c in rows]


def findings(patient, crs, ice):
    hypotension = {0: None, 1: 0.0, 2: 1.0}[crs]
    rows = [(patient, 5.0, "CRS", "temperature", 38.5 if crs else 36.8, None)]
    if crs:
        rows += [
            (patient, 5.0, "CRS", "hypotension", hypotension, None),
            (patient, 5.0, "CRS", "oxygen", None, "none"),
            (patient, 5.0, "CRS", "vasopressors", None, "none"),
        ]
    return [
        *rows,
        (patient, 6.0, "ICANS", "ice_score", float(ice), None),
        (patient, 6.0, "ICANS", "arousal", None, "alert"),
    ]


@pytest.fixture(scope="module")
def outcomes():
    observations = [
        # P1: on the edge of a response, rescued on day 270 to above 200 within a week
        *counts("P1", (-6, 8), (84, 31), (90, 30), (98, 33), (180, 31), (270, 36)),
        *counts("P1", (274, 150), (277, 230), (290, 260), (300, 180)),
        # P2: complete response by three months, kept
        *counts("P2", (-6, 20), (60, 120), (70, 140), (90, 150), (120, 160)),
        # P3: complete response that came late
        *counts("P3", (-6, 9), (60, 20), (90, 40), (130, 120), (140, 130)),
        # P4: no response
        *counts("P4", (-6, 10), (60, 12), (90, 11), (120, 12)),
        *b_cells("P1", (14, 1, "below"), (60, 1, "below")),
        *b_cells("P2", (14, 1, "below"), (40, 15, "none"), (60, 30, "none")),
        *b_cells("P3", (14, 4, "none"), (90, 15, "none"), (120, 30, "none")),
    ]
    study = Study(
        name="small",
        title="Small",
        origin=Origin.REAL,
        disease="itp",
        tables={
            "patients": pl.DataFrame(
                {
                    "patient": ["P1", "P2", "P3", "P4"],
                    "cohort": "C1",
                    "sex": ["female", "female", "male", "female"],
                    "age": 30.0,
                    "follow_up": 300.0,
                }
            ),
            "treatments": pl.DataFrame(
                [
                    ("P1", 0.0, "car_t", "car_t"),
                    ("P2", 0.0, "car_t", "car_t"),
                    ("P3", 0.0, "car_t", "car_t"),
                    ("P4", 0.0, "car_t", "car_t"),
                    ("P1", 270.0, "daratumumab", "rescue"),
                    ("P1", 277.0, "daratumumab", "rescue"),
                ],
                schema=["patient", "day", "drug", "purpose"],
                orient="row",
            ),
            "observations": table_of(observations),
            "assessments": pl.DataFrame(
                [
                    *findings("P1", 1, 10),
                    *findings("P2", 2, 5),
                    *findings("P3", 0, 2),
                    *findings("P4", 1, 9),
                ],
                schema=["patient", "day", "instrument", "item", "value", "text"],
                orient="row",
            ),
        },
    )
    return tabulate_outcomes(study, judge(study))


NEVER = float("inf")
EXPECTED = {
    Outcome.CRS_1: [True, False, False, True],
    Outcome.CRS_2: [False, True, False, False],
    Outcome.ICANS_3: [False, False, True, False],
    Outcome.RESPONSE: [True, True, True, False],
    Outcome.NO_RESPONSE: [False, False, False, True],
    Outcome.CR_3_MONTHS: [False, True, False, False],
    Outcome.BASELINE: [8.0, 20.0, 9.0, 10.0],
    Outcome.PLATELETS_3_MONTHS: [30.0, 150.0, 40.0, 11.0],
    Outcome.RISE: [1.2, None, None, None],
    Outcome.RESCUE_PEAK: [230.0, None, None, None],
    Outcome.PLATEAU_PEAK: [230.0, None, None, None],
    Outcome.PLATEAU_DAYS: [7.0, None, None, None],
    Outcome.SECOND_DAYS: [0.0, None, None, None],
    Outcome.FOLLOWED_3_MONTHS: [True, True, True, True],
    Outcome.ELIMINATED: [True, True, False, None],
    Outcome.APLASTIC: [True, False, False, None],
    Outcome.APLASTIC_60: [True, False, True, None],
    Outcome.RETURNED: [False, True, False, None],
    Outcome.CRS_ANY: [True, True, False, True],
    Outcome.CRS_3: [False, False, False, False],
    Outcome.ICANS_ANY: [False, True, True, True],
    Outcome.ICANS_1: [False, False, False, True],
    Outcome.RETURN_SEEN: [False, True, True, None],
    Outcome.RETURN_DAY: [NEVER, 40.0, 90.0, None],
    Outcome.APLASIA_DAYS: [NEVER, 26.0, 76.0, None],
    Outcome.FIRST_B_CELLS: [1.0, 1.0, 4.0, None],
    Outcome.CELL_PEAK: [None, None, None, None],
    Outcome.NORMALISED: [False, True, False, False],  # P1 only after the rescue
    Outcome.NORMAL_5_MONTHS: [None, None, None, None],  # no count near day 150
}


@pytest.mark.parametrize("column", EXPECTED, ids=str)
def test_outcomes_are_what_a_reader_would_say(outcomes, column):
    assert outcomes[column].to_list() == EXPECTED[column]


@pytest.mark.parametrize(
    ("quantity", "number"),
    [
        ("crs_grade_1", 2.0),
        ("icans_grade_3_or_more", 1.0),
        ("objective_response", 3.0),
        ("complete_response_3_months", 1.0),
        ("baseline_platelets", 9.5),  # the median of 8, 9, 10 and 20
        ("platelets_3_months", 30.0),  # patient 1 alone
    ],
)
def test_a_cohort_becomes_one_number(outcomes, quantity, number):
    assert measure_cohorts(outcomes, MEASURES[quantity]).tolist() == [number]


def test_a_mean_leaves_out_who_never_got_there(outcomes):
    days = replace(MEASURES["b_cell_return_day"], summary=Summary.MEAN)
    counts = replace(MEASURES["baseline_platelets"], summary=Summary.MEAN)

    assert measure_cohorts(outcomes, days).tolist() == [65.0]  # of 40 and 90
    assert measure_cohorts(outcomes, counts).tolist() == [11.75]
    assert measure_cohorts(outcomes, MEASURES["b_cell_return_day"]).tolist() == [90.0]


def test_an_undecided_patient_leaves_the_cohort_untold(outcomes):
    """P4 has no B-cell sample: that is not a B cell count of none eliminated."""
    assert np.isnan(measure_cohorts(outcomes, MEASURES["b_cells_eliminated"])).all()


def test_a_patient_who_is_not_eligible_is_not_looked_at(outcomes):
    short = outcomes.with_columns(
        pl.Series(Outcome.FOLLOWED_3_MONTHS, [True, True, True, False]),
        pl.Series(Outcome.CR_3_MONTHS, [False, True, True, None]),
    )
    measure = MEASURES["complete_response_3_months"]

    assert measure_cohorts(short, measure).tolist() == [2.0]
    assert patients_looked_at(short, measure) == (3, 3)


def test_a_complete_response_that_was_lost_is_none_at_three_months():
    course = counts("P1", (-6, 9), (20, 120), (30, 130), (45, 60), (52, 55), (90, 50))
    study = Study(
        name="lost",
        title="Lost",
        origin=Origin.REAL,
        disease="itp",
        tables={
            "patients": pl.DataFrame({"patient": ["P1"], "cohort": ["C1"]}),
            "treatments": pl.DataFrame(
                {"patient": ["P1"], "day": [0.0], "drug": ["car_t"], "purpose": ["car_t"]}
            ),
            "observations": table_of(course),
        },
    )
    table = tabulate_outcomes(study, judge(study))

    assert table[Outcome.RESPONSE].to_list() == [True]
    assert table[Outcome.CR_3_MONTHS].to_list() == [False]
