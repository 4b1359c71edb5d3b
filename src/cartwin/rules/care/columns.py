"""Names of the columns that the rules of care add."""

from enum import StrEnum


__all__ = ["CareCol", "Verdict"]


class CareCol(StrEnum):
    """Columns of the frames of this sub-package, one constant each."""

    CRITERION = "criterion"
    KIND = "kind"
    VERDICT = "verdict"
    REASON = "reason"
    EXPECTED = "expected"
    FIRST_DAY = "first_day"
    DRUG_CLASS = "drug_class"
    DAYS_WITHOUT = "days_without"
    PLANNED = "planned"
    EARLIEST = "earliest"
    LATEST = "latest"
    FOUND = "found"
    SCHEDULE = "schedule"
    STEP = "step"
    NEXT_STEP = "next_step"
    STATED = "stated"
    CALCULATED = "calculated"
    DIFFERENCE = "difference"


class Verdict(StrEnum):
    """What a check comes to; *unknown is not failed*."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"
