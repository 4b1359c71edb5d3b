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


ULN, LLN = {"upper_normal": 40.0}, {"lower_normal": 40.0}

# term, what is known, then for each grade the last value without it and a first one with it
PRINTED = [
    ("Anemia", {"lower_normal": 120}, {1: (120, 119), 2: (100, 99.9), 3: (80, 79.9)}),
    ("Leukocytosis", {}, {3: (100, 100.1)}),
    (
        "White blood cell decreased",
        {"lower_normal": 4},
        {1: (4, 3.9), 2: (3, 2.99), 3: (2, 1.99), 4: (1, 0.99)},
    ),
    (
        "CD4 lymphocytes decreased",
        {"lower_normal": 0.6},
        {1: (0.6, 0.59), 2: (0.5, 0.499), 3: (0.2, 0.199), 4: (0.05, 0.0499)},
    ),
    (
        "Lymphocyte count decreased",
        {"lower_normal": 1},
        {1: (1, 0.99), 2: (0.8, 0.79), 3: (0.5, 0.49), 4: (0.2, 0.19)},
    ),
    ("Lymphocyte count increased", {}, {2: (4, 4.1), 3: (20, 20.1)}),
    (
        "Hemoglobin increased",
        {"upper_normal": 160},
        {1: (160, 161), 2: (180, 180.1), 3: (200, 200.1)},
    ),
    ("Haptoglobin decreased", LLN, {1: (40, 39)}),
    ("Blood lactate dehydrogenase increased", ULN, {1: (40, 41)}),
    ("CPK increased", ULN, {1: (40, 41), 2: (100, 101), 3: (200, 201), 4: (400, 401)}),
    (
        "Activated partial thromboplastin time prolonged",
        ULN,
        {1: (40, 41), 2: (60, 61), 3: (100, 101)},
    ),
    ("INR increased", {}, {1: (1.2, 1.21), 2: (1.5, 1.51), 3: (2.5, 2.51)}),
    ("Acidosis", {"lower_normal": 7.35}, {1: (7.35, 7.34), 3: (7.3, 7.29)}),
    ("Alkalosis", {"upper_normal": 7.45}, {1: (7.45, 7.46), 3: (7.5, 7.51)}),
    (
        "Hypercalcemia",
        {"upper_normal": 2.6},
        {1: (2.6, 2.61), 2: (2.9, 2.91), 3: (3.1, 3.11), 4: (3.4, 3.41)},
    ),
    (
        "Hypercalcemia (Ionized)",
        {"upper_normal": 1.3},
        {1: (1.3, 1.31), 2: (1.5, 1.51), 3: (1.6, 1.61), 4: (1.8, 1.81)},
    ),
    (
        "Hypocalcemia",
        {"lower_normal": 2.1},
        {1: (2.1, 2.09), 2: (2, 1.99), 3: (1.75, 1.74), 4: (1.5, 1.49)},
    ),
    (
        "Hypocalcemia (Ionized)",
        {"lower_normal": 1.1},
        {1: (1.1, 1.09), 2: (1, 0.99), 3: (0.9, 0.89), 4: (0.8, 0.79)},
    ),
    (
        "Hyperkalemia",
        {"upper_normal": 5},
        {1: (5, 5.1), 2: (5.5, 5.51), 3: (6, 6.01), 4: (7, 7.01)},
    ),
    (
        "Hypernatremia",
        {"upper_normal": 145},
        {1: (145, 146), 2: (150, 150.1), 3: (155, 155.1), 4: (160, 160.1)},
    ),
    (
        "Hypermagnesemia",
        {"upper_normal": 1},
        {1: (1, 1.01), 3: (1.23, 1.24), 4: (3.3, 3.31)},
    ),
    (
        "Hypomagnesemia",
        {"lower_normal": 0.7},
        {1: (0.7, 0.69), 2: (0.5, 0.49), 3: (0.4, 0.39), 4: (0.3, 0.29)},
    ),
    (
        "Hypoglycemia",
        {"lower_normal": 3.9},
        {1: (3.9, 3.8), 2: (3, 2.9), 3: (2.2, 2.19), 4: (1.7, 1.69)},
    ),
    (
        "Hypertriglyceridemia",
        {},
        {1: (1.71, 1.72), 2: (3.42, 3.43), 3: (5.7, 5.71), 4: (11.4, 11.41)},
    ),
    (
        "Cholesterol high",
        {"upper_normal": 5},
        {1: (5, 5.1), 2: (7.75, 7.76), 3: (10.34, 10.35), 4: (12.92, 12.925)},
    ),
    ("Hypoalbuminemia", {"lower_normal": 35}, {1: (35, 34), 2: (30, 29.9), 3: (20, 19.9)}),
    (
        "Creatinine increased",
        {**ULN, "baseline": 300},
        {1: (40, 41), 2: (60, 61), 3: (120, 121), 4: (240, 241)},
    ),
    (
        "Hypokalemia",
        {"lower_normal": 3.5, "worse_if": False},
        {1: (3.5, 3.4), 3: (3, 2.99), 4: (2.5, 2.49)},
    ),
    (
        "Hypokalemia",
        {"lower_normal": 3.5, "worse_if": True},
        {2: (3.5, 3.4), 3: (3, 2.99), 4: (2.5, 2.49)},
    ),
    (
        "Hyponatremia",
        {"lower_normal": 135, "worse_if": False},
        {1: (135, 134), 2: (130, 129), 3: (125, 124), 4: (120, 119)},
    ),
    (
        "Hyponatremia",
        {"lower_normal": 135, "worse_if": True},
        {1: (135, 134), 3: (130, 129), 4: (120, 119)},
    ),
    (
        "Lipase increased",
        {**ULN, "worse_if": False},
        {1: (40, 41), 2: (60, 61), 3: (200, 201)},
    ),
    (
        "Serum amylase increased",
        {**ULN, "worse_if": True},
        {1: (40, 41), 2: (60, 61), 3: (80, 81), 4: (200, 201)},
    ),
    ("Hyperuricemia", {**ULN, "worse_if": True}, {3: (40, 41)}),
    ("Fever", {"worse_if": False}, {1: (37.9, 38), 2: (39, 39.1), 3: (40, 40.1)}),
    ("Fever", {"worse_if": True}, {1: (37.9, 38), 2: (39, 39.1), 4: (40, 40.1)}),
]


@pytest.mark.parametrize(("term", "given", "bounds"), PRINTED)
def test_a_term_has_the_printed_bounds(term, given, bounds):
    before = 0
    for grade, (without, with_it) in bounds.items():
        assert grades(term, (without, with_it), **given) == [before, grade]
        before = grade


ENZYMES = [
    ("Alanine aminotransferase increased", (1, 3, 5, 20), (1.5, 3, 5, 20)),
    ("Aspartate aminotransferase increased", (1, 3, 5, 20), (1.5, 3, 5, 20)),
    ("Alkaline phosphatase increased", (1, 2.5, 5, 20), (2, 2.5, 5, 20)),
    ("GGT increased", (1, 2.5, 5, 20), (2, 2.5, 5, 20)),
    ("Blood bilirubin increased", (1, 1.5, 3, 10), (1, 1.5, 3, 10)),
]


@pytest.mark.parametrize(("term", "normal", "abnormal"), ENZYMES)
def test_enzymes_are_graded_in_multiples(term, normal, abnormal):
    for before, multiples in ((40, normal), (100, abnormal)):
        of = 40 if before == 40 else before
        for grade, multiple in enumerate(multiples, 1):
            bound = multiple * of
            known = {"upper_normal": 40, "baseline": before}
            closed = multiple > 1 and grade == 1  # printed "1.5 - 3.0 x baseline"
            expected = [grade - 1, grade if closed else grade - 1, grade]
            assert grades(term, (0.99 * bound, bound, 1.01 * bound), **known) == expected


@pytest.mark.parametrize(
    ("term", "normal", "abnormal"),
    [
        ("Alanine aminotransferase increased", (1, 3, 5, 20), (1, 1.5, 2, 4)),
        ("Aspartate aminotransferase increased", (1, 3, 5, 20), (1, 1.5, 2, 4)),
        ("GGT increased", (1, 2.5, 5, 20), (1, 1.5, 3, 10)),
        ("Blood bilirubin increased", (1, 1.5, 3, 10), (1, 1.5, 2.5, 10)),
    ],
)
def test_version_6_has_multiples_of_its_own(term, normal, abnormal):
    for before, multiples in ((40, normal), (100, abnormal)):
        for grade, multiple in enumerate(multiples, 1):
            bound = multiple * before
            known = {"upper_normal": 40, "baseline": before, "version": "6.0"}
            closed = before == 100 and grade == 1
            expected = [grade - 1, grade if closed else grade - 1, grade]
            assert grades(term, (0.99 * bound, bound, 1.01 * bound), **known) == expected


@pytest.mark.parametrize(
    ("term", "given", "bounds"),
    [
        ("Alkaline phosphatase increased", {**ULN, "baseline": 60}, {1: (60, 61)}),
        ("Alkaline phosphatase increased", {**ULN, "baseline": 30}, {1: (40, 900)}),
        (
            "Creatinine increased",
            {**ULN, "lower_normal": 20, "baseline": 10},
            {2: (15, 15.1), 3: (30, 30.1), 4: (240, 241)},
        ),
        (
            "Creatinine increased",
            {**ULN, "lower_normal": 20, "baseline": 20},
            {1: (40, 41), 2: (60, 61)},
        ),
        (
            "Lipase increased",
            {**ULN, "worse_if": True},
            {1: (40, 41), 2: (60, 61), 3: (120, 121), 4: (200, 201)},
        ),
        ("Creatinine clearance decreased", {}, {2: (50, 49), 3: (26, 25)}),
        ("Hyperglycemia", {}, {3: (13.9, 14), 4: (27.8, 27.9)}),
        (
            "Hyperglycemia (Fasting)",
            {"upper_normal": 5.6},
            {1: (5.6, 5.7), 2: (8.9, 9), 3: (13.9, 14), 4: (27.8, 27.9)},
        ),
        ("HDL decreased", LLN, {1: (40, 39)}),
        ("LDL increased", ULN, {1: (40, 41)}),
    ],
)
def test_version_6_has_bounds_of_its_own(term, given, bounds):
    before = 0
    for grade, (without, with_it) in bounds.items():
        found = grades(term, (without, with_it), version="6.0", **given)
        assert found == [before, grade]
        before = grade


SAME_IN_6 = {
    *("Anemia", "Leukocytosis", "White blood cell decreased", "CPK increased", "Acidosis"),
    *("Alkalosis", "INR increased", "Hypoalbuminemia", "Cholesterol high"),
    *("Hyperkalemia", "Hypokalemia", "Hypernatremia", "Hyponatremia", "Hyperuricemia"),
    *("Hypermagnesemia", "Hypomagnesemia", "Hypoglycemia", "Hypertriglyceridemia"),
    *("Hypercalcemia", "Hypocalcemia", "Hypercalcemia (Ionized)", "Hypocalcemia (Ionized)"),
    *("CD4 lymphocytes decreased", "Lymphocyte count increased", "Serum amylase increased"),
    *("Hemoglobin increased", "Haptoglobin decreased", "Lymphocyte count decreased"),
    *("Blood lactate dehydrogenase increased", "Fibrinogen decreased"),
    "Activated partial thromboplastin time prolonged",
}


@pytest.mark.parametrize("name", sorted(SAME_IN_6))
def test_most_terms_did_not_change_in_version_6(name):
    assert list_terms("6.0")[name] == list_terms("5.0")[name]


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
