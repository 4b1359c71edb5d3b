"""Scenarios change only what they say, in the same people."""

import polars as pl
import pytest

from cartwin.errors import ModelError
from cartwin.study import parse_regimen
from cartwin.twin import DISEASES, changes_of, scenarios_of, simulate_scenario


@pytest.mark.parametrize("disease", DISEASES)
def test_a_scenario_changes_only_parameters_of_its_disease(disease):
    for scenario in scenarios_of(disease):
        changed = changes_of(scenario.variant, disease)
        assert set(changed) == set(scenario.variant.changes)
        assert all(p.source.startswith("assumed: ") for p in changed.values())


@pytest.mark.parametrize("disease", DISEASES)
def test_a_rescue_is_what_the_non_responder_got_and_then_more(disease):
    *_, failing, rescue = scenarios_of(disease)
    first, then = (parse_regimen(s.regimen).doses for s in (failing, rescue))

    assert rescue.variant == failing.variant
    assert then[: len(first)] == first
    assert all(min(dose.days) > 170 for dose in then[len(first) :])
    assert len(then) > len(first)


def test_scenarios_are_of_the_same_people_and_repeat():
    _, untreated, standard, *_ = scenarios_of("sle")
    one, again, other = (
        simulate_scenario("sle", s, n=3, seed=1, days=14.0)
        for s in (untreated, untreated, standard)
    )

    assert one.patients["age"].to_list() == other.patients["age"].to_list()
    assert one.observations.equals(again.observations)
    early = pl.col("day") <= 0
    assert one.values("C3").filter(early).equals(other.values("C3").filter(early))


def test_there_are_no_scenarios_of_an_unknown_disease():
    with pytest.raises(ModelError, match="no twin of 'ms'"):
        scenarios_of("ms")
