"""Why a grade was given or not, and the evidence, in words."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.rules.ctcae.terms import Term
from cartwin.rules.grade import reasons
from cartwin.study import Col


__all__ = ["worded"]

_SIGN = {"none": "", "below": "below ", "above": "above "}
_NAMES: dict[str, str] = {
    Col.LOWER_NORMAL: "lower limit of normal",
    Col.UPPER_NORMAL: "upper limit of normal",
    CtcaeCol.VALUE_BEFORE: "baseline",
}
_KEPT = (Col.PATIENT, Col.DAY, Col.GRADE, RuleCol.WHY, RuleCol.EVIDENCE, Col.TERM)


def worded(rows: pl.DataFrame, term: Term) -> pl.DataFrame:
    """Return the rows of one term with their grade, the reason and the evidence."""
    low, high = pl.col(CtcaeCol.LOWEST), pl.col(CtcaeCol.HIGHEST)
    known = (low == high) & pl.col(Col.VALUE).is_not_null()
    number = _plain("rounded").alias("number")
    grade = pl.when(known).then(low).alias(Col.GRADE)
    full = rows.with_columns(number, grade, pl.lit(term.name).alias(Col.TERM))
    refused = pl.concat_str(pl.lit("cannot grade: "), _missing(term))
    why = pl.when(pl.col(Col.GRADE).is_null()).then(refused).otherwise(_given(term))
    unknown = pl.col(Col.VALUE).is_null()
    full = full.with_columns(why.alias(RuleCol.WHY), _evidence(term)).with_columns(
        pl.when(unknown).then(pl.lit(0, pl.Int8)).otherwise(low).alias(CtcaeCol.LOWEST)
    )
    return full.select(*_KEPT, CtcaeCol.LOWEST, CtcaeCol.HIGHEST)


def _plain(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.strip_suffix(".0")


def _signed() -> pl.Expr:
    return pl.col(Col.CENSORING).replace_strict(_SIGN, default="")


def _given(term: Term) -> pl.Expr:
    name = term.analyte or term.name
    return pl.concat_str(pl.lit(f"{name} "), _signed(), pl.col("number"))


def _missing(term: Term) -> pl.Expr:
    limit = pl.format("only known to lie {} {}", Col.CENSORING, "number")
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


def _evidence(term: Term) -> pl.Expr:
    """Write what was recorded, as `name=value; name=value`."""
    parts = [
        pl.concat_str(pl.lit("value="), "number"),
        pl.concat_str(pl.lit("censoring="), pl.col(Col.CENSORING)),
        *(pl.concat_str(pl.lit(f"{c}="), _plain(c)) for c in term.needed),
    ]
    if term.question:
        state = pl.col(CtcaeCol.WORSE_IF).cast(pl.Int8).cast(pl.String)
        parts.append(pl.concat_str(pl.lit(f"{term.question}="), state))
    joined = pl.concat_str(parts, separator="; ", ignore_nulls=True)
    return joined.alias(RuleCol.EVIDENCE)
