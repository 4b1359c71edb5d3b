"""Milestones, visits, irradiated blood, follow-up to fifteen years."""

from datetime import date

import polars as pl
import pytest
from tests.rules.records import judged

from cartwin.rules.care.course import (
    check_visits,
    follow_up_contact,
    follow_up_plan,
    in_first_year_window,
    irradiated_from_to,
    late_effect_checks,
    milestone_times,
    needs_integration_analysis,
    needs_irradiation,
    vein_to_vein,
    visit_windows,
)
from cartwin.study import Origin, Study


def study(**tables):
    return Study(name="s", title="S", origin=Origin.REAL, disease="itp", tables=tables)


def test_vein_to_vein_counts_a_leap_day():
    assert vein_to_vein(date(2024, 2, 10), date(2024, 3, 3)) == 22
    assert vein_to_vein(date(2023, 2, 10), date(2023, 3, 3)) == 21
    with pytest.raises(ValueError, match="infusion 2024-01-01 is before leukapheresis"):
        vein_to_vein(date(2024, 2, 10), date(2024, 1, 1))


def test_times_between_milestones_and_scans():
    steps = pl.DataFrame(
        {
            "patient": ["A", "A", "A", "A", "A"],
            "milestone": [
                "consent",
                "leukapheresis",
                "leukapheresis",
                "release",
                "infusion",
            ],
            "day": [-50.0, -30.0, -22.0, -7.0, 0.0],
        }
    )
    scans = pl.DataFrame(
        {
            "patient": ["A"] * 4,
            "day": [-29.0, -28.0, -15.0, -8.0],
            "instrument": ["CUSTODY"] * 4,
            "item": ["receipt", "start", "harvest", "qc_release"],
        }
    )

    (row,) = milestone_times(
        study(
            patients=pl.DataFrame({"patient": ["A"]}), milestones=steps, assessments=scans
        )
    ).rows()

    assert row == ("A", 50.0, 30.0, 21.0, 13.0, None)


def test_what_is_missing_or_out_of_order_has_no_time():
    steps = pl.DataFrame(
        {
            "patient": ["A", "A", "B"],
            "milestone": ["leukapheresis", "infusion", "infusion"],
            "day": [3.0, 0.0, 0.0],
        }
    )
    patients = pl.DataFrame({"patient": ["A", "B"]})

    a, b = milestone_times(study(patients=patients, milestones=steps)).rows(named=True)

    assert a["vein_to_vein"] is None
    assert a["why"] == (
        "no day of consent; no day of release; infusion is dated before leukapheresis"
    )
    assert b["why"] == "no day of consent; no day of leukapheresis; no day of release"


@pytest.mark.parametrize(
    ("schedule", "planned", "earliest", "latest"),
    [
        ("blood", 0, 0, 0), ("blood", 14, 14, 14), ("blood", 21, 19, 23),
        ("blood", 28, 26, 30), ("blood", 60, 54, 66), ("blood", 90, 81, 99),
        ("blood", 730, 657, 803), ("kinetics", 3, 3, 3), ("kinetics", 365, 329, 401),
        ("immunity", 180, 162, 198), ("disease", 270, 243, 297),
    ],
)  # fmt: skip
def test_windows_of_visits(schedule, planned, earliest, latest):
    row = visit_windows().filter(schedule=schedule, planned=planned).row(0)

    assert row == (schedule, planned, earliest, latest)


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ("blood", [*range(15), 21, 28, 60, 90, 180, 270, 365, 548, 730]),
        ("kinetics", [0, 3, 7, 10, 14, 21, 28, 60, 90, 180, 270, 365]),
        ("immunity", [0, 14, 28, 60, 90, 180, 270, 365]),
        ("disease", [0, 28, 90, 180, 270, 365]),
    ],
)
def test_days_of_visits(schedule, days):
    assert visit_windows().filter(schedule=schedule)["planned"].to_list() == days


def test_windows_of_one_schedule_never_meet():
    for _, windows in visit_windows().group_by("schedule"):
        later = windows.sort("planned")

        assert (later["earliest"] > later["latest"].shift(1)).drop_nulls().all()


def measured(analyte, *days, follow_up=None, patient="A"):
    rows = pl.DataFrame(
        {
            "patient": patient, "day": [float(d) for d in days], "analyte": analyte,
            "value": 1.0, "censoring": "none",
        }
    )  # fmt: skip
    patients = pl.DataFrame(
        {"patient": [patient], "follow_up": pl.Series([follow_up], dtype=pl.Float64)}
    )
    return study(observations=rows, patients=patients)


def test_visits_are_kept_missed_or_not_due_yet():
    rows = check_visits(measured("BCELL", 0.3, 14, 26, 54, follow_up=100)).rows()

    assert rows == [
        ("A", "immunity", "failed", 5, 4, "no measurement within the window of day 90")
    ]


def test_all_visits_that_were_due_were_kept():
    (row,) = check_visits(measured("BCELL", 0, 14.9, 30, 66, follow_up=98)).rows()

    assert row == ("A", "immunity", "met", 4, 4, None)


@pytest.mark.parametrize(("day", "kept"), [(25.9, 2), (26, 3), (30.9, 3), (31, 2)])
def test_the_edge_of_a_window(day, kept):
    rows = check_visits(measured("BCELL", 0, 14, day, follow_up=50))

    assert rows["found"].to_list() == [kept]


def test_a_visit_before_any_window_ended_is_not_due():
    (row,) = check_visits(measured("SLEDAI", -6, follow_up=-1)).rows()

    assert row == ("A", "disease", "unknown", 0, 0, "no visit was due yet")


def test_the_last_contact_or_the_last_measurement_ends_what_is_due():
    plain = measured("BCELL", 0, 14)
    contact = pl.DataFrame({"patient": ["A"], "milestone": ["last_contact"], "day": [30.0]})

    assert check_visits(plain)["planned"].to_list() == [2]
    assert check_visits(plain.with_tables(milestones=contact))["planned"].to_list() == [3]


def test_a_patient_without_the_measurement_missed_every_visit():
    two = measured("BCELL", 0, follow_up=0)
    patients = pl.DataFrame({"patient": ["A", "B"], "follow_up": [0.0, 14.0]})

    rows = check_visits(two.with_tables(patients=patients))

    assert rows["verdict"].to_list() == ["met", "failed"]
    assert rows["why"][1] == "no measurement within the window of day 0, 14"


@pytest.mark.parametrize(
    ("year", "contact"),
    [(0, "none"), (1, "exam"), (5, "exam"), (6, "contact"), (15, "contact"), (16, "none")],
)
def test_contacts_of_fifteen_years(year, contact):
    assert follow_up_contact(year) == contact


@pytest.mark.parametrize(
    ("day", "inside"), [(365, False), (366, True), (425, True), (426, False)]
)
def test_the_window_of_the_first_year(day, inside):
    assert in_first_year_window(day) is inside


def test_the_plan_of_follow_up():
    plan = follow_up_plan(date(2024, 2, 29))

    whats = [f.what for f in plan]
    assert whats.count("examination") == 5
    assert whats.count("contact") == 10
    lentivirus = [f for f in plan if "lentivirus" in f.what]
    assert [str(f.on) for f in lentivirus[:5]] == [
        "2024-02-29", "2024-05-29", "2024-08-29", "2025-02-28", "2026-02-28",
    ]  # fmt: skip
    assert lentivirus[4].what.endswith("or sample to archive")
    assert {f.certainty for f in lentivirus} == {"recalled"}
    assert plan[-1].on == date(2039, 2, 28)
    reports = [str(f.on) for f in plan if f.asked_by == "CIBMTR"]
    assert reports == ["2024-06-08", "2024-08-27", "2025-03-01", "2025-04-29"]


def test_late_effects_are_looked_for_every_month_until_they_are_over():
    assert late_effect_checks() == (
        ("blood count", 30, "until normal"),
        ("IgG", 30, "until above 400 mg/dL"),
        ("CD4", 30, "until above 200 /uL"),
        ("neurological examination", 30, "as long as findings last"),
    )


def test_integration_sites_are_analysed_from_one_per_cent():
    assert needs_integration_analysis(0.01)
    assert not needs_integration_analysis(0.0099)


def test_blood_is_irradiated_from_before_collection_to_after_infusion():
    ends = {"leukapheresis": date(2024, 2, 10), "infusion": date(2024, 3, 3)}

    assert irradiated_from_to(**ends) == (date(2024, 2, 3), date(2024, 6, 1))
    assert not needs_irradiation(date(2024, 2, 2), **ends)
    assert needs_irradiation(date(2024, 6, 1), **ends)
    assert not needs_irradiation(date(2024, 6, 2), **ends)


def test_collected_and_infused_on_one_day_is_no_day():
    steps = pl.DataFrame(
        {"patient": ["A"] * 2, "milestone": ["leukapheresis", "infusion"], "day": [0.0] * 2}
    )
    patients = pl.DataFrame({"patient": ["A"]})

    found = milestone_times(study(patients=patients, milestones=steps))

    assert found["vein_to_vein"].to_list() == [0.0]


PRODUCTS = [("A", d, "platelet_transfusion", "rescue") for d in (-40, -27, 0, 90, 91)]


def test_products_are_irradiated_from_a_week_before_leukapheresis():
    found = judged(
        "irradiated-products",
        given=[*PRODUCTS, ("A", 5, "ivig", "rescue")],
        milestones=[("A", -20.0, "leukapheresis")],
    )
    assert [(r["day"], r["call"]) for r in found] == [
        (-40, False),
        (-27, True),
        (0, True),
        (90, True),
        (91, False),
    ]
    without = judged("irradiated-products", given=PRODUCTS)
    assert [r["call"] for r in without] == [None, None, True, True, False]


def test_low_igg_is_flagged_not_graded():
    limit = {"censoring": "below"}
    values = [("A", 1, "IGG", 3.9), ("A", 2, "IGG", 4.0), ("A", 3, "IGG", 2.0, limit),
              ("A", 4, "IGG", 5.0, limit), ("A", 5, "IGG", 4.0, limit)]  # fmt: skip
    calls = [r["call"] for r in judged("igg-replacement", values=values)]
    assert calls == [True, False, True, None, True]


def test_the_follow_up_goes_on_for_fifteen_years_and_knows_what_was_reached():
    found = judged("follow-up", values=[("A", 800, "PLAT", 90)])
    exams = [r for r in found if r["expected"] == "examination"]

    assert [r["verdict"] for r in exams] == ["met", "met", "unknown", "unknown", "unknown"]
    assert max(r["day"] for r in found) == 365 * 15 + 3  # leap days
    assert {r["why"] for r in found} == {"asked by FDA 2020", "asked by CIBMTR"}
