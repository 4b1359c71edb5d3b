"""The structure is that of the equations."""

import pytest

from cartwin.biology import ACTIONS, DRUG_MODULES, MODULES
from cartwin.twin import DISEASES, Kind, structure_of


def influences(disease):
    return {(i.source, i.target): i for i in structure_of(disease).influences}


@pytest.mark.parametrize("disease", DISEASES)
def test_every_part_with_states_is_there_once(disease):
    names = [p.name for p in structure_of(disease).parts]

    assert len(names) == len(set(names))
    assert {"car_t", "b_lineage", "antibody", "rituximab"} <= set(names)


def test_influences_are_read_off_the_equations():
    found = influences("itp")

    assert found["plasma_cells", "antibody"].by[:2] == ("PB", "SP")
    assert found["car_t", "b_lineage"].lowers
    assert not found["car_t", "cytokines"].lowers  # which killing drives
    assert found["glucocorticoids", "platelet_clearance"].lowers
    assert not found["eltrombopag", "thrombopoiesis"].lowers
    assert ("rituximab", "platelet_clearance") not in found


def test_organs_are_those_of_the_disease():
    organs = {
        d: {p.name for p in structure_of(d).parts if p.kind is Kind.ORGAN}
        for d in ("itp", "aha", "ssc")
    }

    assert "factor_viii" in organs["aha"] - organs["itp"]
    assert organs["ssc"] == {"organ_activity", "scleroderma"}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.rpartition(".")[2])
def test_parts_take_part_in_declared_actions_only(module):
    assert set(getattr(module, "ACTS", {})) <= set(ACTIONS)


def test_every_action_has_somebody_who_acts_and_somebody_who_is_acted_upon():
    acting = {a for m in MODULES for a in getattr(m, "ACTS", {})}
    acted = {n for d in DISEASES for i in structure_of(d).influences for n in i.by}

    assert acting == set(ACTIONS)
    assert set(ACTIONS) <= acted


def test_every_drug_module_says_how_it_is_dosed():
    assert [m.__name__ for m in DRUG_MODULES if not getattr(m, "DOSES", ())] == []


def test_emicizumab_stands_in_for_factor_viii_alone():
    reads = {d: {n for i in structure_of(d).influences for n in i.by} for d in DISEASES}

    assert "f8_bleed_block" in reads["aha"]
    assert "f8_bleed_block" not in reads["itp"]
