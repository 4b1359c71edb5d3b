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
from cartwin.rules.rule import Rule, declare
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
    declare(
        "ctcae5", "Laboratory values by CTCAE 5.0, with baseline and expected low counts",
        "ctcae-5.0", _version_5, *_TABLES,
    ),
    declare(
        "ctcae6", "Laboratory values by CTCAE 6.0, with baseline and expected low counts",
        "ctcae-6.0", partial(_laboratory, version="6.0"), *_TABLES,
    ),
    declare(
        "ctcae-shift", "Shifts from baseline to the worst grade, expected low counts apart",
        "ctcae-5.0", _shifts, *_TABLES,
    ),
    declare(
        "ctcae-picklist", "Grades of adverse events that a term of CTCAE does not have",
        "ctcae-terms-5.0", _picked, "adverse_events",
    ),
    declare(
        "adverse-events",
        "Adverse events: treatment-emergent, and expected after lymphodepletion",
        "treatment-emergent", flag_adverse_events, "adverse_events", "treatments",
    ),
    declare(
        "febrile-neutropenia", "Febrile neutropenia by CTCAE", "ctcae-policy",
        _febrile, "observations", "assessments",
    ),
)  # fmt: skip
