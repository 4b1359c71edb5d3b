"""The rules of CTCAE, by the names under which a record can be graded with them."""

from functools import partial
from typing import Any

import polars as pl

from cartwin.rules.ctcae.assumptions import Assumptions
from cartwin.rules.ctcae.clinical import flag_adverse_events
from cartwin.rules.ctcae.expected import flag_expected
from cartwin.rules.ctcae.fever import grade_febrile_visits
from cartwin.rules.ctcae.picklist import check_grades
from cartwin.rules.ctcae.record import grade_laboratory
from cartwin.rules.ctcae.tables import shifts
from cartwin.rules.emergent import flag_emergent
from cartwin.rules.remembered import once_per_study
from cartwin.rules.rule import Rule
from cartwin.study import Study


__all__ = ["RULES"]

_TABLES = ("observations", "treatments", "assessments")


def _laboratory(
    study: Study, *, version: str, fibrinogen: str = "switch", worst: bool = False
) -> pl.DataFrame:
    assumed = Assumptions(fibrinogen=fibrinogen, worst=worst)
    grades = grade_laboratory(study, version=version, assumed=assumed)
    return flag_expected(flag_emergent(grades, study), study)


@once_per_study
def _by_default(study: Study) -> pl.DataFrame:
    return _laboratory(study, version="5.0")


def _version_5(study: Study, **chosen: Any) -> pl.DataFrame:
    return _laboratory(study, version="5.0", **chosen) if chosen else _by_default(study)


def _shifts(study: Study) -> pl.DataFrame:
    return shifts(_by_default(study))


def _febrile(study: Study) -> pl.DataFrame:
    return grade_febrile_visits(study.observations, study.assessments)


def _picked(
    study: Study, *, version: str = "5.0", terms: pl.DataFrame | None = None
) -> pl.DataFrame:
    return check_grades(study.adverse_events, version=version, terms=terms)


RULES: tuple[Rule, ...] = (
    Rule(
        name="ctcae5",
        title="Laboratory values by CTCAE 5.0, with baseline and expected low counts",
        criterion="ctcae-5.0",
        tables=_TABLES,
        apply=_version_5,
    ),
    Rule(
        name="ctcae6",
        title="Laboratory values by CTCAE 6.0, with baseline and expected low counts",
        criterion="ctcae-6.0",
        tables=_TABLES,
        apply=partial(_laboratory, version="6.0"),
    ),
    Rule(
        name="ctcae-shift",
        title="Shifts from baseline to the worst grade, expected low counts apart",
        criterion="ctcae-5.0",
        tables=_TABLES,
        apply=_shifts,
    ),
    Rule(
        name="ctcae-picklist",
        title="Grades of adverse events that a term of CTCAE does not have",
        criterion="ctcae-terms-5.0",
        tables=("adverse_events",),
        apply=_picked,
    ),
    Rule(
        name="adverse-events",
        title="Adverse events: treatment-emergent, and expected after lymphodepletion",
        criterion="treatment-emergent",
        tables=("adverse_events", "treatments"),
        apply=flag_adverse_events,
    ),
    Rule(
        name="febrile-neutropenia",
        title="Febrile neutropenia by CTCAE",
        criterion="ctcae-policy",
        tables=("observations", "assessments"),
        apply=_febrile,
    ),
)
