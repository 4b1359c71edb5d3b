"""What to assume where the record does not say it."""

from dataclasses import dataclass


__all__ = ["AS_RECORDED", "WORST_CASE", "Assumptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """How to grade where something beside the value is unknown.

    Attributes
    ----------
    worst
        Take the worse grade where symptoms, consequences or the use of anticoagulants
        were not recorded, instead of giving no grade.
    normal_baseline
        Take a baseline that was not recorded for normal, instead of giving no grade.
    anticoagulated
        Whether patients of whom it is not known take anticoagulants; None: open.
    fibrinogen
        `switch`: a baseline below normal decides which conditions are looked at.
        `worse`: both are, and the worse grade counts, as in pharmaverse/admiral.
    """

    worst: bool = False
    normal_baseline: bool = False
    anticoagulated: bool | None = False
    fibrinogen: str = "switch"


AS_RECORDED = Assumptions()
"""Nothing is assumed but that nobody takes anticoagulants unrecorded."""

WORST_CASE = Assumptions(
    worst=True, normal_baseline=True, anticoagulated=None, fibrinogen="worse"
)
"""As pharmaverse/admiral assumes."""
