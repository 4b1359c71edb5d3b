"""HLH-2004, HScore and the form IEC-HS, by their bounds and over a record."""

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules.toxicity import (
    HLH,
    IEC_HS,
    call_hlh_2004,
    hlh_2004,
    hscore,
    hscore_visits,
    iec_hs,
    iec_hs_entries,
)
from cartwin.study import Col, Origin, Study


HLH_WELL = {
    "temperature": 37.0,
    "haemoglobin": 130.0,
    "platelets": 200.0,
    "neutrophils": 4.0,
    "triglycerides": 1.0,
    "fibrinogen": 3.0,
    "ferritin": 100.0,
    "scd25": 500.0,
    "splenomegaly": False,
    "hemophagocytosis": False,
    "nk_low": False,
}
HS_WELL = {
    "temperature": 37.0,
    "ferritin": 100.0,
    "triglycerides": 1.0,
    "fibrinogen": 3.0,
    "ast": 20.0,
    "lineages": 0,
    "immunosuppressed": False,
    "hepatomegaly": False,
    "splenomegaly": False,
    "hemophagocytosis": False,
}


def typed(values, like):
    types = {k: pl.Boolean if isinstance(v, bool) else pl.Float64 for k, v in like.items()}
    known = [pl.lit(values[k], t).alias(k) for k, t in types.items()]
    return pl.select(pl.lit("").alias("patient"), pl.lit(0.0).alias("day"), *known)


def hlh(**values):
    return call_hlh_2004(typed(HLH_WELL | values, HLH_WELL)).row(0, named=True)


def points(**values):
    return hscore_visits(typed(HS_WELL | values, HS_WELL)).row(0, named=True)


@pytest.mark.parametrize(
    ("values", "met"),
    [
        ({}, 0),
        ({"temperature": 38.4}, 0),
        ({"temperature": 38.5}, 1),
        ({"splenomegaly": True}, 1),
        ({"platelets": 99}, 0),
        ({"platelets": 99, "haemoglobin": 90}, 0),
        ({"platelets": 99, "haemoglobin": 89}, 1),
        ({"platelets": 100, "haemoglobin": 89}, 0),
        ({"neutrophils": 0.9, "haemoglobin": 89}, 1),
        ({"neutrophils": 1.0, "haemoglobin": 89}, 0),
        ({"triglycerides": 3.0}, 1),
        ({"triglycerides": 2.9}, 0),
        ({"fibrinogen": 1.5}, 1),
        ({"fibrinogen": 1.6}, 0),
        ({"fibrinogen": 1.0, "triglycerides": 5}, 1),
        ({"hemophagocytosis": True}, 1),
        ({"nk_low": True}, 1),
        ({"ferritin": 500}, 1),
        ({"ferritin": 499}, 0),
        ({"scd25": 2400}, 1),
        ({"scd25": 2399}, 0),
    ],
)
def test_each_criterion_of_hlh_2004_at_its_bound(values, met):
    assert hlh(**values)["met"] == met


FIVE = {
    "temperature": 39.0,
    "splenomegaly": True,
    "ferritin": 900,
    "scd25": 9000,
    "fibrinogen": 1.0,
}


def test_five_criteria_make_the_call():
    assert hlh(**FIVE)["call"] is True
    assert hlh(**FIVE)["why"].startswith("5 of 8 met: fever, splenomegaly, triglycerides")
    assert hlh(**FIVE | {"temperature": 37.0})["call"] is False


def test_what_was_not_recorded_leaves_the_call_open_where_it_decides():
    four = FIVE | {"temperature": 37.0}

    assert hlh(**four, nk_low=None)["call"] is None
    assert hlh(**four, nk_low=None)["why"] == (
        "cannot call: 4 of 8 met: splenomegaly, triglycerides or fibrinogen, ferritin, "
        "sCD25; not recorded: NK activity"
    )
    assert hlh(nk_low=None)["call"] is False
    assert hlh(**FIVE, nk_low=None)["call"] is True
    assert hlh(nk_low=None)["unknown"] == 1


def test_a_lineage_that_is_missing_matters_only_if_it_decides():
    assert hlh(platelets=None)["unknown"] == 0
    assert hlh(platelets=None, haemoglobin=80)["unknown"] == 1
    assert hlh(platelets=None, haemoglobin=80, neutrophils=0.5)["met"] == 1


@pytest.mark.parametrize(
    ("values", "score"),
    [
        ({}, 0),
        ({"immunosuppressed": True}, 18),
        ({"temperature": 38.3}, 0),
        ({"temperature": 38.4}, 33),
        ({"temperature": 39.4}, 33),
        ({"temperature": 39.5}, 49),
        ({"hepatomegaly": True}, 23),
        ({"splenomegaly": True}, 23),
        ({"hepatomegaly": True, "splenomegaly": True}, 38),
        ({"lineages": 1}, 0),
        ({"lineages": 2}, 24),
        ({"lineages": 3}, 34),
        ({"ferritin": 1999}, 0),
        ({"ferritin": 2000}, 35),
        ({"ferritin": 6000}, 35),
        ({"ferritin": 6001}, 50),
        ({"triglycerides": 1.49}, 0),
        ({"triglycerides": 1.5}, 44),
        ({"triglycerides": 4.0}, 44),
        ({"triglycerides": 4.01}, 64),
        ({"fibrinogen": 2.5}, 30),
        ({"fibrinogen": 2.51}, 0),
        ({"ast": 29}, 0),
        ({"ast": 30}, 19),
        ({"hemophagocytosis": True}, 35),
    ],
)
def test_each_part_of_the_hscore_at_its_bounds(values, score):
    assert points(**values)["score"] == score
    assert (points(**values)["why"] == "no points") is (score == 0)


def test_the_hscore_is_at_most_337():
    most = points(
        immunosuppressed=True,
        temperature=40.0,
        hepatomegaly=True,
        splenomegaly=True,
        lineages=3,
        ferritin=9000,
        triglycerides=5.0,
        fibrinogen=1.0,
        ast=90,
        hemophagocytosis=True,
    )
    nothing = hscore_visits(typed(dict.fromkeys(HS_WELL), HS_WELL)).row(0, named=True)

    assert most["score"] == 337
    assert (nothing["score"], nothing["score_low"], nothing["score_high"]) == (None, 0, 337)
    assert nothing["why"].startswith("cannot score: not recorded: temperature, ferritin")


@given(
    st.fixed_dictionaries({k: st.booleans() for k in HS_WELL}),
    st.fixed_dictionaries(
        {
            "temperature": st.floats(35, 41),
            "ferritin": st.floats(0, 9000),
            "triglycerides": st.floats(0, 6),
            "fibrinogen": st.floats(0, 6),
            "ast": st.floats(0, 90),
            "lineages": st.integers(0, 3),
            **{k: st.booleans() for k, v in HS_WELL.items() if isinstance(v, bool)},
        }
    ),
)
def test_a_missing_part_only_widens_the_span_of_the_score(missing, values):
    whole = points(**values)
    partly = points(**{k: None if missing[k] else v for k, v in values.items()})

    assert partly["score_low"] <= whole["score"] <= partly["score_high"]
    assert partly["score"] in {None, whole["score"]}


def record(instrument, items, labs, disease="sle", normal=(None, None), **tables):
    """Labs are (day, analyte, value)."""
    assessments = {
        Col.PATIENT: "P1",
        Col.DAY: 10.0,
        Col.INSTRUMENT: instrument,
        Col.ITEM: list(items),
        Col.VALUE: [float(v) for v in items.values()],
    }
    observations = {
        Col.PATIENT: "P1",
        Col.DAY: [float(d) for d, _, _ in labs],
        Col.ANALYTE: [a for _, a, _ in labs],
        Col.VALUE: [float(v) for _, _, v in labs],
        Col.CENSORING: "none",
        Col.LOWER_NORMAL: normal[0],
        Col.UPPER_NORMAL: normal[1],
    }
    tables |= {
        "assessments": pl.DataFrame(assessments),
        "observations": pl.DataFrame(observations),
    }
    return Study(name="s", title="S", origin=Origin.REAL, disease=disease, tables=tables)


LABS = [
    (9, "TEMP", 38.5),
    (10, "HGB", 8.9),
    (10, "PLAT", 99),
    (10, "NEUT", 3.0),
    (10, "WBC", 5.0),
    (10, "TRIG", 3.0),
    (10, "FIBRINO", 3.0),
    (8, "FERR", 100),
    (10, "FERR", 2500),
    (10, "IL2RA", 100),
    (10, "AST", 30),
]
FLAGS = {
    "splenomegaly": 1,
    "hepatomegaly": 0,
    "hemophagocytosis": 0,
    "nk_low": 0,
    "immunosuppressed": 0,
}


def test_a_record_is_called_by_its_latest_values():
    study = record(HLH, FLAGS, LABS)

    called = hlh_2004(study).row(0, named=True)
    assert (called["met"], called["call"]) == (5, True)
    scored = hscore(study).row(0, named=True)
    assert scored["score"] == 33 + 23 + 34 + 35 + 44 + 19
    assert "ferritin=2500" in scored["evidence"]


def test_values_of_more_than_three_days_ago_or_of_later_are_left_out():
    shifted = [(d - 3, a, v) for d, a, v in LABS if a != "TEMP"]
    old = record(HLH, FLAGS, [*shifted, (6, "TEMP", 38.5)])
    later = record(HLH, FLAGS, [(d + 1, a, v) for d, a, v in LABS if a != "FERR"])

    assert "fever" in hlh_2004(old)["why"].item().partition("not recorded: ")[2]
    assert hlh_2004(old)["met"].item() == 4
    assert hscore(later)["score"].item() is None


def test_in_immune_thrombocytopenia_platelets_are_flagged():
    assert (
        hlh_2004(record(HLH, FLAGS, LABS, disease="itp"))["why"]
        .item()
        .endswith("platelets say nothing in immune thrombocytopenia")
    )
    assert "platelets say" not in hlh_2004(record(HLH, FLAGS, LABS))["why"].item()


FORM = {"other_cause": 0, "cytopenia": 1, "renal": 1, "grade": 2}


def test_the_form_gathers_features_and_keeps_the_grade_of_the_clinician():
    labs = [(-10, "FERR", 300), (10, "FERR", 601), (10, "FIBRINO", 1.4), (10, "TRIG", 3.1)]
    form = iec_hs(record(IEC_HS, FORM, labs)).row(0, named=True)

    assert form["grade"] == 2
    assert form["entry"] is True
    assert form["common"] == "fibrinogen, cytopenia"
    assert form["others"] == "triglycerides, renal"
    assert form["why"] == (
        "grade of the clinician; ferritin fulfils the entry criterion; no grade is computed"
    )


def test_the_form_computes_no_grade():
    labs = [(10, "FERR", 50000), (10, "FIBRINO", 0.5)]
    severe = {"cytopenia": 1, "hemophagocytosis": 1, "pulmonary": 1, "renal": 1}
    form = iec_hs(record(IEC_HS, severe, labs)).row(0, named=True)

    assert form["grade"] is None
    assert form["entry"] is None
    assert form["why"].startswith("cannot grade: no grade of the clinician; entry unknown")


@pytest.mark.parametrize(("value", "raised"), [(200, False), (201, True)])
def test_transaminases_count_above_five_times_normal(value, raised):
    study = record(IEC_HS, {"renal": 0}, [(10, "AST", value)], normal=(None, 40.0))

    assert (iec_hs(study)["common"].item() == "transaminases") is raised


@pytest.mark.parametrize(("value", "raised"), [(400, False), (401, True)])
def test_transaminases_count_above_five_times_an_abnormal_baseline(value, raised):
    labs = [(-5, "ALT", 80), (10, "ALT", value)]
    study = record(IEC_HS, {"renal": 0}, labs, normal=(None, 40.0))

    assert (iec_hs(study)["common"].item() == "transaminases") is raised


@pytest.mark.parametrize(
    ("values", "entry"),
    [
        ((800, 400, None, None, None), False),
        ((801, 400, None, None, None), True),
        ((800, None, 400, None, None), False),
        ((801, None, 400, None, None), True),
        ((801, 500, 400, None, None), True),
        ((801, None, None, None, None), None),
        ((None, 400, None, None, None), None),
        ((500, 400, None, True, None), True),
        ((None, None, None, True, None), True),
        ((801, 400, None, None, True), False),
        ((801, 400, None, None, False), True),
    ],
)
def test_entry_into_the_form_is_by_ferritin(values, entry):
    names = ("ferritin", "ferritin_uln", "ferritin_baseline")
    numbers = [pl.lit(v, pl.Float64).alias(n) for n, v in zip(names, values, strict=False)]
    flags = [
        pl.lit(v, pl.Boolean).alias(n)
        for n, v in zip(("ferritin_rising", "other_cause"), values[3:], strict=True)
    ]

    assert iec_hs_entries(pl.select(*numbers, *flags)).item() is entry


@pytest.mark.parametrize(("day", "common"), [(7, "fibrinogen"), (6, "")])
def test_the_form_takes_values_of_the_last_three_days(day, common):
    form = iec_hs(record(IEC_HS, {"renal": 0}, [(day, "FIBRINO", 1.0)]))

    assert form["common"].item() == common


@pytest.mark.parametrize(
    ("code", "value"), [("WBC", 5.1), ("PLAT", 111), ("HGB", 9.3), ("HGB", 9.21)]
)
def test_a_lineage_above_its_bound_is_not_affected(code, value):
    labs = [(d, a, value if a == code else v) for d, a, v in LABS]

    assert "lineages=3" in hscore(record(HLH, FLAGS, LABS))["evidence"].item()
    assert "lineages=2" in hscore(record(HLH, FLAGS, labs))["evidence"].item()
