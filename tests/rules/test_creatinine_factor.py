"""Creatinine: one factor for all that is graded or dosed by, the printed one beside it."""

from pathlib import Path

import pytest
from tests.rules.records import record

import cartwin
from cartwin.rules.care import convert
from cartwin.rules.care.dosing.fludarabine import fludarabine_factor
from cartwin.rules.care.dosing.patient import creatinine_clearance
from cartwin.rules.care.dosing.renal_step import creatinine_mg_dl
from cartwin.rules.ctcae import grade_laboratory
from cartwin.units import to_canonical


MOLAR, PRINTED = 1e4 / 113.12, 88.42
TERM = "Creatinine increased"


def test_the_record_takes_the_molar_mass_and_a_lone_number_the_printed_factor():
    assert to_canonical(1.0, "mg/dL", "CREAT") == pytest.approx(MOLAR, rel=1e-5)
    assert convert(1.0, "creat mg/dL", "umol/L") == PRINTED
    assert convert(PRINTED, "umol/L", "creat mg/dL") == 1.0


def test_a_dose_takes_the_molar_mass_too():
    assert creatinine_mg_dl(to_canonical(1.6, "mg/dL", "CREAT"), "umol/L") == (
        pytest.approx(1.6, rel=1e-10)
    )
    assert creatinine_mg_dl(1.6, "mg/dL") == 1.6


def test_only_the_conversion_of_lone_numbers_reads_the_printed_factors():
    modules = Path(cartwin.__file__).parent.rglob("*.py")
    readers = [m.name for m in modules if '"conventional-factors"' in m.read_text("utf-8")]

    assert readers == ["conversion.py"]


@pytest.mark.parametrize("factor", [MOLAR, PRINTED])
@pytest.mark.parametrize(("value", "grade"), [(1.8, 1), (1.801, 2), (3.6, 2), (3.601, 3)])
def test_a_multiple_of_its_limit_has_the_same_grade_by_either_factor(factor, value, grade):
    limit = {"upper_normal": 1.2 * factor, "unit_entered": "umol/L"}
    before = ("P1", -6, "CREAT", 1.2 * factor, limit)
    study = record(values=[before, ("P1", 5, "CREAT", value * factor, limit)])

    graded = grade_laboratory(study).filter(term=TERM, day=5.0)
    assert graded["grade"].to_list() == [grade]


def test_a_clearance_between_the_two_factors_gets_the_lower_dose():
    needed = (140 - 40) * 72 / (72 * 50.005) * PRINTED  # umol/L: 50.005 mL/min in print
    by_record = creatinine_clearance(40, 72, creatinine_mg_dl(needed, "umol/L"), "male")
    in_print = creatinine_clearance(40, 72, needed / PRINTED, "male")

    assert by_record < 50 < in_print
    assert fludarabine_factor(by_record, "us_current") == 0.6
    assert fludarabine_factor(in_print, "us_current") == 0.8
