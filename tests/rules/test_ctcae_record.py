"""CTCAE over a record: baselines, answers, expected counts, picklists, tables, scale."""

import os
import subprocess
import sys

import polars as pl
import pytest
from tests.rules.records import judged

from cartwin.rules import flag_emergent
from cartwin.rules.ctcae import (
    CTCAE,
    CtcaeItem,
    check_grades,
    emergent_table,
    flag_expected,
    grade_febrile_neutropenia,
    grade_febrile_visits,
    grade_laboratory,
    list_choices,
    shift_table,
)
from cartwin.study import SCHEMA, Col, Origin, Study
from cartwin.units import to_canonical


LIMITS = {
    "ALT": (None, 40.0),
    "PLAT": (150.0, None),
    "LYM": (1.0, None),
    "NEUT": (1.8, None),
    "K": (3.5, 5.0),
    "CA": (2.1, 2.6),
    "FIBRINO": (2.0, 4.0),
}


def observation(patient, day, analyte, value, **more):
    low, high = LIMITS.get(analyte, (None, None))
    row = dict(patient=patient, day=float(day), analyte=analyte, value=float(value))
    limits = dict(lower_normal=low, upper_normal=high)
    return {**row, "censoring": "none", **limits, **more}


def table(name, rows):
    return pl.DataFrame(rows, schema=SCHEMA[name].dtypes)


def study(observations=(), *, treatments=None, **tables):
    if treatments is None:
        treatments = [
            dict(patient="P1", day=-5.0, drug="fludarabine", purpose="lymphodepletion"),
            dict(patient="P1", day=0.0, drug="car-t", purpose="car_t"),
        ]
    rows = dict(observations=list(observations), treatments=treatments, **tables)
    filled = {name: table(name, r) for name, r in rows.items()}
    return Study(name="s", title="s", origin=Origin.REAL, disease="itp", tables=filled)


def grade_on(frame, day, term):
    row = frame.filter((pl.col(Col.DAY) == day) & (pl.col(Col.TERM) == term))
    return row[Col.GRADE].to_list()


ALT = "Alanine aminotransferase increased"


def test_baseline_is_the_last_value_before_lymphodepletion():
    values = [(-20, 30), (-5, 100), (-2, 30), (7, 149), (9, 301)]
    graded = grade_laboratory(study([observation("P1", d, "ALT", v) for d, v in values]))

    assert grade_on(graded, 7.0, ALT) == [0]  # 1.49 x 100, though 3.7 x ULN
    assert grade_on(graded, 9.0, ALT) == [2]
    assert "value_before=100" in graded.filter(pl.col(Col.DAY) == 9)["evidence"][0]


def test_a_baseline_is_judged_by_the_limits_of_its_own_measurement():
    before = observation("P1", -6, "ALT", 50, upper_normal=60.0)
    graded = grade_laboratory(study([before, observation("P1", 7, "ALT", 130)]))

    assert grade_on(graded, 7.0, ALT) == [2]  # normal then, so 3 x the limit of now


def test_a_baseline_below_a_limit_of_detection_is_normal():
    before = observation("P1", -6, "ALT", 5, censoring="below")
    graded = grade_laboratory(study([before, observation("P1", 7, "ALT", 130)]))

    assert grade_on(graded, 7.0, ALT) == [2]
    over = observation("P1", -6, "ALT", 50, censoring="above")
    graded = grade_laboratory(study([over, observation("P1", 7, "ALT", 130)]))
    assert grade_on(graded, 7.0, ALT) == [None]  # abnormal, by an unknown amount


def test_a_patient_without_a_baseline_gets_no_grade_that_needs_one():
    graded = grade_laboratory(study([observation("P1", 7, "ALT", 130)]))

    assert grade_on(graded, 7.0, ALT) == [None]
    assert graded["why"].to_list() == ["cannot grade: baseline was not recorded"]
    assert graded.select("lowest", "highest").row(0) == (0, 2)


@pytest.mark.parametrize(
    ("sign", "value", "before", "expected"),
    [
        ("above", 800, 30, 4),  # 20 x ULN is exceeded
        ("above", 799, 30, None),
        ("below", 40, 30, 0),
        ("below", 41, 30, None),
        ("above", 150, 100, None),
        ("below", 150, 100, 0),
        ("above", 2000, 100, 4),
        ("below", 40, None, 0),
        ("below", 61, None, None),
    ],
)
def test_a_limit_is_graded_only_where_every_truth_agrees(sign, value, before, expected):
    rows = [observation("P1", 7, "ALT", value, censoring=sign)]
    rows += [observation("P1", -6, "ALT", before)] if before else []

    assert grade_on(grade_laboratory(study(rows)), 7.0, ALT) == [expected]


def test_two_limits_are_no_grade():
    before = observation("P1", -6, "ALT", 50, censoring="above")
    after = observation("P1", 7, "ALT", 30, censoring="above")

    assert grade_on(grade_laboratory(study([before, after])), 7.0, ALT) == [None]


def test_one_value_can_belong_to_two_terms():
    graded = grade_laboratory(study([observation("P1", 1, "K", 5.7)]))

    assert dict(zip(graded[Col.TERM], graded[Col.GRADE], strict=True)) == {
        "Hyperkalemia": 2,
        "Hypokalemia": 0,
    }


def test_symptoms_are_answers_named_like_the_term():
    low = [observation("P1", day, "K", 3.2) for day in (1, 2, 3)]
    told = [
        dict(patient="P1", day=float(d), instrument=CTCAE, item="Hypokalemia", value=v)
        for d, v in ((1, 1.0), (2, 0.0))
    ]
    graded = grade_laboratory(study(low, assessments=told))

    found = [grade_on(graded, float(d), "Hypokalemia")[0] for d in (1, 2, 3)]
    assert found == [2, 1, None]


def test_anticoagulants_count_from_their_first_dose():
    values = [observation("P1", d, "INR", v) for d, v in ((-6, 1.6), (1, 1.7), (9, 1.7))]
    given = [
        dict(patient="P1", day=-5.0, drug="fludarabine", purpose="lymphodepletion"),
        dict(patient="P1", day=5.0, drug="Warfarin", purpose="concomitant"),
    ]
    graded = grade_laboratory(study(values, treatments=given))

    assert [grade_on(graded, d, "INR increased") for d in (1.0, 9.0)] == [[2], [1]]


def test_calcium_is_corrected_where_the_laboratory_did_not():
    values = [
        observation("P1", 1, "CA", 1.9),
        observation("P1", 1, "ALB", 25),
        observation("P1", 2, "CA", 1.9),
        observation("P1", 3, "CA", 1.9),
        observation("P1", 3, "ALB", 25),
        observation("P1", 3, "CACORR", 1.8, lower_normal=2.1),
        observation("P1", 4, "CA", 1.9),
        observation("P1", 4, "ALB", 25),
        observation("P1", 4, "ALB", 45, method="other"),  # which of them?
        observation("P1", 5, "CA", 1.8),
        observation("P1", 5, "ALB", 30),
    ]
    graded = grade_laboratory(study(values))

    low = graded.filter(pl.col(Col.TERM) == "Hypocalcemia")
    assert low.select(Col.DAY, Col.GRADE).rows() == [(1.0, 0), (3.0, 2), (5.0, 1)]
    assert "value=2;" in low["evidence"][-1]


def test_the_unit_that_was_entered_decides_which_bounds_are_looked_at():
    eight, nine = (to_canonical(n, "mg/dL", "CACORR") for n in (8.0, 9.0))
    value = observation("P1", 1, "CACORR", eight, lower_normal=nine)
    entered = {**value, "day": 2.0, "unit_entered": "mg/dL"}
    graded = grade_laboratory(study([value, entered]))

    low = graded.filter(pl.col(Col.TERM) == "Hypocalcemia")
    assert low[Col.GRADE].to_list() == [2, 1]


def test_low_white_cells_after_lymphodepletion_are_expected():
    days = (-6, -5, 0, 30, 31)
    rows = [observation("P1", d, a, 0.1) for d in days for a in ("LYM", "PLAT")]
    record = study([*rows, observation("P2", 3, "LYM", 0.1)])

    flagged = flag_expected(grade_laboratory(record), record)
    expected = flagged.filter(pl.col("expected"))
    assert set(expected[Col.TERM]) == {"Lymphocyte count decreased"}
    assert expected[Col.DAY].to_list() == [-5.0, 0.0, 30.0]


def test_the_tables_count_shifts_and_keep_the_expected_apart():
    rows = [
        observation("P1", -6, "PLAT", 9),
        observation("P1", 7, "PLAT", 9),
        observation("P1", -6, "LYM", 1.2),
        observation("P1", 3, "LYM", 0.1),
        observation("P1", 60, "LYM", 0.4),
        observation("P2", 3, "LYM", 0.1),
    ]
    record = study(rows)
    flagged = flag_expected(flag_emergent(grade_laboratory(record), record), record)

    shifts = shift_table(flagged).select(
        "term", "baseline_grade", "worst_grade", "patients"
    )
    assert shifts.rows() == [
        ("Lymphocyte count decreased", 0, 4, 1),
        ("Lymphocyte count increased", 0, 0, 1),
        ("Platelet count decreased", 4, 4, 1),
    ]
    low = emergent_table(flagged).filter(pl.col(Col.TERM).str.ends_with("decreased"))
    columns = ("expected", "term", "evaluable", "emergent_patients", "severe_patients")
    assert low.select(columns).rows() == [
        (False, "Lymphocyte count decreased", 1, 1, 1),
        (False, "Platelet count decreased", 1, 0, 0),
        (True, "Lymphocyte count decreased", 1, 1, 1),
    ]


def event(term, grade, scale="CTCAE", version="5.0"):
    return dict(patient="P1", day=3.0, term=term, grade=grade, scale=scale, version=version)


@pytest.mark.parametrize(
    ("term", "grade", "kept"),
    [
        ("Bruising", 2, 2),
        ("bruising", 3, None),
        ("Febrile neutropenia", 2, None),
        ("Headache", 4, None),
        ("Platelet count decreased", 5, None),
        ("Hyperuricemia", 2, None),
        ("Hiccups", 3, 3),
        ("Hiccups", 6, None),
        ("Sepsis", None, None),
    ],
)
def test_a_site_can_only_pick_grades_that_the_term_has(term, grade, kept):
    found = check_grades(table("adverse_events", [event(term, grade)]))

    assert found[Col.GRADE].to_list() == [kept]
    assert found["why"][0].startswith("cannot grade: ") == (kept is None)


def test_only_events_graded_by_ctcae_are_looked_at():
    events = [event("CRS", 9, scale="ASTCT"), event("Bruising", 1, "CTCAE v5", None)]
    found = check_grades(table("adverse_events", events))

    assert found.select(Col.TERM, Col.GRADE, Col.VERSION).rows() == [("Bruising", 1, "5.0")]
    unlisted = check_grades(table("adverse_events", [event("Hiccups", 3)]))
    assert unlisted["why"][0].endswith("the term is not among those shipped")


def test_the_choices_hold_laboratory_and_clinical_terms():
    five, six = list_choices("5.0"), list_choices("6.0")

    assert {"Anemia", "Febrile neutropenia"} <= set(five[Col.TERM])
    assert "Thrombocytopenia" in set(six[Col.TERM])
    assert five["allowed"].list.len().min() >= 1


@pytest.mark.parametrize(
    ("count", "degrees", "lasted", "expected"),
    [
        (0.99, 38.4, None, 3),
        (0.99, 38.3, True, 3),
        (0.99, 38.3, False, 0),
        (0.99, 38.0, True, 3),
        (0.99, 38.0, False, 0),
        (0.99, 38.2, None, None),
        (0.99, 37.9, None, 0),
        (1.0, 40.0, True, 0),
        (None, 38.4, None, None),
        (None, 37.0, None, 0),
        (0.5, None, None, None),
    ],
)
def test_febrile_neutropenia_needs_a_low_count_and_a_fever(
    count, degrees, lasted, expected
):
    found = grade_febrile_neutropenia(
        neutrophils=count, temperature=degrees, over_one_hour=lasted
    )

    assert found.grade == expected
    assert (expected is None) == found.why.startswith("cannot grade: not recorded: ")


def test_febrile_neutropenia_looks_at_the_lowest_count_and_the_highest_temperature():
    values = [("NEUT", 1.2), ("NEUT", 0.4), ("TEMP", 37.0), ("TEMP", 38.1)]
    rows = [observation("P1", 4, a, v) for a, v in values]
    lasted = dict(
        patient="P1",
        day=4.0,
        instrument=CTCAE,
        item=str(CtcaeItem.FEVER_OVER_ONE_HOUR),
        value=1.0,
    )
    told = table("assessments", [lasted])

    assert grade_febrile_visits(table("observations", rows), told)["grade"].to_list() == [3]


SCALE = """
import resource, time
import numpy as np, polars as pl
from cartwin.rules.ctcae import grade_laboratory
from cartwin.study import Origin, Study
codes = ["PLAT", "NEUT", "LYM", "HGB", "ALT", "BILI", "CREAT", "FIBRINO", "K", "SODIUM"]
patients, visits = {patients}, 20
n = patients * visits * len(codes)
value = np.random.default_rng(1).lognormal(3, 1, n)
obs = pl.DataFrame({{
    "patient": np.repeat([f"P{{i:06d}}" for i in range(patients)], visits * len(codes)),
    "day": np.tile(np.repeat(np.arange(visits) * 3.0 - 6, len(codes)), patients),
    "analyte": np.tile(codes, patients * visits), "value": value,
    "lower_normal": value * 0.7, "upper_normal": value[::-1],
}}).with_columns(censoring=pl.lit("none"))
study = Study(name="s", title="s", origin=Origin.VIRTUAL, disease="itp",
              tables={{"observations": obs}})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
assert grade_laboratory(study).height >= n
print(time.process_time() - start)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_a_million_values_are_graded_in_seconds_on_one_core():
    script = SCALE.format(patients=5_000)
    environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], env=environment, capture_output=True, check=True
    )

    seconds, megabytes = map(float, done.stdout.split())
    assert seconds <= 5.0
    assert megabytes <= 1500


def test_shifts_with_expected_low_counts_apart():
    limits = {"lower_normal": 150.0, "unit_entered": "10*9/L"}
    plat = [("A", -6, "PLAT", 100, limits), ("A", 5, "PLAT", 20, limits)]
    neut = {"lower_normal": 2.0, "unit_entered": "10*9/L"}
    values = [*plat, ("A", -6, "NEUT", 3, neut), ("A", 5, "NEUT", 0.4, neut)]
    given = [("A", -5, "fludarabine", "lymphodepletion"), ("A", 0, "car_t", "car_t")]
    found = judged("ctcae-shift", values=values, given=given)

    told = {
        r["term"]: (r["expected"], r["baseline_grade"], r["worst_grade"]) for r in found
    }
    assert told["Platelet count decreased"] == (False, 1, 4)
    assert told["Neutrophil count decreased"] == (True, 0, 4)
