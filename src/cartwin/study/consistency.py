"""What must hold in every table of the record, whichever file it came from."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.study.cells import format_cell, format_number
from cartwin.study.columns import Col, Column, Kind, Table
from cartwin.study.time import date_problem
from cartwin.units import ANALYTES


__all__ = ["stranger_problems", "table_problems"]

Fault = tuple[int, str]
Place = Callable[[int], str]
Row = Mapping[str, Any]

LONGEST_TEXT = 100_000
_PSEUDONYM = r"^\w[\w.:-]{0,63}$"
_LIMITS: Mapping[Col, tuple[float, float]] = MappingProxyType(
    {
        Col.DAY: (-40_000, 40_000),
        Col.END_DAY: (-40_000, 40_000),
        Col.FOLLOW_UP: (0, 40_000),
        Col.DURATION: (0, 40_000),
        Col.AGE: (0, 120),
        Col.DISEASE_DURATION: (0, 120),
        Col.WEIGHT: (0.3, 650),
        Col.HEIGHT: (20, 280),
        Col.AMOUNT: (0, 1e15),
        Col.GRADE: (0, 5),
        Col.N: (0, 1e9),
        Col.DENOMINATOR: (0, 1e9),
        Col.PRIOR_THERAPIES: (0, 1000),
    }
)


def table_problems(table: Table, frame: pl.DataFrame, place: Place) -> Iterator[Fault]:
    """Yield row number (from 0) and problem of what is wrong inside one table.

    Parameters
    ----------
    frame
        Exactly the columns of `table`.
    place
        Row number -> where it stands in the source, e.g. `line 7`.
    """
    for column in table.columns:
        yield from _column_problems(frame[column.name], column)
    if Col.DAY in table.key:
        for row in _rows(frame[Col.DAY].is_null() & frame[Col.DATE].is_null()):
            yield row, "neither day nor date; give one of them"
    if table.name == "observations":
        yield from _analyte_problems(frame)
    if table.name == "patients":
        yield from _lifetime_problems(frame)
    if table.name == "reported":
        yield from _order_problems(frame)
    yield from _repeated(table, frame, place)


def _lifetime_problems(frame: pl.DataFrame) -> Iterator[Fault]:
    age, ill = frame[Col.AGE], frame[Col.DISEASE_DURATION]
    for row in _rows((ill > age).fill_null(value=False)):
        yield (
            row,
            f"disease_duration {format_number(ill[row])} is longer than the age of "
            f"{format_number(age[row])}; check both",
        )


def stranger_problems(frame: pl.DataFrame, patients: pl.Series) -> Iterator[Fault]:
    """Yield the first row of each patient of a table who is not among `patients`."""
    known = patients.drop_nulls().to_list()
    rows = frame[Col.PATIENT]
    strangers = rows.filter(~rows.is_in(known)).drop_nulls()
    for name in strangers.unique(maintain_order=True):
        problem = (
            f"patient {name!r:.60} is not in patients; add a row there, or mend the name"
        )
        yield rows.index_of(name) or 0, problem


def _column_problems(values: pl.Series, column: Column) -> Iterator[Fault]:
    if column.required:
        for row in _rows(values.is_null()):
            yield row, f"{column.name} is empty"
    if column.kind is Kind.NUMBER:
        for row in _rows(~values.is_finite()):
            yield row, f"{column.name} {values[row]} is not a number; leave it empty"
    if column.name in _LIMITS:
        yield from _beyond(values, column.name, *_LIMITS[column.name])
    if values.dtype == pl.String:
        yield from _text_problems(values, column)


def _text_problems(values: pl.Series, column: Column) -> Iterator[Fault]:
    for row in _rows(values.str.len_chars() > LONGEST_TEXT):
        yield row, f"{column.name} has more than {LONGEST_TEXT} characters"
    if column.allowed:
        allowed = ", ".join(column.allowed)
        for row in _rows(~values.is_in(column.allowed)):
            yield row, f"{column.name} {values[row]!r} is not one of {allowed}"
    if column.name == Col.PATIENT:
        for row in _rows(~values.str.contains(_PSEUDONYM)):
            yield row, _not_a_pseudonym(values[row])
    if column.kind is Kind.DATE:
        for row in _rows(values.is_not_null()):
            if problem := date_problem(values[row]):
                yield row, problem


def _not_a_pseudonym(name: str) -> str:
    return (
        f"patient {name[:40]!r} cannot be a pseudonym; use up to 64 letters, digits and "
        "the signs . : _ -, the first a letter or digit"
    )


def _beyond(values: pl.Series, name: str, low: float, high: float) -> Iterator[Fault]:
    for row in _rows(~values.is_between(low, high) & values.cast(pl.Float64).is_finite()):
        found, limits = values[row], f"{format_number(low)} to {format_number(high)}"
        yield row, f"{name} {format_number(found)} is implausible; expected {limits}"


def _analyte_problems(frame: pl.DataFrame) -> Iterator[Fault]:
    codes, values = frame[Col.ANALYTE], frame[Col.VALUE]
    for code in codes.drop_nulls().unique(maintain_order=True):
        if code not in ANALYTES:
            problem = f"unknown analyte {code!r:.60} ({did_you_mean(code, ANALYTES)})"
            yield from ((row, problem) for row in _rows(codes == code))
            continue
        analyte = ANALYTES[code]
        of_analyte = pl.select(pl.when(codes == code).then(values)).to_series()
        name = f"value of {code} [{analyte.unit}]"
        yield from _beyond(of_analyte, name, *analyte.plausible)


def _order_problems(frame: pl.DataFrame) -> Iterator[Fault]:
    for low, high in ((Col.N, Col.DENOMINATOR), (Col.LOW, Col.HIGH)):
        for row in _rows(frame[low] > frame[high]):
            yield (
                row,
                f"{low} {frame[low][row]:g} is greater than {high} {frame[high][row]:g}",
            )


def _repeated(table: Table, frame: pl.DataFrame, place: Place) -> Iterator[Fault]:
    keyed = frame.with_row_index("row").with_columns(_keys(table))
    keys = [f"key {k}" for k in table.key]
    keyed = keyed.drop_nulls(keys).filter(pl.struct(keys).is_duplicated())
    for _, rows in keyed.group_by(keys, maintain_order=True):
        first, *others = rows["row"]
        for row in others:
            one, two = frame.row(first, named=True), frame.row(row, named=True)
            yield row, _repetition(table, one, two, place(first))


def _keys(table: Table) -> Iterator[pl.Expr]:
    """Yield the columns that identify a row; a date stands in where there is no day."""
    for name in table.key:
        key = pl.col(name).cast(pl.String)
        yield (key.fill_null(pl.col(Col.DATE)) if name == Col.DAY else key).alias(
            f"key {name}"
        )


def _repetition(table: Table, one: Row, two: Row, place: str) -> str:
    differing = [c for c in one if one[c] != two[c]]
    if not differing:
        return f"repeats {place}; keep one"
    is_measured = table.name == "observations" and None not in (
        one[Col.VALUE],
        two[Col.VALUE],
    )
    if is_measured and {Col.VALUE, Col.CENSORING} & set(differing):
        return (
            f"{one[Col.PATIENT]} has two {one[Col.ANALYTE]} values on day "
            f"{one[Col.DAY]:g}: {_written(one)} and {_written(two)}; keep one, or give the "
            "time of day as a fraction"
        )
    key = ", ".join(f"{k} {format_cell(one[k])}" for k in table.key)
    return f"{key} stands in {place} too, with another {differing[0]}; keep one"


def _written(row: Row) -> str:
    sign = {"below": "<", "above": ">"}.get(row[Col.CENSORING], "")
    return sign + format_cell(row[Col.VALUE])


def _rows(mask: pl.Series) -> list[int]:
    return mask.fill_null(value=False).arg_true().to_list()
