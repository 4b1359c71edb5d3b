"""Outcomes of organs, from records small enough to judge by hand."""

from dataclasses import replace

import polars as pl
import pytest

from cartwin.rules import judge, load_criterion
from cartwin.study import Origin, Study
from cartwin.trial import MEASURES, Outcome, measure_cohorts, tabulate_outcomes


DESCRIPTORS = tuple(load_criterion("sledai-2k")["weights"])
TEXT, NUMBER = pl.String, pl.Float64
FINDINGS = {
    "patient": TEXT,
    "day": NUMBER,
    "instrument": TEXT,
    "item": TEXT,
    "value": NUMBER,
}
READINGS = {
    "patient": TEXT,
    "day": NUMBER,
    "analyte": TEXT,
    "value": NUMBER,
    "censoring": TEXT,
    "lower_normal": NUMBER,
    "upper_normal": NUMBER,
}
NEVER = float("inf")


def lupus(patient, day, *present, phga=0.2, prednisolone=0.0, drugs=0.0):
    found = {item: float(item in present) for item in DESCRIPTORS}
    rows = [(patient, float(day), "SLEDAI-2K", i, v) for i, v in found.items()]
    targets = {
        "phga": phga,
        "prednisolone": prednisolone,
        "stable_therapy": 1.0,
        "immunosuppressants": drugs,
        "new_activity": 0.0,
    }
    return [*rows, *((patient, float(day), "SLE", i, v) for i, v in targets.items())]


def read(patient, analyte, *pairs, normal=(None, None)):
    return [(patient, float(d), analyte, float(v), "none", *normal) for d, v in pairs]


def record(disease, patients, *, observations=(), assessments=(), **tables):
    seen = pl.DataFrame(list(observations), schema=READINGS, orient="row")
    found = pl.DataFrame(list(assessments), schema=FINDINGS, orient="row")
    given = [(p, d, drug, "lymphodepletion") for p in patients for d, drug in _GIVEN]
    return Study(
        name="small",
        title="Small",
        origin=Origin.REAL,
        disease=disease,
        tables={
            "patients": pl.DataFrame({"patient": patients, "cohort": "C1"}),
            "treatments": pl.DataFrame(
                [*given, *((p, 0.0, "car_t", "car_t") for p in patients)],
                schema=["patient", "day", "drug", "purpose"],
                orient="row",
            ),
            "observations": seen,
            "assessments": found,
            **tables,
        },
    )


_GIVEN = ((-5.0, "fludarabine"), (-3.0, "cyclophosphamide"))


def told(study):
    return tabulate_outcomes(study, judge(study))


@pytest.fixture(scope="module")
def of_lupus():
    """L1 gets well, L2 relapses, L3 errs once and takes steroids, L4 was seen once."""
    active = ("arthritis", "rash", "proteinuria", "anti_dna")
    dna, c3 = (None, 15.0), (0.9, 1.8)
    return told(
        record(
            "sle",
            ["L1", "L2", "L3", "L4"],
            assessments=[
                *lupus("L1", -6, *active, phga=2.0),
                *lupus("L1", 90, "anti_dna"),
                *lupus("L1", 168),
                *lupus("L1", 180),
                *lupus("L2", -6, *active, phga=2.0),
                *lupus("L2", 90),
                *lupus("L2", 180, "arthritis", phga=1.2),
                *lupus("L2", 240, "arthritis", phga=1.2),
                *lupus("L3", -6, "arthritis", phga=1.5),
                *lupus("L3", 90, prednisolone=5.0, drugs=1.0),
                *lupus("L3", 120, "arthritis", prednisolone=5.0, drugs=1.0),
                *lupus("L3", 180, prednisolone=5.0, drugs=1.0),
                *lupus("L4", -6, "arthritis", phga=1.5),
            ],
            observations=[
                *read("L1", "DSDNA", (-6, 300), (90, 30), (180, 9), normal=dna),
                *read("L2", "DSDNA", (-6, 200), (90, 12), (180, 90), normal=dna),
                *read("L3", "DSDNA", (-6, 12), (180, 20), normal=dna),
                *read("L1", "C3", (-6, 0.5), (90, 1.1), normal=c3),
                *read("L1", "UPCR", (-6, 8.1), (90, 4.2), (180, 0.3)),
                *read("L1", "GFRE", (-6, 80), (90, 80), (180, 80)),
                *read("L2", "UPCR", (-6, 2.0), (90, 0.2), (180, 1.8)),
            ],
        )
    )


LUPUS = {
    Outcome.SLEDAI: [12.0, 12.0, 4.0, 4.0],
    Outcome.SLEDAI_3: [2.0, 0.0, 0.0, None],
    Outcome.DORIS_3: [True, True, True, None],
    Outcome.DORIS_24: [True, None, None, None],
    Outcome.DORIS_6: [True, False, True, None],
    Outcome.LLDAS_6: [True, False, True, None],
    Outcome.SLEDAI_0_6: [True, False, True, None],
    Outcome.DRUG_FREE: [True, False, False, None],
    Outcome.RELAPSE: [False, True, False, None],  # L3 had arthritis at one visit only
    Outcome.DSDNA: [300.0, 200.0, 12.0, None],
    Outcome.DSDNA_POSITIVE: [True, True, False, None],
    Outcome.SEROCONVERTED: [True, False, None, None],
    Outcome.C3: [0.5, None, None, None],
    Outcome.C3_3: [1.1, None, None, None],
    Outcome.UPCR: [8.1, 2.0, None, None],
    Outcome.UPCR_3: [4.2, 0.2, None, None],
    Outcome.MOST_UPCR: [True, False, None, None],
    Outcome.RENAL_6: [True, False, None, None],
}


@pytest.mark.parametrize("column", LUPUS, ids=str)
def test_lupus_is_judged_as_a_reader_would(of_lupus, column):
    assert of_lupus[column].to_list() == LUPUS[column]


def test_proteinuria_is_read_off_whoever_had_most(of_lupus):
    assert measure_cohorts(of_lupus, MEASURES["proteinuria_3_months"]).tolist() == [4.2]


def sclerosis(patient, day, *present):
    signs = ("skin_worsening", "digital_ulcers", "friction_rubs")
    return [(patient, float(day), "SSC", i, float(i in present)) for i in signs]


@pytest.fixture(scope="module")
def of_sclerosis():
    """S1 improves, S2 worsens, skin of S3 is 5 points worse at one visit only."""
    return told(
        record(
            "ssc",
            ["S1", "S2", "S3"],
            assessments=[
                *sclerosis("S1", -6, "skin_worsening"),
                *sclerosis("S1", 90),
                *sclerosis("S1", 180),
                *sclerosis("S2", -6),
                *sclerosis("S2", 90, "friction_rubs"),
                *sclerosis("S2", 180),
            ],
            observations=[
                *read("S1", "MRSS", (-6, 26), (90, 19), (100, 18), (180, 16)),
                *read("S2", "MRSS", (-6, 20), (90, 19), (100, 19), (180, 26), (240, 25)),
                *read("S3", "MRSS", (-6, 20), (60, 12), (100, 17), (180, 13)),
                *read("S1", "CRP", (-6, 3), (90, 3), (180, 2)),
                *read("S2", "CRP", (-6, 3), (90, 3), (180, 14)),
                *read("S1", "FVCPP", (-6, 70), (100, 72), (180, 75)),
                *read("S2", "FVCPP", (-6, 80), (100, 79), (180, 70)),
                *read("S1", "DLCOPP", (-6, 60), (90, 60), (180, 61)),
                *read("S2", "DLCOPP", (-6, 75), (90, 75), (180, 74)),
            ],
        )
    )


SCLEROSIS = {
    Outcome.MRSS: [26.0, 20.0, 20.0],
    Outcome.MRSS_CHANGE: [-8.0, -1.0, -3.0],
    Outcome.FVC_CHANGE: [5.0, -10.0, None],
    Outcome.LUNG_STABLE: [True, False, None],
    Outcome.EUSTAR_FELL: [True, False, None],
    Outcome.EUSTAR_FELL_3: [True, False, None],
    Outcome.RELAPSE: [False, True, False],
}


@pytest.mark.parametrize("column", SCLEROSIS, ids=str)
def test_sclerosis_is_judged_as_a_reader_would(of_sclerosis, column):
    assert of_sclerosis[column].to_list() == SCLEROSIS[column]


def myositis(patient, day, *, strength, mark, haq, enzyme, extramuscular):
    lab = (
        ("MMT8", strength),
        ("PHGVAS", mark),
        ("PTGVAS", mark),
        ("HAQDI", haq),
    )
    readings = [x for a, v in lab for x in read(patient, a, (day, v))]
    readings += read(patient, "CK", (day, enzyme), normal=(None, 170.0))
    return readings, [(patient, float(day), "IMACS", "extramuscular", float(extramuscular))]


ILL = {"strength": 110, "mark": 70, "haq": 2.0, "enzyme": 3000, "extramuscular": 40}
WELL = {"strength": 146, "mark": 5, "haq": 0.25, "enzyme": 120, "extramuscular": 2}
BETTER = {"strength": 118, "mark": 50, "haq": 1.5, "enzyme": 900, "extramuscular": 30}


@pytest.fixture(scope="module")
def of_myositis():
    """M1 gets well, M2 gets well and loses it, M3 gets a little better, M4 never does."""
    courses = {
        "M1": ((-6, ILL), (90, WELL), (180, WELL)),
        "M2": ((-6, ILL), (90, WELL), (180, ILL), (240, ILL)),
        "M3": ((-6, ILL), (180, BETTER)),
        "M4": ((-6, ILL), (90, ILL), (180, ILL), (240, ILL)),
    }
    parts = [
        myositis(p, d, **state) for p, course in courses.items() for d, state in course
    ]
    return told(
        record(
            "iim",
            [*courses],
            observations=[x for readings, _ in parts for x in readings],
            assessments=[x for _, items in parts for x in items],
        )
    )


MYOSITIS = {
    Outcome.TIS_MAJOR_LAST: [True, False, False, False],
    Outcome.TIS_MAJOR_3: [True, True, None, False],
    Outcome.TIS_MODERATE_6: [True, False, True, False],
    Outcome.CK_NORMAL: [True, False, False, False],
    Outcome.MMT_6: [146.0, 110.0, 118.0, 110.0],
    Outcome.RELAPSE: [False, True, False, False],
}


@pytest.mark.parametrize("column", MYOSITIS, ids=str)
def test_myositis_is_judged_as_a_reader_would(of_myositis, column):
    assert of_myositis[column].to_list() == MYOSITIS[column]


def haemophilia(patient, day, *, bleeding=0.0):
    items = {
        "active_bleeding": bleeding,
        "hours_since_haemostatic": 1000.0,
        "prednisolone": 0.0,
        "other_immunosuppression": 0.0,
    }
    return [(patient, float(day), "AHA", i, v) for i, v in items.items()]


@pytest.fixture(scope="module")
def of_haemophilia():
    """H1 recovers in time, H2 too late and bleeds, H3 relapses, H4 was lost early."""
    days = (-6, 56, 60, 120)
    return told(
        record(
            "aha",
            ["H1", "H2", "H3", "H4"],
            assessments=[
                *(x for d in days for x in haemophilia("H1", d)),
                *(x for d in days for x in haemophilia("H2", d, bleeding=float(d < 100))),
                *(x for d in days for x in haemophilia("H3", d)),
            ],
            observations=[
                *read("H1", "FVIII", (-6, 2), (56, 64), (60, 70), (120, 98)),
                *read("H1", "F8INH", (-6, 20), (56, 0.2), (60, 0.1), (120, 0.1)),
                *read("H2", "FVIII", (-6, 1), (56, 12), (60, 20), (120, 80)),
                *read("H2", "F8INH", (-6, 80), (56, 4), (60, 3), (120, 0.3)),
                *read("H3", "FVIII", (-6, 1), (56, 60), (60, 70), (120, 20)),
                *read("H3", "F8INH", (-6, 30), (56, 0.2), (60, 0.1), (120, 5)),
                *read("H4", "FVIII", (-6, 1), (28, 3)),
            ],
        )
    )


HAEMOPHILIA = {
    Outcome.FVIII: [2.0, 1.0, 1.0, 1.0],
    Outcome.INHIBITOR: [20.0, 80.0, 30.0, None],
    Outcome.FVIII_60: [True, False, True, None],
    Outcome.PARTIAL_60: [True, False, True, None],
    Outcome.FVIII_DAY: [56.0, 120.0, 56.0, NEVER],
    Outcome.COMPLETE_DAY: [56.0, 120.0, 56.0, NEVER],
    Outcome.NO_BLEEDING_60: [True, False, True, None],
    Outcome.RELAPSE: [False, False, True, False],
}


@pytest.mark.parametrize("column", HAEMOPHILIA, ids=str)
def test_haemophilia_is_judged_as_a_reader_would(of_haemophilia, column):
    assert of_haemophilia[column].to_list() == HAEMOPHILIA[column]


def test_each_of_several_diseases_is_judged_by_its_own_rules():
    """A skin score of a lupus patient is none of sclerosis."""
    study = record(
        "sle+ssc",
        ["A", "B"],
        assessments=[*lupus("A", -6, "arthritis", phga=2), *lupus("A", 90)],
        observations=[
            *read("A", "MRSS", (-6, 20), (100, 10)),
            *read("B", "MRSS", (-6, 20), (100, 10)),
        ],
    )
    named = ["sle", "systemic sclerosis"]  # as the twin names it, as a site does
    study = study.with_tables(
        patients=study.patients.with_columns(pl.Series("diagnosis", named))
    )
    table = told(study)

    assert table[Outcome.MRSS_CHANGE].to_list() == [None, -10.0]
    assert table[Outcome.DORIS_3].to_list() == [True, None]
    assert table[Outcome.RELAPSE].to_list() == [False, False]


def test_events_are_counted_where_any_of_the_kind_was_recorded():
    events = pl.DataFrame(
        [
            ("A", 20.0, "Pneumonia", 3, None),
            ("B", 20.0, "Upper respiratory infection", 2, False),
            ("C", 30.0, "Rash", 3, False),
            ("D", -10.0, "Sepsis", 4, True),
        ],
        schema=["patient", "day", "term", "grade", "serious"],
        orient="row",
    )
    table = told(record("sle", ["A", "B", "C", "D"], adverse_events=events))

    assert table[Outcome.INFECTION].to_list() == [True, False, False, False]
    assert table[Outcome.BLEED].to_list() == [None] * 4


def test_drugs_for_toxicity_are_no_immunosuppression():
    study = record("sle", ["A", "B", "C"])
    more = pl.DataFrame(
        [
            ("A", 8.0, "dexamethasone", "toxicity"),
            ("B", 60.0, "prednisolone", "rescue"),
            ("C", -30.0, "mycophenolate mofetil", "concomitant"),
        ],
        schema=["patient", "day", "drug", "purpose"],
        orient="row",
    )
    given = pl.concat([study.treatments.select(more.columns), more])
    table = told(study.with_tables(treatments=given))

    assert table[Outcome.NO_DRUGS].to_list() == [True, False, True]


def test_lymphocytes_recover_after_they_fell():
    counts = [
        *read("A", "LYM", (-6, 1.8), (7, 0.1), (60, 0.9), (63, 1.1)),
        *read("B", "LYM", (-6, 1.8), (7, 0.1), (60, 0.9)),
    ]
    table = told(record("aha", ["A", "B"], observations=counts))

    assert table[Outcome.LYMPHOCYTE_DAY].to_list() == [63.0, NEVER]


def test_a_record_without_organ_has_every_column_and_knows_nothing():
    study = record("sle", ["A"])
    table = told(study)

    assert {*Outcome} <= {*table.columns}
    assert table[Outcome.DORIS_6].null_count() == 1
    assert told(replace(study, disease="itp"))[Outcome.DORIS_6].null_count() == 1


@pytest.mark.parametrize("quantity", MEASURES)
def test_every_measure_reads_a_column_that_is_there(of_lupus, quantity):
    measure = MEASURES[quantity]
    wanted = {measure.outcome, measure.eligible or measure.outcome}
    wanted |= {measure.otherwise[0]} if measure.otherwise else set()

    assert wanted <= {*of_lupus.columns, "is_female"}
