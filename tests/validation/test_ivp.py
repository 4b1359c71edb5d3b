"""The suite of stiff problems, and whether it can fail."""

import json

import numpy as np
import pytest

from cartwin.engine import Status, evaluate
from cartwin.errors import DataError
from cartwin.validation import ivp as module, validate
from cartwin.validation.ivp import correct_digits
from cartwin.validation.stiff_problems import PROBLEMS


FILE = "ivp_testset_reference.json"
RANDOM = np.random.default_rng(1)


def rates(name, y):
    """The rates of a problem by the names of its states."""
    system, values = PROBLEMS[name]
    states = {s.name: value for s, value in zip(system.states, y, strict=True)}
    found = evaluate(system.rates, {**values, **states})
    return [found[f"d{s.name}"] for s in system.states]


@pytest.fixture(scope="module")
def oregonator():
    """Half a cycle of the Oregonator, as SciPy's Radau solves it."""
    from scipy.integrate import solve_ivp

    t, y0 = [0.0, 30.0], [1.0, 2.0, 3.0]
    solution = solve_ivp(
        lambda _, y: rates("orego", y), t, y0, method="Radau", rtol=1e-11, atol=1e-12
    )
    return {"t": t, "y0": y0, "ref": solution.y[:, -1].tolist()}


@pytest.fixture
def only_orego(monkeypatch):
    """Let the Oregonator be all there is to know."""
    monkeypatch.setattr(module, "PROBLEMS", {"orego": PROBLEMS["orego"]})


def written(folder, **problems):
    (folder / FILE).write_text(json.dumps(problems))
    return folder


def test_the_reference_of_the_test_set_is_met(reference_data):
    verdict = validate("ivp", reference_data)

    assert [f"{c.name}: {c.found}, {c.detail}" for c in verdict.failures] == []
    assert verdict.passed >= 24  # three problems, two methods, four tolerances


def test_the_folder_and_the_one_above_give_the_same(reference_data, monkeypatch):
    monkeypatch.setattr(module, "TOLERANCES", (1e-4,))

    assert validate("ivp", reference_data) == validate("ivp", reference_data / "ode")


@pytest.mark.usefixtures("only_orego")
def test_scipy_and_the_engine_agree_on_the_oregonator(tmp_path, oregonator):
    verdict = validate("ivp", written(tmp_path, orego=oregonator))

    assert str(verdict) == "8 passed, 0 failed"


@pytest.mark.usefixtures("only_orego")
def test_a_wrong_reference_is_found_and_named(tmp_path, oregonator):
    a, b, c = oregonator["ref"]
    planted = {**oregonator, "ref": [a, b, c * (1 + 1e-6)]}
    verdict = validate("ivp", written(tmp_path, orego=planted))

    failed = {check.name for check in verdict.failures}
    assert failed == {
        f"orego {method} rtol {rtol}"
        for method in ("rodas5p", "rodas4")
        for rtol in ("1e-08", "1e-10")
    }
    assert all(c.deviation == pytest.approx(1e-6, rel=0.2) for c in verdict.failures)


def test_an_unknown_problem_is_a_failure_and_not_skipped(tmp_path):
    problem = {"t": [0, 1], "y0": [1], "ref": [1]}
    verdict = validate("ivp", written(tmp_path, vdpol=problem))

    assert verdict.passed == 0
    assert "no equations for vdpol" in verdict.failures[0].detail


def test_a_problem_that_the_file_lacks_is_a_failure(tmp_path, oregonator, monkeypatch):
    monkeypatch.setattr(module, "TOLERANCES", (1e-4,))
    verdict = validate("ivp", written(tmp_path, orego=oregonator))

    assert [check.name for check in verdict.failures] == ["hires", "rober"]
    assert FILE in verdict.failures[0].detail


def test_a_trajectory_that_ends_early_fails_with_its_reason(tmp_path, oregonator):
    broken = {**oregonator, "y0": [float("nan"), 2.0, 3.0]}
    verdict = validate("ivp", written(tmp_path, orego=broken))

    assert verdict.passed == 0
    assert Status.BAD_PARAMETER.sentence in verdict.failures[0].detail


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ({"t": [0, 1], "y0": [1, 2, 3]}, "no list of numbers under ref"),
        ([1, 2], "no list of numbers under t, y0, ref"),
        ({"t": [0, 1], "y0": ["a", 2, 3], "ref": [1, 2, 3]}, "under y0"),
        ({"t": [1, 0], "y0": [1, 2, 3], "ref": [1, 2, 3]}, "expected the start"),
        ({"t": [0, 1], "y0": [1, 2], "ref": [1, 2, 3]}, "expected 3 in each"),
    ],
)
def test_a_problem_that_cannot_be_used_is_refused(tmp_path, problem, words):
    with pytest.raises(DataError, match=words):
        validate("ivp", written(tmp_path, orego=problem))


def test_digits_are_those_of_the_worst_component():
    assert correct_digits([1.0, 1e-8], [1.0, 1.001e-8]) == pytest.approx(3.0)
    assert correct_digits([1.0], [1.0]) == 16.0
    assert correct_digits([1.0], [np.nan]) == -np.inf


def test_robertson_keeps_its_mass():
    assert sum(rates("rober", RANDOM.random(3))) == pytest.approx(0.0, abs=1e-9)


def test_hires_keeps_its_enzyme():
    *_, complexed, free = rates("hires", RANDOM.random(8))

    assert complexed == -free
