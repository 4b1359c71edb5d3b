"""What must hold in the record, declared once for reading, writing, checking and intake."""

from cartwin.study.checks.faults import course_faults, stranger_faults, table_faults
from cartwin.study.checks.repeats import (
    KEY,
    compared_columns,
    may_be_twice,
    repeats,
    with_key,
)
from cartwin.study.checks.rule import (
    FAULTS,
    ROW,
    SEVERITY,
    Rule,
    Verdict,
    empty_cell,
    find,
    first_of_each_cell,
    number,
    quoted,
    severity,
    slices,
)
from cartwin.study.checks.sentences import refusals, sentences


__all__ = [
    "FAULTS",
    "KEY",
    "ROW",
    "SEVERITY",
    "Rule",
    "Verdict",
    "compared_columns",
    "course_faults",
    "empty_cell",
    "find",
    "first_of_each_cell",
    "may_be_twice",
    "number",
    "quoted",
    "refusals",
    "repeats",
    "sentences",
    "severity",
    "slices",
    "stranger_faults",
    "table_faults",
    "with_key",
]
