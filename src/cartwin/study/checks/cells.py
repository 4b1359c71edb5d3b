"""What must hold in every cell, by the declaration of its column."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import polars as pl

from cartwin.study.checks.rule import Rule, Verdict, empty_cell, number, quoted
from cartwin.study.columns import Col, Column, Kind, Table


__all__ = ["LIMITS", "cell_rules"]

LONGEST_TEXT = 100_000
_PSEUDONYM, _LONGEST_PSEUDONYM = r"^\w[\w.:-]*$", 64
_FORMULA = r"^[=@\t]|^\+.*[^\W\d_]|^-[^\d.\s-]"  # not a mark such as ++
_INVISIBLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]"
_WORDS = {"d": "days", "a": "years"}
_AS_ENTERED = (Col.VALUE_ENTERED, Col.UNIT_ENTERED)  # told by the value if that is not read
LIMITS: Mapping[Col, tuple[float, float]] = MappingProxyType(
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
        Col.TOTAL: (0, 1e15),
        Col.GRADE: (0, 5),
        Col.N: (0, 1e9),
        Col.DENOMINATOR: (0, 1e9),
        Col.PRIOR_THERAPIES: (0, 1000),
    }
)


def cell_rules(table: Table) -> Iterator[Rule]:
    """Yield the rules of the cells of a table."""
    for column in table.columns:
        if column.required:
            yield empty_cell(
                column.name, _meaning(column), "fill it in, or leave out the row"
            )
        if column.kind is Kind.NUMBER:
            yield _finite(column)
        if column.name in LIMITS:
            yield _within(column, *LIMITS[column.name])
        if column.kind is Kind.TEXT:
            yield from _text_rules(column)
    if Col.DAY in table.key:
        yield _undated()


def _meaning(column: Column) -> str:
    if column.allowed:
        return _one_of(column)
    meaning = column.meaning.partition(";")[0].rstrip(".")
    return meaning[0].lower() + meaning[1:]


def _one_of(column: Column) -> str:
    return f"one of {', '.join(column.allowed)}"


def _undated() -> Rule:
    return Rule(
        code="undated",
        column=Col.DAY,
        wrong=pl.col(Col.DAY).is_null() & pl.col(Col.DATE).is_null(),
        found="neither day nor date",
        expected="one of them",
        repair="give the date as entered, or the day counted from the infusion",
    )


def _finite(column: Column) -> Rule:
    return Rule(
        code="not-finite",
        column=column.name,
        wrong=~pl.col(column.name).is_finite(),
        found=number(column.name),
        expected="a number",
        repair="leave the cell empty if nothing is known",
    )


def _within(column: Column, low: float, high: float) -> Rule:
    value = pl.col(column.name).cast(pl.Float64)
    unit = f" {_WORDS.get(column.unit, column.unit)}" if column.unit else ""
    return Rule(
        code="implausible",
        column=column.name,
        wrong=~value.is_between(low, high) & value.is_finite(),
        found=pl.format(f"{{}}{unit}", number(column.name)),
        expected=f"{low:g} to {high:g}{unit}",
        repair="check the number and its unit",
    )


def _text_rules(column: Column) -> Iterator[Rule]:
    text = pl.col(column.name)
    yield Rule(
        code="too-long",
        column=column.name,
        wrong=text.str.len_bytes() > LONGEST_TEXT,
        found=pl.format("{} characters", text.str.len_chars()),
        expected=f"at most {LONGEST_TEXT}",
        repair="shorten the text",
    )
    if column.allowed:
        yield _allowed(column)
        return
    yield Rule(
        code="nul-character",
        column=column.name,
        wrong=text.str.contains("\x00", literal=True),
        found=quoted(text.str.replace_all("\x00", "?", literal=True)),
        expected="text without NUL, which no file of text may hold (shown as ?)",
        repair="type the text anew",
    )
    if column.name == Col.PATIENT:
        yield _pseudonym(column)
        return
    was_read = pl.col(Col.VALUE).is_not_null() if column.name in _AS_ENTERED else True
    yield Rule(
        code="formula",
        column=column.name,
        wrong=text.str.contains(_FORMULA) & was_read,
        found=quoted(column.name),
        expected="text that no spreadsheet runs as a formula",
        repair="put a word before it",
        verdict=Verdict.QUARANTINED,
    )
    yield Rule(
        code="invisible-character",
        column=column.name,
        wrong=text.str.contains(_INVISIBLE),
        found=quoted(text.str.replace_all(_INVISIBLE, "?")),
        expected="text without invisible characters (shown as ?)",
        repair="type the text anew",
        verdict=Verdict.QUARANTINED,
    )


def _allowed(column: Column) -> Rule:
    return Rule(
        code="not-allowed",
        column=column.name,
        wrong=~pl.col(column.name).is_in(column.allowed),
        found=quoted(column.name),
        expected=_one_of(column),
        repair="write one of these words, or map yours to one",
    )


def _pseudonym(column: Column) -> Rule:
    name = pl.col(column.name)
    is_long = name.str.len_chars() > _LONGEST_PSEUDONYM
    return Rule(
        code="not-a-pseudonym",
        column=column.name,
        wrong=~name.str.contains(_PSEUDONYM) | is_long,
        found=quoted(pl.col(column.name).str.slice(0, 40)),
        expected="up to 64 letters, digits and . : _ -, the first a letter or digit",
        repair="write the pseudonym of the patient, never a name",
    )
