"""Faults of whole rows, and of rows beside others or beside the record."""

from collections.abc import Iterator

import numpy as np

from cartwin.study import Verdict
from cartwin.validation.intake.draft import Draft
from cartwin.validation.intake.fault import Fault, Plant, Said
from cartwin.validation.intake.valid import date_of


__all__ = ["row_faults"]

_REJECTED, _QUARANTINED = Verdict.REJECTED, Verdict.QUARANTINED
_FLUDARABINE = {"drug": "fludarabine", "amount": "30", "unit": "mg/m2",
                "purpose": "lymphodepletion", "patient": "P001"}  # fmt: skip
_CELLS = {"drug": "car_t", "amount": "1e6", "unit": "/kg", "purpose": "car_t"}
_BESIDE = (
    ("observations", "a date before birth", "before-birth", "date", _REJECTED,
     {"date": "1960-01-01"}),
    ("observations", "a date after the last contact", "after-last-contact", "date",
     _QUARANTINED, {"date": date_of(400)}),
    ("treatments", "a dose after the last contact", "after-last-contact", "date",
     _QUARANTINED, {"date": date_of(400), "drug": "aspirin", "unit": "mg",
                    "purpose": "concomitant"}),
    ("observations", "a row after death", "after-last-contact", "date", _QUARANTINED,
     {"patient": "P005", "date": date_of(40)}),
    ("observations", "a patient without infusion", "no-infusion-date", "date",
     _QUARANTINED, {"patient": "P004"}),
    ("observations", "a jump by a change of unit", "jump", "value", _QUARANTINED,
     {"patient": "P003", "date": date_of(-99), "analyte": "PLAT", "value": "2990",
      "unit": "10*9/L"}),
    ("observations", "another value than the record has", "differs-from-record", "value",
     _QUARANTINED, {"patient": "P003", "date": date_of(-100), "analyte": "PLAT",
                    "value": "9", "unit": "10*9/L"}),
    ("treatments", "a total that is not dose times surface", "dose-arithmetic", "total",
     _QUARANTINED, {**_FLUDARABINE, "total": "90", "date": date_of(-4)}),
    ("treatments", "a total that is not dose times weight", "dose-arithmetic", "total",
     _QUARANTINED, {**_CELLS, "patient": "P001", "date": date_of(0), "total": "6e8"}),
    ("treatments", "an infusion before its release", "infusion-before-release", "date",
     _QUARANTINED, {**_CELLS, "patient": "P007", "date": date_of(0)}),
    ("treatments", "an infusion that is not on day 0", "infusion-not-on-day-0", "date",
     _QUARANTINED, {**_CELLS, "patient": "P001", "date": date_of(3)}),
    ("treatments", "lymphodepletion after the infusion", "lymphodepletion-after-infusion",
     "date", _QUARANTINED, {**_FLUDARABINE, "date": date_of(4)}),
    ("milestones", "a release before the leukapheresis", "steps-out-of-order", "date",
     _QUARANTINED, {"patient": "P006", "milestone": "release", "date": date_of(-40)}),
    ("milestones", "a reinfusion before the infusion", "reinfusion-before-infusion", "date",
     _REJECTED, {"date": date_of(-3)}),
    ("milestones", "a second date of a step", "differs-from-record", "date", _QUARANTINED,
     {"patient": "P001", "milestone": "release", "date": date_of(-6)}),
    ("adverse_events", "an end before the start", "ends-before-start", "end_date",
     _REJECTED, {"date": date_of(9), "end_date": date_of(7)}),
    ("assessments", "a day that is not that of the date", "day-and-date", "day", _REJECTED,
     {"day": "7", "date": date_of(9)}),
    ("patients", "another age than the record has", "differs-from-record", "age",
     _QUARANTINED, {"patient": "P002", "sex": "male", "birth": "1984", "age": "41",
                    "weight": "80", "height": "180"}),
)  # fmt: skip


def row_faults() -> Iterator[Fault]:
    """Yield the faults of whole rows and of rows beside others."""
    for shape, kind, code, column, verdict, cells in _BESIDE:
        said = Said(code=code, column=column, verdict=verdict)
        yield Fault(kind=kind, shape=shape, plant=_put(cells), said=said)
    for kind, code, plant in (
        ("too few cells", "ragged-row", _shorten),
        ("too many cells", "ragged-row", _lengthen),
        ("the header once more", "repeated-header", _header),
    ):
        said = Said(code=code, column="", verdict=_REJECTED)
        yield Fault(kind=kind, shape="observations", plant=plant, said=said)
    said = Said(code="repeated", column="patient", verdict=Verdict.UNCHANGED)
    yield Fault(kind="a row twice", shape="observations", plant=_again, said=said)
    said = Said(code="contradicted", column="value", verdict=_QUARANTINED)
    yield Fault(
        kind="two values for one day", shape="observations", plant=_other, said=said
    )


def _put(cells: dict[str, str]) -> Plant:
    def plant(draft: Draft, row: int, _: np.random.Generator) -> None:
        draft.put(row, **cells)

    return plant


def _shorten(draft: Draft, row: int, rng: np.random.Generator) -> None:
    del draft.rows[row][int(rng.integers(2, 7)) :]


def _lengthen(draft: Draft, row: int, _: np.random.Generator) -> None:
    draft.rows[row].append("surplus")


def _header(draft: Draft, row: int, _: np.random.Generator) -> None:
    draft.rows[row] = list(draft.header)


def _again(draft: Draft, row: int, _: np.random.Generator) -> None:
    draft.rows.append(list(draft.rows[row]))


def _other(draft: Draft, row: int, _: np.random.Generator) -> None:
    draft.put(row, analyte="PLAT", value="30", unit="10*9/L")
    draft.rows.append(list(draft.rows[row]))
    draft.put(len(draft.rows) - 1, value="31")
