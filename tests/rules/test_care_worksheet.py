"""The dose worksheet shows each step of the arithmetic and every warning."""

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from cartwin.parameters import Certainty
from cartwin.rules.care.dosing import (
    DoseChoices,
    DosePatient,
    DoseProduct,
    dose_worksheet,
    render_worksheet,
)


CHILD = DosePatient(
    name="P1", disease="itp", sex="female", age=8, weight=26, height=128,
    weighed=date(2024, 2, 26), creatinine=0.5,
)  # fmt: skip
ADULT = replace(CHILD, sex="male", age=39, weight=75, height=170, creatinine=1.6)
CHOICES = DoseChoices(
    infusion=date(2024, 3, 3), scheme="itp_nct06352281", per_kg=1.5e5, label="us_current"
)
PRODUCT = DoseProduct(
    cells_per_ml=1e7, viability=0.85, car_fraction=0.3, viability_when="post-thaw",
    volume_ml=20, on_site=True,
)  # fmt: skip


def names(sheet):
    return [w.name for w in sheet.warnings]


def test_every_step_shows_formula_inputs_value_unit_and_source():
    sheet = dose_worksheet(CHILD, CHOICES, PRODUCT)

    assert [s.name for s in sheet.steps] == [
        "body_surface", "renal_function", "fludarabine_factor",
        "fludarabine", "fludarabine_total", "cyclophosphamide", "cyclophosphamide_total",
        "cells", "volume",
    ]  # fmt: skip
    for step in sheet.steps:
        assert step.formula
        assert step.inputs
        assert len(step.source) > 15
        assert isinstance(step.certainty, Certainty)
        assert step.value is not None


@pytest.mark.parametrize(
    ("step", "value", "unit"),
    [
        ("body_surface", (128 * 26 / 3600) ** 0.5, "m2"),
        ("renal_function", 0.413 * 128 / 0.5, "mL/min/{1.73_m2}"),
        ("fludarabine_factor", 1.0, ""),
        ("fludarabine", 30 * (128 * 26 / 3600) ** 0.5, "mg"),
        ("fludarabine_total", 90 * (128 * 26 / 3600) ** 0.5, "mg"),
        ("cyclophosphamide", 300 * (128 * 26 / 3600) ** 0.5, "mg"),
        ("cyclophosphamide_total", 900 * (128 * 26 / 3600) ** 0.5, "mg"),
        ("cells", 3.9e6, "1"),
        ("volume", 3.9e6 / (1e7 * 0.85 * 0.3), "mL"),
    ],
)
def test_the_arithmetic_of_a_child(step, value, unit):
    found = dose_worksheet(CHILD, CHOICES, PRODUCT)[step]

    assert (found.value, found.unit) == (pytest.approx(value, rel=1e-12), unit)


def test_the_days_of_each_dose_cross_a_leap_day():
    sheet = dose_worksheet(CHILD, CHOICES, PRODUCT)

    days = [str(d) for d in sheet["fludarabine"].dates]
    assert days == ["2024-02-27", "2024-02-28", "2024-02-29"]
    assert sheet["cells"].dates == (date(2024, 3, 3),)


def test_only_fludarabine_is_reduced_for_the_kidney():
    sheet = dose_worksheet(ADULT, CHOICES, PRODUCT)

    clearance = (140 - 39) * 75 / (72 * 1.6)
    surface = (170 * 75 / 3600) ** 0.5
    assert sheet["renal_function"].value == pytest.approx(clearance)
    assert sheet["fludarabine_factor"].value == 0.8
    assert sheet["fludarabine"].value == pytest.approx(30 * surface * 0.8)
    assert sheet["cyclophosphamide"].value == pytest.approx(300 * surface)
    assert "fludarabine_reduced" in names(sheet)


def test_the_label_chosen_decides_and_is_kept():
    sheet = dose_worksheet(ADULT, replace(CHOICES, label="eu"), PRODUCT)

    assert sheet["fludarabine_factor"].value == 0.5
    assert sheet.choices.label == "eu"
    assert "(eu)" in sheet["fludarabine_factor"].formula


def test_the_formula_chosen_is_kept_with_the_dose():
    sheet = dose_worksheet(ADULT, replace(CHOICES, surface_formula="Du Bois"), PRODUCT)

    assert sheet["body_surface"].value == pytest.approx(1.864, abs=5e-4)
    assert sheet["body_surface"].formula == (
        "0.007184 x height^0.725 x weight^0.425 (dubois)"
    )


@pytest.mark.parametrize(("disease", "own"), [("itp", True), ("aha", True), ("sle", False)])
def test_the_warning_of_the_label_is_always_shown(disease, own):
    sheet = dose_worksheet(replace(CHILD, disease=disease), CHOICES, PRODUCT)

    (warning,) = (w for w in sheet.warnings if w.name == "autoimmunity")
    assert "autoimmune thrombocytopenia and acquired haemophilia" in warning.text
    assert ("the very disease treated here" in warning.text) is own


def test_without_creatinine_fludarabine_is_not_dosed():
    sheet = dose_worksheet(replace(ADULT, creatinine=None), CHOICES, PRODUCT)

    assert sheet["renal_function"].why == "creatinine was not given"
    assert sheet["fludarabine"].value is None
    assert sheet["fludarabine_total"].value is None
    assert sheet["cyclophosphamide"].value is not None
    assert "fludarabine_open" in names(sheet)


def test_below_the_lowest_limit_fludarabine_is_not_given():
    sheet = dose_worksheet(replace(ADULT, creatinine=4.0), CHOICES, PRODUCT)

    assert sheet["fludarabine"].value == 0
    assert sheet["fludarabine"].why == "do not give fludarabine"
    assert "fludarabine_forbidden" in names(sheet)


def test_creatinine_may_be_in_any_unit():
    in_umol = replace(ADULT, creatinine=1.6 * 88.4017, creatinine_unit="umol/L")

    found = dose_worksheet(in_umol, CHOICES)["renal_function"].value
    assert found == pytest.approx(dose_worksheet(ADULT, CHOICES)["renal_function"].value)


def test_a_dose_at_its_cap_says_so():
    capped = replace(CHOICES, per_kg=2e6, cap_kg=70, cap_total=2e8)

    sheet = dose_worksheet(ADULT, capped, PRODUCT)

    assert sheet["cells"].value == 1.4e8
    assert sheet["cells"].why == "the cap decides"
    assert "capped" in names(sheet)


@pytest.mark.parametrize(
    ("patient", "choices", "product", "warning"),
    [
        (replace(CHILD, weighed=None), CHOICES, PRODUCT, "weight_undated"),
        (replace(CHILD, weighed=date(2024, 2, 19)), CHOICES, PRODUCT, "weight_old"),
        (replace(CHILD, weighed=date(2024, 3, 1)), CHOICES, PRODUCT, "weight_old"),
        (CHILD, replace(CHOICES, scheme="erlangen"), PRODUCT, "mesna"),
        (CHILD, CHOICES, None, "no_product"),
        (CHILD, CHOICES, replace(PRODUCT, viability_when=""), "viability_when"),
        (CHILD, CHOICES, replace(PRODUCT, on_site=None), "not_on_site"),
        (CHILD, CHOICES, replace(PRODUCT, volume_ml=1.5), "too_little"),
    ],
)
def test_what_is_unsafe_is_said(patient, choices, product, warning):
    assert warning in names(dose_worksheet(patient, choices, product))
    assert warning not in names(dose_worksheet(CHILD, CHOICES, PRODUCT))


def test_a_weight_of_seven_days_before_is_fresh_enough():
    sheet = dose_worksheet(replace(CHILD, weighed=date(2024, 2, 20)), CHOICES, PRODUCT)

    assert "weight_old" not in names(sheet)


def test_a_child_is_warned_of_and_the_recalled_formula_too():
    sheet = dose_worksheet(CHILD, CHOICES, PRODUCT)

    assert names(sheet) == [
        "autoimmunity", "child", "before_infusion", "unsure_renal_function",
    ]  # fmt: skip


def test_an_adult_with_everything_known_keeps_the_warnings_that_always_hold():
    healthy = replace(ADULT, creatinine=0.8)

    assert names(dose_worksheet(healthy, CHOICES, PRODUCT)) == [
        "autoimmunity", "before_infusion",
    ]  # fmt: skip


def test_the_cd3_share_is_part_of_the_volume():
    sheet = dose_worksheet(CHILD, CHOICES, replace(PRODUCT, cd3_fraction=0.9))

    assert sheet["volume"].value == pytest.approx(3.9e6 / (1e7 * 0.85 * 0.3 * 0.9))
    assert "CD3 share" in sheet["volume"].formula


def test_the_text_holds_every_step_every_warning_and_two_signatures():
    sheet = dose_worksheet(CHILD, CHOICES, PRODUCT)

    text = render_worksheet(sheet)

    for warning in sheet.warnings:
        assert f"! {warning.text} [{warning.source}]" in text
    for number, step in enumerate(sheet.steps, 1):
        assert f"\n{number}. {step.title}\n   formula: {step.formula}\n" in text
        assert f"[{step.certainty}]" in text
    assert "result:  28.8444 mg\n   on:      2024-02-27, 2024-02-28, 2024-02-29" in text
    assert "scheme: itp_nct06352281; surface: mosteller" in text
    assert "female, 8 years, 128 cm, 26 kg (2024-02-26)" in text
    assert text.endswith(
        "Calculated by ____________________   Checked by ____________________\n"
    )


def test_the_text_of_what_cannot_be_calculated_says_why():
    unweighed = replace(ADULT, creatinine=None, weighed=None)

    text = render_worksheet(dose_worksheet(unweighed, CHOICES))

    assert "result:  not calculated (creatinine was not given)" in text
    assert "75 kg (date not recorded)" in text


def test_a_worksheet_cannot_be_changed():
    sheet = dose_worksheet(CHILD, CHOICES)

    with pytest.raises(FrozenInstanceError):
        sheet.steps = ()
