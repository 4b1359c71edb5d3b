"""All that can be said about a study without judging it."""

from dataclasses import dataclass

import polars as pl

from cartwin.errors import DataError, did_you_mean
from cartwin.study.columns import Col
from cartwin.study.overview.answers import answers_of, missing_of
from cartwin.study.overview.overdue import overdue_of
from cartwin.study.overview.people import patients_of_study, tables_of
from cartwin.study.study import Study
from cartwin.study.time import date_problem


__all__ = ["Overview", "look_over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A study at a glance; each attribute is a frame.

    Attributes
    ----------
    patients
        patient, arm, diagnosis, sex, age [a], dose, first, last and last_contact [d].
    tables
        table, rows, patients, first and last day, of the tables that have rows.
    claims
        role and number of what publications report.
    overlaps
        publication and number of claims: whose patients are reported elsewhere, too.
    missing
        missing, number and list of the patients who lack it.
    overdue
        patient, visit, its day and the day until which it was due.
    answers
        question, wording, able of how many patients, and what the others lack.
    """

    patients: pl.DataFrame
    tables: pl.DataFrame
    claims: pl.DataFrame
    overlaps: pl.DataFrame
    missing: pl.DataFrame
    overdue: pl.DataFrame
    answers: pl.DataFrame


def look_over(
    study: Study, *, patient: str | None = None, today: str | None = None
) -> Overview:
    """Return a study at a glance.

    Parameters
    ----------
    patient
        Look at one patient only.
    today
        Date by which visits are due; by default the latest date in the record.

    Raises
    ------
    DataError
        There is no such patient, or today is no date.

    Examples
    --------
    >>> from cartwin.study import open_study
    >>> seen = look_over(open_study("itp-nct06352281"))
    >>> seen.answers.filter(question="dose").select("able", "of", "lacking").row(0)
    (0, 4, 'the CAR-T dose: 4; weight: 4')
    """
    patients = study.patients[Col.PATIENT]
    if problems := [*_no_patient(patients, patient), *_no_date(today)]:
        raise DataError(study.name, problems, failure="cannot be shown")
    chosen = patients if patient is None else patients.filter(patients == patient)
    claims = study.reported
    return Overview(
        patients=patients_of_study(study, chosen),
        tables=tables_of(study, chosen),
        claims=_counted(claims, Col.ROLE),
        overlaps=_counted(claims, Col.OVERLAPS_WITH),
        missing=missing_of(study, chosen),
        overdue=overdue_of(study, chosen, today),
        answers=answers_of(study, chosen),
    )


def _counted(claims: pl.DataFrame, column: Col) -> pl.DataFrame:
    counts = claims.drop_nulls(column).group_by(column, maintain_order=True)
    return counts.agg(pl.len().cast(pl.Int64).alias("number"))


def _no_patient(patients: pl.Series, patient: str | None) -> list[str]:
    if patient is None or patient in patients:
        return []
    return [
        f"there is no patient {patient!r:.60} ({did_you_mean(patient, patients.to_list())})"
    ]


def _no_date(today: str | None) -> list[str]:
    if today is None:
        return []
    if problem := date_problem(today):
        return [f"today: {problem}"]
    return [] if len(today) >= len("2024-05-17") else [f"today: {today!r} has no day"]
