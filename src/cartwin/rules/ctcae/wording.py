"""Why a grade was given or not, and the evidence, in words."""

import numpy as np
import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.rules.ctcae.terms import Term
from cartwin.rules.grade import reasons
from cartwin.study import Col


__all__ = ["PLACE", "in_words", "text_of", "worded"]

PLACE = "place of the row"
"""Where a value stands among all, ordered by patient and day."""

_SIGN = {"none": "", "below": "below ", "above": "above "}
_NAMES: dict[str, str] = {
    Col.LOWER_NORMAL: "lower limit of normal",
    Col.UPPER_NORMAL: "upper limit of normal",
    CtcaeCol.VALUE_BEFORE: "baseline",
}
_KEPT = (
    *(Col.PATIENT, Col.DAY, Col.GRADE, RuleCol.WHY, RuleCol.EVIDENCE, Col.TERM),
    *(CtcaeCol.LOWEST, CtcaeCol.HIGHEST, PLACE),
)


def worded(rows: pl.DataFrame, term: Term) -> pl.DataFrame:
    """Return the rows of one term with their grade, the reason and the evidence.

    `rows` may hold numbers as text already, see `text_of`.
    """
    low, high, value = pl.col(CtcaeCol.LOWEST), pl.col(CtcaeCol.HIGHEST), pl.col(Col.VALUE)
    known = (low == high) & value.is_not_null()
    numbers = [c for c in ("rounded", *term.needed) if text_of(c) not in rows.columns]
    full = rows.with_columns(
        *(in_words(column) for column in numbers),
        pl.when(known).then(low).alias(Col.GRADE),
        pl.lit(term.name).alias(Col.TERM),
        pl.when(value.is_null()).then(pl.lit(0, pl.Int8)).otherwise(low).alias("least"),
    )
    told = full.with_columns(_evidence(full, term), _given(full, term).alias(RuleCol.WHY))
    kept = _refused(told, term).with_columns(pl.col("least").alias(CtcaeCol.LOWEST))
    return kept.select(*(c for c in _KEPT if c in kept.columns))


def text_of(column: str) -> str:
    """Return the name of the column that holds a number as text."""
    return f"{column} in words"


def in_words(column: str) -> pl.Expr:
    """Return a column of numbers as text, see `text_of`."""
    return pl.col(column).cast(pl.String).str.strip_suffix(".0").alias(text_of(column))


def _refused(rows: pl.DataFrame, term: Term) -> pl.DataFrame:
    """Return the rows with the reason of those that have no grade, mostly few."""
    ungraded = rows[Col.GRADE].is_null()
    if not ungraded.any():
        return rows
    refused = pl.concat_str(pl.lit("cannot grade: "), _missing(term))
    few = rows.filter(ungraded).with_columns(refused.alias(RuleCol.WHY))
    both = pl.concat([rows.filter(~ungraded), few])
    came_from = np.argsort(ungraded.to_numpy(), kind="stable")
    return both[np.argsort(came_from)]


def _given(rows: pl.DataFrame, term: Term) -> pl.Expr:
    name, number = term.analyte or term.name, pl.col(text_of("rounded"))
    if (rows[Col.CENSORING] == "none").all() and not rows[Col.CENSORING].has_nulls():
        return pl.concat_str(pl.lit(f"{name} "), number)
    sign = pl.col(Col.CENSORING).replace_strict(_SIGN, default="")
    return pl.concat_str(pl.lit(f"{name} "), sign, number)


def _missing(term: Term) -> pl.Expr:
    limit = pl.format("only known to lie {} {}", Col.CENSORING, text_of("rounded"))
    return (
        pl.when(pl.col(Col.VALUE).is_null())
        .then(pl.lit("value was not recorded"))
        .when(pl.col(Col.CENSORING) != "none")
        .then(limit)
        .otherwise(_unknowns(term))
    )


def _unknowns(term: Term) -> pl.Expr:
    """Name what the grade can depend on and was not recorded."""
    names = [pl.when(pl.col(c).is_null()).then(pl.lit(_NAMES[c])) for c in term.needed]
    lacking = pl.concat_str(
        reasons(names) if names else pl.lit(""), pl.lit(" was not recorded")
    )
    ends = pl.format("grade {} to {}", CtcaeCol.LOWEST, CtcaeCol.HIGHEST)
    asked = [
        (term.question, CtcaeCol.WORSE_IF),
        ("anticoagulants" if term.on_anticoagulants else "", CtcaeCol.ANTICOAGULATED),
    ]
    for question, column in asked:
        if question:
            open_question = pl.concat_str(pl.lit(f"{question}: not known, "), ends)
            known = [pl.col(c).is_not_null() for c in term.needed]
            complete = pl.all_horizontal(pl.lit(value=True), *known)
            is_open = pl.col(column).is_null() & complete
            lacking = pl.when(is_open).then(open_question).otherwise(lacking)
    return lacking


def _evidence(rows: pl.DataFrame, term: Term) -> pl.Expr:
    """Write what was recorded, as `name=value; name=value`."""
    named = {"value": text_of("rounded"), "censoring": Col.CENSORING}
    named |= {column: text_of(column) for column in term.needed}
    parts = {name: pl.col(column) for name, column in named.items()}
    complete = not any(rows[column].has_nulls() for column in named.values())
    if term.question:
        parts[term.question] = pl.col(CtcaeCol.WORSE_IF).cast(pl.Int8).cast(pl.String)
    if complete and not term.question:
        labels = [f"; {name}=" for name in parts]
        labels[0] = labels[0].removeprefix("; ")
        joined = pl.concat_str(
            part
            for label, value in zip(labels, parts.values(), strict=True)
            for part in (pl.lit(label), value)
        )
    else:
        each = [pl.concat_str(pl.lit(f"{name}="), part) for name, part in parts.items()]
        joined = pl.concat_str(each, separator="; ", ignore_nulls=True)
    return joined.alias(RuleCol.EVIDENCE)
