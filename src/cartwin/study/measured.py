"""Observations as a laboratory reports them: `<5`, in a unit of its own.

`<5` is below 5 and `>600` above 600: limits are kept as limits, never made a number.
What was entered is kept beside the value in the canonical unit of the analyte.
"""

from collections.abc import Iterator
from functools import cache

import polars as pl

from cartwin.study.checks import (
    ROW,
    Rule,
    empty_cell,
    find,
    first_of_each_cell,
    quoted,
)
from cartwin.study.columns import Col
from cartwin.study.parsing import number_rules, to_number, with_point
from cartwin.units import ANALYTES, conversions, ucum_of


__all__ = ["NORMAL", "parse_measured"]

NORMAL = (Col.LOWER_NORMAL, Col.UPPER_NORMAL)
_SIGN, _REST = r"^(<=?|>=?|≤|≥)", r"^(?:<=?|>=?|≤|≥)?\s*(.*)$"
_NUMBER_OF = {Col.VALUE: "number of the value", **{c: f"number of {c}" for c in NORMAL}}


def parse_measured(
    texts: pl.DataFrame, *, decimal_comma: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return values in canonical units with what was entered, and the faults.

    Parameters
    ----------
    texts
        Row numbers and the texts of `analyte`, `value`, `unit` and perhaps of the
        limits of normal.
    """
    absent = [c for c in NORMAL if c not in texts.columns]
    texts = texts.with_columns(pl.lit(None, pl.String).alias(c) for c in absent)
    known = _with_conversion(texts.with_columns(_numbers(decimal_comma)))
    faults = first_of_each_cell(find(_rules(), known))
    empty = (pl.lit(None, pl.Float64).alias(c) for c in absent)
    return known.select(ROW, *_values()).with_columns(empty), faults


@cache
def _numbers(decimal_comma: bool) -> tuple[pl.Expr, ...]:
    return tuple(_texts(decimal_comma))


def _texts(decimal_comma: bool) -> Iterator[pl.Expr]:
    """Yield the stripped texts, the sign of the value and the texts of the numbers."""
    stripped = {c: pl.col(c).str.strip_chars() for c in (Col.ANALYTE, Col.UNIT, Col.VALUE)}
    yield from (pl.when(x != "").then(x).alias(c) for c, x in stripped.items())
    yield stripped[Col.VALUE].str.extract(_SIGN).alias("sign")
    for column, name in _NUMBER_OF.items():
        text = pl.col(column).str.strip_chars()
        text = text.str.extract(_REST) if column == Col.VALUE else text
        text = with_point(text) if decimal_comma else text
        yield pl.when(text != "").then(text).alias(name)


def _with_conversion(texts: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the UCUM code, factor and offset of their unit."""
    pairs = texts.select(Col.ANALYTE, Col.UNIT).unique().drop_nulls()
    codes = [ucum_of(unit, code) for code, unit in pairs.iter_rows()]
    spelt = pairs.with_columns(pl.Series("ucum", codes, dtype=pl.String))
    known, analytes = _known()
    factors = spelt.join(known, on=[Col.ANALYTE, "ucum"], how="left").drop("ucum")
    texts = texts.join(
        factors, on=[Col.ANALYTE, Col.UNIT], how="left", maintain_order="left"
    )
    return texts.join(analytes, on=Col.ANALYTE, how="left", maintain_order="left")


@cache
def _known() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return factor and offset of each accepted unit, and which analytes are signed."""
    known = conversions().rename({"analyte": Col.ANALYTE, "unit": "ucum"})
    analytes = known.unique(Col.ANALYTE)
    factors = known.select(Col.ANALYTE, "ucum", "factor", "offset")
    return factors, analytes.select(Col.ANALYTE, pl.col("signed").alias("is signed"))


def _canonical(name: str) -> pl.Expr:
    return (to_number(pl.col(name)) - pl.col("offset")) * pl.col("factor")


@cache
def _values() -> tuple[pl.Expr, ...]:
    return tuple(_read())


def _read() -> Iterator[pl.Expr]:
    first = pl.col("sign").str.slice(0, 1)
    yield pl.col(Col.ANALYTE)
    yield _canonical(_NUMBER_OF[Col.VALUE]).alias(Col.VALUE)
    yield (
        pl.when(first.is_in(["<", "≤"]))
        .then(pl.lit("below"))
        .when(first.is_in([">", "≥"]))
        .then(pl.lit("above"))
        .otherwise(pl.lit("none"))
        .alias(Col.CENSORING)
    )
    yield from (_canonical(_NUMBER_OF[c]).alias(c) for c in NORMAL)
    yield pl.col(Col.VALUE).alias(Col.VALUE_ENTERED)
    yield pl.col(Col.UNIT).alias(Col.UNIT_ENTERED)


@cache
def _rules() -> tuple[Rule, ...]:
    return (*_unit_rules(), *_value_rules())


def _value_rules() -> Iterator[Rule]:
    value, text = to_number(pl.col(_NUMBER_OF[Col.VALUE])), pl.col(_NUMBER_OF[Col.VALUE])
    expected = "a number, or a limit as <5 or >600"
    yield empty_cell(Col.VALUE, expected, "leave out the row if nothing was measured")
    yield Rule(
        code="no-number",
        column=Col.VALUE,
        wrong=text.is_null() | ~text.str.contains(r"\d"),
        found=quoted(Col.VALUE),
        expected=expected,
        repair="write the limit of the assay if nothing was found",
    )
    yield from number_rules(Col.VALUE, text, shown=Col.VALUE)
    yield Rule(
        code="negative",
        column=Col.VALUE,
        wrong=(value < 0) & ~pl.col("is signed"),
        found=pl.format("{} of {}", quoted(Col.VALUE), Col.ANALYTE),
        expected="no negative number; counts and titres cannot be",
        repair="check the sign; a code for missing, as -99, is left out",
    )
    yield Rule(
        code="below-nothing",
        column=Col.VALUE,
        wrong=(value == 0) & pl.col("sign").str.starts_with("<"),
        found=quoted(Col.VALUE),
        expected="a limit above 0",
        repair="write the limit of the assay, e.g. <5",
    )
    for column in NORMAL:
        yield from number_rules(column, pl.col(_NUMBER_OF[column]), shown=column)


def _unit_rules() -> Iterator[Rule]:
    is_known = pl.col("is signed").is_not_null()
    yield empty_cell(
        Col.ANALYTE, "the code of an analyte", "fill it in, or leave out the row"
    )
    units = {code: ", ".join(a.factors) for code, a in ANALYTES.items()}
    code = pl.col(Col.ANALYTE)
    accepted = code.replace_strict(units, default=None, return_dtype=pl.String)
    yield Rule(
        code="no-unit",
        column=Col.UNIT,
        wrong=is_known & pl.col(Col.UNIT).is_null(),
        found=pl.format("no unit for {}", code),
        expected=pl.format("one of {}", accepted),
        repair="write the unit of the laboratory's report",
    )
    yield Rule(
        code="wrong-unit",
        column=Col.UNIT,
        wrong=is_known & pl.col(Col.UNIT).is_not_null() & pl.col("factor").is_null(),
        found=pl.format("{} for {}", quoted(Col.UNIT), code),
        expected=pl.format("one of {}", accepted),
        repair="write the unit of the laboratory's report",
    )
