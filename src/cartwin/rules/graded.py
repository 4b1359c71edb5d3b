"""Grades that several rules rest on, worked out once per study."""

import polars as pl

from cartwin.rules.crs import grade_crs_visits
from cartwin.rules.icans import grade_icans_visits
from cartwin.rules.remembered import once_per_study
from cartwin.study import Study


__all__ = ["crs_of", "icans_of"]


@once_per_study
def crs_of(study: Study) -> pl.DataFrame:
    """Return the grade of CRS at every visit of a record."""
    return grade_crs_visits(study.assessments)


@once_per_study
def icans_of(study: Study) -> pl.DataFrame:
    """Return the grade of ICANS at every visit of a record."""
    return grade_icans_visits(study.assessments, study.patients)
