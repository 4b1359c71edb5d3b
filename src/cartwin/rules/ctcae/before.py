"""What the record says beside the values: baseline, symptoms, anticoagulants."""

import polars as pl

from cartwin.rules.anchors import up_to_start
from cartwin.rules.criterion import load_criterion
from cartwin.rules.ctcae.columns import CTCAE, CtcaeCol
from cartwin.rules.ctcae.terms import Term
from cartwin.rules.grade import ten_digits
from cartwin.study import Col, Study


__all__ = ["answers", "anticoagulated_from", "values_before", "with_answers"]


def values_before(observations: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the last value of every patient and analyte before lymphodepletion.

    Returns
    -------
    DataFrame
        patient, analyte, value_before (null if only a limit is known), and whether it lay
        beyond the limits of normal of its own measurement.
    """
    value, exact = pl.col(Col.VALUE), pl.col(Col.CENSORING) == "none"
    usable = value.is_not_null() & value.is_not_nan()
    earlier = up_to_start(observations, study).filter(usable)
    last = earlier.sort(Col.DAY, maintain_order=True).unique(
        [Col.PATIENT, Col.ANALYTE], keep="last"
    )
    return last.select(
        Col.PATIENT,
        Col.ANALYTE,
        pl.when(exact).then(value).alias(CtcaeCol.VALUE_BEFORE),
        _beyond(Col.UPPER_NORMAL, high=True).alias("above"),
        _beyond(Col.LOWER_NORMAL, high=False).alias("below"),
    )


def _beyond(limit: str, *, high: bool) -> pl.Expr:
    """Return whether a value lies beyond a limit; null if it may or may not."""
    value, edge = ten_digits(pl.col(Col.VALUE)), ten_digits(pl.col(limit))
    toward, away = ("above", "below") if high else ("below", "above")
    sign = pl.col(Col.CENSORING)
    reaches = value >= edge if high else value <= edge
    short = value <= edge if high else value >= edge
    return (
        pl.when(sign == "none")
        .then(value > edge if high else value < edge)
        .when((sign == toward) & reaches)
        .then(pl.lit(value=True))
        .when((sign == away) & short)
        .then(pl.lit(value=False))
    )


def answers(study: Study) -> pl.DataFrame:
    """Return patient, day, term and whether what the term asks for is so."""
    rows = study.assessments.filter(pl.col(Col.INSTRUMENT) == CTCAE)
    yes = pl.col(Col.VALUE) == 1
    return rows.select(
        Col.PATIENT, Col.DAY, pl.col(Col.ITEM).alias(Col.TERM), yes.alias(CtcaeCol.WORSE_IF)
    ).unique([Col.PATIENT, Col.DAY, Col.TERM], keep="any", maintain_order=True)


def anticoagulated_from(study: Study) -> pl.DataFrame:
    """Return the patients who got an anticoagulant, and the first day of it."""
    drugs = load_criterion("ctcae-policy")["anticoagulants"]
    given = study.treatments.filter(pl.col(Col.DRUG).str.to_lowercase().is_in(drugs))
    return given.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias("first_dose"))


def with_answers(
    rows: pl.DataFrame,
    term: Term,
    before: pl.DataFrame,
    asked: pl.DataFrame,
    treated: pl.DataFrame,
) -> pl.DataFrame:
    """Return the values of one term with what else its grade needs."""
    if term.by_baseline:
        own = before.filter(pl.col(Col.ANALYTE) == term.analyte).drop(Col.ANALYTE)
        side = "above" if term.high and not term.low_baseline else "below"
        own = own.with_columns(pl.col(side).alias(CtcaeCol.ABNORMAL_BEFORE))
        rows = rows.join(own.drop("above", "below"), on=Col.PATIENT, how="left")
    if term.worse_if:
        told = asked.filter(pl.col(Col.TERM) == term.name).drop(Col.TERM)
        rows = rows.join(told, on=[Col.PATIENT, Col.DAY], how="left")
    if term.on_anticoagulants:
        rows = rows.join(treated, on=Col.PATIENT, how="left")
        taken = pl.col("first_dose") <= pl.col(Col.DAY)
        rows = rows.with_columns(
            pl.when(taken).then(pl.lit(value=True)).alias(CtcaeCol.ANTICOAGULATED)
        )
    return rows
