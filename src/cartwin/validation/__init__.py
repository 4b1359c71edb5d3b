"""Suites that judge the product against references made by others, and the benchmark."""

from cartwin.validation.compare import compare, deviations, failure
from cartwin.validation.reference import (
    reference_file,
    reference_json,
    reference_table,
)
from cartwin.validation.suite import SUITES, Check, Suite, Verdict, find_suite, validate


__all__ = [
    "SUITES",
    "Check",
    "Suite",
    "Verdict",
    "compare",
    "deviations",
    "failure",
    "find_suite",
    "reference_file",
    "reference_json",
    "reference_table",
    "validate",
]
