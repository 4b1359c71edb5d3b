"""The inputs of eligibility, taken from the record of every patient at once."""

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from cartwin.rules.anchors import other_treatments
from cartwin.rules.care.eligibility.clauses import clauses_of
from cartwin.rules.care.eligibility.evaluate import evaluate_clauses
from cartwin.rules.care.eligibility.inputs import ELIGIBILITY, INPUTS, LIMIT, Input
from cartwin.rules.care.eligibility.reference import AS_OF, ON, START, reference_days
from cartwin.rules.columns import RuleCol
from cartwin.rules.remembered import once_per_study
from cartwin.study import Col, Study


__all__ = ["eligibility_of", "inputs_of"]

_UP_TO = pl.col(Col.DAY) <= pl.col(ON)
_LATEST = pl.col(Col.VALUE).last()
_YES_NO = {"yes": 1.0, "no": 0.0}
_DAYS = {"d": 1.0, "mo": 365.25 / 12}
_ANSWERED = "_answered"


def eligibility_of(study: Study, criterion: str) -> pl.DataFrame:
    """Return what every clause comes to in every patient, at consent.

    Returns
    -------
    DataFrame
        As `evaluate_clauses`; first_day counts from the reference day, which `why` names:
        that of consent, or else the start of therapy (see `reference_days`).
    """
    days = _days(study)
    rows = evaluate_clauses(_inputs(study, criterion, days), criterion)
    each = len(clauses_of(criterion))  # rows are by patient, as the days are
    as_of = days[AS_OF].gather(np.arange(rows.height) // each)
    why = pl.concat_str(RuleCol.WHY, as_of, separator="; ", ignore_nulls=True)
    return rows.with_columns(why.alias(RuleCol.WHY))


def inputs_of(study: Study, criterion: str) -> pl.DataFrame:
    """Return patient and the inputs of the criteria, as known at consent.

    The latest value up to the reference day counts (see `reference_days`). What a person
    answered (instrument `ELIGIBILITY`) up to the start of therapy goes before what other
    tables give: criteria are gone through after consent. Age and duration of the disease
    are those of the table of patients, at infusion.
    """
    return _inputs(study, criterion, _days(study))


@once_per_study
def _days(study: Study) -> pl.DataFrame:
    return reference_days(study)


def _inputs(study: Study, criterion: str, days: pl.DataFrame) -> pl.DataFrame:
    wanted = {i for clause in clauses_of(criterion) for i in clause.inputs}
    inputs = [INPUTS[i] for i in INPUTS if i in wanted]
    known = days.drop(AS_OF)
    start = known.select(Col.PATIENT, ON)
    found = known if "consent" in wanted else known.drop("consent")
    found = found.join(_from_patients(study, inputs), on=Col.PATIENT, how="left")
    for source in (
        *_from_observations(study, inputs),
        *_from_treatments(study, inputs, start),
    ):
        found = found.join(source, on=Col.PATIENT, how="left")
    until = known.select(Col.PATIENT, pl.col(START).alias(ON))
    answers = _answers(study, inputs, until)
    joined = found.join(answers, on=Col.PATIENT, how="left", suffix=_ANSWERED)
    both = [c.removesuffix(_ANSWERED) for c in joined.columns if c.endswith(_ANSWERED)]
    chosen = [pl.coalesce(n + _ANSWERED, n).alias(n) for n in both]
    return joined.with_columns(chosen).drop(ON, START, *(n + _ANSWERED for n in both))


def _from_patients(study: Study, inputs: Iterable[Input]) -> pl.DataFrame:
    columns = [(i.name, *i.patients) for i in inputs if i.patients is not None]
    return study.patients.select(
        Col.PATIENT, *((pl.col(c) * factor).alias(n) for n, c, factor in columns)
    )


def _from_observations(study: Study, inputs: Iterable[Input]) -> Iterator[pl.DataFrame]:
    """Yield the latest value of each analyte, and what it is of the limit of normal."""
    for i in (i for i in inputs if i.analyte):
        yield _measured(study, i.name)
        if i.name == "platelets":
            yield _count_before(_early(study, i.analyte))


@once_per_study
def _early(study: Study, analyte: str) -> pl.DataFrame:
    """Return the values of an analyte, mostly few, up to the last reference day of all."""
    start = _days(study).select(Col.PATIENT, ON)
    last = pl.lit(start[ON].max(), pl.Float64)
    own = study.observations.filter(
        (pl.col(Col.ANALYTE) == analyte) & (pl.col(Col.DAY) <= last)
    )
    return own.join(start, on=Col.PATIENT)


@once_per_study
def _measured(study: Study, name: str) -> pl.DataFrame:
    given, limit = INPUTS[name], pl.col(Col.CENSORING).last()
    rows = _early(study, given.analyte)
    if given.by_normal:
        value = pl.col(Col.VALUE) / pl.col(Col.UPPER_NORMAL)
        rows = rows.with_columns(value.alias(Col.VALUE))
    return _latest(rows).agg(_LATEST.alias(name), limit.alias(name + LIMIT))


def _count_before(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the platelet count before the last, and the days between the two."""

    def before(column: str) -> pl.Expr:
        return pl.col(column).get(-2, null_on_oob=True)

    gap = pl.col(Col.DAY).last() - before(Col.DAY)
    return _latest(rows).agg(
        before(Col.VALUE).alias("platelets_before"),
        before(Col.CENSORING).alias("platelets_before" + LIMIT),
        gap.alias("days_between_counts"),
    )


def _from_treatments(
    study: Study, inputs: Iterable[Input], start: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """Yield the time since the last dose up to the reference day."""
    given = other_treatments(study)
    for i in inputs:
        if i.since:
            rows = given.filter(pl.col(Col.DRUG).is_in(i.since))
            since = (pl.col(ON).first() - pl.col(Col.DAY).max()) / _DAYS[i.clock]
            yield _latest(rows.join(start, on=Col.PATIENT)).agg(since.alias(i.name))


def _answers(study: Study, inputs: Iterable[Input], start: pl.DataFrame) -> pl.DataFrame:
    """Return what people answered up to `start`, one column per input."""
    words = pl.col(Col.TEXT).str.strip_chars().str.to_lowercase()
    answer = pl.coalesce(Col.VALUE, words.replace_strict(_YES_NO, default=None))
    rows = (
        study.assessments.filter(pl.col(Col.INSTRUMENT) == ELIGIBILITY)
        .with_columns(answer.alias(Col.VALUE))
        .filter(pl.col(Col.VALUE).is_not_null())
        .join(start, on=Col.PATIENT)
    )
    item = pl.col(Col.ITEM)
    value = pl.col(Col.VALUE)
    latest = [value.filter(item == i.name).last().alias(i.name) for i in inputs]
    return _latest(rows).agg(latest)


def _latest(rows: pl.DataFrame) -> "pl.dataframe.group_by.GroupBy":
    """Return what was known up to then, by patient, the latest last."""
    known = rows.filter(_UP_TO).sort(Col.PATIENT, Col.DAY)
    return known.group_by(Col.PATIENT, maintain_order=True)
