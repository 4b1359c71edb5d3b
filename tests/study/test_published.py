"""The shipped studies: every claim is whole, cited, as sure as its source, counted once."""

import re

import polars as pl
import pytest

from cartwin.study import Col, open_study, published_studies
from cartwin.units import ANALYTES, to_canonical


PATIENTS = {
    "aha-leukemia-2025": 1,
    "castle-2025": 24,
    "itp-lancet-2025": 1,
    "itp-nct06352281": 4,
    "reset-nejm-2024": 15,
    "sle-natmed-2022": 5,
}
STRATA = {
    "castle-2025": {"sle": 10, "ssc": 9, "iim": 5},
    "reset-nejm-2024": {"sle": 8, "ssc": 4, "iim": 3},
}
NAMES = {
    "sle": "systemic lupus erythematosus",
    "ssc": "systemic sclerosis",
    "iim": "idiopathic inflammatory myopathy",
}
RECALLED = {
    ("reset-nejm-2024", "NEJM-04"),
    ("sle-natmed-2022", "NATM-02"),
    ("sle-natmed-2022", "NATM-30"),
}
STUDIES = {name: open_study(name) for name in PATIENTS}
CLAIMS = [
    pytest.param(name, row, id=row[Col.CLAIM])
    for name, study in STUDIES.items()
    for row in study.reported.iter_rows(named=True)
]
UNITS = {
    *("d", "mo", "a", "1", "%", "mg", "mg/m2", "/kg", "{score}", "pg/mL"),
    *(a.unit for a in ANALYTES.values()),
}
COUNTED = {"count", "value"}  # what may be a bare number, without a unit
RETOLD = re.compile(r"as quoted in|as transcribed|as restated|as listed|press report")

every_claim = pytest.mark.parametrize(("study", "row"), CLAIMS)
every_study = pytest.mark.parametrize("name", STUDIES)


def claims(name, **cells):
    return STUDIES[name].reported.filter(**cells)


def test_six_studies_are_shipped():
    assert published_studies() == tuple(PATIENTS)


@every_claim
def test_a_claim_holds_what_its_statistic_needs(study, row):
    value, low, high = (row[c] for c in (Col.VALUE, Col.LOW, Col.HIGH))
    match row[Col.STATISTIC]:
        case "count":
            assert value == row[Col.N] <= row[Col.DENOMINATOR]
        case "median" if low is not None:
            assert low <= value <= high
        case "text":
            assert row[Col.TEXT]
        case "bound":
            assert value is None
            assert (low is None) != (high is None)
        case "range":
            assert low < high
        case "share":
            assert row[Col.UNIT] == "%"
            assert 0 <= value <= 100
            assert row[Col.DENOMINATOR]
        case _:
            assert value is not None


@every_claim
def test_an_interval_says_what_it_is(study, row):
    ends = row[Col.LOW] is not None and row[Col.HIGH] is not None
    match row[Col.INTERVAL]:
        case "range" | "iqr":
            assert ends
            assert row[Col.SPREAD] is None
        case "sd" | "range_width":
            assert row[Col.SPREAD] > 0
            assert not ends
        case interval:
            assert interval is None
            assert row[Col.SPREAD] is None
    if row[Col.STATISTIC] == "mean":
        assert row[Col.INTERVAL] == "sd"


@every_claim
def test_a_number_has_a_unit_that_is_known(study, row):
    if row[Col.UNIT] is not None:
        assert row[Col.UNIT] in UNITS
    elif row[Col.STATISTIC] not in COUNTED:
        assert {row[c] for c in (Col.VALUE, Col.LOW, Col.HIGH)} == {None}


@every_claim
def test_a_claim_is_as_sure_as_its_source(study, row):
    source = row[Col.SOURCE]
    if "from memory" in source:
        sure = "recalled"
    elif RETOLD.search(source):
        sure = "secondary"
    else:
        assert "abstract" in source
        sure = "read"

    assert row[Col.CERTAINTY] == sure


@every_claim
def test_a_claim_is_told_in_a_sentence(study, row):
    for text in filter(None, (row[Col.WORDING], row[Col.NOTE])):
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith(".")


@every_study
def test_nothing_is_claimed_twice(name):
    reported = STUDIES[name].reported

    assert reported[Col.CLAIM].is_unique().all()
    assert reported.select(Col.QUANTITY, Col.GROUP).is_unique().all()


@every_study
def test_only_outcomes_were_calibrated(name):
    others = STUDIES[name].reported.filter(pl.col(Col.ROLE) != "outcome")

    assert others[Col.CALIBRATION].unique().to_list() == ["no"]


def test_what_is_recalled_is_known_and_tuned_nothing():
    recalled = {
        (name, claim): tuned
        for name in STUDIES
        for claim, tuned in claims(name, certainty="recalled")
        .select(Col.CLAIM, Col.CALIBRATION)
        .iter_rows()
    }

    assert recalled == dict.fromkeys(RECALLED, "no")


def test_the_doubtful_peak_is_kept_as_words():
    (row,) = claims("aha-leukemia-2025", quantity="car_tmax").iter_rows(named=True)

    assert (row[Col.STATISTIC], row[Col.VALUE]) == ("text", 64.0)
    assert (row[Col.CERTAINTY], row[Col.CALIBRATION]) == ("secondary", "no")
    assert "decides nothing" in row[Col.NOTE]


@every_study
def test_claim_protocol_and_table_name_as_many_patients(name):
    study = STUDIES[name]
    claimed = claims(name, quantity="patients")

    assert claimed[Col.N].to_list() == [PATIENTS[name]]
    assert study.protocol.patients == len(study.patients) == PATIENTS[name]
    assert len(study.milestones.filter(milestone="infusion")) == PATIENTS[name]
    assert len(study.treatments.filter(drug="car_t")) == PATIENTS[name]


@pytest.mark.parametrize("name", STRATA)
def test_the_diseases_of_a_mixed_study_add_up(name):
    study, strata = STUDIES[name], STRATA[name]
    claimed = claims(name, quantity="patients_by_disease")
    diagnoses = study.patients[Col.DIAGNOSIS].value_counts().iter_rows()

    assert dict(claimed.select(Col.GROUP, Col.N).iter_rows()) == strata
    assert dict(diagnoses) == {NAMES[d]: n for d, n in strata.items()}
    assert study.disease == "+".join(strata)
    assert sum(strata.values()) == PATIENTS[name]
    assert set(study.reported[Col.GROUP].drop_nulls()) == set(strata)


def test_nobody_is_counted_twice():
    (again,) = claims("sle-natmed-2022", quantity="patients_reported_again").rows(
        named=True
    )
    (before,) = claims("reset-nejm-2024", quantity="patients_reported_before").rows(
        named=True
    )

    assert again[Col.OVERLAPS_WITH] == "reset-nejm-2024"
    assert before[Col.OVERLAPS_WITH] == "sle-natmed-2022"
    assert again[Col.N] == before[Col.N] == PATIENTS["sle-natmed-2022"]
    assert before[Col.GROUP] == "sle"
    assert before[Col.DENOMINATOR] == STRATA["reset-nejm-2024"]["sle"]
    assert sum(PATIENTS.values()) - again[Col.N] == 45


def test_every_finding_in_patients_seen_twice_says_so():
    for name, other in (
        ("sle-natmed-2022", "reset-nejm-2024"),
        ("reset-nejm-2024", "sle-natmed-2022"),
    ):
        shared = STUDIES[name].reported.filter(
            pl.col(Col.ROLE).is_in(["covariate", "outcome"]),
            pl.col(Col.GROUP).is_in(["ssc", "iim"]).not_().fill_null(value=True),
        )
        is_told = pl.col(Col.OVERLAPS_WITH).str.contains(other).fill_null(value=False)

        assert shared.filter(~is_told)[Col.CLAIM].to_list() == []


@every_study
def test_a_protocol_says_what_is_assumed(name):
    protocol = STUDIES[name].protocol

    assert {"baseline", "follow-up", "visits"} <= set(protocol.notes)
    assert name == "itp-nct06352281" or "lymphodepletion" in protocol.notes
    assert max(d for days in protocol.visits.values() for d in days) <= max(
        protocol.follow_up
    )


@every_study
def test_a_row_taken_from_a_publication_cites_it(name):
    study = STUDIES[name]
    for table in (study.treatments, study.observations):
        assert table[Col.SOURCE].null_count() == 0
        assert table[Col.CERTAINTY].null_count() == 0


@every_study
def test_values_entered_lead_to_the_values(name):
    for row in STUDIES[name].observations.iter_rows(named=True):
        entered = row[Col.VALUE_ENTERED]
        value = float(entered.lstrip("<>"))
        limit = {"<": "below", ">": "above"}.get(entered[0], "none")

        assert row[Col.VALUE] == to_canonical(
            value, row[Col.UNIT_ENTERED], row[Col.ANALYTE]
        )
        assert row[Col.CENSORING] == limit
