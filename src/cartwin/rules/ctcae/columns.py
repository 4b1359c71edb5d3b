"""Names of the columns and items that grading by CTCAE adds."""

from enum import StrEnum


__all__ = ["CTCAE", "CtcaeCol", "CtcaeItem"]

CTCAE = "CTCAE"
"""Name of the scale, and of the instrument of what laboratories cannot tell."""


class CtcaeCol(StrEnum):
    """Columns of the frames of this family, one constant each."""

    LOWEST = "lowest"  # grades that the findings allow
    HIGHEST = "highest"
    VALUE_BEFORE = "value_before"  # last value before lymphodepletion
    ABNORMAL_BEFORE = "abnormal_before"  # whether it lay beyond its own limit of normal
    WORSE_IF = "worse_if"  # 1 or 0: the further condition of the term holds
    ANTICOAGULATED = "anticoagulated"
    EXPECTED = "expected"
    WORST_GRADE = "worst_grade"
    PATIENTS = "patients"
    EVALUABLE = "evaluable"
    EMERGENT_PATIENTS = "emergent_patients"
    SEVERE_PATIENTS = "severe_patients"
    ALLOWED = "allowed"


class CtcaeItem(StrEnum):
    """Items of the instrument `CTCAE` that are not about one term.

    What a term asks beyond its value (symptoms, consequences, a fever of more than 24 h)
    is an item named like the term, 1 or 0.
    """

    FEVER_OVER_ONE_HOUR = "fever_over_one_hour"
