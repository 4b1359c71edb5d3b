"""Virtual patients: who they are, what they are given, what is read."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from cartwin.engine import Event
from cartwin.errors import ModelError
from cartwin.study import parse_regimen
from cartwin.twin import (
    ASSAYS,
    Assay,
    Body,
    Candidate,
    draw_patients,
    events_of,
    give,
    parameters_of,
    stream,
)
from cartwin.twin.body import draw_bodies
from cartwin.twin.random import Numbers, key_of, keys_of
from cartwin.units import ANALYTES


TYPICAL = {p.name: p.value for p in parameters_of("itp")}
CHILD = Body(weight=25.0, height=125.0)


def candidate(name, **known):
    return Candidate(patient=name, cohort="C1", age=12.0, sex="female", **known)


def load(text, body=CHILD):
    dose = parse_regimen(text).doses[0]
    return events_of(give(dose, dose.days[0], body), body, TYPICAL)


@pytest.mark.parametrize(
    ("text", "state", "amount"),
    [
        ("flu 30 mg/m2 d-5", "AFLU", 30.0),
        ("cart 3e5/kg d0", "CB", 21.0),  # 3e5 x 70 kg in 1e6 cells, whatever the weight
        ("dara 800 mg d270", "DAC", 800.0 * 70 / 25),  # flat doses weigh more in a child
        ("dara 16 mg/kg d270", "DAC", 16.0 * 70),
        ("rituximab 375 mg/m2 d0", "RTX", 375 * (125 * 25 / 3600) ** 0.5 * 70 / 25),
        ("ivig 1 g/kg d0", "IVG", 70 / 3.94),
        ("methylprednisolone 30 mg/kg max 1000 mg d1", "GC", 750 * 1.25 * 70 / 25),
        ("dexamethasone 10 mg d1", "GC", 66.7 * 70 / 25),
        ("romiplostim 3 ug/kg d0", "ROMD", 210.0),
    ],
)
def test_a_dose_enters_its_state_per_70_kg(text, state, amount):
    (event,) = load(text)

    assert event.state == state
    assert event.amount == pytest.approx(amount)


def test_a_transfusion_is_spread_over_the_age_stages():
    events = load("platelet_transfusion 40 10*9/L d0")

    assert events == tuple(Event(0.0, f"P{k}", 10.0) for k in (1, 2, 3, 4))


def test_the_ceiling_is_in_milligrams():
    adult = Body(weight=70.0, height=175.0)
    dose = parse_regimen("methylprednisolone 30 mg/kg max 1000 mg d0").doses[0]

    assert give(dose, 0.0, adult).amount == 1000.0


def test_patients_meet_their_conditions_by_their_first_reading():
    wanted = [
        candidate(f"P{i}", baseline=(2.0, 9.0), antibody_positive=i % 2 == 0)
        for i in range(12)
    ]
    patients = draw_patients("itp", wanted, seed=4)

    assert len(np.unique(patients.parameters["Pn"])) == 12
    assert (patients.attempts >= 1).all()
    positive = patients.parameters["A0"][::2].mean()
    assert positive > patients.parameters["A0"][1::2].mean()


def test_a_patient_does_not_depend_on_the_company():
    alone = draw_patients("itp", [candidate("P7")], seed=1)
    crowd = draw_patients("itp", [candidate(f"P{i}") for i in range(9)], seed=1)

    assert alone.of(0) == crowd.of(7)
    assert alone.bodies[0] == crowd.bodies[7]


def test_another_seed_is_another_patient():
    one, other = (draw_patients("itp", [candidate("P1")], seed=s) for s in (1, 2))

    assert one.of(0) != other.of(0)


def test_impossible_conditions_are_refused():
    with pytest.raises(ModelError, match="P1: no draw in 2000 has a baseline platelet"):
        draw_patients("itp", [candidate("P1", baseline=(900.0, 901.0))], seed=1)


@given(st.floats(0.01, 1e6))
def test_reading_without_error_only_rounds(truth):
    for assay in (a for a in ASSAYS.values() if isinstance(a, Assay)):
        read = assay.read(np.array([truth]), np.array([0.0]))[0]
        known = min(truth, assay.highest)
        assert abs(read - known) <= 0.5 * 10.0**-assay.decimals + 1e-9 * known


def test_streams_are_apart():
    keys = [("a", "b"), ("ab",), ("a", "b", "c"), ("b", "a")]
    firsts = {stream(1, *k).random() for k in keys}

    assert len(firsts) == len(keys)


@pytest.mark.parametrize(
    ("age", "sex", "height", "weight"),
    [
        (8.0, "female", 126.6, 25.2),  # body-mass index 15.7
        (12.0, "male", 149.1, 38.9),  # 17.5
        (25.0, "female", 163.2, 59.9),  # between 21.3 at 18 and 23.0 at 30
    ],
)
def test_bodies_are_those_of_the_growth_reference(age, sex, height, weight):
    numbers = Numbers(keys_of([f"P{i}" for i in range(600)]), key_of(1, "body"))
    bodies = draw_bodies(np.full(600, age), np.full(600, sex == "female"), numbers)

    assert np.median(bodies.height) == pytest.approx(height, rel=0.01)
    assert np.median(bodies.weight) == pytest.approx(weight, rel=0.03)


def test_no_laboratory_releases_more_than_can_be_recorded():
    for analyte, assay in ASSAYS.items():
        highest = ANALYTES[analyte].plausible[1]
        assert assay.read(np.array([1e9]), np.array([0.0])) <= highest, analyte
