"""Eligibility as data: criteria in files, three answers, and the day on which they pass."""

from cartwin.rules.care.eligibility.clauses import Clause, Test, clauses_of
from cartwin.rules.care.eligibility.evaluate import decide, evaluate_clauses
from cartwin.rules.care.eligibility.inputs import ELIGIBILITY, INPUTS, Input
from cartwin.rules.care.eligibility.of_record import eligibility_of, inputs_of
from cartwin.rules.care.eligibility.one_patient import (
    ClauseVerdict,
    Eligibility,
    check_eligibility,
)
from cartwin.rules.care.eligibility.washout import (
    drug_class,
    washout_days,
    washout_end,
    washout_met,
)
from cartwin.rules.care.eligibility.washout_record import check_washouts


__all__ = [
    "ELIGIBILITY",
    "INPUTS",
    "Clause",
    "ClauseVerdict",
    "Eligibility",
    "Input",
    "Test",
    "check_eligibility",
    "check_washouts",
    "clauses_of",
    "decide",
    "drug_class",
    "eligibility_of",
    "evaluate_clauses",
    "inputs_of",
    "washout_days",
    "washout_end",
    "washout_met",
]
