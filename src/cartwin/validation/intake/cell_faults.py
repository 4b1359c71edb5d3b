"""Faults of single cells."""

from collections.abc import Iterator

import numpy as np

from cartwin.study import Verdict
from cartwin.validation.intake.draft import Draft
from cartwin.validation.intake.fault import Fault, Said


__all__ = ["cell_faults"]

_REJECTED, _QUARANTINED = Verdict.REJECTED, Verdict.QUARANTINED
_PLATELETS = {"analyte": "PLAT", "unit": "10*9/L"}
# Kind, code, column to look at, what is put into the row.
_OF_OBSERVATIONS = (
    ("a unit of nothing", "wrong-unit", "unit", {"unit": "furlong"}),
    ("no unit", "no-unit", "unit", {"unit": ""}),
    ("the unit of another analyte", "wrong-unit", "unit",
     {"analyte": "PLAT", "unit": "g/L"}),
    ("an impossible value", "implausible", "value", {**_PLATELETS, "value": "50000"}),
    ("the wrong unit by a thousand", "implausible", "value",
     {**_PLATELETS, "value": "9000"}),
    ("a negative count", "negative", "value", {**_PLATELETS, "value": "-4"}),
    ("a code for missing", "negative", "value", {**_PLATELETS, "value": "-99"}),
    ("an analyte misspelt", "unknown-analyte", "analyte", {"analyte": "PLTS"}),
    ("an analyte in words", "unknown-analyte", "analyte", {"analyte": "Platelet count"}),
    ("something that is no analyte", "unknown-analyte", "analyte", {"analyte": "visit"}),
    ("no analyte", "missing", "analyte", {"analyte": ""}),
    ("no value", "missing", "value", {"value": ""}),
    ("no number", "no-number", "value", {"value": "high"}),
    ("NaN", "no-number", "value", {"value": "NaN"}),
    ("infinity", "no-number", "value", {"value": "inf"}),
    ("BLQ", "no-number", "value", {"value": "BLQ"}),
    ("a number with words", "not-a-number", "value", {"value": "9 haemolytic"}),
    ("less than nothing", "below-nothing", "value", {"value": "<0"}),
    ("a number beyond all numbers", "too-large", "value", {"value": "1e999"}),
    ("a range for a value", "not-a-number", "value", {"value": "5-10"}),
    ("limits of normal swapped", "swapped-limits", "lower_normal",
     {"lower_normal": "400", "upper_normal": "150"}),
    ("a limit that is no number", "not-a-number", "upper_normal", {"upper_normal": "x"}),
    ("an error of a spreadsheet", "error-cell", "value", {"value": "#N/A"}),
    ("a formula for a value", "formula-cell", "value", {"value": "=B2*2"}),
    ("a formula for a note", "formula-cell", "note", {"note": "@SUM(A1)"}),
    ("an invisible character", "invisible-character", "analyte", {"analyte": "PL\u200bAT"}),
    ("a control character", "control-character", "note", {"note": "a\x07b"}),
    ("a cell without end", "long-cell", "note", {"note": "x" * 100_001}),
    ("no date", "undated", "date", {"date": ""}),
    ("a day that is not in the calendar", "not-a-date", "date", {"date": "2024-02-30"}),
    ("a date with the day first", "not-a-date", "date", {"date": "17.05.2024"}),
    ("a date with two meanings", "not-a-date", "date", {"date": "03/04/2024"}),
    ("a date as a spreadsheet counts", "not-a-date", "date", {"date": "45429"}),
    ("a date with parts unknown", "not-a-date", "date", {"date": "2024-05-UN"}),
    ("an hour that does not exist", "not-a-date", "date", {"date": "2024-05-17T25:00"}),
    ("words for a date", "not-a-date", "date", {"date": "after infusion"}),
    ("a time zone", "time-zone", "date", {"date": "2024-05-17T08:30+02:00"}),
    ("no patient", "missing", "patient", {"patient": ""}),
    ("an unknown patient", "unknown-patient", "patient", {"patient": "P0O1"}),
)  # fmt: skip
_OF_OTHERS = (
    ("patients", "a word that is not allowed", "not-allowed", "sex", {"sex": "f"}),
    ("patients", "an impossible age", "implausible", "age", {"age": "200"}),
    ("patients", "an impossible weight", "implausible", "weight", {"weight": "7000"}),
    ("patients", "a height in metres", "implausible", "height", {"height": "1.72"}),
    ("patients", "more years ill than alive", "ill-longer-than-alive", "disease_duration",
     {"age": "40", "disease_duration": "41"}),
    ("patients", "a flag that is none", "not-a-flag", "developmental_delay",
     {"developmental_delay": "maybe"}),
    ("patients", "half a therapy", "not-whole", "prior_therapies",
     {"prior_therapies": "2.5"}),
    ("patients", "a name for a pseudonym", "not-a-pseudonym", "patient",
     {"patient": "Anna Schmidt"}),
    ("patients", "a path for a pseudonym", "not-a-pseudonym", "patient",
     {"patient": "../etc/passwd"}),
    ("patients", "a birth that is no date", "not-a-date", "birth", {"birth": "1.2.1980"}),
    ("treatments", "a negative dose", "implausible", "amount", {"amount": "-30"}),
    ("treatments", "a purpose that is none", "not-allowed", "purpose",
     {"purpose": "because"}),
    ("adverse_events", "grade 7", "implausible", "grade", {"grade": "7"}),
    ("adverse_events", "grade 2.5", "not-whole", "grade", {"grade": "2.5"}),
    ("adverse_events", "a flag of one letter", "not-a-flag", "serious", {"serious": "y"}),
    ("adverse_events", "an event without a name", "missing", "term", {"term": ""}),
    ("assessments", "a day that is no number", "not-a-number", "day",
     {"day": "D7", "date": ""}),
    ("assessments", "an item without a name", "missing", "item", {"item": ""}),
    ("milestones", "an unknown step", "not-allowed", "milestone",
     {"milestone": "infused"}),
    ("reported", "more than all", "out-of-order", "n", {"n": "30", "denominator": "20"}),
    ("reported", "a range upside down", "out-of-order", "low", {"low": "9", "high": "5"}),
    ("reported", "a claim without a source", "missing", "source", {"source": ""}),
)  # fmt: skip
_DOUBTED = (
    ("treatments", "an unknown drug", "unknown-drug", "drug",
     {"drug": "fludarabin", "purpose": "lymphodepletion", "date": "2024-05-01"}),
    ("treatments", "the unit of another drug", "unit-of-dose", "unit",
     {"drug": "fludarabine", "unit": "mL", "purpose": "concomitant"}),
    ("patients", "a weight in pounds", "body-mass-index", "weight",
     {"weight": "310", "height": "160"}),
)  # fmt: skip


def cell_faults() -> Iterator[Fault]:
    """Yield the faults of single cells."""
    for kind, code, column, cells in _OF_OBSERVATIONS:
        yield _fault("observations", kind, code, column, cells)
    for shape, kind, code, column, cells in _OF_OTHERS:
        yield _fault(shape, kind, code, column, cells)
    for shape, kind, code, column, cells in _DOUBTED:
        yield _fault(shape, kind, code, column, cells, _QUARANTINED)
    for kind, code, value in (
        ("a decimal comma", "decimal-comma", "9,5"),
        ("a comma of two meanings", "ambiguous-comma", "1,234"),
    ):
        cells = {**_PLATELETS, "value": value}
        yield _fault("observations", kind, code, "value", cells, separators=",")


def _fault(
    shape: str,
    kind: str,
    code: str,
    column: str,
    cells: dict[str, str],
    verdict: Verdict = _REJECTED,
    separators: str = ",;\t|",
) -> Fault:
    def plant(draft: Draft, row: int, _: np.random.Generator) -> None:
        draft.put(row, **cells)

    said = Said(code=code, column=column, verdict=verdict)
    return Fault(kind=kind, shape=shape, plant=plant, said=said, separators=separators)
