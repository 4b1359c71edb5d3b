"""Suites that judge the product against references made by others, and the benchmark."""

from cartwin.validation.bench import (
    PEERS,
    Benchmark,
    Load,
    Missing,
    Peer,
    RulebookTimes,
    benchmark,
    tables_of,
    time_rules,
    write_benchmark,
)
from cartwin.validation.compare import compare, deviations, failure
from cartwin.validation.reference import (
    reference_file,
    reference_json,
    reference_table,
)
from cartwin.validation.suite import (
    COMPUTED,
    MADE_UP,
    SUITES,
    Check,
    Suite,
    Verdict,
    find_suite,
    validate,
)


__all__ = [
    "COMPUTED",
    "MADE_UP",
    "PEERS",
    "SUITES",
    "Benchmark",
    "Check",
    "Load",
    "Missing",
    "Peer",
    "RulebookTimes",
    "Suite",
    "Verdict",
    "benchmark",
    "compare",
    "deviations",
    "failure",
    "find_suite",
    "reference_file",
    "reference_json",
    "reference_table",
    "tables_of",
    "time_rules",
    "validate",
    "write_benchmark",
]
