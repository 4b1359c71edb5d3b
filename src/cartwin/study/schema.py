"""The record, declared once: tables, columns, types, units, meanings, allowed values.

Everything that reads, writes, checks or documents a study is derived from here. Other
rooms name columns by the constants of the class `Col`, never by bare strings.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import polars as pl

from cartwin.study.columns import Col, Column, Kind, Table


__all__ = ["SCHEMA", "empty_table"]


def _text(
    name: Col, meaning: str, *, required: bool = False, allowed: tuple[str, ...] = ()
) -> Column:
    return Column(
        name=name, kind=Kind.TEXT, meaning=meaning, required=required, allowed=allowed
    )


def _number(name: Col, meaning: str, unit: str = "", *, required: bool = False) -> Column:
    return Column(
        name=name, kind=Kind.NUMBER, meaning=meaning, unit=unit, required=required
    )


def _date(name: Col, meaning: str) -> Column:
    return Column(name=name, kind=Kind.DATE, meaning=meaning)


def _flag(name: Col, meaning: str) -> Column:
    return Column(name=name, kind=Kind.FLAG, meaning=meaning)


def _count(name: Col, meaning: str) -> Column:
    return Column(name=name, kind=Kind.COUNT, meaning=meaning)


_PATIENT = _text(Col.PATIENT, "Pseudonym of the patient.", required=True)
_DAY = _number(
    Col.DAY,
    "Days since the first CAR-T infusion, which is day 0; empty if the date is partial.",
    "d",
)
_DATE = _date(Col.DATE, "Date as entered, also partial; empty where only the day is known.")
_NOTE = _text(Col.NOTE, "Free text.")
_SOURCE = _text(Col.SOURCE, "Citation, for a row taken from a publication.")
_CERTAINTY = _text(
    Col.CERTAINTY,
    "How sure the number is.",
    allowed=("read", "secondary", "recalled", "calibrated", "assumed"),
)
_WHOSE_AND_WHEN = (_PATIENT, _DAY, _DATE)
_HOW_KNOWN = (_NOTE, _SOURCE, _CERTAINTY)

_TABLES = (
    Table(
        name="patients",
        meaning="Who is in the study.",
        key=(Col.PATIENT,),
        columns=(
            _PATIENT,
            _text(Col.COHORT, "Group that shares one product and centre."),
            _text(Col.SITE, "Centre that treats the patient."),
            _text(Col.ARM, "Arm or dose level of the protocol."),
            _text(Col.SEX, "Sex.", allowed=("female", "male")),
            _date(Col.BIRTH, "Date of birth; by custom only the year."),
            _number(Col.AGE, "Age at infusion.", "a"),
            _number(Col.WEIGHT, "Body weight before lymphodepletion.", "kg"),
            _number(Col.HEIGHT, "Height.", "cm"),
            _text(Col.DIAGNOSIS, "Disease treated."),
            _number(Col.DISEASE_DURATION, "Time since diagnosis.", "a"),
            _count(Col.PRIOR_THERAPIES, "Number of earlier therapies for the disease."),
            _flag(
                Col.DEVELOPMENTAL_DELAY,
                "Developmental delay before therapy (decides ICE or CAPD).",
            ),
            _number(Col.FOLLOW_UP, "Last day of follow-up.", "d"),
            _text(
                Col.STATUS, "Virtual patients: how the simulation ended; `ok` or why not."
            ),
            _NOTE,
        ),
    ),
    Table(
        name="treatments",
        meaning="What was given.",
        key=(Col.PATIENT, Col.DAY, Col.DRUG),
        columns=(
            *_WHOSE_AND_WHEN,
            _text(Col.DRUG, "Generic name, lower case.", required=True),
            _number(Col.AMOUNT, "Amount of one dose; empty if not stated."),
            _text(Col.UNIT, "Unit of the amount, UCUM; /kg or mg/m2 if by body size."),
            _number(
                Col.TOTAL,
                "Amount given in all: the amount times weight or surface, in mg or cells.",
            ),
            _text(Col.ROUTE, "Route of administration."),
            _number(Col.DURATION, "Length of the infusion.", "d"),
            _text(
                Col.PURPOSE,
                "Why it was given.",
                allowed=("lymphodepletion", "car_t", "rescue", "toxicity", "concomitant"),
            ),
            *_HOW_KNOWN,
        ),
    ),
    Table(
        name="observations",
        meaning="Laboratory values and vital signs.",
        key=(Col.PATIENT, Col.DAY, Col.ANALYTE, Col.METHOD),
        columns=(
            *_WHOSE_AND_WHEN,
            _text(Col.ANALYTE, "Code of the analyte.", required=True),
            _number(
                Col.VALUE,
                "Number in the canonical unit of the analyte; if censored, the limit.",
                required=True,
            ),
            _text(
                Col.CENSORING,
                "`below` if the truth lies below the value (a limit), `above` if over.",
                required=True,
                allowed=("none", "below", "above"),
            ),
            _number(Col.LOWER_NORMAL, "Lower limit of normal of the laboratory."),
            _number(Col.UPPER_NORMAL, "Upper limit of normal of the laboratory."),
            _text(Col.METHOD, "How it was measured, where that decides, e.g. the assay."),
            _text(Col.VALUE_ENTERED, "The value as it was entered."),
            _text(Col.UNIT_ENTERED, "The unit as it was entered, UCUM."),
            *_HOW_KNOWN,
        ),
    ),
    Table(
        name="adverse_events",
        meaning="Adverse events as the site recorded them; computed grades are not stored.",
        key=(Col.PATIENT, Col.DAY, Col.TERM),
        columns=(
            *_WHOSE_AND_WHEN,
            _text(Col.TERM, "Name of the event.", required=True),
            _text(Col.SCALE, "Grading scale used by the site."),
            _text(Col.VERSION, "Version of the scale."),
            _count(Col.GRADE, "Grade given by the site; empty if none."),
            _number(Col.END_DAY, "Day of resolution.", "d"),
            _date(Col.END_DATE, "Date of resolution as entered, may be partial."),
            _flag(Col.SERIOUS, "Serious by the definition of the protocol (ICH E2A)."),
            *_HOW_KNOWN,
        ),
    ),
    Table(
        name="assessments",
        meaning="Items a person assessed at a visit: CRS findings, ICE, CAPD, bleeding.",
        key=(Col.PATIENT, Col.DAY, Col.INSTRUMENT, Col.ITEM),
        columns=(
            *_WHOSE_AND_WHEN,
            _text(Col.INSTRUMENT, "Instrument the item belongs to.", required=True),
            _text(Col.ITEM, "Name of the item.", required=True),
            _number(Col.VALUE, "Score or measurement, for a numeric item."),
            _text(Col.TEXT, "Answer, for an item in words."),
            *_HOW_KNOWN,
        ),
    ),
    Table(
        name="milestones",
        meaning="Dated steps of the therapy.",
        key=(Col.PATIENT, Col.DAY, Col.MILESTONE),
        columns=(
            _PATIENT,
            _text(
                Col.MILESTONE,
                "Step.",
                required=True,
                allowed=(
                    "consent",
                    "leukapheresis",
                    "release",
                    "infusion",
                    "reinfusion",
                    "withdrawal",
                    "death",
                    "last_contact",
                ),
            ),
            _DAY,
            _DATE,
            *_HOW_KNOWN,
        ),
    ),
    Table(
        name="reported",
        meaning="What a publication states about the study.",
        key=(Col.CLAIM,),
        columns=(
            _text(Col.CLAIM, "Id of the claim.", required=True),
            _text(Col.WORDING, "The claim in our own words.", required=True),
            _text(
                Col.ROLE,
                "What the claim is used as.",
                required=True,
                allowed=("metadata", "protocol", "covariate", "outcome"),
            ),
            _text(Col.GROUP, "Disease or arm the claim is about, if not about all."),
            _text(Col.QUANTITY, "What was counted or measured.", required=True),
            _text(
                Col.STATISTIC,
                "How it is summarised.",
                required=True,
                allowed=(
                    "count",
                    "share",
                    "median",
                    "mean",
                    "value",
                    "range",
                    "about",
                    "bound",
                    "text",
                ),
            ),
            _number(Col.VALUE, "The number; empty for a text."),
            _text(
                Col.INTERVAL,
                "What low and high, or the spread, are; a range if empty.",
                allowed=("range", "iqr", "sd", "range_width", "cv"),
            ),
            _number(Col.LOW, "Lower end of the reported range."),
            _number(Col.HIGH, "Upper end of the reported range."),
            _number(Col.SPREAD, "Standard deviation, or width of a range; cv in %."),
            _text(Col.UNIT, "UCUM."),
            _count(Col.N, "Patients with the finding."),
            _count(Col.DENOMINATOR, "Patients looked at."),
            _text(Col.PATIENT, "Patient the claim is about, if about one."),
            _number(Col.DAY, "Day the claim refers to.", "d"),
            _text(Col.TEXT, "The claim's content where it is no number."),
            _text(
                Col.CALIBRATION,
                "Whether the twin was tuned with this claim in view.",
                required=True,
                allowed=("no", "partly", "yes"),
            ),
            _text(Col.SOURCE, "Citation.", required=True),
            replace(_CERTAINTY, required=True),
            _text(Col.OVERLAPS_WITH, "Publication that reports the same patients."),
            _NOTE,
        ),
    ),
)

SCHEMA: Mapping[str, Table] = MappingProxyType({t.name: t for t in _TABLES})


def empty_table(name: str) -> pl.DataFrame:
    """Return the table called `name` without rows.

    >>> empty_table("milestones").columns
    ['patient', 'milestone', 'day', 'date', 'note', 'source', 'certainty']
    """
    return pl.DataFrame(schema=SCHEMA[name].dtypes)
