"""Checks of a whole study: what can be read but can hardly be meant.

None of them changes the record.
"""

from collections.abc import Iterator

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.study.checks import ROW, course_faults, sentences, table_faults
from cartwin.study.columns import Col, Table
from cartwin.study.schema import SCHEMA
from cartwin.study.study import Study


__all__ = ["check_study", "study_faults"]

_SHOWN = 5  # rows of one kind of fault that are told one by one


def check_study(study: Study) -> tuple[str, ...]:
    """Return what looks wrong in a study, one sentence each; empty if nothing does.

    >>> from cartwin.study import open_study
    >>> check_study(open_study("itp-nct06352281"))
    ()
    """
    tables = (s for table in SCHEMA.values() for s in _table_sentences(study, table))
    return (*tables, *_zeros(study), *_unknown_arms(study))


def study_faults(study: Study, table: Table) -> pl.DataFrame:
    """Return the faults of one table, in itself and beside the rest of the record."""
    frame = study.tables[table.name].with_row_index(ROW)
    within = table_faults(table, frame)
    return pl.concat([within, course_faults(table, frame, study.tables)])


def _table_sentences(study: Study, table: Table) -> Iterator[str]:
    faults = study_faults(study, table)
    if faults.is_empty():
        return
    place = pl.format(f"{table.name}, row {{}}", pl.int_range(1, pl.len() + 1))
    if Col.PATIENT in table.dtypes:
        place += pl.format(", patient {}", Col.PATIENT).fill_null("")
    places = study.tables[table.name].select(place).to_series()
    for kind in faults.partition_by("code", "column", maintain_order=True):
        yield from sentences(kind.head(_SHOWN), places)
        if (more := len(kind) - _SHOWN) > 0:
            column = kind["column"][0]
            yield f"{table.name}, column {column}: {more:,} more rows of the same kind"


def _zeros(study: Study) -> Iterator[str]:
    is_zero = (pl.col(Col.VALUE) == 0) & (pl.col(Col.CENSORING) == "none")
    zeros = study.observations.filter(is_zero).group_by(Col.ANALYTE).len().sort(Col.ANALYTE)
    for analyte, number in zeros.iter_rows():
        yield (
            f"{analyte} is exactly 0 in {number} observations; if nothing was found, write "
            "the limit, e.g. <5. Kept as written."
        )


def _unknown_arms(study: Study) -> Iterator[str]:
    if study.protocol is None:
        return
    known = [arm.name for arm in study.protocol.arms]
    for arm in study.patients[Col.ARM].drop_nulls().unique(maintain_order=True):
        if arm not in known:
            hint = did_you_mean(arm, known)
            yield f"patients: arm {arm!r} is not in the protocol ({hint})"
