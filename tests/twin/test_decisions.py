"""Decisions inside the engine: the same answers as the readings in the record give."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules import grade_crs_visits
from cartwin.study import Condition, parse_regimen
from cartwin.twin import Candidate, Plan, draw_patients, simulate
from cartwin.twin.cuts import first_true
from cartwin.twin.random import keys_of
from cartwin.twin.readings import Readings, is_below


CARE = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 3e5/kg d0"
DAILY = tuple(float(d) for d in range(-6, 81))
VISITS = {"PLAT": DAILY, "NEUT": DAILY, "CRS": DAILY[6:37], "ICANS": DAILY[6:37]}
N = 300
LAST = np.choose(np.arange(N) % 3, (80.0, 45.5, 6.0))
VALUE, DAY = pl.col("value"), pl.col("day")
DAYS = (0.0, 1.0, 13.5)
READINGS = Readings(
    seed=4,
    patients=keys_of([f"P{i}" for i in range(25)]),
    cohorts=keys_of([f"C{i // 5}" for i in range(25)]),
    populations=np.zeros(25, np.int64),
    noise=True,
)
conditions = st.builds(
    Condition,
    quantity=st.sampled_from(["PLAT", "NEUT", "icans", "crs"]),
    comparison=st.sampled_from(["<", "<=", ">", ">="]),
    threshold=st.sampled_from([0.0, 0.05, 0.5, 1.0, 3.0, 30.0]) | st.floats(0, 400),
)


@given(conditions, st.floats(0.0, 3.0))
def test_a_cut_answers_as_the_reading_does_to_the_last_bit(condition, factor):
    cuts = READINGS.cuts(condition, DAYS)
    near = np.clip(cuts, 0.0, 1e300)
    somewhere = np.full(cuts.shape, factor * condition.threshold)

    for true in (near, np.nextafter(near, 0.0), np.nextafter(near, 1e300), somewhere):
        observed = READINGS.read(condition.quantity, true, DAYS)
        expected = true < cuts if is_below(condition) else true >= cuts
        assert (condition.holds(observed) == expected).all()


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_the_search_finds_any_number_from_anywhere(number, near):
    found = first_true(lambda x: x >= number, np.array([near]))

    assert found[0] == number


def test_a_rule_that_never_or_always_holds_has_no_cut():
    never, always = (
        first_true(lambda x, a=answer: np.full(x.shape, a), np.array([1.0]))
        for answer in (False, True)
    )

    assert never[0] == np.inf
    assert always[0] == -np.inf


@pytest.fixture(scope="module")
def patients():
    who = [
        Candidate(patient=f"P{i:03d}", cohort=f"C{i // 4}", age=30.0, sex="female")
        for i in range(N)
    ]
    return draw_patients("itp", who, seed=8)


def simulated(patients, text):
    plan = Plan(
        regimens=(parse_regimen(f"{CARE}; {text}"),) * N,
        arms=("all",) * N,
        visits=VISITS,
        follow_up=LAST,
    )
    return simulate(patients, plan, seed=8, name="x", title="X")


def first_given(study, drug):
    doses = study.treatments.filter(pl.col("drug") == drug)
    return dict(doses.group_by("patient").agg(DAY.min()).iter_rows())


def first_due(values, due):
    """First visit with a value that is due, before the last day of the patient."""
    ends = pl.DataFrame({"patient": [f"P{i:03d}" for i in range(N)], "end": LAST})
    here = due & (DAY >= 0) & (pl.col("end") > DAY)
    days = values.join(ends, on="patient").filter(here)
    return dict(days.group_by("patient").agg(DAY.min()).iter_rows())


def followed_until(study):
    return dict(study.patients.select("patient", "follow_up").iter_rows())


@pytest.mark.parametrize(
    ("dose", "drug", "analyte", "due"),
    [
        ("ivig 1 g/kg d+0,+1 when platelets < 20", "ivig", "PLAT", VALUE < 20),
        ("gcsf 5 dose d+0 when neutrophils <= 0.3", "filgrastim", "NEUT", VALUE <= 0.3),
        ("ava 20 mg d+0 when platelets >= 90", "avatrombopag", "PLAT", VALUE >= 90),
    ],
)
def test_when_fires_at_the_first_reading_that_fulfils_it(
    patients, dose, drug, analyte, due
):
    study = simulated(patients, dose)
    expected = first_due(study.values(analyte), due)

    assert 20 < len(expected) < N
    assert first_given(study, drug) == expected


def test_days_count_from_the_visit_and_end_with_the_patient(patients):
    study = simulated(patients, "dex 40 mg d+2,+9 when platelets > 90")
    due, last = first_due(study.values("PLAT"), VALUE > 90), followed_until(study)
    doses = study.treatments.filter(pl.col("drug") == "dexamethasone")
    days = dict(doses.group_by("patient").agg(DAY.sort()).iter_rows())
    expected = {p: [d + k for k in (2, 9) if d + k <= last[p]] for p, d in due.items()}

    assert days == {p: d for p, d in expected.items() if d}


def test_if_is_decided_on_its_day_alone(patients):
    study = simulated(patients, "dara 800 mg d40,47 if platelets < 50 at d40")
    seen = study.values("PLAT").filter((DAY == 40) & (VALUE < 50))
    doses = study.treatments.filter(pl.col("drug") == "daratumumab")
    days = dict(doses.group_by("patient").agg(DAY.sort()).iter_rows())
    last = followed_until(study)

    assert 20 < len(seen) < N
    assert days == {p: [d for d in (40, 47) if d <= last[p]] for p in seen["patient"]}


def test_grades_decide_as_the_record_grades(patients):
    study = simulated(patients, "toci 8 mg/kg d+0 when crs >= 2")
    grades = grade_crs_visits(study.assessments).filter(pl.col("grade") >= 2)
    due = dict(grades.group_by("patient").agg(DAY.min()).iter_rows())

    assert len(due) > 5
    assert first_given(study, "tocilizumab") == due


def test_two_doses_wait_for_decisions_of_their_own(patients):
    study = simulated(
        patients,
        "ivig 1 g/kg d+0 when platelets < 20; dara 800 mg d+0 when platelets < 10",
    )
    values = study.values("PLAT")

    assert first_given(study, "ivig") == first_due(values, VALUE < 20)
    assert first_given(study, "daratumumab") == first_due(values, VALUE < 10)


def test_a_treatment_that_is_given_is_felt(patients):
    treated, never = (
        simulated(patients, f"ivig 2 g/kg d+0 when platelets < {limit}")
        for limit in (20, 0)
    )
    who = pl.col("patient").is_in(sorted(first_given(treated, "ivig")))
    means = [
        s.values("PLAT").filter(who & DAY.is_between(2, 9))["value"].mean()
        for s in (treated, never)
    ]

    assert not first_given(never, "ivig")
    assert means[0] > 1.5 * means[1]
