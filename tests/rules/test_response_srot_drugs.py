"""Which drugs start the time off treatment for ITP anew."""

import pytest
from tests.rules.records import record

from cartwin.rules import load_criterion
from cartwin.rules.response import sustained_off_treatment


COUNTS = [(day, 80) for day in range(1, 400, 20)]


def off(*given, counts=COUNTS):
    study = record(
        values=[("A", -6, "PLAT", 10), *(("A", d, "PLAT", v) for d, v in counts)],
        given=[("A", 0, "car_t", "car_t"), *(("A", *dose) for dose in given)],
    )
    return sustained_off_treatment(study).row(0, named=True)


@pytest.mark.parametrize(
    ("drug", "purpose"),
    [
        ("aciclovir", "concomitant"),
        ("tocilizumab", "toxicity"),
        ("levetiracetam", "concomitant"),
    ],
)
def test_a_drug_for_something_else_changes_nothing(drug, purpose):
    assert off((380, drug, purpose)) == off()
    assert (off()["off_since"], off()["call"]) == (0, True)


@pytest.mark.parametrize(
    ("drug", "purpose"),
    [
        ("eltrombopag", "concomitant"),
        ("dexamethasone", "toxicity"),
        ("ivig", "concomitant"),  # also where it replaces low IgG
        ("a_new_drug", "rescue"),
    ],
)
def test_a_drug_against_itp_starts_the_time_anew(drug, purpose):
    found = off((300, drug, purpose))

    assert (found["off_since"], found["call"]) == (300, None)
    assert found["evidence"].startswith(f"off since day 300 ({drug})")


def test_a_drug_of_unknown_role_is_named_and_does_not_count():
    found = off((100, "zorblimab", "concomitant"), (120, "aspirin", "toxicity"))

    assert (found["off_since"], found["call"]) == (0, True)
    assert found["why"].endswith(
        "role in ITP not known, taken for none: aspirin, zorblimab"
    )
    assert "zorblimab" not in off((-20, "zorblimab", "concomitant"))["why"]


def test_the_evidence_says_what_was_counted():
    assert off()["evidence"] == "off since day 0 (infusion); 20 counts since, lowest 80"


def test_no_drug_is_in_both_lists():
    rule = load_criterion("srot")
    assert not set(rule["itp_drugs"]) & set(rule["other_drugs"])
