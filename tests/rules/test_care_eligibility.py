"""Eligibility: three answers, all reasons, and the day on which time alone will do."""

import re
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from cartwin.errors import DataError
from cartwin.parameters import Certainty
from cartwin.rules.care import ELIGIBILITY_CRITERIA, Verdict
from cartwin.rules.care.eligibility import (
    INPUTS,
    check_eligibility,
    clauses_of,
    decide,
    eligibility_of,
    evaluate_clauses,
    inputs_of,
)
from cartwin.study import Origin, Study, open_study


ITP, BIOLOGIC, FITNESS = "nct06352281", "itp-biologic-trials", "ebmt-2024-fitness"


def verdict_of(criterion, clause, **answers):
    found = check_eligibility(criterion, answers)
    return next(str(c.verdict) for c in found.clauses if c.criterion == clause)


STEROIDS = {"on_steroids": 1, "steroid_dose": 0.5, "steroid_stable_days": 28}
COUNTS = {"platelets": 29, "platelets_before": 29}


@pytest.mark.parametrize(
    ("criterion", "clause", "answers", "expected"),
    [
        (ITP, "age", {"age": 8}, "met"),
        (ITP, "age", {"age": 7.99}, "failed"),
        (ITP, "age", {"age": 75}, "met"),
        (ITP, "age", {"age": 75.01}, "failed"),
        (ITP, "chronic_or_refractory", {"disease_months": 12, "refractory": 0}, "failed"),
        (ITP, "chronic_or_refractory", {"disease_months": 12}, "unknown"),
        (ITP, "chronic_or_refractory", {"disease_months": 12.1}, "met"),
        (ITP, "chronic_or_refractory", {"refractory": 1}, "met"),
        (ITP, "platelets", {"platelets": 30}, "failed"),
        (ITP, "platelets", {"platelets": 29.9}, "met"),
        (ITP, "stable_steroids", {"on_steroids": 0}, "met"),
        (ITP, "stable_steroids", {"on_steroids": 1, "steroid_stable_days": 13}, "failed"),
        (ITP, "stable_steroids", {"on_steroids": 1, "steroid_stable_days": 14}, "met"),
        (ITP, "contraception", {"contraception": 0}, "failed"),
        (ITP, "laboratory", {"significant_laboratory": 1}, "failed"),
        (ITP, "consent", {"consent": 0}, "failed"),
        (ITP, "no_other_cause", {"other_cause": 1}, "failed"),
        (ITP, "no_preventive_splenectomy", {"preventive_splenectomy": 1}, "failed"),
        (ITP, "no_haemostatic_disorder", {"haemostatic_disorder": 1}, "failed"),
        (ITP, "no_other_blood_disease", {"other_blood_disease": 1}, "failed"),
        (ITP, "no_cancer", {"cancer": 1}, "failed"),
        (ITP, "no_organ_failure", {"organ_failure": 1}, "failed"),
        (ITP, "no_thrombosis", {"thrombosis": 1}, "failed"),
        (ITP, "no_antithrombotic", {"antithrombotic": 1}, "failed"),
        (ITP, "no_other_trial", {"in_other_trial": 1, "days_since_trial": 27}, "failed"),
        (ITP, "no_other_trial", {"in_other_trial": 1, "days_since_trial": 28}, "met"),
        (BIOLOGIC, "two_counts", {**COUNTS, "days_between_counts": 7}, "met"),
        (BIOLOGIC, "two_counts", {**COUNTS, "days_between_counts": 6}, "unknown"),
        (BIOLOGIC, "two_counts",
         {**COUNTS, "days_between_counts": 1, "platelets_highest": 35}, "met"),
        (BIOLOGIC, "two_counts",
         {**COUNTS, "days_between_counts": 6, "platelets_highest": 36}, "failed"),
        (BIOLOGIC, "two_counts", {**COUNTS, "days_between_counts": 0.5}, "failed"),
        (BIOLOGIC, "two_counts", {"platelets": 29, "platelets_before": 30}, "failed"),
        (BIOLOGIC, "two_counts", {"platelets": 30, "platelets_before": 29}, "failed"),
        (BIOLOGIC, "steroids", STEROIDS, "met"),
        (BIOLOGIC, "steroids", {**STEROIDS, "steroid_dose": 0.51}, "failed"),
        (BIOLOGIC, "steroids", {**STEROIDS, "steroid_stable_days": 27}, "failed"),
        (BIOLOGIC, "immunosuppressants",
         {"had_immunosuppressant": 1, "days_since_immunosuppressant": 27}, "failed"),
        (BIOLOGIC, "immunosuppressants",
         {"had_immunosuppressant": 1, "days_since_immunosuppressant": 28}, "met"),
        (BIOLOGIC, "rituximab",
         {"had_rituximab": 1, "months_since_rituximab": 6}, "failed"),
        (BIOLOGIC, "rituximab", {"months_since_rituximab": 6.1}, "met"),
        (BIOLOGIC, "splenectomy",
         {"had_splenectomy": 1, "months_since_splenectomy": 6}, "failed"),
        (BIOLOGIC, "splenectomy", {"months_since_splenectomy": 7}, "met"),
        (BIOLOGIC, "rescue", {"had_rescue": 1, "days_since_rescue": 13}, "failed"),
        (BIOLOGIC, "rescue", {"had_rescue": 1, "days_since_rescue": 14}, "met"),
        (BIOLOGIC, "alt", {"alt_uln": 1.5}, "failed"),
        (BIOLOGIC, "alt", {"alt_uln": 1.49}, "met"),
        (BIOLOGIC, "ast", {"ast_uln": 1.5}, "failed"),
        (BIOLOGIC, "bilirubin", {"bilirubin_uln": 1.5}, "failed"),
        (BIOLOGIC, "creatinine", {"creatinine_uln": 1.5}, "failed"),
        (BIOLOGIC, "ecog", {"ecog": 2}, "met"),
        (BIOLOGIC, "ecog", {"ecog": 3}, "failed"),
        (BIOLOGIC, "nyha", {"nyha": 2}, "met"),
        (BIOLOGIC, "nyha", {"nyha": 3}, "failed"),
        ("car-t-sle", "classified", {"sle_criteria_2019": 0}, "failed"),
        ("car-t-sle", "autoantibody", {"autoantibody_positive": 0}, "failed"),
        ("car-t-sle", "active", {"bilag_a": 0, "bilag_b": 1, "sledai": 7}, "failed"),
        ("car-t-sle", "active", {"bilag_a": 1}, "met"),
        ("car-t-sle", "active", {"bilag_b": 2}, "met"),
        ("car-t-sle", "active", {"sledai": 8}, "met"),
        ("car-t-sle", "failed_drugs", {"failed_immunosuppressants": 1}, "failed"),
        ("car-t-sle", "failed_drugs", {"failed_immunosuppressants": 2}, "met"),
        ("car-t-sle", "kidney", {"egfr": 30}, "failed"),
        ("car-t-sle", "heart", {"ejection_fraction": 30}, "failed"),
        ("car-t-sle", "vital_capacity", {"fvc_predicted": 30}, "failed"),
        ("car-t-sle", "diffusion", {"dlco_predicted": 30.1}, "met"),
        ("car-t-sle", "diffusion", {"dlco_predicted": 30}, "failed"),
        ("car-t-sle", "liver", {"child_pugh_c": 1}, "failed"),
        ("car-t-sle", "no_infection", {"active_infection": 1}, "failed"),
        ("car-t-ssc", "classified", {"ssc_criteria_2013": 0}, "failed"),
        ("car-t-ssc", "active", {"mrss": 15, "disease_months": 60}, "met"),
        ("car-t-ssc", "active",
         {"mrss": 15, "disease_months": 61, "progressive_ild": 0}, "failed"),
        ("car-t-ssc", "active",
         {"mrss": 14, "disease_months": 60, "progressive_ild": 0}, "failed"),
        ("car-t-ssc", "active", {"progressive_ild": 1}, "met"),
        ("car-t-iim", "classified", {"iim_criteria_2017": 0}, "failed"),
        ("castle", "disease", {"is_sle": 0, "is_ssc": 0, "is_iim": 0}, "failed"),
        ("castle", "disease", {"is_ssc": 1}, "met"),
        ("castle", "immunosuppressants", {"on_immunosuppressant": 1}, "failed"),
        ("aha-template", "factor_viii", {"factor_viii": 50}, "failed"),
        ("aha-template", "factor_viii", {"factor_viii": 49}, "met"),
        ("aha-template", "inhibitor", {"inhibitor": 0.6}, "met"),
        ("aha-template", "inhibitor", {"inhibitor": 0.59}, "failed"),
        ("aha-template", "bleeding_controlled", {"bleeding_controlled": 0}, "failed"),
        ("aha-template", "emicizumab_recorded", {"on_emicizumab": 1}, "met"),
        ("aha-template", "emicizumab_recorded", {"on_emicizumab": 0}, "met"),
        ("aha-template", "emicizumab_recorded", {}, "unknown"),
        (FITNESS, "performance", {"ecog": 1}, "met"),
        (FITNESS, "performance", {"ecog": 2}, "unknown"),
        (FITNESS, "performance", {"ecog": 2, "karnofsky": 60, "lansky": 60}, "failed"),
        (FITNESS, "performance", {"karnofsky": 61}, "met"),
        (FITNESS, "performance", {"lansky": 61}, "met"),
        (FITNESS, "oxygen", {"oxygen_saturation": 92}, "met"),
        (FITNESS, "oxygen", {"oxygen_saturation": 91}, "failed"),
        (FITNESS, "bilirubin", {"bilirubin": 34}, "failed"),
        (FITNESS, "bilirubin", {"bilirubin": 33.9}, "met"),
        (FITNESS, "product_on_site", {"product_on_site": 0}, "failed"),
        (FITNESS, "no_fever", {"had_fever": 1, "days_since_fever": 1.9}, "failed"),
        (FITNESS, "no_fever", {"had_fever": 1, "days_since_fever": 2}, "met"),
    ],
)  # fmt: skip
def test_boundaries_of_every_clause(criterion, clause, answers, expected):
    assert verdict_of(criterion, clause, **answers) == expected


def test_every_reason_is_reported_and_not_only_the_first():
    answers = {"age": 7, "disease_months": 24, "platelets": 40, "pregnant": True}

    found = check_eligibility(ITP, answers)

    assert [c.reason for c in found.failed] == ["age", "platelets", "pregnant"]
    assert found.verdict == Verdict.FAILED
    assert "clinicaltrials.gov nct06352281" in found.citation.lower()


def test_unknown_is_not_failed():
    found = check_eligibility(ITP, {"age": 30, "consent": None})

    assert found.failed == ()
    assert found.verdict == Verdict.UNKNOWN
    assert len(found.unknown) == 17
    assert found.clauses[1].why == "not recorded: disease_months, refractory"


def test_all_met_is_eligible():
    calm = ("significant_laboratory", "on_steroids", "in_other_trial")
    flags = {i for clause in clauses_of(ITP)[7:17] for i in clause.inputs}
    answers = {"age": 30, "refractory": 1, "platelets": 9, "contraception": 1, "consent": 1}

    found = check_eligibility(ITP, {**dict.fromkeys({*flags, *calm}, 0), **answers})

    assert found.verdict == Verdict.MET


def test_the_first_date_is_that_on_which_the_last_of_the_failed_passes():
    answers = {
        "age": date(2016, 3, 1),  # 8 years old on 1 March 2024
        "disease_months": date(2023, 5, 31),  # more than 12 months on 1 June 2024
        "refractory": 0,
    }

    found = check_eligibility(ITP, answers, on=date(2024, 2, 20))

    assert [str(c.first_date) for c in found.failed] == ["2024-03-01", "2024-06-01"]
    assert found.first_date == date(2024, 6, 1)


def test_on_its_first_date_a_clause_passes_and_not_a_day_before():
    answers = {"disease_months": date(2023, 8, 31), "refractory": 0}
    first = check_eligibility(ITP, answers, on=date(2024, 1, 1)).failed[0].first_date

    before = check_eligibility(ITP, answers, on=first - timedelta(days=1))
    assert [c.reason for c in before.failed] == ["not chronic or refractory"]
    assert check_eligibility(ITP, answers, on=first).failed == ()


@settings(max_examples=40, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2020, 1, 1)), st.integers(0, 500))
def test_waiting_by_the_calendar_always_ends_at_the_first_passing_day(diagnosis, days):
    answers = {"disease_months": diagnosis, "refractory": 0}
    on = diagnosis + timedelta(days=days)
    failed = check_eligibility(ITP, answers, on=on).failed

    if failed:
        first = failed[0].first_date
        assert first > on
        assert check_eligibility(ITP, answers, on=first).failed == ()
        assert check_eligibility(ITP, answers, on=first - timedelta(days=1)).failed
    else:
        assert days >= 365


def test_waiting_without_dates_counts_mean_months_in_whole_days():
    answers = {"disease_months": 11, "refractory": 0, "age": 7.9}

    found = check_eligibility(ITP, answers)

    assert [c.first_day for c in found.failed] == [37.0, 31.0]
    assert [c.first_date for c in found.failed] == [None, None]


def test_what_time_does_not_heal_has_no_first_day():
    found = check_eligibility(ITP, {"platelets": 40, "age": 80}, on=date(2024, 1, 1))

    assert [c.first_day for c in found.failed] == [None, None]
    assert found.first_date is None


def test_a_way_that_waits_is_not_hidden_by_one_that_cannot():
    answers = {"in_other_trial": 1, "days_since_trial": 20}

    (failed,) = check_eligibility(ITP, answers, on=date(2024, 1, 1)).failed

    assert (failed.first_day, failed.first_date) == (8.0, date(2024, 1, 9))
    assert failed.expected == "in_other_trial == 0 or days_since_trial >= 28 d"
    assert failed.evidence == "in_other_trial=1; days_since_trial=20"


def test_a_way_that_needs_more_than_time_has_no_first_day():
    answers = {**STEROIDS, "steroid_dose": 1, "steroid_stable_days": 3}

    (failed,) = check_eligibility(BIOLOGIC, answers).failed

    assert failed.first_day is None


def test_what_nobody_knows_is_named():
    with pytest.raises(
        DataError, match=r"unknown input 'plateletes' \(did you mean platelets\?\)"
    ):
        check_eligibility(ITP, {"plateletes": 9})


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"age": date(2000, 1, 1)}, "or `on`, the day asked about"),
        ({"platelets": date(2000, 1, 1)}, "expected a number"),
    ],
)
def test_a_date_needs_a_day_to_count_to(answers, message):
    with pytest.raises(DataError, match=re.escape(message)):
        check_eligibility(ITP, answers)


def test_a_value_below_its_limit_decides_where_it_can():
    frame = pl.DataFrame(
        {
            "patient": ["A", "B", "C", "D"],
            "platelets": [10.0, 30.0, 40.0, 30.0],
            "platelets_limit": ["below", "below", "below", "above"],
        }
    )

    rows = evaluate_clauses(frame, ITP).filter(criterion="platelets")

    assert rows["verdict"].to_list() == ["met", "met", "unknown", "failed"]
    assert rows["evidence"].to_list() == [
        "platelets=<10", "platelets=<30", "platelets=<40", "platelets=>30",
    ]  # fmt: skip


def test_a_lower_bound_decides_a_test_from_below():
    frame = pl.DataFrame(
        {"patient": ["A", "B"], "inhibitor": [0.6, 0.6],
         "inhibitor_limit": ["below", "above"]}
    )  # fmt: skip

    rows = evaluate_clauses(frame, "aha-template").filter(criterion="inhibitor")

    assert rows["verdict"].to_list() == ["failed", "met"]


numbers = st.none() | st.floats(0, 200)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(ELIGIBILITY_CRITERIA),
    st.dictionaries(st.sampled_from(sorted(INPUTS)), numbers),
    st.sampled_from(sorted(INPUTS)),
    st.floats(0, 200),
)
def test_knowing_more_never_turns_an_answer_over(criterion, answers, name, value):
    before = check_eligibility(criterion, {**answers, name: None}).clauses
    after = check_eligibility(criterion, {**answers, name: value}).clauses

    for old, new in zip(before, after, strict=True):
        assert old.verdict in {Verdict.UNKNOWN, new.verdict}


@pytest.mark.parametrize("criterion", ELIGIBILITY_CRITERIA)
def test_every_clause_has_input_comparison_citation_and_certainty(criterion):
    clauses = clauses_of(criterion)

    assert len(clauses) >= 5
    for clause in clauses:
        assert clause.kind in {"include", "exclude"}
        assert clause.reason
        assert set(clause.inputs) <= set(INPUTS)
        assert len(clause.citation) > 15
        assert isinstance(clause.certainty, Certainty)


def study(**tables):
    return Study(name="s", title="S", origin=Origin.REAL, disease="itp", tables=tables)


def record():
    return study(
        patients=pl.DataFrame(
            {"patient": ["B", "A"], "age": [30.0, 7.0], "disease_duration": [2.0, 0.5]}
        ),
        observations=pl.DataFrame(
            {
                "patient": ["A", "A", "A", "A", "B"],
                "day": [-20.0, -6.0, -13.0, 10.0, -6.0],
                "analyte": ["PLAT", "PLAT", "PLAT", "PLAT", "ALT"],
                "value": [50.0, 12.0, 25.0, 300.0, 90.0],
                "censoring": ["none"] * 5,
                "upper_normal": [None, None, None, None, 45.0],
            }
        ),
        treatments=pl.DataFrame(
            {
                "patient": ["A", "A", "A", "B"],
                "day": [-5.0, -35.0, -60.0, -5.0],
                "drug": ["fludarabine", "rituximab", "rituximab", "cyclophosphamide"],
                "purpose": ["lymphodepletion", "concomitant", None, "lymphodepletion"],
            }
        ),
        assessments=pl.DataFrame(
            {
                "patient": ["A", "A", "A", "A", "B"],
                "day": [-30.0, -8.0, 5.0, -8.0, -8.0],
                "instrument": ["ELIGIBILITY"] * 4 + ["OTHER"],
                "item": ["refractory", "refractory", "refractory", "consent", "consent"],
                "value": [0.0, 1.0, 0.0, None, 1.0],
                "text": [None, None, None, "Yes", None],
            }
        ),
    )


def test_inputs_come_from_the_record_as_it_stood_before_therapy():
    found = inputs_of(record(), BIOLOGIC).row(0, named=True)

    assert found["patient"] == "A"
    assert (found["platelets"], found["platelets_before"]) == (12.0, 25.0)
    assert found["days_between_counts"] == 7.0
    assert found["months_since_rituximab"] == pytest.approx(30 / (365.25 / 12))
    assert found["days_since_immunosuppressant"] is None


def test_a_liver_value_is_compared_with_its_own_limit_of_normal():
    found = inputs_of(record(), BIOLOGIC).row(1, named=True)

    assert found["alt_uln"] == 2.0
    assert found["days_since_immunosuppressant"] is None  # lymphodepletion is none


def test_the_latest_answer_before_therapy_goes_first():
    found = inputs_of(record(), ITP).row(0, named=True)

    assert (found["refractory"], found["consent"]) == (1.0, 1.0)
    assert (found["age"], found["disease_months"]) == (7.0, 6.0)


def test_an_answer_goes_before_what_is_derived():
    typed = pl.DataFrame(
        {"patient": ["A"], "day": [-9.0], "instrument": ["ELIGIBILITY"], "item": ["age"],
         "value": [9.0]}
    )  # fmt: skip

    found = inputs_of(record().with_tables(assessments=typed), ITP)

    assert found["age"].to_list() == [9.0, 30.0]


def test_every_patient_gets_every_clause_in_order():
    rows = eligibility_of(record(), ITP)

    names = [c.name for c in clauses_of(ITP)]
    assert rows["patient"].to_list() == ["A"] * 18 + ["B"] * 18
    assert rows["criterion"].to_list() == names * 2
    assert rows.filter(patient="A", verdict="failed")["reason"].to_list() == ["age"]


def test_the_decision_lists_all_that_failed():
    rows = eligibility_of(record(), ITP)

    a, b = decide(rows).iter_rows(named=True)
    assert (a["verdict"], a["reason"], a["first_day"]) == ("failed", "age", 366.0)
    assert (b["verdict"], b["reason"], b["first_day"]) == ("unknown", "", None)
    assert b["why"].startswith("platelets, stable_steroids")


def test_a_decision_without_hope_has_no_day():
    frame = pl.DataFrame({"patient": ["A"], "age": [7.0], "platelets": [40.0]})

    (row,) = decide(evaluate_clauses(frame, ITP)).iter_rows(named=True)

    assert (row["reason"], row["first_day"]) == ("age; platelets", None)


def test_a_record_without_patients_gives_no_rows():
    assert eligibility_of(study(), ITP).height == 0


AS_READ = {
    "nct06352281": """
        age >= 8 a and age <= 75 a
        disease_months > 12 mo or refractory == 1
        platelets < 30 10*9/L
        on_steroids == 0 or steroid_stable_days >= 14 d
        contraception == 1
        significant_laboratory == 0
        consent == 1
        other_cause == 0
        secondary_itp == 0
        preventive_splenectomy == 0
        haemostatic_disorder == 0
        other_blood_disease == 0
        cancer == 0
        organ_failure == 0
        thrombosis == 0
        pregnant == 0
        antithrombotic == 0
        in_other_trial == 0 or days_since_trial >= 28 d
    """,
    "car-t-sle": """
        sle_criteria_2019 == 1
        autoantibody_positive == 1
        bilag_a >= 1 or bilag_b >= 2 or sledai >= 8
    """,
    "car-t-ssc": """
        ssc_criteria_2013 == 1
        autoantibody_positive == 1
        mrss >= 15 and disease_months <= 60 mo or progressive_ild == 1
    """,
    "car-t-iim": """
        iim_criteria_2017 == 1
        autoantibody_positive == 1
    """,
    "castle": """
        is_sle == 1 or is_ssc == 1 or is_iim == 1
        on_immunosuppressant == 0
    """,
    "aha-template": """
        factor_viii < 50 [iU]/dL
        inhibitor >= 0.6 [beth'U]
        refractory_to_cyclophosphamide == 1
        refractory_to_rituximab == 1
        bleeding_controlled == 1
        on_emicizumab >= 0
    """,
    "itp-biologic-trials": """
        platelets < 30 10*9/L and platelets_before < 30 10*9/L
            and days_between_counts >= 7 d
            or platelets < 30 10*9/L and platelets_before < 30 10*9/L
            and days_between_counts >= 1 d and platelets_highest <= 35 10*9/L
        on_steroids == 0 or steroid_dose <= 0.5 mg/kg/d and steroid_stable_days >= 28 d
        had_immunosuppressant == 0 or days_since_immunosuppressant >= 28 d
        had_rituximab == 0 or months_since_rituximab > 6 mo
        had_splenectomy == 0 or months_since_splenectomy > 6 mo
        had_rescue == 0 or days_since_rescue >= 14 d
        alt_uln < 1.5
        ast_uln < 1.5
        bilirubin_uln < 1.5
        creatinine_uln < 1.5
        ecog <= 2
        nyha <= 2
    """,
    "ebmt-2024-fitness": """
        ecog < 2 or karnofsky > 60 or lansky > 60
        oxygen_saturation >= 92 %
        bilirubin < 34 umol/L
        product_on_site == 1
        had_fever == 0 or days_since_fever >= 2 d
    """,
}
ORGANS = """
    failed_immunosuppressants >= 2
    egfr > 30 mL/min/{1.73_m2}
    ejection_fraction > 30 %
    fvc_predicted > 30 %
    dlco_predicted > 30 %
    child_pugh_c == 0
    active_infection == 0
"""


@pytest.mark.parametrize("criterion", ELIGIBILITY_CRITERIA)
def test_criteria_as_they_were_read(criterion):
    shares = criterion.startswith(("car-t", "castle"))
    written = AS_READ[criterion] + (ORGANS if shares else "")

    found = " ".join(str(clause) for clause in clauses_of(criterion))
    assert found == " ".join(written.split())


def test_no_date_where_nothing_failed_or_one_of_two_has_none():
    on = date(2024, 1, 1)
    young = {"age": date(2017, 1, 1)}

    assert check_eligibility(ITP, {"age": 30}, on=on).first_date is None
    assert check_eligibility(ITP, young, on=on).first_date == date(2025, 1, 1)
    assert check_eligibility(ITP, {**young, "platelets": 40}, on=on).first_date is None


def test_what_the_abstracts_do_not_say_is_marked_as_assumed():
    marks = {c.name: str(c.certainty) for c in clauses_of("castle")}

    assert marks["disease"] == marks["immunosuppressants"] == "read"
    assert marks["kidney"] == "assumed"


def test_the_published_count_below_10_is_below_30():
    rows = eligibility_of(open_study("itp-nct06352281"), ITP)

    count = rows.filter(patient="P1", criterion="platelets").row(0, named=True)
    assert (count["verdict"], count["evidence"]) == ("met", "platelets=<10")
