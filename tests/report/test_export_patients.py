"""Patients of exported models: each starts from a balance of their own, and stays there."""

import re

import numpy as np
import pytest
from tests.report.exported import (
    DAYS,
    LATER,
    course,
    drawn,
    every_disease,
    every_drug,
    every_language,
    model_of,
    names_of,
    rerun,
    text_of,
    typical,
)
from tests.report.foreign import read

from cartwin.engine import balanced
from cartwin.report.export.portable import MAIN
from cartwin.twin import DISEASES, system_of


GROWING = {"INFS", "MUCS", "MAJS", "BLEEDS", "SCAR", "SDAM", "SKD", "LUF", "MUD"}


@pytest.fixture(scope="module")
def courses():
    """Disease -> observables of a patient who is not typical, as the engine has them."""
    return {d: course(d, typical(d) | drawn(d)[1]) for d in DISEASES}


@every_language
@every_disease
def test_random_effects_are_the_declared_spreads(disease, language):
    regimen = every_drug(disease)
    effects, expected = drawn(disease, regimen)
    text = text_of(disease, language, regimen)
    model, word = read(language, text, effects), names_of(text, language)
    found = {n: model.known[word(n)] for n in expected}

    assert len(expected) > 60
    assert found == pytest.approx(expected, rel=1e-9)


@every_language
@every_disease
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_the_start_is_the_balance_of_the_patient(disease, language, seed):
    effects, values = drawn(disease, seed=seed)
    text = text_of(disease, language)
    model, word = read(language, text, effects), names_of(text, language)
    full, start = balanced(system_of(disease), typical(disease) | values)
    own = {s.name: y[0] for s, y in zip(system_of(disease).states, start, strict=True)}
    states = [s.name for s in model_of(disease).states]
    usual = model_of(disease).typical

    assert model.start == pytest.approx([own[n] for n in states], rel=1e-9)
    for name in model_of(disease).derived:
        assert model.known[word(name)] == pytest.approx(full[name][0], rel=1e-9)
    apart = ("P1", "NA", "LLX", *(("M1", "TPO") if disease == "itp" else ()))
    assert min(abs(own[n] / usual[n] - 1.0) for n in apart) > 1e-3


@every_language
@every_disease
def test_without_doses_only_hazards_and_damage_move(disease, language):
    model = read(language, text_of(disease, language), drawn(disease)[0])
    states = model_of(disease).states
    rates = dict(zip((s.name for s in states), model.rates(0.0, model.start), strict=True))
    moving = {s.name for s in states if abs(rates[s.name]) > 1e-9 * s.scale}

    assert {"INFS"} <= moving <= GROWING


@every_language
@every_disease
def test_the_course_of_a_patient_is_that_of_the_twin(disease, language, courses):
    text = text_of(disease, language)
    model, word = read(language, text, drawn(disease)[0]), names_of(text, language)
    seen = rerun(disease, model, [d + LATER for d in DAYS])

    for name, expected in courses[disease].items():
        np.testing.assert_allclose(
            [s[word(name)] for s in seen], expected, rtol=1e-6, atol=1e-9, err_msg=name
        )


def expected_rows(text):
    """Return times, and observables at them, as a text says a rerun should yield them."""
    rows = [r.split(",") for r in re.findall(r"^\W*expected,(.*)$", text, flags=re.M)]
    values = {name: list(map(float, row)) for name, *row in rows}
    return values.pop("time"), values


@every_language
@every_disease
def test_a_rerun_yields_the_expected_values(disease, language):
    text = text_of(disease, language)
    times, expected = expected_rows(text)
    seen = rerun(disease, read(language, text), times)
    fold = str.upper if language == "nonmem" else str

    assert len(times) == 9
    assert len(expected) == len(model_of(disease).traced.observables)
    for name, values in expected.items():
        np.testing.assert_allclose(
            [s[fold(name)] for s in seen], values, rtol=1e-6, atol=1e-9, err_msg=name
        )


def test_nothing_is_expected_at_times_of_doses():
    given = "cart 1e6/kg d0; dara 800 mg d7,14"
    times, _ = expected_rows(text_of("itp", "rxode2", given))

    assert times == [0, 28, 42, 63, 98, 189, 371]
    assert expected_rows(text_of("itp", "rxode2", ""))[0][:2] == [0, 14]


@every_disease
def test_the_prediction_is_what_the_disease_is_followed_by(disease):
    text = text_of(disease, "nonmem")

    assert re.findall(
        r"^Y = (\w+) \+ EPS\(1\) ; prediction: .+\(.+\)", text, flags=re.M
    ) == [MAIN[disease]]
    assert MAIN[disease] in model_of(disease).traced.observables


@every_language
def test_what_has_no_formula_is_told_with_a_run_in(language):
    head = re.sub(r"\n\W*", " ", text_of("itp", language)[:4000])

    assert "M1, M2, M3, M4, TPO, P1, P2, P3, P4 have no formula" in head
    assert "untreated for 90 days before the first dose" in head
