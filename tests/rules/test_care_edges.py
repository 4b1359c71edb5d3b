"""Edges of dosing, visits and eligibility."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from cartwin.rules.care.course import check_visits
from cartwin.rules.care.dosing import DosePatient, within_tolerance
from cartwin.rules.care.dosing.renal_step import renal_step
from cartwin.rules.care.eligibility import INPUTS, check_eligibility
from cartwin.study import Origin, Study


PERSON = DosePatient(
    name="P1", disease="itp", sex="male", age=18, weight=60, height=165,
    weighed=date(2024, 2, 26), creatinine=1.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("age", "title"), [(17.9, "filtration rate"), (18, "creatinine clearance")]
)
def test_the_formula_for_adults_begins_on_the_18th_birthday(age, title):
    assert renal_step(replace(PERSON, age=age)).title == title


def test_the_latest_of_several_contacts_ends_what_is_due():
    seen = pl.DataFrame(
        {"patient": "A", "day": [0.0, 14.0], "analyte": "BCELL", "value": 1.0,
         "censoring": "none"}
    )  # fmt: skip
    contacts = pl.DataFrame(
        {"patient": "A", "milestone": "last_contact", "day": [14.0, 30.0]}
    )
    patients = pl.DataFrame({"patient": ["A"]})
    tables = {"observations": seen, "milestones": contacts, "patients": patients}
    study = Study(name="s", title="S", origin=Origin.REAL, disease="itp", tables=tables)

    assert check_visits(study)["planned"].to_list() == [3]


def test_what_is_told_in_multiples_of_normal_is_divided_by_normal():
    assert {n for n, i in INPUTS.items() if i.by_normal} == {
        n for n in INPUTS if n.endswith("_uln")
    }


@pytest.mark.parametrize("criterion", ["car-t-sle", "car-t-ssc", "car-t-iim", "castle"])
@pytest.mark.parametrize(("failed", "verdict"), [(1, "failed"), (2, "met")])
def test_two_immunosuppressants_must_have_failed(criterion, failed, verdict):
    found = check_eligibility(criterion, {"failed_immunosuppressants": failed})
    clauses = {c.criterion: str(c.verdict) for c in found.clauses}

    assert clauses["failed_drugs"] == verdict


@pytest.mark.parametrize(("dose", "accepted"), [(1.2e6, True), (1.201e6, False)])
def test_a_dose_a_fifth_off_is_still_that_of_the_cohort(dose, accepted):
    assert within_tolerance(dose, 1e6) is accepted
