"""Findings of one visit in one row.

The record keeps each finding in a row of its own (`assessments`: patient, day,
instrument, item, value or text). Rules want one row per visit and one column per item;
here the rows are turned, and what contradicts the instrument is refused.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cartwin.errors import DataError, did_you_mean
from cartwin.study import SCHEMA, Col


__all__ = ["FLAG", "Span", "as_assessments", "findings"]


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers an item can have, both ends included.

    >>> print(Span(0, 10))
    a whole number from 0 to 10
    """

    low: float
    high: float
    whole: bool = True

    def holds(self, answer: pl.Expr) -> pl.Expr:
        """Return whether each answer is possible."""
        inside = answer.is_between(self.low, self.high)
        return inside & (answer == answer.round()) if self.whole else inside

    def __str__(self) -> str:
        kind = "a whole number from" if self.whole else "a number from"
        return f"{kind} {self.low:g} to {self.high:g}"


FLAG = Span(0, 1)
"""An item that is either so (1) or not (0)."""

_KEY = [Col.PATIENT, Col.DAY]
_SOURCE = "assessments"
_BIT, _TWICE = "bit of the item", "an item twice"
_BITS = pl.Int64  # one bit per item, of which no instrument has more than 62
_ITS_BIT = pl.col(_BIT)


def findings(
    assessments: pl.DataFrame,
    instrument: str,
    *,
    numbers: Mapping[str, Span],
    words: Mapping[str, Collection[str] | None] | None = None,
) -> pl.DataFrame:
    """Return one row per patient and day, one column per item.

    Parameters
    ----------
    assessments
        Table of the record.
    instrument
        Whose rows are wanted.
    numbers
        Item answered by a number -> what it can be.
    words
        Item answered in words -> the words it knows; None: any text.

    Returns
    -------
    DataFrame
        Numbers as such; words in lower case, an empty text where the item was recorded
        without one; null where the item was not recorded.

    Raises
    ------
    DataError
        Naming every answer that the instrument does not know, and every item that was
        answered twice on one day.
    """
    words = words or {}
    bits = {item: 1 << place for place, item in enumerate((*numbers, *words))}
    value = pl.col(Col.VALUE).fill_nan(None)
    text = pl.col(Col.TEXT).fill_null("").str.strip_chars().str.to_lowercase()
    rows = (
        assessments.filter(pl.col(Col.INSTRUMENT) == instrument)
        .filter(pl.col(Col.ITEM).is_in(list(bits)))
        .select(*_KEY, Col.ITEM, value, *([text] if words else []))
        .with_columns(pl.col(Col.ITEM).replace_strict(bits, return_dtype=_BITS).alias(_BIT))
    )
    columns = [_answer(bits[i], Col.VALUE).alias(i) for i in numbers]
    columns += [_answer(bits[i], Col.TEXT).alias(i) for i in words]
    twice = (_ITS_BIT.sum() != _ITS_BIT.bitwise_or()).alias(_TWICE)
    visits = rows.group_by(_KEY).agg(*columns, twice).sort(_KEY)
    if visits[_TWICE].any() or _any_unknown(rows, numbers, words):
        _refuse(rows.sort(*_KEY, Col.ITEM), instrument, numbers, words)
    return visits.drop(_TWICE)


def _answer(bit: int, column: str) -> pl.Expr:
    return pl.when(bit == _ITS_BIT).then(pl.col(column)).max()


def _any_unknown(
    rows: pl.DataFrame,
    numbers: Mapping[str, Span],
    words: Mapping[str, Collection[str] | None],
) -> bool:
    """Return whether any answer is none that its item knows, all at a time."""
    item, answer = pl.col(Col.ITEM), pl.col(Col.TEXT)
    of_span = {s: [i for i, own in numbers.items() if own == s] for s in numbers.values()}
    wrong = [item.is_in(i) & ~s.holds(pl.col(Col.VALUE)) for s, i in of_span.items()]
    wrong += [(item == i) & ~answer.is_in([*w, ""]) for i, w in words.items() if w]
    return bool(wrong) and bool(rows.select(pl.any_horizontal(wrong).any()).item())


def as_assessments(
    instrument: str, items: Mapping[str, float | str | None]
) -> pl.DataFrame:
    """Return the findings of one visit as rows of the record; None: not recorded.

    >>> as_assessments("ICANS", {"ice_score": 9, "arousal": None}).height
    1
    """
    known = [(k, v) for k, v in items.items() if v is not None]
    answers = [v for _, v in known]
    columns: dict[str, list[Any]] = {
        Col.PATIENT: [""] * len(known),
        Col.DAY: [0.0] * len(known),
        Col.INSTRUMENT: [instrument] * len(known),
        Col.ITEM: [str(k) for k, _ in known],
        Col.VALUE: [None if isinstance(v, str) else float(v) for v in answers],
        Col.TEXT: [v if isinstance(v, str) else None for v in answers],
    }
    types = SCHEMA["assessments"].dtypes
    return pl.DataFrame(columns, schema={c: types[c] for c in columns})


def _refuse(
    rows: pl.DataFrame,
    instrument: str,
    numbers: Mapping[str, Span],
    words: Mapping[str, Collection[str] | None],
) -> None:
    problems = _repeated(rows, instrument)
    for item, span in numbers.items():
        problems += _impossible(rows, instrument, item, span)
    for item, known in words.items():
        problems += _unknown_words(rows, instrument, item, sorted(known or ()))
    raise DataError(_SOURCE, problems)


def _repeated(rows: pl.DataFrame, instrument: str) -> list[str]:
    key = [*_KEY, Col.ITEM]
    twice = rows.filter(pl.struct(key).is_duplicated()).unique(key).sort(key)
    return [
        f"{_place(row, instrument, row[Col.ITEM])}: more than one answer on the same "
        "day; keep one, or give the time of day as a fraction"
        for row in twice.iter_rows(named=True)
    ]


def _impossible(rows: pl.DataFrame, instrument: str, item: str, span: Span) -> list[str]:
    wrong = rows.filter((pl.col(Col.ITEM) == item) & ~span.holds(pl.col(Col.VALUE)))
    return [
        f"{_place(row, instrument, item)}: found {row[Col.VALUE]:g}; expected {span}"
        f"{_other_unit(item, row[Col.VALUE], span)}"
        for row in wrong.iter_rows(named=True)
    ]


def _other_unit(item: str, value: float, span: Span) -> str:
    """Return what a temperature that reads as degrees Fahrenheit would be.

    >>> _other_unit("temperature", 102.2, Span(25, 45))
    ' degrees Celsius; in Fahrenheit it would be 39.0'
    """
    celsius = (value - 32) / 1.8
    if item != "temperature" or not span.low <= celsius <= span.high:
        return ""
    return f" degrees Celsius; in Fahrenheit it would be {celsius:.1f}"


def _unknown_words(
    rows: pl.DataFrame, instrument: str, item: str, known: Sequence[str]
) -> list[str]:
    if not known:
        return []
    answer = pl.col(Col.TEXT)
    wrong = rows.filter((pl.col(Col.ITEM) == item) & ~answer.is_in([*known, ""]))
    return [
        f"{_place(row, instrument, item)}: unknown answer {row[Col.TEXT]!r} "
        f"({did_you_mean(row[Col.TEXT], known)})"
        for row in wrong.iter_rows(named=True)
    ]


def _place(row: Mapping[str, object], instrument: str, item: object) -> str:
    return f"{row[Col.PATIENT]} day {row[Col.DAY]:g}, {instrument} {item}"
