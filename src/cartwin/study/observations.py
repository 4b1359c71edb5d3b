"""Observations as people enter them: one value a line, in the unit of their laboratory.

    patient,day,analyte,value,unit
    P1,-6,PLAT,9000,/uL
    P1,28,BCELL,<5,/uL

A wide file with one column per analyte, `PLAT [10*9/L]`, is read as well.
"""

from dataclasses import replace
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.study.checks import first_of_each_cell, refusals, repeats, with_key
from cartwin.study.columns import Col
from cartwin.study.intake import Intake, take_in
from cartwin.study.schema import SCHEMA
from cartwin.study.study import Origin, Study


__all__ = ["read_observations"]


def read_observations(source: str | Path, *, name: str | None = None) -> pl.DataFrame:
    r"""Return the table of observations that a file or its text holds.

    Values are converted to the canonical unit of their analyte; what was entered is kept
    beside them.

    Parameters
    ----------
    source
        Path of a CSV, Excel or Parquet file; or the text of a CSV, if it has a line break.
    name
        Name of the source in messages; by default that of the file.

    Raises
    ------
    DataError
        Naming everything that is wrong, with its line; nothing is read unless all is.

    Examples
    --------
    >>> text = "patient,day,analyte,value,unit\nP1,-6,PLAT,9000,/uL\nP1,28,BCELL,<5,/uL\n"
    >>> read_observations(text).select("value", "censoring").rows()
    [(9.0, 'none'), (5.0, 'below')]
    """
    is_text = isinstance(source, str) and "\n" in source
    name = name or ("observations" if is_text else Path(source).name)
    try:
        content = str(source).encode() if is_text else Path(source).read_bytes()
    except OSError as error:
        raise DataError(name, [f"the file cannot be opened ({error.strerror})"]) from None
    record = Study(name=name, title="", origin=Origin.REAL, disease="")
    intake = take_in(content, record, name=name, table="observations")
    told = replace(intake, name="", faults=_refused(intake))
    if problems := list(told.sentences()):
        raise DataError(name, problems)
    return intake.entries.select(*SCHEMA["observations"].dtypes)


def _refused(intake: Intake) -> pl.DataFrame:
    """Return the faults that keep a file from being read; there are no patients yet."""
    alone = intake.faults.filter(pl.col("code") != "unknown-patient")
    if intake.entries.is_empty():
        return alone
    table, place = SCHEMA["observations"], pl.format("line {}", "line")
    measured = intake.entries.filter(pl.col(Col.VALUE).is_not_null())
    twice = repeats(with_key(measured, table), table, place)  # `alone` may hide them
    return refusals(first_of_each_cell(pl.concat([alone, twice])))
