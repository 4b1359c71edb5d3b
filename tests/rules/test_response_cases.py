"""Worked cases made by others: every kind that the response criteria answer."""

import os
from collections import Counter
from pathlib import Path

import pytest

from cartwin.validation.rules.response import KINDS


REFERENCE = os.environ.get("CARTWIN_REFERENCE_DATA")
LEAST = {
    "iwg": 10, "iwg_attributed": 1, "itp_phase": 2, "multirefractory": 1,
    "ash2019_steroid_dependent": 1, "smog": 1, "itpbat_petechiae": 2, "buchanan": 3,
    "aha": 5, "aha_each2": 1, "sledai": 1, "csledai": 1, "doris": 2, "lldas": 2,
    "renal": 2, "mrss": 1, "criss": 2, "rcriss": 1, "tis_pct": 1, "tis_points": 9,
    "tis": 2, "bcell": 2, "pet_b_naive": 1,
}  # fmt: skip


def cases():
    if REFERENCE is None:
        return []
    import yaml

    path = Path(REFERENCE).parent / "clinical" / "cases.yaml"
    if not path.exists():
        return []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    listed = yaml.load(path.read_text("utf-8"), loader)["cases"]  # noqa: S506
    return [case for case in listed if case["rule"] in KINDS]


needs_reference = pytest.mark.skipif(
    REFERENCE is None, reason="CARTWIN_REFERENCE_DATA is not set: no worked cases to run"
)
CASES = cases()


@needs_reference
@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_worked_case(case):
    found, expected = KINDS[case["rule"]](**case["input"]), case["expect"]
    if not isinstance(expected, dict):
        found, expected = {"": found}, {"": expected}

    for name, wanted in expected.items():
        is_number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
        if is_number:
            wanted = pytest.approx(wanted, abs=case.get("tol", 0), rel=0)  # noqa: PLW2901
        assert found[name] == wanted, name


@needs_reference
def test_no_kind_of_case_was_left_out():
    counted = Counter(case["rule"] for case in CASES)

    assert {kind: n for kind, n in LEAST.items() if counted[kind] < n} == {}
