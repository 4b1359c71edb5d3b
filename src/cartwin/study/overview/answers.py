"""Which questions a record can answer, for whom, and what the others lack."""

from collections.abc import Iterable

import polars as pl

from cartwin.study.columns import Col
from cartwin.study.diseases import diseases_of
from cartwin.study.overview.questions import ESSENTIALS, Need, Question, questions_of
from cartwin.study.schema import SCHEMA
from cartwin.study.study import Study
from cartwin.study.time import DayCol, day_bounds_of


__all__ = ["DATED", "answers_of", "dated", "missing_of"]

DATED = tuple(name for name, table in SCHEMA.items() if Col.DATE in table.dtypes)
_START = "start"
_ANSWERS = {
    "question": pl.String, "wording": pl.String, "able": pl.Int64, "of": pl.Int64,
    "lacking": pl.String,
}  # fmt: skip


def answers_of(study: Study, patients: pl.Series) -> pl.DataFrame:
    """Return for each question how many of the patients can be answered for.

    Returns
    -------
    question, wording; able of how many patients; lacking: what is missing, for how many.
    """
    asked = questions_of(study.disease)
    met = _met(study, patients, (n for q in asked for n in q.needs))
    met = met.join(study.patients.select(Col.PATIENT, Col.DIAGNOSIS), on=Col.PATIENT)
    return pl.DataFrame([_answer(q, met) for q in asked], schema=_ANSWERS, orient="row")


def _answer(question: Question, met: pl.DataFrame) -> tuple[str, str, int, int, str]:
    if question.diagnosis:
        is_it = pl.col(Col.DIAGNOSIS).fill_null(question.diagnosis) == question.diagnosis
        met = met.filter(is_it)
    lacking = {n.words: len(met) - int(met[n.words].sum()) for n in question.needs}
    able = met.filter(pl.all_horizontal(pl.col(n.words) for n in question.needs))
    told = "; ".join(f"{words}: {number}" for words, number in lacking.items() if number)
    return question.name, question.wording, len(able), len(met), told


def missing_of(study: Study, patients: pl.Series) -> pl.DataFrame:
    """Return what is missing, and in whom: missing, number, patients (a list)."""
    needs = (*ESSENTIALS, *_baselines(study))
    met = _met(study, patients, needs)
    lacking = met.unpivot(index=Col.PATIENT, variable_name="missing").filter(
        ~pl.col("value")
    )
    found = lacking.group_by("missing", maintain_order=True).agg(Col.PATIENT)
    number = pl.col(Col.PATIENT).list.len().cast(pl.Int64)
    return found.select(
        "missing", number.alias("number"), pl.col(Col.PATIENT).alias("patients")
    )


def _baselines(study: Study) -> list[Need]:
    """Return the first need of each disease of a study: its key analyte before therapy."""
    if len(diseases_of(study.disease)) != 1:
        return []
    return [questions_of(study.disease)[0].needs[0]]


def _met(study: Study, patients: pl.Series, needs: Iterable[Need]) -> pl.DataFrame:
    """Return one row per patient and one column per need: whether it is met."""
    tables = {name: dated(study, name) for name in SCHEMA if name != "reported"}
    people = patients.alias(Col.PATIENT).to_frame()
    start = people.join(_starts(study), on=Col.PATIENT, how="left").with_columns(
        pl.col(_START).fill_null(0.0)
    )
    wanted = {need.words: need for need in needs}
    columns = [
        pl.col(Col.PATIENT).is_in(_who(need, tables, start).implode()).alias(words)
        for words, need in wanted.items()
    ]
    return people.with_columns(columns)


def _who(need: Need, tables: dict[str, pl.DataFrame], start: pl.DataFrame) -> pl.Series:
    """Return the patients that meet a need."""
    frame = tables[need.table]
    rows = frame.filter(
        *(pl.col(c).is_in(list(values)) for c, values in need.match.items()),
        *(pl.col(c).is_not_null() for c in need.filled),
    )
    if need.before is not None:
        is_before = pl.col(Col.DAY) <= pl.col(_START)
        rows = rows.join(start, on=Col.PATIENT)
        rows = rows.filter(is_before if need.before else ~is_before)
    if need.days > 1:
        often = rows.group_by(Col.PATIENT).agg(pl.col(Col.DAY).n_unique().alias("days"))
        rows = often.filter(pl.col("days") >= need.days)
    found = rows[Col.PATIENT].unique()
    if need.instead is None:
        return found
    return pl.concat([found, _who(need.instead, tables, start)]).unique()


def _starts(study: Study) -> pl.DataFrame:
    """Return the day on which the therapy of each patient began: lymphodepletion first."""
    day = pl.col(Col.DAY)
    given = dated(study, "treatments").group_by(Col.PATIENT)
    return given.agg(
        pl.coalesce(
            day.filter(pl.col(Col.PURPOSE) == purpose).min()
            for purpose in ("lymphodepletion", "car_t")
        ).alias(_START)
    )


def dated(study: Study, table: str) -> pl.DataFrame:
    """Return a table with the day of each row, where need be by its date."""
    frame = study.tables[table]
    if Col.DATE not in frame.columns or not frame[Col.DAY].null_count():
        return frame
    return frame.with_columns(day_bounds_of(study, table)[DayCol.DAY_LOW].alias(Col.DAY))
