"""What must hold in the record, declared once for reading, writing, checking and intake."""

from cartwin.study.checks.check import course_faults, stranger_faults, table_faults
from cartwin.study.checks.context import INFUSION_DATE, context
from cartwin.study.checks.repeats import (
    KEY,
    compared_columns,
    may_be_twice,
    repeats,
    with_key,
)
from cartwin.study.checks.rule import (
    FAULTS,
    NOTED,
    ROW,
    Rule,
    Verdict,
    find,
    first_of_each_cell,
    number,
    quoted,
    slices,
)
from cartwin.study.checks.sentences import refusals, sentences


__all__ = [
    "FAULTS",
    "INFUSION_DATE",
    "KEY",
    "NOTED",
    "ROW",
    "Rule",
    "Verdict",
    "compared_columns",
    "context",
    "course_faults",
    "find",
    "first_of_each_cell",
    "may_be_twice",
    "number",
    "quoted",
    "refusals",
    "repeats",
    "sentences",
    "slices",
    "stranger_faults",
    "table_faults",
    "with_key",
]
