"""Published numbers beside the twin's: what is judged how, and that misses are owned up."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cartwin.validation import COMPUTED, find_suite
from cartwin.validation.science import (
    TARGETS,
    Nearness,
    Target,
    measure,
    measuring,
    science,
    titration,
)


PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "calibration.md"
LIMITS = Path(__file__).parents[2] / "src" / "cartwin" / "report" / "limits"


def target(value, **changed):
    made = Target(
        name="half", low=40.0, high=60.0, slack=10.0, unit="%", source="made up",
        used=False, find=lambda: value,
    )  # fmt: skip
    return replace(made, **changed)


@pytest.mark.parametrize(
    ("value", "nearness"),
    [(40.0, "ok"), (60.0, "ok"), (60.1, "near"), (30.0, "near"), (29.9, "miss")],
)
def test_a_value_is_ok_in_the_range_and_near_within_the_slack(value, nearness):
    (finding,) = measure((target(value),))

    assert finding.nearness == nearness


def test_a_miss_fails_unless_it_is_owned_up_to(monkeypatch):
    made = (target(50.0), target(99.0), target(99.0, weak="known"))
    monkeypatch.setattr(measuring, "measure", lambda: measure(made))
    monkeypatch.setattr(measuring, "groups", lambda more: ())

    verdict = science()

    assert [check.passed for check in verdict.checks] == [True, False, True]
    assert "known" in verdict.checks[2].detail
    assert "known" not in verdict.checks[0].detail


def test_targets_are_well_formed():
    names = [t.name for t in TARGETS]

    assert len({*names}) == len(names) > 40
    assert all(t.low <= t.high and t.slack >= 0 and t.source for t in TARGETS)
    assert "science" in COMPUTED
    assert callable(find_suite("science"))


def test_the_page_lists_every_target_and_every_miss_is_owned_up_to():
    page = PAGE.read_text("utf-8").replace("µg/kg", "ug/kg")
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in page.splitlines()}

    for one in TARGETS:
        told = rows[one.name]
        assert one.expected.replace("10*9", "10⁹") in told
        assert one.weak or "**miss**" not in told, one.name


def test_what_is_owned_up_to_stands_among_the_limits():
    limits = " ".join(f.read_text("utf-8").lower() for f in LIMITS.glob("*.toml"))
    about = {
        "counts of one patient do not fluctuate": "of one patient do not fluctuate",
        "daratumumab works too often": "too frequent later",
    }

    for one in TARGETS:
        weak = one.weak.lower()
        assert about.get(weak, weak) in limits, one.name


CHEAP = (
    "IVIG: median day of the peak",
    "eltrombopag: share of the plateau by week 2",
    "splenectomy: complete response",
    "100-fold lower dose: B cells on day 200",
    "patient 1: count seven months after daratumumab",
    "daratumumab x8: lowest IgG over baseline",
)


def test_what_was_mended_stays_mended():
    findings = measure(tuple(t for t in TARGETS if t.name in CHEAP))

    assert {f.target.name: f.nearness for f in findings} == dict.fromkeys(
        CHEAP, Nearness.OK
    )


def test_the_dose_of_romiplostim_follows_the_count():
    dose = np.array([1.0, 1.0, 3.0, 3.0, 15.0, 3.0])
    count = np.array([8.0, 30.0, 120.0, 250.0, 20.0, 450.0])

    assert titration._next(dose, count).tolist() == [3.0, 2.0, 3.0, 2.0, 15.0, 0.0]
