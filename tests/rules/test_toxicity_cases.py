"""Worked cases of the rules of toxicity made by others, through the suite's adapter."""

import os
from collections import Counter
from pathlib import Path

import pytest

from cartwin.validation.rules.toxicity import KINDS


REFERENCE = os.environ.get("CARTWIN_REFERENCE_DATA")
LEAST_CASES = {
    "crs": 13,
    "ice": 1,
    "icans": 14,
    "capd": 1,
    "icaht_early": 6,
    "icaht_late": 4,
    "t_icaht_early": 3,
    "car_hematotox": 2,
    "iec_hs": 2,
    "hlh2004": 1,
    "hscore": 1,
    "licats": 3,
    "licats_onset": 1,
    "castle_dlt": 2,
}


def cases():
    if REFERENCE is None:
        return []
    import yaml

    text = (Path(REFERENCE).parent / "clinical" / "cases.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [c for c in yaml.load(text, loader)["cases"] if c["rule"] in KINDS]  # noqa: S506


CASES = cases()
needs_reference = pytest.mark.skipif(
    REFERENCE is None, reason="CARTWIN_REFERENCE_DATA is not set: no worked cases to run"
)


@needs_reference
@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_worked_case(case):
    found = KINDS[case["rule"]](**case["input"])

    expected = case["expect"]
    if isinstance(expected, dict):
        assert {name: found[name] for name in expected} == expected
    else:
        assert found == expected
        assert type(found) is type(expected)


@needs_reference
def test_no_kind_of_case_was_left_out():
    counted = Counter(case["rule"] for case in CASES)

    assert {k: n for k, n in LEAST_CASES.items() if counted[k] < n} == {}


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("icaht_late", {"values": [450.5, 900]}, 3),
        ("icaht_late", {"values": []}, None),
        ("icaht_late", {"values": {40: 400, 60: 900}, "censor_day": 50}, 3),
        ("icaht_late", {"values": {40: 400, 60: 1600}, "censor_day": 50}, 3),
        ("t_icaht_early", {"days_lt50": 7, "days_lt20": 0}, 2),
        ("t_icaht_early", {"days_lt50": 20, "days_lt20": 13}, 3),
        ("t_icaht_early", {"days_lt50": 20, "days_lt20": 14}, 4),
        ("t_icaht_early", {"days_lt50": 0, "days_lt20": 0}, 0),
        ("t_icaht_late", {"days_lt100": 1, "days_lt50": 0, "days_lt20": 0}, 1),
        ("t_icaht_late", {"days_lt100": 5, "days_lt50": 1, "days_lt20": 0}, 2),
        ("t_icaht_late", {"days_lt100": 5, "days_lt50": 1, "days_lt20": 1}, 3),
        ("t_icaht_early", {"days_lt50": 31, "disease": "itp"}, None),
        ("licats", {}, 1),
        ("licats", {"hospital": True}, 3),
        ("licats", {"b_cell_aplasia": False, "steroid": True}, None),
        ("licats", {"b_cells_returned": True}, None),
        ("licats", {"organ_affected_before": False}, None),
        ("licats_onset", {"day": 15}, "intermediate"),
        ("licats_onset", {"day": 30}, "intermediate"),
        ("licats_onset", {"day": 31}, "late"),
        ("castle_dlt", {"crs_g": 3}, True),
        ("castle_dlt", {"neutropenia_days": 28}, False),
        ("castle_dlt", {"neutropenia_days": 29}, True),
        ("castle_dlt", {"cytopenia_weeks": 4}, False),
        ("castle_dlt", {"cytopenia_weeks": 5}, True),
        ("castle_dlt", {"thrombopenia_days": 29}, True),
        ("castle_dlt", {"thrombopenia_days": 29, "disease": "ITP"}, False),
        ("castle_dlt", {"organ_g": 3, "organ_day": 28}, True),
        ("castle_dlt", {"organ_g": 3, "organ_day": 29}, False),
        ("castle_dlt", {"organ_g": 2, "organ_day": 5}, False),
        ("iec_hs", {"ferritin": 801, "ferritin_uln": 400}, True),
        ("iec_hs", {"ferritin": 801, "ferritin_baseline": 400}, True),
        ("iec_hs", {"ferritin": 801, "ferritin_uln": 400, "other_cause": True}, False),
        ("iec_hs", {"ferritin": 801}, None),
    ],
)
def test_case_of_our_own(kind, given, expected):
    assert KINDS[kind](**given) == expected


def test_an_early_case_says_how_its_days_are_counted():
    two_dips = {day: 400 if day in {3, 4, 5, 10, 11, 12, 13} else 2000 for day in range(31)}

    assert KINDS["icaht_early"](two_dips)["days_le_500"] == 7
    assert KINDS["icaht_early"](two_dips, mode="longest")["days_le_500"] == 4
    assert KINDS["icaht_early"]({0: 400, 8: 400}, last_day=10)["grade"] == 4
    assert KINDS["icaht_early"]({})["grade"] is None


@pytest.mark.parametrize("kind", ["icaht_early", "castle_dlt", "hlh2004", "licats"])
def test_a_finding_that_is_not_known_is_refused_not_ignored(kind):
    given = {"obs": {}} if kind == "icaht_early" else {}

    with pytest.raises(ValueError, match="findings that are not known: moon"):
        KINDS[kind](**given, moon=1)
