"""Care around the infusion: eligibility, doses, release of the product, visits."""

from cartwin.rules.care import course, dosing, eligibility, product
from cartwin.rules.care.catalogue import ELIGIBILITY_CRITERIA, RULES
from cartwin.rules.care.columns import CareCol, Verdict
from cartwin.rules.care.conversion import convert


__all__ = [
    "ELIGIBILITY_CRITERIA",
    "RULES",
    "CareCol",
    "Verdict",
    "convert",
    "course",
    "dosing",
    "eligibility",
    "product",
]
