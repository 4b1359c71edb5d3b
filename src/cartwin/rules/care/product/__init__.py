"""The product: release against its specification, and the chain of identity."""

from cartwin.rules.care.product.custody import check_custody, check_scans
from cartwin.rules.care.product.release import (
    Exemption,
    Release,
    check_release,
    endotoxin_per_kg,
    endotoxin_rate,
    vector_copies_per_transduced,
)
from cartwin.rules.care.product.scans import CUSTODY, ScanCol, scans_of, steps_in_order


__all__ = [
    "CUSTODY",
    "Exemption",
    "Release",
    "ScanCol",
    "check_custody",
    "check_release",
    "check_scans",
    "endotoxin_per_kg",
    "endotoxin_rate",
    "scans_of",
    "steps_in_order",
    "vector_copies_per_transduced",
]
