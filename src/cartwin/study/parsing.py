"""Cells of text become values of the record; what cannot is a fault and stays empty.

Numbers have a decimal point; a decimal comma is read where the file declares it.
"""

from collections.abc import Iterator
from functools import cache

import polars as pl

from cartwin.study.checks import ROW, Rule, find, quoted
from cartwin.study.columns import Col, Column, Kind, Table


__all__ = ["NUMBER", "number_rules", "parse_table", "to_number", "with_point"]

NUMBER = r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$"
_COMMA = r"^[-+]?[0-9]*,[0-9]+$"
_GROUPED = r"^[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"
_WHOLE = r"^[-+]?[0-9]{1,18}$"
_FLAGS = ("true", "false")
_DIGITS_ONLY = "write digits only; leave the cell empty if nothing is known"
_DIGITS_OR_WORDS = "write digits only; an answer in words belongs in the column text"


def parse_table(
    texts: pl.DataFrame, table: Table, *, decimal_comma: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the typed columns of a table, and the faults of cells that could not be read.

    Parameters
    ----------
    texts
        Row numbers, and columns of the table as text; those that lack are empty.
    decimal_comma
        Whether numbers are written with a comma.
    """
    absent = [c for c in table.dtypes if c not in texts.columns]
    texts = texts.with_columns(pl.lit(None, pl.String).alias(c) for c in absent)
    texts = texts.with_columns(_stripped(c, decimal_comma) for c in table.columns)
    present = [c for c in table.columns if c.name not in absent]
    worded = any(c.name == Col.TEXT for c in table.columns)
    rules = [_rules(c.name, c.kind, words=worded and c.name == Col.VALUE) for c in present]
    faults = find((rule for of_column in rules for rule in of_column), texts)
    typed = texts.select(ROW, *(_value(c) for c in table.columns))
    return typed, faults


@cache
def _stripped(column: Column, decimal_comma: bool) -> pl.Expr:
    """Return the text of the cells; what holds nothing is missing."""
    text = pl.col(column.name)
    if column.kind is Kind.TEXT and not column.allowed:
        return pl.when(text.str.len_bytes() > 0).then(text)
    text = text.str.strip_chars()
    if decimal_comma and column.kind is Kind.NUMBER:
        text = with_point(text)
    if words := column.allowed or (_FLAGS if column.kind is Kind.FLAG else ()):
        lower = text.str.to_lowercase()
        text = pl.when(lower.is_in(words)).then(lower).otherwise(text)
    return pl.when(text.str.len_bytes() > 0).then(text).alias(column.name)


def with_point(text: pl.Expr) -> pl.Expr:
    """Return numbers written with a decimal comma as if written with a point.

    A point alone before three digits could be either; it is left to be asked about.

    >>> frame = pl.DataFrame({"x": ["9,5", "1.234,5", "0.5", "1.234"]})
    >>> frame.select(with_point(pl.col("x")))["x"].to_list()
    ['9.5', '1234.5', '0.5', '1,234']
    """
    grouped = text.str.contains(r"^[-+]?\d{1,3}(\.\d{3})+(,\d+)?$")
    point = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    asked = text.str.replace_all(".", ",", literal=True)
    has_comma = text.str.contains(",", literal=True)
    return (
        pl.when(grouped & has_comma)
        .then(point)
        .when(grouped)
        .then(asked)
        .otherwise(text.str.replace(",", ".", literal=True))
    )


def to_number(text: pl.Expr) -> pl.Expr:
    """Return the number that a stripped text holds; missing where it holds none."""
    value = pl.when(text.str.contains(NUMBER)).then(text).cast(pl.Float64, strict=False)
    unsigned = pl.when(value == 0.0).then(0.0).otherwise(value)  # -0 is 0
    return pl.when(value.is_finite()).then(unsigned)


@cache
def _value(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    match column.kind:
        case Kind.NUMBER:
            return to_number(text).alias(column.name)
        case Kind.COUNT:
            whole = pl.when(text.str.contains(_WHOLE)).then(text)
            return whole.cast(pl.Int64, strict=False).alias(column.name)
        case Kind.FLAG:
            return pl.when(text.is_in(_FLAGS)).then(text == "true").alias(column.name)
        case _:
            return text


@cache
def _rules(column: str, kind: Kind, *, words: bool = False) -> tuple[Rule, ...]:
    text = pl.col(column)
    match kind:
        case Kind.NUMBER:
            return tuple(number_rules(column, text, words=words))
        case Kind.COUNT:
            whole = _wrong(
                column, "not-whole", ~text.str.contains(_WHOLE),
                "a whole number", "write it in digits; leave the cell empty if unknown",
            )  # fmt: skip
            return (whole,)
        case Kind.FLAG:
            flag = _wrong(
                column, "not-a-flag", ~text.is_in(_FLAGS),
                "true or false", "write true for yes, false for no, nothing if unknown",
            )  # fmt: skip
            return (flag,)
        case _:
            return ()


def _wrong(column: str, code: str, wrong: pl.Expr, expected: str, repair: str) -> Rule:
    return Rule(
        code=code,
        column=column,
        wrong=wrong,
        found=quoted(column),
        expected=expected,
        repair=repair,
    )


def number_rules(
    column: str, text: pl.Expr, *, shown: str | None = None, words: bool = False
) -> Iterator[Rule]:
    """Yield the rules of a text that must hold a number.

    Parameters
    ----------
    text
        The stripped text of the number.
    shown
        Column whose text the message repeats, if not `column`.
    words
        Whether the table has a column `text` for answers in words.
    """
    is_number = text.str.contains(NUMBER)
    grouped, comma = text.str.contains(_GROUPED), text.str.contains(_COMMA)
    cell, said = quoted(shown or column), "write a decimal point, not a comma"
    cases = (
        ("ambiguous-comma", ~is_number & grouped, _both_readings(text)),
        ("decimal-comma", ~is_number & ~grouped & comma, pl.lit(said)),
        (
            "not-a-number",
            ~is_number & ~grouped & ~comma,
            pl.lit(_DIGITS_ONLY if not words else _DIGITS_OR_WORDS),
        ),
        (
            "too-large",
            is_number & ~text.cast(pl.Float64, strict=False).is_finite(),
            pl.lit("check the exponent"),
        ),
    )
    for code, wrong, repair in cases:
        yield Rule(
            code=code,
            column=column,
            wrong=wrong,
            found=cell,
            expected="a number",
            repair=repair,
        )


def _both_readings(text: pl.Expr) -> pl.Expr:
    whole = text.str.replace_all(",", "", literal=True)
    return pl.format("write {}, or a decimal point if a comma stands for it", whole)
