"""All faults of the rows of a table: in themselves, and beside the rest of the record."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

import polars as pl

from cartwin.study.checks.cells import cell_rules
from cartwin.study.checks.context import context
from cartwin.study.checks.courses import course_rules, date_rule
from cartwin.study.checks.jumps import jump_rule, neighbours
from cartwin.study.checks.repeats import repeats
from cartwin.study.checks.rows import nearest, row_rules, with_limits
from cartwin.study.checks.rule import (
    ROW,
    Rule,
    find,
    first_of_each_cell,
    quoted,
    slices,
)
from cartwin.study.columns import Col, Kind, Table
from cartwin.study.schema import SCHEMA
from cartwin.study.time import INFUSION_DATE, date_problems, days_of_dates


__all__ = ["course_faults", "stranger_faults", "table_faults"]

_PROBLEM = r"(?s)^date (.*'[^;']*); ([^']*)$"  # what is wrong with a date; how to repair it


def table_faults(
    table: Table, frame: pl.DataFrame, *, place: pl.Expr | None = None
) -> pl.DataFrame:
    """Return what is wrong inside one table.

    Parameters
    ----------
    frame
        The columns of the table and the row numbers.
    place
        Where a row stands, for messages about repeated rows.
    """
    found = pl.concat([_within(table, piece) for piece in slices(frame)])
    where = place if place is not None else pl.format("row {}", pl.col(ROW) + 1)
    twice = repeats(frame, table, where)
    return first_of_each_cell(pl.concat([found, twice])).sort(ROW, maintain_order=True)


def _within(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the faults inside rows."""
    if table.name == "observations":
        frame = with_limits(frame)
    return find(_rules_within(table.name), _with_date_problems(frame, table))


@cache
def _rules_within(name: str) -> tuple[Rule, ...]:
    table = SCHEMA[name]
    return (*cell_rules(table), *_date_rules(table), *row_rules(name))


@cache
def _rules_beside(name: str) -> tuple[Rule, ...]:
    jumps = (jump_rule(),) if name == "observations" else ()
    dates = (date_rule(),) if Col.DATE in SCHEMA[name].dtypes else ()
    return (*course_rules(name), *jumps, *dates)


def _with_date_problems(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    dates = [c.name for c in table.columns if c.kind is Kind.DATE]
    if not dates:
        return frame
    problems = (date_problems(frame[name]).alias(f"problem of {name}") for name in dates)
    return frame.with_columns(problems)


def _date_rules(table: Table) -> list[Rule]:
    return [
        Rule(
            code="not-a-date",
            column=c.name,
            wrong=pl.col(f"problem of {c.name}").is_not_null(),
            found=pl.col(f"problem of {c.name}").str.extract(_PROBLEM, 1),
            expected="a date of the calendar as 2024-05-17, 2024-05 or 2024",
            repair=pl.col(f"problem of {c.name}").str.extract(_PROBLEM, 2),
        )
        for c in table.columns
        if c.kind is Kind.DATE
    ]


def course_faults(
    table: Table,
    frame: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    *,
    wrong: pl.Series | None = None,
) -> pl.DataFrame:
    """Return what is wrong between rows and the rest of the record of their patients.

    Parameters
    ----------
    frame
        The columns of the table and the row numbers.
    tables
        Of the record, with these rows among them.
    wrong
        Numbers of rows whose values nothing is compared with.
    """
    strangers = stranger_faults(table, frame, tables["patients"][Col.PATIENT])
    if table.name in ("patients", "reported") or frame.is_empty():
        return strangers
    known = list(context(tables))
    if table.name == "observations":
        before = neighbours(frame, tables["observations"], wrong)
        found = [_beside(table, p, [*known, _rows_of(p, before)]) for p in slices(frame)]
    else:
        found = [_beside(table, piece, known) for piece in slices(frame)]
    return first_of_each_cell(pl.concat([*found, strangers]))


def _rows_of(frame: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Return what was found about the rows of a slice."""
    return found.filter(pl.col(ROW).is_between(frame[ROW].min(), frame[ROW].max()))


def _beside(
    table: Table, frame: pl.DataFrame, known: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """Return the faults of rows beside what is known of their patients, or of them."""
    for found in known:
        on = ROW if ROW in found.columns else Col.PATIENT
        frame = frame.join(found, on=on, how="left", maintain_order="left")
    if Col.DATE in table.dtypes:
        days = days_of_dates(frame[Col.DATE], frame[INFUSION_DATE])
        frame = frame.with_columns(days.alias("day of the date"))
    return find(_rules_beside(table.name), frame)


def stranger_faults(table: Table, frame: pl.DataFrame, patients: pl.Series) -> pl.DataFrame:
    """Return the rows of patients who are not among `patients`."""
    if table.name == "patients":
        return find([], frame)
    return find([_stranger(patients)], frame)


def _stranger(patients: pl.Series) -> Rule:
    known = patients.drop_nulls().unique(maintain_order=True).to_list()
    hint = nearest(Col.PATIENT, lambda name: _nearest_patient(name, known))
    return Rule(
        code="unknown-patient",
        column=Col.PATIENT,
        wrong=~pl.col(Col.PATIENT).is_in(known),
        found=quoted(Col.PATIENT),
        expected="a patient of the table patients",
        repair=lambda rows: pl.lit("add a row there, or mend the name") + hint(rows),
    )


def _nearest_patient(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    return f" (did you mean {close[0]}?)" if close else ""
