"""CTCAE over a record: every laboratory value that a term of the version grades."""

from collections.abc import Iterator

import polars as pl

from cartwin.rules.anchors import numbered, patients_of
from cartwin.rules.columns import RuleCol
from cartwin.rules.ctcae.assumptions import AS_RECORDED, Assumptions
from cartwin.rules.ctcae.before import (
    answers,
    anticoagulated_from,
    values_before,
    with_answers,
)
from cartwin.rules.ctcae.calcium import corrected_calcium
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.rules.ctcae.rows import COLUMNS, grade_terms
from cartwin.rules.ctcae.terms import VERSIONS, Term, list_terms
from cartwin.rules.ctcae.wording import PLACE, in_words
from cartwin.rules.grade import ten_digits
from cartwin.rules.remembered import once_per_study
from cartwin.study import Col, Study


__all__ = ["grade_ctcae", "grade_laboratory"]

_COUNTS = ("PLAT", "NEUT")
_USED = (
    *(Col.PATIENT, Col.DAY, Col.ANALYTE, Col.VALUE, Col.CENSORING),
    *(Col.LOWER_NORMAL, Col.UPPER_NORMAL, Col.UNIT_ENTERED),
)
_FIRST = (
    *(Col.PATIENT, Col.DAY, Col.SCALE, Col.VERSION, Col.GRADE),
    *(RuleCol.WHY, RuleCol.EVIDENCE, Col.TERM, CtcaeCol.LOWEST, CtcaeCol.HIGHEST),
)


def grade_laboratory(
    study: Study, *, version: str = "5.0", assumed: Assumptions = AS_RECORDED
) -> pl.DataFrame:
    """Return the CTCAE grade of every laboratory value that a term is about.

    Baseline is the last value before lymphodepletion; symptoms and consequences are items
    of the instrument `CTCAE` named like the term; calcium is corrected for albumin where
    the laboratory did not do so. A value can belong to two terms (potassium).

    Parameters
    ----------
    study
        The record.
    version
        `5.0` or `6.0`: the same value can have another grade.
    assumed
        What to do where something beside the value was not recorded.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade (null: cannot grade), why, evidence, term, and
        the lowest and highest grade that the findings allow.

    Examples
    --------
    >>> from cartwin.study import Origin
    >>> study = Study(name="new", title="New", origin=Origin.REAL, disease="itp")
    >>> grade_laboratory(study).height
    0
    """
    terms = [t for t in list_terms(version).values() if t.analyte]
    context = (_baselines(study), answers(study), anticoagulated_from(study))
    values = ((term, _of_analyte(study, term.analyte)) for term in terms)
    by_term = {t.name: with_answers(f, t, *context) for t, f in values if f.height}
    return grade_terms(by_term, version, assumed).select(_FIRST)


@once_per_study
def _of_analyte(study: Study, analyte: str) -> pl.DataFrame:
    values = _values(study)
    return values.filter(pl.col(Col.ANALYTE) == analyte).drop(Col.ANALYTE)


@once_per_study
def _values(study: Study) -> pl.DataFrame:
    """Return the values that any version grades, in the order of patient and day."""
    observations = _usable(study.observations)
    wanted = {t.analyte for version in VERSIONS for t in list_terms(version).values()}
    graded = observations.filter(pl.col(Col.ANALYTE).is_in(list(wanted)))
    values = pl.concat([graded, corrected_calcium(observations)])
    number = numbered(values[Col.PATIENT], patients_of(study)[Col.PATIENT])
    ordered = values.with_columns(number.alias(PLACE)).sort(
        PLACE, Col.DAY, maintain_order=True
    )
    rounded = ten_digits(pl.col(Col.VALUE).fill_nan(None))
    visit = pl.struct(PLACE, Col.DAY).rle_id()
    return ordered.with_columns(visit.alias(PLACE), rounded.alias("rounded")).with_columns(
        in_words("rounded")
    )


@once_per_study
def _baselines(study: Study) -> pl.DataFrame:
    return values_before(_values(study), study)


def grade_ctcae(observations: pl.DataFrame, *, version: str = "5.0") -> pl.DataFrame:
    """Return the CTCAE grade of every platelet and neutrophil count.

    These need nothing but the observations; see `grade_laboratory` for every other term.

    Parameters
    ----------
    observations
        Table of the record; `lower_normal` is the laboratory's limit.
    version
        `5.0` or `6.0`: the same count can have another grade.

    Returns
    -------
    DataFrame
        As `grade_laboratory`.

    Examples
    --------
    >>> from cartwin.study import empty_table
    >>> grade_ctcae(empty_table("observations"), version="6.0").height
    0
    """
    terms = [t for t in list_terms(version).values() if t.analyte in _COUNTS]
    by_term = {t.name: f for t, f in _by_term(_usable(observations), terms)}
    grades = grade_terms(by_term, version, AS_RECORDED)
    return grades.select(_FIRST).sort(Col.PATIENT, Col.DAY, Col.TERM)


def _usable(observations: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that grading looks at; those of old records may lack some."""
    known = set(observations.columns)
    lacking = [pl.lit(None, t).alias(c) for c, t in COLUMNS.items() if c not in known]
    return observations.with_columns(lacking).select(_USED)


def _by_term(
    values: pl.DataFrame, terms: list[Term]
) -> Iterator[tuple[Term, pl.DataFrame]]:
    """Yield every term with its values, if there are any."""
    wanted = {t.analyte for t in terms}
    parts = values.filter(pl.col(Col.ANALYTE).is_in(list(wanted))).partition_by(
        Col.ANALYTE, as_dict=True, include_key=False
    )
    for term in terms:
        if (term.analyte,) in parts:
            yield term, parts[(term.analyte,)]
