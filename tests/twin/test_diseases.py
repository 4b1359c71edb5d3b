"""Every disease has the common core; what it has no organ module for is said."""

import numpy as np
import pytest

from cartwin.errors import ModelError
from cartwin.study import parse_regimen
from cartwin.twin import (
    DISEASES,
    Candidate,
    Plan,
    draw_patients,
    missing_of,
    organ_of,
    parameters_of,
    simulate,
    simulate_adults,
    system_of,
    unread,
)
from cartwin.twin.disease import observables_of


CARE = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 1e6/kg d0"
WITHOUT_ORGAN = ("aha", "sle", "ssc", "iim", "sle+ssc+iim")
OF_PLATELETS = {"P1", "P2", "P3", "P4", "TPO", "M1", "M4", "HQ", "EFF", "TCY", "ROMD"}


@pytest.mark.parametrize("disease", WITHOUT_ORGAN)
def test_no_platelets_hide_where_they_have_no_module(disease):
    states = {s.name for s in system_of(disease).states}

    assert not states & OF_PLATELETS
    assert {s.name for s in system_of("itp").states} >= OF_PLATELETS
    assert not {"PLAT", "GPAB"} & set(observables_of(disease))


@pytest.mark.parametrize("disease", WITHOUT_ORGAN)
def test_a_disease_without_organ_is_the_common_core(disease):
    core = {p.name for p in parameters_of(disease)}
    itp = {p.name for p in parameters_of("itp")}

    assert core < itp
    assert {"f_eng", "Bload", "X0", "A0", "anc0"} <= core
    assert organ_of(disease) is None


@pytest.mark.parametrize("disease", [*DISEASES, "sle+ssc+iim"])
def test_every_disease_says_what_it_has_no_module_for(disease):
    named = missing_of(disease)

    assert named
    assert len({m.name for m in named}) == len(named)
    assert all(m.words for m in named)


def test_a_mixed_study_lacks_what_each_of_its_diseases_lacks():
    together = {m.name for m in missing_of("sle+ssc+iim")}

    assert together == {m.name for d in ("sle", "ssc", "iim") for m in missing_of(d)}


@pytest.mark.parametrize("disease", ["sle", "aha"])
def test_adults_without_an_organ_lose_their_b_cells_and_get_them_back(disease):
    study = simulate_adults(disease, parse_regimen(CARE), n=12, days=300.0, seed=3)
    b_cells = study.values("BCELL")

    assert (study.patients["status"] == "ok").all()
    assert set(study.observations["analyte"]) == {
        "BCELL", "BNAIVE", "CARCOPY", "IGG", "NEUT", "TEMP",
    }  # fmt: skip
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


def test_nothing_is_asked_of_platelets_that_are_not_there():
    who = [Candidate(patient="P1", cohort="C", age=30.0, sex="male", baseline=(2.0, 2.1))]

    assert draw_patients("sle", who, seed=1).attempts.tolist() == [1]


def test_a_platelet_count_may_be_left_free():
    free, asked = (
        Candidate(patient="P1", cohort="C", age=30.0, sex="male", baseline=b)
        for b in (None, (2.0, 2.5))
    )

    assert draw_patients("itp", [free], seed=1).attempts.tolist() == [1]
    assert draw_patients("itp", [asked], seed=1).attempts.tolist() != [1]


@pytest.mark.parametrize(
    ("care", "words"),
    [
        ("romiplostim 1 ug/kg d0", "romiplostim needs what the twin of sle has no"),
        ("dara 800 mg d30 if platelets < 30 at d30", "a condition on PLAT needs"),
    ],
)
def test_what_needs_an_organ_is_refused_without_it(care, words):
    plan = Plan(
        regimens=(parse_regimen(care),),
        arms=("all",),
        visits={"PLAT": (0.0, 30.0), "BCELL": (0.0, 30.0)},
        follow_up=np.array([60.0]),
    )
    who = [Candidate(patient="P1", cohort="C", age=30.0, sex="male", baseline=None)]

    with pytest.raises(ModelError, match=words):
        simulate(draw_patients("sle", who, seed=1), plan, seed=1, name="x", title="X")


def test_what_cannot_be_read_is_named():
    assert unread("sle", ["PLAT", "BCELL", "CRS", "DSDNA"]) == ("PLAT", "DSDNA")
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
