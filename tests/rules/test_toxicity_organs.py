"""LICATS, dose-limiting toxicity and CAR-HEMATOTOX, by their bounds and over a record."""

import polars as pl
import pytest

from cartwin.errors import DataError
from cartwin.rules import CRS
from cartwin.rules.toxicity import (
    LICATS,
    DltCol,
    LicatsItem,
    call_castle_dlt,
    car_hematotox,
    castle_dlt,
    hematotox_scores,
    licats,
    licats_grades,
)
from cartwin.study import Col, Origin, Study


def study(disease="sle", **tables):
    return Study(name="s", title="S", origin=Origin.REAL, disease=disease, tables=tables)


def observations(*rows):
    return pl.DataFrame(
        {
            Col.PATIENT: "P1",
            Col.DAY: [float(d) for d, _, _ in rows],
            Col.ANALYTE: [a for _, a, _ in rows],
            Col.VALUE: [float(v) for _, _, v in rows],
            Col.CENSORING: "none",
        }
    )


def assessments(instrument, day, **items):
    return pl.DataFrame(
        {
            Col.PATIENT: "P1",
            Col.DAY: float(day),
            Col.INSTRUMENT: instrument,
            Col.ITEM: list(items),
            Col.VALUE: [None if isinstance(v, str) else float(v) for v in items.values()],
            Col.TEXT: [v if isinstance(v, str) else None for v in items.values()],
        }
    )


def event(day=10, **flags):
    whole = {"organ_affected_before": True, "b_cell_aplasia": True, **flags}
    known = [pl.lit(whole.get(i), pl.Boolean).alias(i) for i in LicatsItem if i != "organ"]
    row = pl.select(
        pl.lit("").alias("patient"),
        pl.lit(float(day)).alias("day"),
        pl.lit("skin").alias("organ"),
        *known,
    )
    return licats_grades(row).row(0, named=True)


@pytest.mark.parametrize(
    ("flags", "grade"),
    [
        ({}, 1),
        ({"glucocorticoid": True}, 2),
        ({"hospitalised": True}, 3),
        ({"intensive_care": True}, 4),
        ({"glucocorticoid": True, "intensive_care": True}, 4),
        ({"glucocorticoid": False, "hospitalised": False}, 1),
    ],
)
def test_licats_is_graded_by_what_it_took(flags, grade):
    assert event(**flags)["grade"] == grade


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        ({"b_cell_aplasia": False}, "B cells have returned: evaluate relapse"),
        ({"organ_affected_before": False}, "the organ was not affected before"),
        ({"other_cause": True}, "not LICATS, another cause"),
        ({"b_cell_aplasia": None}, "not recorded: B-cell aplasia"),
        ({"organ_affected_before": None}, "not recorded: organ affected before therapy"),
    ],
)
def test_what_is_no_licats_or_not_known_to_be_has_no_grade(flags, why):
    found = event(**flags, glucocorticoid=True)

    assert found["grade"] is None
    assert found["onset"] is None
    assert why in found["why"]


@pytest.mark.parametrize(
    ("day", "onset"),
    [(1, "early"), (14, "early"), (14.9, "early"), (15, "intermediate"),
     (30, "intermediate"), (31, "late")],
)  # fmt: skip
def test_licats_has_an_onset(day, onset):
    assert event(day=day)["onset"] == onset


@pytest.mark.parametrize(
    ("count", "day", "grade"), [(9.9, 8, 2), (10, 8, None), (9, 11, None), (9, 10, 2)]
)
def test_the_last_b_cell_count_tells_aplasia(count, day, grade):
    items = {"organ": "Kidney", "organ_affected_before": 1, "glucocorticoid": 1}
    found = licats(
        study(
            assessments=assessments(LICATS, 10, **items),
            observations=observations((day, "BCELL", count)),
        )
    )

    assert found["grade"].item() == grade
    assert found["organ"].item() == "kidney"


def test_what_a_person_said_of_aplasia_goes_before_the_count():
    items = {"organ_affected_before": 1, "b_cell_aplasia": 1}
    found = licats(
        study(
            assessments=assessments(LICATS, 10, **items),
            observations=observations((9, "BCELL", 50)),
        )
    )

    assert found["grade"].item() == 1


def dlt(**values):
    zeros = dict.fromkeys(DltCol, 0) | {"organ_day": None, "itp": False} | values
    row = pl.select(
        pl.lit("").alias("patient"),
        *(
            pl.lit(zeros[c], pl.Boolean if c == "itp" else pl.Float64).alias(c)
            for c in DltCol
        ),
    )
    return call_castle_dlt(row).row(0, named=True)


@pytest.mark.parametrize(
    ("values", "call"),
    [
        ({}, False),
        ({"crs": 2}, False),
        ({"crs": 3}, True),
        ({"icans": 2}, False),
        ({"icans": 3}, True),
        ({"neutropenia_days": 28}, False),
        ({"neutropenia_days": 29}, True),
        ({"late_icaht": 2}, False),
        ({"late_icaht": 3}, True),
        ({"late_icaht": None}, False),
        ({"thrombopenia_days": 28}, False),
        ({"thrombopenia_days": 29}, True),
        ({"thrombopenia_days": 29, "itp": True}, False),
        ({"thrombopenia_days": None, "itp": True}, False),
        ({"thrombopenia_days": None}, None),
        ({"organ_grade": 2}, False),
        ({"organ_grade": 3, "organ_day": 28}, True),
        ({"organ_grade": 3, "organ_day": 28.5}, False),
        ({"organ_grade": 3}, True),
        ({"crs": None}, None),
        ({"crs": None, "icans": 3}, True),
    ],
)
def test_each_arm_of_dose_limiting_toxicity_at_its_bound(values, call):
    assert dlt(**values)["call"] is call


def test_what_is_not_known_is_named():
    assert dlt(crs=None)["why"] == "cannot call: not known: CRS of grade 3 or more"
    assert dlt()["why"] == "no dose-limiting toxicity"
    assert dlt(crs=4, icans=4)["why"] == (
        "CRS of grade 3 or more, ICANS of grade 3 or more"
    )


def events(*rows):
    return pl.DataFrame(
        {
            Col.PATIENT: "P1",
            Col.DAY: [float(d) for d, _, _ in rows],
            Col.TERM: [t for _, t, _ in rows],
            Col.GRADE: [g for _, _, g in rows],
        }
    )


WELL = observations(
    *((day, code, value) for day in range(0, 101, 5) for code, value in
      (("NEUT", 3.0), ("PLAT", 200.0)))
)  # fmt: skip
MILD = ((3, "CRS", 1), (4, "ICANS", 0))


@pytest.mark.parametrize(
    ("found", "call"),
    [
        ((*MILD, (5, "Neutrophil count decreased", 4)), False),
        ((*MILD, (5, "Creatinine increased", 3)), True),
        ((*MILD, (5, "Creatinine increased", 2)), False),
        ((*MILD, (28, "Creatinine increased", 3)), True),
        ((*MILD, (29, "Creatinine increased", 3)), False),
        ((*MILD, (-2, "Creatinine increased", 3)), False),
        ((*MILD, (3, "Cytokine release syndrome", 3)), True),
        ((*MILD, (6, "Neurotoxicity", 3)), True),
        (((3, "CRS", 1),), None),
    ],
)
def test_a_record_is_called_by_the_events_of_the_site(found, call):
    called = castle_dlt(study(adverse_events=events(*found), observations=WELL))

    assert called["call"].item() is call


def test_the_evidence_is_the_worst_event_of_an_organ_and_its_first_day():
    found = events(*MILD, (5, "ALT increased", 2), (9, "ALT increased", 3),
                   (12, "Creatinine increased", 3))  # fmt: skip
    called = castle_dlt(study(adverse_events=found, observations=WELL))

    assert "organ_grade=3; organ_day=9" in called["evidence"].item()


def test_findings_go_before_the_grade_of_the_site():
    severe = assessments(
        CRS, 3, temperature=39, hypotension=1, vasopressors="norepinephrine", oxygen="none"
    )
    called = castle_dlt(
        study(adverse_events=events(*MILD), observations=WELL, assessments=severe)
    )

    assert called["call"].item() is True
    assert called["why"].item() == "CRS of grade 3 or more"


@pytest.mark.parametrize(
    ("code", "low", "days", "disease", "call"),
    [
        ("NEUT", 0.9, 29, "sle", True),
        ("NEUT", 0.9, 28, "sle", False),
        ("NEUT", 1.0, 29, "sle", False),
        ("PLAT", 49, 29, "sle", True),
        ("PLAT", 50, 29, "sle", False),
        ("PLAT", 49, 29, "itp", False),
    ],
)
def test_a_long_cytopenia_limits_the_dose(code, low, days, disease, call):
    normal = {"NEUT": 3.0, "PLAT": 200.0}
    rows = [
        (day, c, low if c == code and 5 <= day < 5 + days else normal[c])
        for day in range(101)
        for c in normal
    ]
    record = study(disease, adverse_events=events(*MILD), observations=observations(*rows))

    assert castle_dlt(record)["call"].item() is call


BEST = dict(platelets=176.0, neutrophils=1201.0, haemoglobin=9.1, crp=2.9, ferritin=649.0)


@pytest.mark.parametrize(
    ("values", "table", "closed"),
    [
        ({}, 0, 0),
        ({"platelets": 175}, 1, 1),
        ({"platelets": 75}, 1, 1),
        ({"platelets": 74}, 2, 2),
        ({"neutrophils": 1200}, 1, 0),
        ({"neutrophils": 1199}, 1, 1),
        ({"haemoglobin": 9.0}, 1, 0),
        ({"haemoglobin": 8.9}, 1, 1),
        ({"crp": 3.0}, 0, 1),
        ({"crp": 3.1}, 1, 1),
        ({"ferritin": 650}, 1, 1),
        ({"ferritin": 2000}, 1, 1),
        ({"ferritin": 2001}, 2, 2),
    ],
)
def test_car_hematotox_at_its_bounds(values, table, closed):
    row = pl.DataFrame(
        [{"patient": "", **BEST, **{k: float(v) for k, v in values.items()}}]
    )

    assert hematotox_scores(row)["score"].item() == table
    assert hematotox_scores(row, boundary="closed")["score"].item() == closed


@pytest.mark.parametrize(
    ("values", "score", "risk"),
    [
        ({}, 0, "low"),
        ({"platelets": 100.0}, 1, "low"),
        ({"platelets": 10.0}, 2, "high"),
        ({"platelets": 10.0, "crp": None}, None, "high"),
        ({"crp": None}, None, "low"),
        ({"ferritin": None}, None, None),
    ],
)
def test_the_risk_is_given_where_the_known_values_decide_it(values, score, risk):
    row = pl.DataFrame([{"patient": "", **BEST, **values}]).with_columns(
        pl.col(c).cast(pl.Float64) for c in BEST
    )
    found = hematotox_scores(row).row(0, named=True)

    assert (found["score"], found["risk"]) == (score, risk)


@pytest.mark.parametrize(
    ("part", "most"),
    [("platelets", 2), ("neutrophils", 1), ("haemoglobin", 1), ("crp", 1), ("ferritin", 2)],
)
def test_a_missing_value_leaves_its_points_open(part, most):
    row = pl.DataFrame([{"patient": "", **BEST}]).with_columns(
        pl.lit(None, pl.Float64).alias(part)
    )
    found = hematotox_scores(row).row(0, named=True)

    assert (found["score_low"], found["score_high"]) == (0, most)
    assert found["why"] == f"cannot score: not recorded: {part}; 0 to {most} points"


def test_the_score_takes_the_last_values_before_lymphodepletion():
    given = pl.DataFrame(
        {
            Col.PATIENT: ["P1"],
            Col.DAY: [-5.0],
            Col.DRUG: ["fludarabine"],
            Col.PURPOSE: ["lymphodepletion"],
        }
    )
    labs = [
        *((-9, "PLAT", 40), (-6, "PLAT", 150), (-5, "NEUT", 1.1), (-4, "NEUT", 5.0)),
        *((-6, "HGB", 12), (-6, "CRP", 31), (-6, "FERR", 2001), (5, "PLAT", 10)),
    ]
    found = car_hematotox(study(treatments=given, observations=observations(*labs)))

    assert found["score"].item() == 1 + 1 + 0 + 1 + 2
    assert found["why"].item().endswith("not validated in autoimmune disease")


def test_an_answer_that_is_none_is_refused():
    wrong = assessments(LICATS, 10, hospitalised=2)

    with pytest.raises(DataError, match="LICATS hospitalised: found 2"):
        licats(study(assessments=wrong))
