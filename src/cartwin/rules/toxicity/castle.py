"""Dose-limiting toxicity over a record: what the call of CASTLE needs, gathered."""

import numpy as np
import polars as pl

from cartwin.rules.anchors import patients_of
from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.graded import crs_of, icans_of
from cartwin.rules.toxicity.censoring import OBSERVATION, last_days
from cartwin.rules.toxicity.daily import daily_lowest, filled
from cartwin.rules.toxicity.dlt import DltCol, call_castle_dlt
from cartwin.rules.toxicity.neutrophils import icaht_late
from cartwin.rules.toxicity.runs import days_of_longest
from cartwin.rules.toxicity.steps import worst_case
from cartwin.rules.toxicity.t_icaht import uninterpretable
from cartwin.study import Col, Study


__all__ = ["castle_dlt"]


def castle_dlt(study: Study) -> pl.DataFrame:
    """Return whether each patient of a record had a dose-limiting toxicity.

    CRS and ICANS are graded from their findings; without findings the grade of the site
    counts. Organ toxicity is what the site recorded as adverse event; a patient without
    one of them had none, in a study that recorded any. Columns as in `call_castle_dlt`.
    """
    criterion = load_criterion("castle-dlt")
    crs = _highest(crs_of(study))
    icans = _highest(icans_of(study))
    known = [
        _with_site(study, crs, "cytokine release|crs", DltCol.CRS),
        _with_site(study, icans, "icans|neurotoxicity", DltCol.ICANS),
        _days_below(study, "NEUT", criterion["neutrophils"], DltCol.NEUTROPENIA_DAYS),
        _days_below(study, "PLAT", criterion["platelets"], DltCol.THROMBOPENIA_DAYS),
        icaht_late(study).select(Col.PATIENT, pl.col(Col.GRADE).alias(DltCol.LATE_ICAHT)),
        _organs(study, criterion),
        _itp(study),
    ]
    people = patients_of(study)
    for column in known:
        people = people.join(column, on=Col.PATIENT, how="left")
    return call_castle_dlt(people)


def _highest(grades: pl.DataFrame) -> pl.DataFrame:
    return grades.group_by(Col.PATIENT).agg(pl.col(Col.GRADE).max())


def _events(study: Study, words: str) -> pl.DataFrame:
    term = pl.col(Col.TERM).str.to_lowercase()
    after = pl.col(Col.DAY) >= 0
    return study.adverse_events.filter(term.str.contains(words), after)


def _with_site(
    study: Study, graded: pl.DataFrame, words: str, name: DltCol
) -> pl.DataFrame:
    site = _highest(_events(study, rf"\b(?:{words})")).rename({Col.GRADE: "of the site"})
    both = graded.join(site, on=Col.PATIENT, how="full", coalesce=True)
    grade = pl.coalesce(Col.GRADE, "of the site").cast(pl.Int64)
    return both.select(Col.PATIENT, grade.alias(name))


def _days_below(study: Study, analyte: str, bound: float, name: DltCol) -> pl.DataFrame:
    """Return the longest run of days below a count; null where no count is known."""
    criterion = load_criterion("castle-dlt")
    daily = daily_lowest(
        worst_case(study.observations.filter(pl.col(Col.ANALYTE) == analyte)),
        tuple(criterion["window"]),
        patients=patients_of(study)[Col.PATIENT],
        ends=last_days(study, OBSERVATION),
    )
    course = filled(daily, criterion["longest_gap"])
    known = pl.Series(np.isfinite(course).any(axis=1))
    days = days_of_longest(course < bound)
    frame = pl.DataFrame({Col.PATIENT: daily.patients, name: days})
    return frame.with_columns(pl.when(pl.lit(known)).then(pl.col(name)).alias(name))


def _organs(study: Study, criterion: Criterion) -> pl.DataFrame:
    """Return the highest grade of organ toxicity within four weeks, and its first day."""
    events = study.adverse_events
    words = "|".join(criterion["not_organ"])
    day, grade = pl.col(Col.DAY), pl.col(Col.GRADE)
    within = day.is_between(0, criterion["weeks"])
    organ = ~pl.col(Col.TERM).str.to_lowercase().str.contains(rf"\b(?:{words})")
    found = (
        events.filter(within & organ)
        .group_by(Col.PATIENT)
        .agg(
            grade.max().alias(DltCol.ORGAN_GRADE),
            day.filter(grade == grade.max()).min().alias(DltCol.ORGAN_DAY),
        )
    )
    none = 0 if len(events) else None
    people = patients_of(study).join(found, on=Col.PATIENT, how="left")
    return people.with_columns(pl.col(DltCol.ORGAN_GRADE).fill_null(pl.lit(none, pl.Int64)))


def _itp(study: Study) -> pl.DataFrame:
    criterion = load_criterion("t-icaht")
    diagnosis = pl.col(Col.DIAGNOSIS).fill_null(study.disease)
    people = patients_of(study).join(study.patients, on=Col.PATIENT, how="left")
    return people.select(
        Col.PATIENT, uninterpretable(diagnosis, criterion).alias(DltCol.ITP)
    )
