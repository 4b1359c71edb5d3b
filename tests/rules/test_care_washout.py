"""Washout before leukapheresis: the limit is included."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules.care.eligibility import (
    check_washouts,
    drug_class,
    washout_days,
    washout_end,
    washout_met,
)
from cartwin.study import Origin, Study


NEEDED = {
    "hydroxychloroquine": 0, "mmf": 14, "azathioprine": 14, "ciclosporin": 14,
    "tacrolimus": 14, "sirolimus": 14, "tofacitinib": 14, "JAK inhibitors": 14,
    "CNI": 14, "mTOR": 14, "cyclophosphamide": 21, "methotrexate": 21, "bortezomib": 21,
    "proteasome inhibitor": 21, "belimumab": 7, "rituximab": 7, "anti-CD20": 7,
    "tocilizumab": 30, "anti-cytokine mAb": 30, "natalizumab": 42, "dimethyl fumarate": 42,
    "fingolimod": 42, "alemtuzumab": 42, "daratumumab": 42, "ATG": 42, "cladribine": 180,
}  # fmt: skip


@pytest.mark.parametrize(("drug", "days"), NEEDED.items())
def test_the_table_of_washouts(drug, days):
    assert washout_days(drug) == days
    assert washout_met(drug, days)
    assert days == 0 or not washout_met(drug, days - 1)


@pytest.mark.parametrize(
    ("drug", "dose", "days", "met"),
    [
        ("prednisone", 10, 0, True),
        ("prednisone", 10.1, 6, False),
        ("prednisone", 10.1, 7, True),
        ("prednisolone", None, 6, False),
        ("prednisolone", 10, 0, True),
        ("prednisolone", 10.1, 0, False),
        ("methylprednisolone", 8, 0, True),
        ("methylprednisolone", 8.1, 0, False),
        ("dexamethasone", 1.6, 0, False),
        ("dexamethasone", 1.4, 0, True),
        ("hydrocortisone", 40, 0, True),
        ("hydrocortisone", 41, 0, False),
    ],
)
def test_of_a_steroid_the_dose_decides(drug, dose, days, met):
    assert washout_met(drug, days, dose=dose) is met


def test_months_follow_the_calendar_where_the_date_is_known():
    assert washout_end("cladribine", date(2024, 8, 31)) == date(2025, 2, 28)
    assert washout_end("tocilizumab", date(2024, 1, 31)) == date(2024, 2, 29)
    assert washout_end("daratumumab", date(2024, 1, 31)) == date(2024, 3, 13)


def test_an_unknown_drug_is_named_and_not_passed():
    with pytest.raises(ValueError, match=r"no washout is known for 'aspirin'"):
        washout_met("aspirin", 1000)
    assert drug_class("aspirin") is None


@given(st.sampled_from(sorted(NEEDED)), st.integers(0, 400), st.integers(0, 100))
def test_waiting_longer_never_breaks_a_washout(drug, days, more):
    assert washout_met(drug, days) <= washout_met(drug, days + more)


def study(treatments, collected=None):
    steps = pl.DataFrame(
        {"patient": ["A"], "milestone": ["leukapheresis"], "day": [collected]}
    )
    tables = {"treatments": treatments, "patients": pl.DataFrame({"patient": ["A"]})}
    if collected is not None:
        tables["milestones"] = steps
    return Study(name="s", title="S", origin=Origin.REAL, disease="itp", tables=tables)


def given_drugs(*rows):
    return pl.DataFrame(
        rows, schema=["patient", "day", "drug", "amount", "unit", "purpose"], orient="row"
    )


def test_each_class_is_judged_by_its_last_dose_before_leukapheresis():
    drugs = given_drugs(
        ("A", -90.0, "daratumumab", 800.0, "mg", "rescue"),
        ("A", -60.0, "daratumumab", 800.0, "mg", "rescue"),
        ("A", -41.0, "rituximab", 375.0, "mg/m2", None),
        ("A", 270.0, "daratumumab", 800.0, "mg", "rescue"),
        ("A", -5.0, "cyclophosphamide", 300.0, "mg/m2", "lymphodepletion"),
        ("A", -45.0, "aspirin", 100.0, "mg", "concomitant"),
    )

    rows = check_washouts(study(drugs, collected=-34.0)).rows()

    assert rows == [
        ("A", "anti_cd20", "met", 7.0, 7.0, -34.0, "7 of 7 days without"),
        ("A", "daratumumab", "failed", 42.0, 26.0, -18.0, "26 of 42 days without"),
    ]


def test_steroids_of_one_day_are_added_up():
    drugs = given_drugs(
        ("A", -36.0, "prednisone", 5.0, "mg", "concomitant"),
        ("A", -36.0, "methylprednisolone", 8.0, "mg", "concomitant"),
        ("A", -35.0, "prednisone", 10.0, "mg", "concomitant"),
        ("A", -35.0, "prednisolone", 1.0, "mg/kg", "concomitant"),
    )

    rows = check_washouts(study(drugs, collected=-30.0)).rows()

    assert rows == [("A", "steroid", "failed", 7.0, 6.0, -29.0, "6 of 7 days without")]


def test_without_leukapheresis_the_start_of_therapy_stands_for_it():
    drugs = given_drugs(
        ("A", -20.0, "methotrexate", 15.0, "mg", None),
        ("A", -5.0, "fludarabine", 30.0, "mg/m2", "lymphodepletion"),
    )

    (row,) = check_washouts(study(drugs)).rows(named=True)

    assert (row["verdict"], row["days_without"]) == ("failed", 15.0)


def test_of_two_collections_the_first_is_judged():
    drugs = given_drugs(("A", -40.0, "methotrexate", 15.0, "mg", None))
    steps = pl.DataFrame(
        {"patient": ["A", "A"], "milestone": ["leukapheresis"] * 2, "day": [-15.0, -30.0]}
    )

    (row,) = check_washouts(study(drugs).with_tables(milestones=steps)).rows(named=True)

    assert (row["verdict"], row["days_without"]) == ("failed", 10.0)


@pytest.mark.parametrize(
    ("drug", "dose", "rows"), [("dexamethasone", 2.0, 1), ("hydrocortisone", 40.0, 0)]
)
def test_steroids_of_the_record_count_as_prednisone(drug, dose, rows):
    drugs = given_drugs(("A", -35.0, drug, dose, "mg", "concomitant"))

    assert check_washouts(study(drugs, collected=-30.0)).height == rows
