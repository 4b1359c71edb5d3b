"""Every disease has the common core; what it has no organ module for is said."""

import pytest

from cartwin.biology import CORE, DRUG_MODULES
from cartwin.engine import balanced
from cartwin.errors import ModelError
from cartwin.study import parse_regimen
from cartwin.twin import (
    DISEASES,
    Candidate,
    draw_patients,
    missing_of,
    parameters_of,
    simulate_adults,
    system_of,
    unread,
)
from cartwin.twin.disease import observables_of


CARE = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 1e6/kg d0"
OF_PLATELETS = ("P1", "P2", "P3", "P4")
READ = {
    "itp": {"GPAB"}, "aha": {"FVIII", "F8INH", "APTT"},
    "sle": {"DSDNA", "C3", "C4", "UPCR"}, "ssc": {"MRSS", "FVCPP"}, "iim": {"CK", "MMT8"},
}  # fmt: skip
SCORED = {
    "itp": set(), "aha": {"AHA"}, "sle": {"SLEDAI-2K", "SLE"}, "ssc": {"MRSS"},
    "iim": {"IMACS"},
}  # fmt: skip
SPARING = ("aha", "sle", "ssc", "iim")  # platelets


@pytest.mark.parametrize("disease", SPARING)
def test_only_itp_destroys_platelets(disease):
    system = system_of(disease)
    typical = {p.name: p.value for p in parameters_of(disease)}
    known, start = balanced(system, typical)
    count = sum(start[i] for i, s in enumerate(system.states) if s.name in OF_PLATELETS)

    assert known["sev"] == 0.0
    assert count == pytest.approx(typical["Pn"], rel=1e-9)
    assert "PLAT" in observables_of(disease)
    assert "GPAB" not in observables_of(disease)


@pytest.mark.parametrize("disease", DISEASES)
def test_every_disease_has_the_common_core_and_every_drug(disease):
    names = {p.name for p in parameters_of(disease)}

    assert {"f_eng", "Bload", "X0", "A0", "anc0", "Pn"} <= names
    assert {p.name for m in (*CORE, *DRUG_MODULES) for p in m.PARAMETERS} <= names


@pytest.mark.parametrize("disease", [*DISEASES, "sle+ssc+iim"])
def test_every_disease_says_what_it_has_no_module_for(disease):
    named = missing_of(disease)

    assert named
    assert len({m.name for m in named}) == len(named)
    assert all(m.words for m in named)


def test_a_mixed_study_lacks_what_each_of_its_diseases_lacks():
    together = {m.name for m in missing_of("sle+ssc+iim")}

    assert together == {m.name for d in ("sle", "ssc", "iim") for m in missing_of(d)}


@pytest.mark.parametrize("disease", DISEASES)
def test_adults_of_every_disease_lose_their_b_cells_and_get_them_back(disease):
    study = simulate_adults(disease, parse_regimen(CARE), n=12, days=300.0, seed=3)
    b_cells = study.values("BCELL")

    assert (study.patients["status"] == "ok").all()
    assert set(study.observations["analyte"]) >= {
        "BCELL", "BNAIVE", "CARCOPY", "IGG", "NEUT", "PLAT", "TEMP", *READ[disease],
    }  # fmt: skip
    assert set(study.assessments["instrument"]) >= SCORED[disease]
    for day, low, high in ((-6, 50, 600), (21, 0, 10), (300, 10, 600)):
        median = b_cells.filter(b_cells["day"] == day)["value"].median()
        assert low <= median <= high


def test_the_core_of_a_mixed_study_is_that_of_its_diseases():
    one, mixed = (
        simulate_adults(d, parse_regimen(CARE), n=4, days=30.0, seed=3)
        for d in ("sle", "sle+sle")
    )

    assert one.observations.equals(mixed.observations)


def test_women_are_as_frequent_as_the_disease_has_it():
    def share(disease):
        patients = simulate_adults(
            disease, parse_regimen("cart 1e6/kg d0"), n=300, days=1.0, seed=3
        ).patients
        return (patients["sex"] == "female").mean()

    assert share("sle") == pytest.approx(0.9, abs=0.06)
    assert share("itp") == pytest.approx(0.6, abs=0.09)


def test_nothing_is_asked_of_platelets_that_the_disease_spares():
    who = [Candidate(patient="P1", cohort="C", age=30.0, sex="male", baseline=(2.0, 2.1))]

    assert draw_patients("sle", who, seed=1).attempts.tolist() == [1]


def test_a_platelet_count_may_be_left_free():
    free, asked = (
        Candidate(patient="P1", cohort="C", age=30.0, sex="male", baseline=b)
        for b in (None, (2.0, 2.5))
    )

    assert draw_patients("itp", [free], seed=1).attempts.tolist() == [1]
    assert draw_patients("itp", [asked], seed=1).attempts.tolist() != [1]


def test_what_cannot_be_read_is_named():
    assert unread("sle", ["PLAT", "GPAB", "BCELL", "CRS"]) == ("GPAB",)
    assert unread("itp", ["PLAT", "BCELL", "CRS", "ICANS", "TEMP"]) == ()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("sle+ssx", "no twin of 'ssx'"),
        ("", "no twin of ''"),
        ("itp+sle", "different organ modules cannot share one twin"),
    ],
)
def test_an_unknown_or_impossible_mixture_is_refused(code, words):
    with pytest.raises(ModelError, match=words):
        system_of(code)
