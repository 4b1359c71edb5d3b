"""Worked examples made by others: every case of the rules this room implements."""

import csv
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cartwin.rules import (
    Count,
    call_b_cells,
    call_iwg,
    call_kinetics,
    copies_per_cell,
    exact_interval,
    grade_count,
    grade_crs,
    grade_icans,
    is_emergent,
    itp_phase,
    load_criterion,
    naive_share,
    score_capd,
    score_ice,
    summarise,
    terminal_half_life,
)


REFERENCE = os.environ.get("CARTWIN_REFERENCE_DATA")
TERMS = {"Platelet count decreased": "PLAT", "Neutrophil count decreased": "NEUT"}
LEAST_CASES = {
    "crs": 13,
    "ice": 1,
    "icans": 14,
    "capd": 1,
    "ctcae5": 11,
    "teae": 1,
    "iwg": 10,
    "iwg_attributed": 1,
    "itp_phase": 2,
    "bcell": 2,
    "pet_b_naive": 1,
    "kinetics": 3,
    "half_life": 1,
    "copies_per_cell": 1,
    "orr": 5,
    "summary": 2,
}


def crs(temp_c=None, o2="none", flow_lpm=None, pressors=(), **rest):
    given = rest.pop("antipyretic_or_anticytokine", False)
    return grade_crs(
        temperature=temp_c,
        oxygen=o2,
        flow=flow_lpm,
        vasopressors=pressors,
        anticytokine_given=given,
        **rest,
    ).grade


def ctcae(term, value, lln=None, version="5.0"):
    return grade_count(TERMS[term], value, lower_normal=lln, version=version).grade


def iwg(baseline, counts, bleeding_days=(), rescue=(), new_therapy_day=None):
    lengths = load_criterion("rescue-windows")["windows"]
    call = call_iwg(
        [Count(*c) for c in counts],
        baseline=baseline,
        bleeding_days=bleeding_days,
        windows=[(day, day + lengths[drug]) for day, drug in rescue],
        censored_at=new_therapy_day,
    )
    return {
        "best": call.best,
        "first_R_day": call.first_r_day,
        "first_CR_day": call.first_cr_day,
        "loss_day": call.loss_day,
    }


def b_cells(series):
    course = call_b_cells([(d, v, "none") for d, v in series])
    return {
        "depleted_day": course.depleted_day,
        "recovery_day": course.recovery_day,
        "aplasia_days": course.aplasia_days,
    }


def kinetics(samples, lloq):
    rows = [(d, lloq, "below") if v == "BLQ" else (d, v, "none") for d, v in samples]
    found = call_kinetics(rows)
    return {
        "cmax": found.cmax,
        "tmax": found.tmax,
        "clast": found.clast,
        "tlast": found.tlast,
        "auc": found.auc_0_28,
        "auc_truncated_at_tlast": found.auc_truncated,
    }


def orr(responders, n):
    found = exact_interval(responders, n)
    return {"pct": 100 * found.estimate, "lo": 100 * found.low, "hi": 100 * found.high}


def summary(x):
    found = summarise(x)
    return {"median": found.median, "min": found.low, "max": found.high}


RULES = {
    "crs": crs,
    "ice": lambda **answers: score_ice(answers),
    "icans": lambda **findings: grade_icans(**findings).grade,
    "capd": lambda **answers: score_capd(answers),
    "ctcae5": ctcae,
    "teae": lambda **grades: is_emergent(grades["base_grade"], grades["post_grade"]),
    "iwg": iwg,
    "iwg_attributed": iwg,
    "itp_phase": lambda dx, on: itp_phase(date.fromisoformat(dx), date.fromisoformat(on)),
    "bcell": b_cells,
    "pet_b_naive": lambda **events: naive_share(events["cd19"], events["cd27neg_igdpos"]),
    "kinetics": kinetics,
    "half_life": lambda pts: terminal_half_life(pts).value,
    "copies_per_cell": copies_per_cell,
    "orr": orr,
    "summary": summary,
}


def cases():
    if REFERENCE is None:
        return []
    import yaml

    text = (Path(REFERENCE).parent / "clinical" / "cases.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    known = [c for c in yaml.load(text, loader)["cases"] if c["rule"] in RULES]  # noqa: S506
    return [c for c in known if c["rule"] != "ctcae5" or c["input"]["term"] in TERMS]


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
    found = RULES[case["rule"]](**case["input"])

    expected, tolerance = case["expect"], case.get("tol", 0)
    if not isinstance(expected, dict):
        found, expected = {"": found}, {"": expected}
    for name, wanted in expected.items():
        assert found[name] == close_to(wanted, tolerance), name


@needs_reference
def test_no_kind_of_case_was_left_out():
    counted = Counter(case["rule"] for case in CASES)

    assert {k: n for k, n in LEAST_CASES.items() if counted[k] < n} == {}


def vectors():
    if REFERENCE is None:
        return []
    path = Path(REFERENCE) / "grading" / "ctcae_v5_lab_vectors.csv"
    with path.open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["ATOXDSCL"] in TERMS]
    # A value without a unit cannot enter the record, so there is nothing to grade.
    return [r for r in rows if r["AVALU"]]


def number(text):
    return float(text) if text else None


VECTORS = vectors()


@needs_reference
@pytest.mark.parametrize(
    "row", VECTORS, ids=[f"{r['table']}-{r['TESTNUM']}" for r in VECTORS]
)
def test_counts_grade_as_in_the_vectors_of_admiral(row):
    found = ctcae(row["ATOXDSCL"], number(row["AVAL"]), number(row["ANRLO"]))

    assert found == number(row["ATOXGRL"])


@needs_reference
def test_the_vectors_of_admiral_were_found():
    assert len(VECTORS) >= 34
