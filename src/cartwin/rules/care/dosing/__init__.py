"""Doses: body surface, renal function, lymphodepletion, cells, and the worksheet."""

from cartwin.rules.care.dosing.asked import DoseChoices, DosePatient, DoseProduct
from cartwin.rules.care.dosing.cells import (
    TisagenlecleucelRange,
    cell_dose,
    leukapheresis_enough,
    product_volume,
    tisagenlecleucel_range,
    within_tolerance,
)
from cartwin.rules.care.dosing.fludarabine import (
    LABELS,
    fludarabine_factor,
    fludarabine_factors,
)
from cartwin.rules.care.dosing.formulas import (
    body_surface,
    ckd_epi,
    cockcroft_gault,
    schwartz,
)
from cartwin.rules.care.dosing.levels import (
    DoseLevel,
    counts_allow_collection,
    dose_level,
    dose_levels,
)
from cartwin.rules.care.dosing.lymphodepletion import (
    Course,
    course_dates,
    course_dose,
    lymphodepletion,
    schemes,
)
from cartwin.rules.care.dosing.make_worksheet import dose_worksheet
from cartwin.rules.care.dosing.patient import (
    body_surface_area,
    creatinine_clearance,
    egfr_ckd_epi,
    egfr_schwartz,
)
from cartwin.rules.care.dosing.record import check_doses
from cartwin.rules.care.dosing.text import render_worksheet
from cartwin.rules.care.dosing.worksheet import DoseWarning, DoseWorksheet, Quantity, Step


__all__ = [
    "LABELS",
    "Course",
    "DoseChoices",
    "DoseLevel",
    "DosePatient",
    "DoseProduct",
    "DoseWarning",
    "DoseWorksheet",
    "Quantity",
    "Step",
    "TisagenlecleucelRange",
    "body_surface",
    "body_surface_area",
    "cell_dose",
    "check_doses",
    "ckd_epi",
    "cockcroft_gault",
    "counts_allow_collection",
    "course_dates",
    "course_dose",
    "creatinine_clearance",
    "dose_level",
    "dose_levels",
    "dose_worksheet",
    "egfr_ckd_epi",
    "egfr_schwartz",
    "fludarabine_factor",
    "fludarabine_factors",
    "leukapheresis_enough",
    "lymphodepletion",
    "product_volume",
    "render_worksheet",
    "schemes",
    "schwartz",
    "tisagenlecleucel_range",
    "within_tolerance",
]
