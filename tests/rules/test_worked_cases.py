"""Worked cases made by others, through the suite's adapters, and cases of our own."""

import os
from collections import Counter
from pathlib import Path

import pytest

from cartwin.validation.rules.suite import kinds


REFERENCE = os.environ.get("CARTWIN_REFERENCE_DATA")
LEAST = {
    "crs": 13, "ice": 1, "icans": 14, "capd": 1, "ctcae5": 11, "teae": 1, "iwg": 10,
    "iwg_attributed": 1, "itp_phase": 2, "bcell": 2, "pet_b_naive": 1, "kinetics": 3,
    "half_life": 1, "copies_per_cell": 1, "orr": 5, "summary": 2, "icaht_early": 6,
    "icaht_late": 4, "t_icaht_early": 3, "car_hematotox": 2, "iec_hs": 2, "hlh2004": 1,
    "hscore": 1, "licats": 3, "licats_onset": 1, "castle_dlt": 2, "multirefractory": 1,
    "ash2019_steroid_dependent": 1, "smog": 1, "itpbat_petechiae": 2, "buchanan": 3,
    "aha": 5, "aha_each2": 1, "sledai": 1, "csledai": 1, "doris": 2, "lldas": 2, "renal": 2,
    "mrss": 1, "criss": 2, "rcriss": 1, "tis_pct": 1, "tis_points": 9, "tis": 2,
    "nct06352281": 3, "washout_ok": 5, "bsa": 4, "crcl": 1, "flu_factor": 4, "ld_days": 1,
    "ld_dose": 2, "cell_dose": 2, "volume_ml": 1, "release": 2, "vcn_per_transduced": 1,
    "endotoxin_per_kg_h": 1, "vein_to_vein": 1, "ltfu_contact": 2, "cibmtr_1y_window": 2,
    "convert": 5,
}  # fmt: skip


def cases():
    if REFERENCE is None:
        return []
    import yaml

    text = (Path(REFERENCE).parent / "clinical" / "cases.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, loader)["cases"]  # noqa: S506


CASES = cases()
needs_reference = pytest.mark.skipif(
    REFERENCE is None, reason="CARTWIN_REFERENCE_DATA is not set: no worked cases to run"
)


def close_to(wanted, tolerance):
    is_number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
    return pytest.approx(wanted, abs=tolerance, rel=0) if is_number else wanted


@needs_reference
@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_worked_case(case):
    found, expected = kinds()[case["rule"]](**case["input"]), case["expect"]
    if not isinstance(expected, dict):
        found, expected = {"": found}, {"": expected}
    for name, wanted in expected.items():
        assert found[name] == close_to(wanted, case.get("tol", 0)), name


@needs_reference
def test_no_kind_of_case_was_left_out():
    counted = Counter(case["rule"] for case in CASES)

    assert {kind: n for kind, n in LEAST.items() if counted[kind] < n} == {}


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("washout_ok", {"drug": "prednisone", "days": 0, "dose": 10}, True),
        ("washout_ok", {"drug": "prednisone", "days": 6, "mg_per_day": 11}, False),
        ("crcl", {"age": 8, "scr": 0.5, "w": 26, "h": 128}, pytest.approx(105.728)),
        ("crcl", {"age": 8, "scr": 0.5, "w": 26}, None),
        ("flu_factor", {"crcl_": 29, "label": "us_current"}, 0.0),
        ("release", {"res": {"cd3": 0.8}, "spec": {"cd3": [">=", 0.8], "car": [">=", 0.1]}},
         {"release": False, "fails": ["car"]}),
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
)  # fmt: skip
def test_a_case_of_our_own(kind, given, expected):
    assert kinds()[kind](**given) == expected


def test_an_early_case_says_how_its_days_are_counted():
    two_dips = {day: 400 if day in {3, 4, 5, 10, 11, 12, 13} else 2000 for day in range(31)}

    assert kinds()["icaht_early"](two_dips)["days_le_500"] == 7
    assert kinds()["icaht_early"](two_dips, mode="longest")["days_le_500"] == 4
    assert kinds()["icaht_early"]({0: 400, 8: 400}, last_day=10)["grade"] == 4
    assert kinds()["icaht_early"]({})["grade"] is None


@pytest.mark.parametrize("kind", ["icaht_early", "castle_dlt", "hlh2004", "licats"])
def test_a_finding_that_is_not_known_is_refused_not_ignored(kind):
    given = {"obs": {}} if kind == "icaht_early" else {}

    with pytest.raises(ValueError, match="findings that are not known: moon"):
        kinds()[kind](**given, moon=1)
