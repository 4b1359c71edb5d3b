"""The one patient of a new study: fictional, round numbers, each row to be deleted."""

from typing import Any

import polars as pl

from cartwin.study.columns import Col
from cartwin.study.diseases import Disease
from cartwin.study.regimen import parse_regimen
from cartwin.study.schema import SCHEMA
from cartwin.study.time import date_of_day, day_of_date
from cartwin.units import ANALYTES


__all__ = ["EXAMPLE", "example_tables"]

EXAMPLE = "EXAMPLE-01"
NOTE = "Example, not a patient: delete this row."
_INFUSION = "2024-03-06"
_WEIGHT = 70.0
_STEPS = (
    ("consent", "2024-02-01"),
    ("leukapheresis", "2024-02-12"),
    ("release", "2024-03-01"),
    ("infusion", _INFUSION),
    ("last_contact", "2024-04-10"),
)
# analyte: values on the days -6, 0 and 28, and the laboratory's limits of normal
_VALUES: dict[str, tuple[float, float, float, float | None, float | None]] = {
    "PLAT": (150, 120, 200, 150, 400),
    "NEUT": (4, 1, 3, 1.8, 7.7),
    "BCELL": (100, 1, 1, 100, 500),
    "CRP": (5, 10, 5, 0, 5),
    "IGG": (10, 9, 8, 7, 16),
    "FVIII": (5, 5, 50, 50, 150),
    "F8INH": (20, 10, 1, None, None),
    "GPAB": (4, 2, 1, None, None),
    "SLEDAI": (12, 10, 2, None, None),
    "DSDNA": (200, 100, 10, None, None),
    "MRSS": (20, 20, 15, None, None),
    "SCL70AB": (100, 80, 40, None, None),
    "MMT8": (100, 100, 140, None, None),
    "CK": (1000, 800, 200, 30, 200),
    "JO1AB": (100, 80, 40, None, None),
}
_ITP_COUNTS = (10.0, 20.0, 100.0, 150.0, 400.0)
_ASSESSED = (
    ("CRS", "temperature", 37.0, None),
    ("CRS", "hypotension", 0.0, None),
    ("CRS", "oxygen", None, "none"),
    ("ICANS", "ice_score", 10.0, None),
    ("BLEEDING", "who", 0.0, None),
)


def example_tables(disease: Disease) -> dict[str, pl.DataFrame]:
    """Return the tables of a new study with the rows of the example patient."""
    rows = {
        "patients": [_patient(disease)],
        "milestones": [_dated(date, {Col.MILESTONE: step}) for step, date in _STEPS],
        "treatments": _treatments(disease),
        "observations": _observations(disease),
        "assessments": _assessments(),
        "adverse_events": [_event()],
    }
    marks = {Col.PATIENT: EXAMPLE, Col.NOTE: NOTE}
    return {
        name: pl.DataFrame([row | marks for row in found], schema=SCHEMA[name].dtypes)
        for name, found in rows.items()
    }


def _patient(disease: Disease) -> dict[str, Any]:
    return {
        Col.ARM: "standard",
        Col.SITE: "your centre",
        Col.SEX: "female",
        Col.BIRTH: "1984",
        Col.AGE: 40.0,
        Col.WEIGHT: _WEIGHT,
        Col.HEIGHT: 170.0,
        Col.DIAGNOSIS: disease.diagnosis,
        Col.DISEASE_DURATION: 5.0,
        Col.PRIOR_THERAPIES: 3,
        Col.DEVELOPMENTAL_DELAY: False,
    }


def _dated(date: str, row: dict[str, Any]) -> dict[str, Any]:
    return {Col.DATE: date, Col.DAY: day_of_date(date, infusion=_INFUSION)} | row


def _on(day: float, row: dict[str, Any]) -> dict[str, Any]:
    return {Col.DATE: date_of_day(day, infusion=_INFUSION), Col.DAY: day} | row


def _treatments(disease: Disease) -> list[dict[str, Any]]:
    regimen = parse_regimen(f"{disease.lymphodepletion}; {disease.product}")
    return [
        _on(
            day,
            {
                Col.DRUG: dose.drug,
                Col.AMOUNT: dose.amount,
                Col.UNIT: dose.unit,
                Col.TOTAL: dose.amount * _WEIGHT if dose.unit == "/kg" else None,
                Col.ROUTE: "intravenous",
                Col.PURPOSE: "car_t" if dose.drug == "car_t" else "lymphodepletion",
            },
        )
        for dose in regimen
        for day in dose.days
    ]


def _observations(disease: Disease) -> list[dict[str, Any]]:
    wanted = [a for a in _VALUES if a in disease.visits]
    values = _VALUES | ({"PLAT": _ITP_COUNTS} if disease.code == "itp" else {})
    return [
        _on(day, _measured(analyte, value, *values[analyte][3:]))
        for analyte in wanted
        for day, value in zip((-6.0, 0.0, 28.0), values[analyte][:3], strict=True)
    ]


def _measured(
    analyte: str, value: float, low: float | None, high: float | None
) -> dict[str, Any]:
    return {
        Col.ANALYTE: analyte,
        Col.VALUE: float(value),
        Col.CENSORING: "none",
        Col.LOWER_NORMAL: low,
        Col.UPPER_NORMAL: high,
        Col.VALUE_ENTERED: f"{value:g}",
        Col.UNIT_ENTERED: ANALYTES[analyte].unit,
    }


def _assessments() -> list[dict[str, Any]]:
    return [
        _on(
            day,
            {Col.INSTRUMENT: instrument, Col.ITEM: item, Col.VALUE: value, Col.TEXT: text},
        )
        for day in (0.0, 7.0)
        for instrument, item, value, text in _ASSESSED
    ]


def _event() -> dict[str, Any]:
    return _on(
        7,
        {
            Col.TERM: "headache",
            Col.SCALE: "CTCAE",
            Col.VERSION: "5.0",
            Col.GRADE: 1,
            Col.SERIOUS: False,
            Col.END_DATE: "2024-03-14",
            Col.END_DAY: 8.0,
        },
    )
