"""From a plan to a study: decisions, limits, failures."""

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cartwin.errors import ModelError
from cartwin.rules import call_itp_response, grade_crs_visits, grade_icans_visits
from cartwin.study import Origin, check_study, parse_regimen
from cartwin.twin import Candidate, Plan, draw_patients, model_hash, simulate


CARE = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 3e5/kg d0"
DAILY = tuple(float(d) for d in range(-6, 101))
VISITS = {
    "PLAT": DAILY,
    "BCELL": DAILY,
    "BNAIVE": DAILY,
    "GPAB": DAILY,
    "CARCOPY": DAILY,
    "CRS": DAILY[6:37],
    "ICANS": DAILY[6:37],
}
N = 40


def plan(text, n=N, last=100.0):
    return Plan(
        regimens=(parse_regimen(text),) * n,
        arms=("all",) * n,
        visits=VISITS,
        follow_up=np.full(n, last),
    )


@pytest.fixture(scope="module")
def patients():
    who = [
        Candidate(patient=f"P{i:02d}", cohort=f"C{i // 4}", age=6.0 + i, sex="female")
        for i in range(N)
    ]
    return draw_patients("itp", who, seed=8)


def run(patients, text, **options):
    options = {"seed": 8, "name": "test", "title": "Test", **options}
    return simulate(patients, plan(text), **options)


@pytest.fixture(scope="module")
def study(patients):
    return run(patients, CARE + "; dara 16 mg/kg d60,67 if platelets < 50 at d60")


def test_the_study_is_a_valid_virtual_record(study):
    assert study.origin == Origin.VIRTUAL
    assert check_study(study) == ()
    assert set(study.patients["status"]) == {"ok"}
    assert study.provenance["model"]


def test_a_decision_acts_on_the_observed_count(study):
    seen = study.values("PLAT").filter(pl.col("day") == 60.0)
    low = set(seen.filter(pl.col("value") < 50)["patient"])
    given = study.treatments.filter(pl.col("drug") == "daratumumab")

    assert 0 < len(low) < N
    assert set(given["patient"]) == low
    assert set(given["day"]) == {60.0, 67.0}
    assert set(given["amount"].is_null()) == {False}


def test_what_is_decided_later_changes_nothing_before(patients, study):
    without = run(patients, CARE + "; dara 16 mg/kg d60,67 if platelets < 0 at d60")
    before = pl.col("day") <= 60.0

    assert study.observations.filter(before).equals(without.observations.filter(before))
    assert not study.observations.equals(without.observations)


def test_more_cells_grow_faster(patients):
    peaks = []
    for dose in ("1e4", "1e6"):
        text = CARE.replace("3e5", dose)
        copies = run(patients, text, noise=False).values("CARCOPY")
        peaks.append(copies.filter(pl.col("day") == 7.0)["value"].median())

    assert peaks[1] > 3 * peaks[0]


def test_steroids_follow_severe_icans(patients):
    wild = CARE.replace("3e5", "1e7")
    text = wild + "; methylprednisolone 30 mg/kg max 1000 mg d+0,+1,+2 when icans >= 1"
    study = run(patients, text, seed=12)
    grades = grade_icans_visits(study.assessments, study.patients)
    sick = grades.filter(pl.col("grade") >= 1)
    onset = dict(sick.group_by("patient").agg(pl.col("day").min()).iter_rows())
    steroid = study.treatments.filter(pl.col("drug") == "methylprednisolone")
    first = dict(steroid.group_by("patient").agg(pl.col("day").min()).iter_rows())

    assert onset
    assert first == onset
    assert (steroid["amount"] <= 1000.0).all()


def test_the_rules_read_the_grades_that_the_twin_wrote(patients):
    study = run(patients, CARE.replace("3e5", "1e7"), seed=3)
    crs = grade_crs_visits(study.assessments)
    icans = grade_icans_visits(study.assessments, study.patients)

    assert crs["grade"].null_count() == icans["grade"].null_count() == 0
    assert crs["grade"].max() >= 1
    children = study.patients.filter(pl.col("age") < 12)["patient"].to_list()
    items = study.assessments.filter(pl.col("patient").is_in(children))["item"]
    assert "capd" in items
    assert "ice_score" not in items


def test_below_the_limit_is_censored_never_zero(study):
    values = study.observations
    below = values.filter(pl.col("censoring") == "below")

    assert len(below) > 0
    assert (values["value"] > 0).all()
    assert (below.filter(pl.col("analyte") == "CARCOPY")["value"] == 50.0).all()


def test_subsets_of_few_cells_are_not_reported(study):
    counts = study.values("BCELL").select("patient", "day", pl.col("value").alias("b"))
    shares = study.values("BNAIVE").join(counts, on=["patient", "day"])

    assert len(shares) < len(counts)
    assert (shares["b"] >= 5.0).all()


def test_nothing_is_observed_after_the_last_contact(patients):
    text = plan(CARE)
    last = np.where(np.arange(N) % 2 == 0, 30.0, 100.0)
    short = Plan(regimens=text.regimens, arms=text.arms, visits=VISITS, follow_up=last)
    study = simulate(patients, short, seed=8, name="short", title="Short")
    latest = study.observations.group_by("patient").agg(pl.col("day").max()).sort("patient")

    assert latest["day"].to_list() == last.tolist()


def test_a_failed_patient_is_counted_and_gives_no_numbers(patients):
    broken = dict(patients.parameters)
    broken["rho"] = broken["rho"].copy()
    broken["rho"][3] = np.nan
    sick = type(patients)(
        disease="itp",
        candidates=patients.candidates,
        bodies=patients.bodies,
        parameters=broken,
    )
    study = run(sick, CARE)
    status = study.patients["status"]

    assert status[3] == "a parameter or a starting value is not a finite number"
    assert (status == "ok").sum() == N - 1
    assert "P03" not in study.observations["patient"]
    assert "P03" not in study.assessments["patient"]


def test_same_seed_same_numbers(patients, study):
    again = run(patients, CARE + "; dara 16 mg/kg d60,67 if platelets < 50 at d60")

    assert again.observations.equals(study.observations)
    assert again.treatments.equals(study.treatments)


def test_a_condition_needs_its_visit(patients):
    with pytest.raises(ModelError, match=r"needs PLAT on day 60\.5"):
        run(patients, CARE + "; dara 16 mg/kg d61 if platelets < 50 at d60.5")


def test_without_cells_there_is_no_toxicity():
    who = [
        Candidate(patient=f"P{i}", cohort=f"C{i}", age=30.0, sex="male") for i in range(300)
    ]
    many = draw_patients("itp", who, seed=2)
    study = simulate(
        many, plan("flu 30 mg/m2 d-5,-4,-3", n=300, last=30.0), seed=2, name="x", title="X"
    )

    assert grade_crs_visits(study.assessments)["grade"].max() == 0
    assert grade_icans_visits(study.assessments, study.patients)["grade"].max() == 0


def test_treatment_before_the_usual_start_is_given(patients):
    early = run(patients, "dara 16 mg/kg d-30,-23; " + CARE, noise=False)
    usual = run(patients, CARE, noise=False)
    given = early.treatments.filter(pl.col("drug") == "daratumumab")
    first = pl.col("day") == -6.0

    assert set(given["day"]) == {-30.0, -23.0}
    assert (
        early.values("PLAT").filter(first)["value"].median()
        > 2 * usual.values("PLAT").filter(first)["value"].median()
    )


def test_a_dose_before_its_decision_is_refused(patients):
    with pytest.raises(ModelError, match="would be given before it is decided"):
        run(patients, CARE + "; dara 800 mg d50,57 if platelets < 400 at d60")


def test_one_patient_has_one_temperature(patients):
    visits = {**VISITS, "TEMP": VISITS["CRS"]}
    hot = Plan(
        regimens=(parse_regimen(CARE),) * N,
        arms=("all",) * N,
        visits=visits,
        follow_up=np.full(N, 100.0),
    )
    study = simulate(patients, hot, seed=8, name="hot", title="Hot")
    bedside = study.assessments.filter(pl.col("item") == "temperature")
    both = study.values("TEMP").join(bedside, on=["patient", "day"], suffix="_bedside")

    assert len(both) == len(bedside) > 1000
    assert (both["value"] - both["value_bedside"]).abs().max() < 0.051


def test_counts_after_a_steroid_do_not_speak_for_the_cells(patients):
    text = CARE + "; methylprednisolone 30 mg/kg max 1000 mg d40,41,42"
    called = call_itp_response(run(patients, text))
    plain = call_itp_response(run(patients, CARE))

    assert (called["counts_excluded"] >= 28).all()
    assert (plain["counts_excluded"] == 0).all()
    assert called["censored_at"].null_count() == N
    assert not called["first_r_day"].is_between(40, 70).any()


def test_another_visit_changes_no_reading(patients):
    fewer = {a: v for a, v in VISITS.items() if a != "PLAT"} | {"PLAT": DAILY[::7]}
    some = Plan(
        regimens=(parse_regimen(CARE),) * N,
        arms=("all",) * N,
        visits=fewer,
        follow_up=np.full(N, 100.0),
    )
    few = simulate(patients, some, seed=8, name="few", title="Few").values("PLAT")
    all_ = run(patients, CARE).values("PLAT")

    assert few.join(all_, on=["patient", "day", "value"]).height == len(few)


def test_the_hash_knows_every_text_of_the_twin(tmp_path, monkeypatch):
    from cartwin.twin import fingerprint

    source = Path(fingerprint.__file__).parents[1]
    for room in fingerprint.ROOMS:
        shutil.copytree(source / room, tmp_path / room)
    monkeypatch.setattr(fingerprint, "files", lambda package: tmp_path)
    fingerprint.model_hash.cache_clear()
    same = model_hash()
    changed = set()
    for text in ("twin/dosing.py", "engine/lanes/run.py", "parameters/spreads.py"):
        file = tmp_path / text
        file.write_text(file.read_text() + "# other\n")
        fingerprint.model_hash.cache_clear()
        changed.add(model_hash())
    fingerprint.model_hash.cache_clear()
    monkeypatch.undo()

    assert same == model_hash()
    assert len(changed | {same}) == 4
