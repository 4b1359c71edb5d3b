"""The whole twin of acquired haemophilia A: therapy, factor VIII, bleeds."""

import numpy as np
import pytest
from tests.twin.typical import LYMPHODEPLETION, followed

from cartwin.engine import Event
from cartwin.twin import Body, parameters_of
from cartwin.twin.disease import untreated
from cartwin.twin.dosing import Given, dosed_states, loads_of


DAYS = np.arange(-21.0, 366.0)
CAR_T = (*LYMPHODEPLETION, Event(0.0, "CB", 70.0))
EMICIZUMAB = (
    Event(-20.0, "EMID", 420.0),
    Event(-19.0, "EMID", 210.0),
    *(Event(-13.0 + 7 * w, "EMID", 105.0) for w in range(12)),
)
seen = followed("aha", DAYS)


def test_the_inhibitor_alone_falls_with_a_half_life_of_eight_days():
    """As in the untreated patient: immunoglobulin G, and what goes with factor VIII."""
    typical = {p.name: p.value for p in parameters_of("aha")}
    kel = untreated("aha")["kel"]

    assert np.log(2) / (kel + typical["k_con"]) == pytest.approx(8.0, abs=0.05)


def test_untreated_nothing_changes_but_the_number_of_bleeds():
    np.testing.assert_allclose(seen("F8INH"), 20.0, rtol=1e-5)
    np.testing.assert_allclose(seen("FVIII"), 0.5, rtol=1e-4)
    per_week = (seen("bleeds")[-1] - seen("bleeds")[0]) / (DAYS[-1] - DAYS[0]) * 7
    assert per_week == pytest.approx(0.30, abs=0.005)


def test_factor_viii_recovers_about_two_months_after_car_t_and_stays():
    active = seen("FVIII", *CAR_T)
    first = DAYS[np.argmax(active > 50.0)]

    assert 50 <= first <= 65
    assert active[first <= DAYS].min() > 50.0
    assert seen("F8INH", *CAR_T)[DAYS == 90][0] < 0.6
    assert np.ptp(seen("bleeds", *CAR_T)[first < DAYS]) < 1e-9


def test_emicizumab_prevents_bleeds_until_car_t_has_worked():
    protected = seen("bleeds", *CAR_T, *EMICIZUMAB)[-1]

    assert protected < 0.25 * seen("bleeds", *CAR_T)[-1]
    np.testing.assert_allclose(
        seen("FVIII", *CAR_T, *EMICIZUMAB), seen("FVIII", *CAR_T), rtol=1e-4
    )


def test_long_lived_plasma_cells_keep_the_inhibitor_until_anti_cd38():
    kept = {"fLLX": 0.05}
    rescue = tuple(Event(120.0 + 7 * w, "DAC", 1120.0) for w in range(4))

    assert seen("FVIII", *CAR_T, **kept).max() < 30.0
    assert seen("FVIII", *CAR_T, *rescue, **kept)[-1] > 50.0


@pytest.mark.parametrize(
    ("drug", "unit", "amount", "state", "expected"),
    [
        ("emicizumab", "mg", 140.0, "EMID", 280.0),  # of 35 kg: twice per 70 kg
        ("factor_viia", "ug/kg", 90.0, "F7A", 6.3),
        ("apcc", "U/kg", 70.0, "APCC", 4900.0),
        ("factor_viii", "IU/kg", 52.0, "F8", 100.0),
        ("porcine_factor_viii", "U/kg", 52.0, "F8P", 100.0),
    ],
)
def test_drugs_enter_where_they_act(drug, unit, amount, state, expected):
    child = Body(weight=np.array([35.0]), height=np.array([140.0]))
    loads = loads_of(Given(drug, 0.0, amount, unit), child, {"V_f8": 36.4})

    assert dosed_states(drug) == (state,)
    assert loads[state] == pytest.approx(expected)


STEROID = tuple(
    Event(float(d), "GC", 70.0 if d < 35 else 70.0 * (70 - d) / 35) for d in range(70)
)


def test_steroids_end_the_disease_of_those_whose_clone_they_reach():
    reached, spared = (seen("FVIII", *STEROID, gc_clone=g) for g in (0.2, 0.01))

    assert reached[-1] > 50.0
    assert spared.max() < 5.0


def test_steroids_end_it_sooner_because_they_reach_young_plasma_cells():
    """A course of 31 d was published; the half-life of the inhibitor forbids it here."""
    active, spared = (seen("FVIII", *STEROID, **c) for c in ({}, {"gc_plasma": 0.0}))
    first, late = (DAYS[np.argmax(f > 50.0)] for f in (active, spared))

    assert 45 <= first <= 70
    assert late > first + 30
    assert active[first <= DAYS].min() > 50.0


def test_cyclophosphamide_ends_what_steroids_do_not_reach():
    oral = tuple(Event(float(d), "ACY", 55.0) for d in range(42))
    least = {"gc_clone": 0.01}
    helped, without, alone = (
        seen("FVIII", *events, **least, **changed)[-1]
        for events, changed in (
            (STEROID + oral, {}),
            (STEROID + oral, {"cy_clone": 0.0}),
            (STEROID, {}),
        )
    )

    assert helped > 50.0
    assert max(without, alone) < 25.0
