"""Worked examples made by others: every case of care around the infusion."""

import os
from collections import Counter
from pathlib import Path

import pytest

from cartwin.validation.rules.care import KINDS


REFERENCE = os.environ.get("CARTWIN_REFERENCE_DATA")
LEAST = {
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
    return [c for c in yaml.load(text, loader)["cases"] if c["rule"] in KINDS]  # noqa: S506


needs_reference = pytest.mark.skipif(
    REFERENCE is None, reason="CARTWIN_REFERENCE_DATA is not set: no worked cases to run"
)
CASES = cases()


def close_to(wanted, tolerance):
    is_number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
    return pytest.approx(wanted, abs=tolerance, rel=0) if is_number else wanted


@needs_reference
@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_worked_case(case):
    found = KINDS[case["rule"]](**case["input"])

    expected, tolerance = case["expect"], case.get("tol", 0)
    if not isinstance(expected, dict):
        found, expected = {"": found}, {"": expected}
    for name, wanted in expected.items():
        assert found[name] == close_to(wanted, tolerance), name


@needs_reference
def test_no_kind_of_case_was_left_out():
    counted = Counter(case["rule"] for case in CASES)

    assert {k: n for k, n in LEAST.items() if counted[k] < n} == {}


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
    ],
)  # fmt: skip
def test_what_else_a_kind_accepts(kind, given, expected):
    assert KINDS[kind](**given) == expected
