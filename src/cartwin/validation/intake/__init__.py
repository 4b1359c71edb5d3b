"""Intake on made-up files: what it promises must hold on every one of them."""

from cartwin.validation.intake.batches import look_at
from cartwin.validation.intake.case import Case, make_case
from cartwin.validation.intake.draft import Dialect, Draft
from cartwin.validation.intake.fault import Fault, Said
from cartwin.validation.intake.faults import FAULTS
from cartwin.validation.intake.intake import intake
from cartwin.validation.intake.promises import broken_promises
from cartwin.validation.intake.record import the_record
from cartwin.validation.intake.valid import SHAPES, date_of, valid_draft


__all__ = [
    "FAULTS",
    "SHAPES",
    "Case",
    "Dialect",
    "Draft",
    "Fault",
    "Said",
    "broken_promises",
    "date_of",
    "intake",
    "look_at",
    "make_case",
    "the_record",
    "valid_draft",
]
