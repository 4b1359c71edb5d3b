"""Every laboratory term: bounds, baselines, units, and what was not recorded."""

import pytest
from hypothesis import given, settings, strategies as st

from cartwin.rules.ctcae import (
    WORST_CASE,
    Assumptions,
    find_term,
    grade_value,
    list_terms,
)
from cartwin.units import ANALYTES


VERSIONS = ("5.0", "6.0")


def grades(term, values, **given):
    return [grade_value(term, v, **given).grade for v in values]


@pytest.mark.parametrize(
    ("term", "given", "values", "expected"),
    [
        ("Anemia", {"lower_normal": 120}, (120, 119, 100, 99, 80, 79), (0, 1, 1, 2, 2, 3)),
        ("Leukocytosis", {}, (100, 100.1), (0, 3)),
        (
            "White blood cell decreased",
            {"lower_normal": 4},
            (3.9, 2.9, 1.9, 0.9),
            (1, 2, 3, 4),
        ),
        (
            "CD4 lymphocytes decreased",
            {"lower_normal": 0.6},
            (0.5, 0.49, 0.19, 0.04),
            (1, 2, 3, 4),
        ),
        ("Lymphocyte count increased", {}, (4, 4.1, 20, 20.1), (0, 2, 2, 3)),
        (
            "Hemoglobin increased",
            {"upper_normal": 160},
            (160, 180, 181, 200, 201),
            (0, 1, 2, 2, 3),
        ),
        ("Haptoglobin decreased", {"lower_normal": 0.3}, (0.3, 0.2), (0, 1)),
        ("CPK increased", {"upper_normal": 40}, (40, 100, 101, 201, 401), (0, 1, 2, 3, 4)),
        (
            "Activated partial thromboplastin time prolonged",
            {"upper_normal": 40},
            (41, 61, 101),
            (1, 2, 3),
        ),
        ("INR increased", {}, (1.2, 1.21, 1.5, 1.51, 2.5, 2.51), (0, 1, 1, 2, 2, 3)),
        ("Acidosis", {"lower_normal": 7.35}, (7.35, 7.34, 7.3, 7.29), (0, 1, 1, 3)),
        ("Alkalosis", {"upper_normal": 7.45}, (7.45, 7.5, 7.51), (0, 1, 3)),
        (
            "Hypercalcemia (Ionized)",
            {"upper_normal": 1.3},
            (1.3, 1.5, 1.51, 1.61, 1.81),
            (0, 1, 2, 3, 4),
        ),
        (
            "Hypocalcemia (Ionized)",
            {"lower_normal": 1.1},
            (1.1, 1.0, 0.99, 0.89, 0.79),
            (0, 1, 2, 3, 4),
        ),
        ("Hyperkalemia", {"upper_normal": 5}, (5, 5.5, 5.6, 6.1, 7.1), (0, 1, 2, 3, 4)),
        (
            "Hypernatremia",
            {"upper_normal": 145},
            (145, 150, 151, 156, 161),
            (0, 1, 2, 3, 4),
        ),
        ("Hypermagnesemia", {"upper_normal": 1}, (1, 1.23, 1.24, 3.31), (0, 1, 3, 4)),
        ("Hypoglycemia", {"lower_normal": 3.9}, (3.9, 3, 2.9, 2.1, 1.6), (0, 1, 2, 3, 4)),
        ("Fever", {"worse_if": False}, (37.9, 38, 39, 39.1, 40.1), (0, 1, 1, 2, 3)),
        ("Fever", {"worse_if": True}, (40, 40.1), (2, 4)),
    ],
)
def test_a_term_has_the_printed_bounds(term, given, values, expected):
    assert tuple(grades(term, values, **given)) == expected


@pytest.mark.parametrize(
    ("term", "given", "values", "expected"),
    [
        (
            "Alanine aminotransferase increased",
            {"upper_normal": 40, "baseline": 100},
            (99, 100, 151, 201, 401),
            (0, 1, 2, 3, 4),
        ),
        (
            "Blood bilirubin increased",
            {"upper_normal": 20, "baseline": 40},
            (40, 61, 101, 401),
            (1, 2, 3, 4),
        ),
        (
            "GGT increased",
            {"upper_normal": 40, "baseline": 100},
            (100, 151, 301, 1001),
            (1, 2, 3, 4),
        ),
        (
            "Alkaline phosphatase increased",
            {"upper_normal": 100, "baseline": 150},
            (150, 151, 900),
            (0, 1, 1),
        ),
        (
            "Creatinine increased",
            {"upper_normal": 100, "lower_normal": 50, "baseline": 60},
            (91, 181),
            (0, 2),
        ),
        (
            "Creatinine increased",
            {"upper_normal": 100, "lower_normal": 50, "baseline": 40},
            (60, 61, 121),
            (0, 2, 3),
        ),
        (
            "Lipase increased",
            {"upper_normal": 100, "worse_if": True},
            (300, 301, 501),
            (2, 3, 4),
        ),
        (
            "Hyponatremia",
            {"lower_normal": 135, "worse_if": False},
            (130, 129.9, 124.9),
            (1, 2, 3),
        ),
        ("Creatinine clearance decreased", {}, (50, 49, 26, 25), (0, 2, 2, 3)),
        ("Hyperglycemia", {}, (13.9, 14, 27.9), (0, 3, 4)),
        ("Hyperglycemia (Fasting)", {"upper_normal": 5.6}, (5.6, 8.9, 9), (0, 1, 2)),
        ("HDL decreased", {"lower_normal": 1.0}, (1.0, 0.9), (0, 1)),
    ],
)
def test_version_6_has_bounds_of_its_own(term, given, values, expected):
    assert tuple(grades(term, values, version="6.0", **given)) == expected


def test_an_abnormal_baseline_replaces_the_limits():
    alt = {"upper_normal": 40, "baseline": 100}

    assert grades(
        "Alanine aminotransferase increased", (149, 150, 300, 301, 501, 2001), **alt
    ) == [0, 1, 1, 2, 3, 4]
    assert grades("GGT increased", (79, 80), upper_normal=30, baseline=40) == [0, 1]
    assert grades(
        "Alkaline phosphatase increased", (79, 80), upper_normal=30, baseline=40
    ) == [0, 1]


def test_without_a_baseline_only_what_holds_either_way_is_graded():
    alt = "Alanine aminotransferase increased"

    assert grade_value(alt, 40, upper_normal=40).grade == 0
    unknown = grade_value(alt, 900, upper_normal=40)
    assert unknown.why == "cannot grade: baseline was not recorded"
    assumed = Assumptions(normal_baseline=True)
    assert grade_value(alt, 900, upper_normal=40, assumed=assumed).grade == 4
    creatinine = "Creatinine increased"
    assert grades(creatinine, (601, 90), upper_normal=100) == [4, None]
    assert grade_value(creatinine, 90, upper_normal=100, assumed=assumed).grade == 0


def test_fibrinogen_follows_its_baseline_where_that_is_low():
    low = {"lower_normal": 2.0, "baseline": 1.6}

    values = (1.6, 1.59, 1.21, 1.2, 0.81, 0.8, 0.5, 0.49)
    assert grades("Fibrinogen decreased", values, **low) == [0, 1, 1, 2, 2, 3, 3, 4]
    normal = {"lower_normal": 2.0, "baseline": 3.0}
    assert grades("Fibrinogen decreased", (1.5, 1.49, 0.99), **normal) == [1, 2, 3]
    both = grades("Fibrinogen decreased", (1.5, 2.0), **normal, assumed=WORST_CASE)
    assert both == [3, 0]  # half of the baseline; but only below the limit of normal
    assert grade_value("Fibrinogen decreased", 0.49).grade == 4
    assert grade_value("Fibrinogen decreased", 0.5).grade is None


def test_on_anticoagulants_inr_is_compared_with_its_baseline():
    on = {"anticoagulated": True}

    values = (2.4, 2.5, 3.6, 3.7, 6.1)
    assert grades("INR increased", values, baseline=2.4, **on) == [0, 1, 1, 2, 3]
    assert grade_value("INR increased", 2.6, **on).grade is None
    undecided = Assumptions(anticoagulated=None)
    unknown = grade_value("INR increased", 2.4, baseline=2.4, assumed=undecided)
    assert unknown.why == "cannot grade: anticoagulants: not known, grade 0 to 2"


@pytest.mark.parametrize(
    ("term", "value", "given", "mild", "severe"),
    [
        ("Hypokalemia", 3.2, {"lower_normal": 3.5}, 1, 2),
        ("Hyponatremia", 127, {"lower_normal": 135}, 2, 3),
        ("Lipase increased", 250, {"upper_normal": 100}, 2, 3),
        ("Serum amylase increased", 501, {"upper_normal": 100}, 3, 4),
        ("Hyperuricemia", 450, {"upper_normal": 400}, 1, 3),
    ],
)
def test_symptoms_decide_between_two_grades(term, value, given, mild, severe):
    told = [grade_value(term, value, worse_if=w, **given).grade for w in (False, True)]
    untold = grade_value(term, value, **given)

    assert told == [mild, severe]
    assert untold.grade is None
    assert untold.why.endswith(f"not known, grade {mild} to {severe}")
    assert grade_value(term, value, assumed=WORST_CASE, **given).grade == severe


def test_symptoms_are_not_asked_where_they_change_nothing():
    assert grades("Hypokalemia", (3.5, 2.9, 2.4), lower_normal=3.5) == [0, 3, 4]
    assert grade_value("Hyperuricemia", 300, upper_normal=400).grade == 0


def test_a_value_is_compared_with_the_bounds_printed_in_its_unit():
    calcium = ("Hypocalcemia", 8.0)
    in_mg = grade_value(*calcium, unit="mg/dL", lower_normal=9.0)
    in_mmol = grade_value("Hypocalcemia", 8.0 / 4.008, lower_normal=9.0 / 4.008)

    assert (in_mg.grade, in_mmol.grade) == (1, 2)  # 1.996 mmol/L
    assert grade_value("Anemia", 6.2, unit="mmol/L", lower_normal=7.4).grade == 1
    assert grade_value("Anemia", 9.9, unit="g/dL", lower_normal=12.0).grade == 2
    assert grade_value("CD4 lymphocytes decreased", 49, unit="/uL").grade == 4


def test_unknown_terms_are_named():
    with pytest.raises(ValueError, match=r"unknown laboratory term 'Ferritin high'"):
        find_term("Ferritin high", "5.0")
    assert find_term("Platelet count decreased", "6.0").name == "Thrombocytopenia"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_term_is_about_a_known_analyte_in_a_known_unit(version):
    for term in list_terms(version).values():
        if term.analyte:
            assert term.unit in ANALYTES[term.analyte].factors
            assert set(term.grades) - {""} <= set(ANALYTES[term.analyte].factors)
        assert {b.grade for b in term.conditions} <= set(term.printed)
        assert len({b.high for b in term.conditions}) == 1


everything = st.sampled_from([(v, n) for v in VERSIONS for n in list_terms(v)])
numbers = st.floats(0.01, 3000)
maybe = st.none() | numbers


@given(everything, numbers, numbers, maybe, maybe, maybe, st.none() | st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_worse_value_never_has_a_better_grade(pick, one, two, low, high, before, worse):
    version, name = pick
    term = find_term(name, version)
    mild, bad = sorted((one, two), reverse=not term.high)
    known = dict(
        version=version,
        lower_normal=low,
        upper_normal=high,
        baseline=before,
        worse_if=worse,
    )

    found = [grade_value(name, v, **known).grade for v in (mild, bad)]
    assert None in found or found[0] <= found[1]


@given(everything, numbers, numbers, numbers, numbers, st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_is_learnt_later_never_contradicts_a_grade(
    pick, value, low, high, before, worse
):
    version, name = pick
    facts = dict(lower_normal=low, upper_normal=high, baseline=before, worse_if=worse)
    full = grade_value(name, value, version=version, **facts).grade

    assert full is not None
    for fact in facts:
        known = {k: v for k, v in facts.items() if k != fact}
        assert grade_value(name, value, version=version, **known).grade in {None, full}


@given(st.floats(0.01, 300), st.sampled_from(["10*9/L", "10*3/uL", "/uL"]))
@settings(max_examples=30, deadline=None)
def test_the_unit_of_a_count_changes_nothing(count, unit):
    known = find_term("Platelet count decreased", "5.0")
    factor = ANALYTES[known.analyte].factors[unit]

    grade = grade_value(known.name, count / factor, unit=unit, lower_normal=150 / factor)
    assert grade.grade == grade_value(known.name, count, lower_normal=150).grade
