"""The inputs of eligibility, taken from the record of every patient at once."""

from collections.abc import Iterable, Iterator

import polars as pl

from cartwin.rules.anchors import therapy_start
from cartwin.rules.care.eligibility.clauses import clauses_of
from cartwin.rules.care.eligibility.evaluate import evaluate_clauses
from cartwin.rules.care.eligibility.inputs import ELIGIBILITY, INPUTS, LIMIT, Input
from cartwin.study import Col, Study


__all__ = ["eligibility_of", "inputs_of"]

_ON = "_on"
_UP_TO_START = pl.col(Col.DAY) <= pl.col(_ON)
_LATEST = pl.col(Col.VALUE).last()
_YES_NO = {"yes": 1.0, "no": 0.0}
_DAYS = {"d": 1.0, "mo": 365.25 / 12}
_ANSWERED = "_answered"


def eligibility_of(study: Study, criterion: str) -> pl.DataFrame:
    """Return what every clause comes to in every patient, at the start of therapy.

    Returns
    -------
    DataFrame
        As `evaluate_clauses`; first_day counts from the start of therapy.
    """
    return evaluate_clauses(inputs_of(study, criterion), criterion)


def inputs_of(study: Study, criterion: str) -> pl.DataFrame:
    """Return patient and the inputs of the criteria, as known at the start of therapy.

    The start is the first day of lymphodepletion (see `therapy_start`). What a person
    answered (instrument `ELIGIBILITY`) goes before what other tables give. The latest
    value up to the start counts.
    """
    wanted = {i for clause in clauses_of(criterion) for i in clause.inputs}
    inputs = [INPUTS[i] for i in INPUTS if i in wanted]
    start = therapy_start(study).rename({Col.DAY: _ON})
    found = start.join(_from_patients(study, inputs), on=Col.PATIENT, how="left")
    for source in (
        *_from_observations(study, inputs, start),
        *_from_treatments(study, inputs, start),
    ):
        found = found.join(source, on=Col.PATIENT, how="left")
    answers = _answers(study, inputs, start)
    joined = found.join(answers, on=Col.PATIENT, how="left", suffix=_ANSWERED)
    both = [c.removesuffix(_ANSWERED) for c in joined.columns if c.endswith(_ANSWERED)]
    chosen = [pl.coalesce(n + _ANSWERED, n).alias(n) for n in both]
    return joined.with_columns(chosen).drop(_ON, *(n + _ANSWERED for n in both))


def _from_patients(study: Study, inputs: Iterable[Input]) -> pl.DataFrame:
    columns = [(i.name, *i.patients) for i in inputs if i.patients is not None]
    return study.patients.select(
        Col.PATIENT, *((pl.col(c) * factor).alias(n) for n, c, factor in columns)
    )


def _from_observations(
    study: Study, inputs: Iterable[Input], start: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """Yield the latest value of each analyte, and what it is of the limit of normal."""
    # Most rows are later than the last start: left out before the join, which is slow.
    last = pl.lit(start[_ON].max(), pl.Float64)
    early = study.observations.filter(pl.col(Col.DAY) <= last)
    value = pl.col(Col.VALUE) / pl.col(Col.UPPER_NORMAL)
    for i in (i for i in inputs if i.analyte):
        rows = early.filter(pl.col(Col.ANALYTE) == i.analyte).join(start, on=Col.PATIENT)
        if i.by_normal:
            rows = rows.with_columns(value.alias(Col.VALUE))
        limit = pl.col(Col.CENSORING).last()
        yield _latest(rows).agg(_LATEST.alias(i.name), limit.alias(i.name + LIMIT))
        if i.name == "platelets":
            yield _count_before(rows)


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
    """Yield the time since the last dose before the start."""
    earlier = pl.col(Col.PURPOSE).is_in(["lymphodepletion", "car_t"]).not_()
    given = study.treatments.filter(earlier.fill_null(value=True))
    for i in inputs:
        if i.since:
            rows = given.filter(pl.col(Col.DRUG).is_in(i.since))
            since = (pl.col(_ON).first() - pl.col(Col.DAY).max()) / _DAYS[i.clock]
            yield _latest(rows.join(start, on=Col.PATIENT)).agg(since.alias(i.name))


def _answers(study: Study, inputs: Iterable[Input], start: pl.DataFrame) -> pl.DataFrame:
    """Return what people answered, one column per input."""
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
    """Return what was known up to the start, by patient, the latest last."""
    known = rows.filter(_UP_TO_START).sort(Col.PATIENT, Col.DAY)
    return known.group_by(Col.PATIENT, maintain_order=True)
