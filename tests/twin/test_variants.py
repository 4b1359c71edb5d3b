"""Variants: what they change, what they leave alone, and whom they can be asked of."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from cartwin import biology
from cartwin.errors import ModelError
from cartwin.parameters import Certainty, Fixed
from cartwin.study import parse_regimen
from cartwin.twin import (
    DISEASES,
    REFERENCE,
    VARIANTS,
    Candidate,
    changes_of,
    draw_patients,
    find_variant,
    parameters_of,
    simulate_adults,
    simulate_variants,
    variants_of,
)


CARE = parse_regimen("flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 1e6/kg d0")
SEED = 11
PRODUCT = "f_eng"  # times the quality of the product of a cohort


def adults(n=60):
    return [
        Candidate(patient=f"P{i:03d}", cohort=f"P{i:03d}", age=40.0, sex="female")
        for i in range(n)
    ]


def drawn(name, disease="itp", n=60):
    changes = changes_of(find_variant(name, disease), disease)
    return draw_patients(disease, adults(n), seed=SEED, changes=changes)


def differing(one, other):
    return {
        name
        for name, values in one.parameters.items()
        if not np.array_equal(values, other.parameters[name])
    }


def test_the_reference_changes_nothing():
    plain = draw_patients("itp", adults(), seed=SEED)

    assert differing(plain, drawn("reference")) == set()
    assert drawn("reference").fixed == plain.fixed


@pytest.mark.parametrize("name", ["plasma-cells", "no-effectors", "short-competence"])
def test_only_what_a_variant_changes_differs_where_no_condition_depends_on_it(name):
    assert differing(drawn("reference"), drawn(name)) == {
        *find_variant(name, "itp").changes
    }


def test_a_changed_prior_keeps_the_random_number_of_each_patient():
    usual, weak = drawn("reference"), drawn("weak-product")

    ratio = weak.parameters[PRODUCT] / usual.parameters[PRODUCT]

    assert np.allclose(ratio[usual.parameters[PRODUCT] < 0.9], 0.25)


def test_patients_who_no_longer_meet_a_condition_are_drawn_again_in_part():
    usual, cd8 = drawn("reference"), drawn("cd8-only")

    assert (usual.attempts != cd8.attempts).any()
    assert {"sev", "sevT"} <= differing(usual, cd8)
    assert differing(usual, cd8).isdisjoint({"X0", "f_eng", "gX", "pen_X", "f38", "kEffr"})


def test_values_in_all_patients_are_those_of_the_variant():
    off = drawn("no-effectors")

    assert off.fixed["f38"] == 0.0
    assert (off.parameters["f38"] == 0.0).all()


def test_a_condition_is_met_under_every_variant():
    for variant in variants_of("itp"):
        patients = drawn(variant.name, n=20)
        assert len(patients) == 20


def test_a_changed_parameter_must_be_one_of_the_disease():
    (sev,) = (p for p in parameters_of("itp") if p.name == "sev")

    with pytest.raises(ModelError, match=r"no parameter 'sevv' \(did you mean sev\?\)"):
        draw_patients("itp", adults(1), seed=1, changes={"sevv": sev})


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.name}-{len(v.diseases)}")
def test_every_variant_changes_declared_parameters_and_says_why(variant):
    organs = {p.name for p in biology.PARAMETERS}

    assert set(variant.changes) <= organs
    assert variant.source.partition(":")[0] in {*Certainty}
    assert variant.meaning.endswith(".")
    assert variant.diseases <= DISEASES.keys()


@pytest.mark.parametrize("disease", DISEASES)
def test_names_are_unique_in_a_disease_and_the_reference_comes_first(disease):
    names = [v.name for v in variants_of(disease)]

    assert names[0] == "reference"
    assert len(names) == len(set(names))
    for variant in variants_of(disease)[1:]:
        changed = changes_of(variant, disease)
        before = {p.name: p for p in parameters_of(disease)}
        assert any(p != before[n] for n, p in _told_alike(changed, before)), variant.name


def _told_alike(changed, before):
    """Changed parameters with the source of the declared ones."""
    for name, p in changed.items():
        usual = before[name]
        yield name, replace(p, source=usual.source, certainty=usual.certainty)


def test_the_source_of_a_changed_parameter_is_the_variant():
    changed = changes_of(find_variant("no-cd8", "itp"), "itp")["sevT"]

    assert changed.spread == Fixed()
    assert changed.certainty is Certainty.ASSUMED
    assert "extreme" in changed.source


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ModelError, match=r"'plasma-cell' \(did you mean plasma-cells\?\)"):
        find_variant("plasma-cell", "itp")


def test_a_variant_of_another_disease_is_unknown_here():
    with pytest.raises(ModelError, match="aha has no variant 'no-effectors'"):
        find_variant("no-effectors", "aha")


def test_variants_are_combined_unless_they_contradict_each_other():
    both = find_variant("weak-product+no-effectors", "itp")

    assert set(both.changes) == {"f_eng", "f38"}
    with pytest.raises(ModelError, match="both change fLLX"):
        find_variant("plasma-cells+no-plasma-cells", "itp")


@pytest.fixture(scope="module")
def beside():
    """The reference, and a variant that matters only where daratumumab is given."""
    both = [find_variant(n, "itp") for n in ("reference", "no-effectors", "plasma-cells")]
    return simulate_variants("itp", CARE, both, n=12, days=120.0, seed=3, daily=False)


def readings(study, arm, analyte):
    rows = study.values(analyte)
    return rows.filter(pl.col("patient").str.ends_with(f"-{arm}"))["value"]


def test_arms_are_the_variants_and_cohorts_the_people(beside):
    arms = beside.patients.group_by("cohort").agg(pl.col("arm").sort())

    assert arms["arm"].to_list() == [["no-effectors", "plasma-cells", "reference"]] * 12
    assert beside.patients["patient"][0] == "V0000001-reference"


def test_what_a_variant_cannot_touch_is_the_same_to_the_last_digit(beside):
    for analyte in ("PLAT", "BCELL", "NEUT"):
        usual = readings(beside, "reference", analyte)
        assert usual.equals(readings(beside, "no-effectors", analyte))
    assert not readings(beside, "plasma-cells", "PLAT").equals(
        readings(beside, "reference", "PLAT")
    )
    assert readings(beside, "plasma-cells", "NEUT").equals(
        readings(beside, "reference", "NEUT")
    )


def test_one_variant_alone_has_the_patients_of_a_plain_simulation():
    plain = simulate_adults("itp", CARE, n=3, days=40.0, seed=5)
    alone = simulate_variants("itp", CARE, [REFERENCE], n=3, days=40.0, seed=5)

    assert alone.observations.equals(plain.observations)
    assert alone.patients["patient"].equals(plain.patients["patient"])


def test_a_variant_quotes_the_level_that_it_replaces():
    """Clearance without Fc receptors is set beside the share of those who have it."""
    declared = {p.name: p for p in parameters_of("itp")}["fH"].spread

    assert (
        f"instead of {declared.median:g} in" in find_variant("fc-independent", "itp").source
    )
