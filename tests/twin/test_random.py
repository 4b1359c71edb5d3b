"""Random numbers by key: the same for a patient whoever is drawn beside it."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from cartwin.errors import ModelError
from cartwin.twin import Candidate, Candidates, draw_patients
from cartwin.twin.adults import draw_adults
from cartwin.twin.random import Numbers, key_of, keys_of, normal_of


names = st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=20, unique=True)
EVERYBODY = draw_adults(0, 60, seed=5)
DRAWN = draw_patients("itp", EVERYBODY, seed=5)


def some(candidates, which):
    """The candidates at some positions."""
    fields = {n: getattr(candidates, n) for n in Candidates.__dataclass_fields__}
    columns = {n: v[which] for n, v in fields.items() if n != "wanted"}
    return Candidates(**columns)


@given(names.filter(lambda texts: not any("\0" in t for t in texts)), st.data())
def test_the_key_of_a_name_does_not_depend_on_its_company(texts, data):
    order = data.draw(st.permutations(range(len(texts))))
    keys = keys_of(texts)

    assert len(set(keys.tolist())) == len(texts)
    assert (keys_of([texts[i] for i in order]) == keys[order]).all()
    assert all(keys_of([t])[0] == k for t, k in zip(texts, keys, strict=True))


def test_names_as_text_and_as_bytes_have_the_same_key():
    text = ["V0000001", "V12345678901", "Zoë"]
    coded = np.array([t.encode() for t in text])

    assert (keys_of(text) == keys_of(coded)).all()


@given(st.lists(st.integers(0, 59), min_size=1, max_size=40, unique=True))
def test_patients_do_not_depend_on_chunk_or_order(which):
    drawn = draw_patients("itp", some(EVERYBODY, which), seed=5)

    assert (drawn.attempts == DRAWN.attempts[which]).all()
    assert (drawn.bodies.weight == DRAWN.bodies.weight[which]).all()
    for name, values in drawn.parameters.items():
        assert (values == DRAWN.parameters[name][which]).all(), name


@given(st.integers(0, 59), st.integers(1, 60))
def test_adults_are_the_same_however_they_are_numbered_off(first, more):
    last = min(first + more, 60)
    part = draw_adults(first, last, seed=5)

    assert part.names == EVERYBODY.names[first:last]
    assert (part.ages == EVERYBODY.ages[first:last]).all()
    assert (part.female == EVERYBODY.female[first:last]).all()


def test_a_parameter_does_not_depend_on_which_others_are_wanted():
    few = draw_patients("itp", EVERYBODY, seed=5, only={"Pn", "VCN", "hA"})

    assert set(few.parameters) == {"Pn", "VCN", "hA"}
    for name, values in few.parameters.items():
        assert (values == DRAWN.parameters[name]).all()


def test_purposes_calls_and_seeds_are_independent():
    keys = keys_of([f"P{i}" for i in range(40_000)])
    one, other, reseeded = (
        Numbers(keys, key_of(*purpose))
        for purpose in ((1, "biology", "a"), (1, "biology", "b"), (2, "biology", "a"))
    )
    columns = [one.normal(), one.normal(), other.normal(), reseeded.normal(), one.random()]
    correlation = np.corrcoef(columns) - np.eye(len(columns))

    assert np.abs(correlation).max() < 4.5 / np.sqrt(len(keys))


def test_normal_numbers_are_normal_far_out():
    z = normal_of(keys_of([f"P{i}" for i in range(400_000)]))
    beyond = [np.mean(np.abs(z) > limit) for limit in (1.0, 2.0, 3.0, 4.0)]
    expected = np.array([0.317311, 0.045500, 0.0026998, 6.334e-5])

    assert (np.abs(beyond - expected) < 4.5 * np.sqrt(expected / len(z))).all()


def test_the_first_attempt_that_meets_the_conditions_is_taken():
    """Wider conditions never need more attempts, and keep whom they accept."""
    who = [Candidate(patient=f"P{i}", cohort="C", age=30, sex="male") for i in range(40)]
    narrow = [
        Candidate(patient=c.patient, cohort="C", age=30, sex="male", baseline=(6.0, 8.0))
        for c in who
    ]
    wide, strict = (draw_patients("itp", w, seed=3) for w in (who, narrow))
    same = wide.attempts == strict.attempts

    assert (wide.attempts <= strict.attempts).all()
    assert strict.attempts.max() > 8
    assert 0 < same.sum() < 40
    assert (wide.parameters["Pn"][same] == strict.parameters["Pn"][same]).all()


def test_nearly_all_adults_are_accepted_at_once():
    attempts = draw_patients("itp", draw_adults(0, 4000, seed=1), seed=1, only=()).attempts

    assert np.mean(attempts == 1) == pytest.approx(0.943, abs=0.012)


def test_a_patient_who_cannot_exist_is_named():
    who = some(EVERYBODY, [3, 4])
    who.lowest[1], who.highest[1] = 900.0, 901.0

    with pytest.raises(ModelError, match="V0000005: no draw in 2000"):
        draw_patients("itp", who, seed=1)
