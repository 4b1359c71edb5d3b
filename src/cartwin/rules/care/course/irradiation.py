"""When blood products are irradiated, and which of a record had to be."""

from datetime import date, timedelta

import polars as pl

from cartwin.rules.care.columns import CareCol
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.study import Col, Study


__all__ = ["irradiated_from_to", "irradiated_products", "needs_irradiation"]

_DAY = pl.col(Col.DAY)


def irradiated_from_to(leukapheresis: date, infusion: date) -> tuple[date, date]:
    """Return the first and the last date (at least) on which products are irradiated.

    >>> [str(d) for d in irradiated_from_to(date(2024, 2, 10), date(2024, 3, 3))]
    ['2024-02-03', '2024-06-01']
    """
    rules = load_criterion("irradiated-blood")
    before, after = (timedelta(days=rules[n]) for n in ("days_before", "days_after"))
    return leukapheresis - before, infusion + after


def needs_irradiation(on: date, *, leukapheresis: date, infusion: date) -> bool:
    """Return whether a product given on this date has to be irradiated.

    >>> days = {"leukapheresis": date(2024, 2, 10), "infusion": date(2024, 3, 3)}
    >>> [needs_irradiation(date(2024, 2, day), **days) for day in (2, 3)]
    [False, True]
    """
    first, last = irradiated_from_to(leukapheresis, infusion)
    return first <= on <= last


def irradiated_products(study: Study) -> pl.DataFrame:
    """Return the cellular blood products given, and whether each had to be irradiated.

    Returns
    -------
    DataFrame
        patient, day, drug, `call` (null: day, or leukapheresis, not known), first_day
        (from which they are irradiated), why, evidence.
    """
    rule = load_criterion("irradiated-blood")
    collected = study.milestones.filter(pl.col(Col.MILESTONE) == "leukapheresis")
    first = collected.group_by(Col.PATIENT).agg(
        (_DAY.min() - rule["days_before"]).alias(CareCol.FIRST_DAY)
    )
    given = study.treatments.filter(pl.col(Col.DRUG).is_in(rule["products"]))
    rows = given.select(Col.PATIENT, Col.DAY, Col.DRUG).join(
        first, on=Col.PATIENT, how="left"
    )
    after, began = rule["days_after"] >= _DAY, pl.col(CareCol.FIRST_DAY) <= _DAY
    call = after & pl.when(_DAY >= 0).then(statement=True).otherwise(began)
    window = f"from 7 d before leukapheresis to {rule['days_after']} d after infusion"
    why = (
        pl.when(call.is_null())
        .then(pl.lit("cannot call: the day, or that of leukapheresis, is not known"))
        .when(call)
        .then(pl.lit(f"irradiated product needed: {window}"))
        .otherwise(pl.lit(f"not needed: outside {window}"))
    )
    evidence = pl.format("day={}", _DAY).fill_null("")
    return rows.with_columns(
        call.alias("call"), why.alias(RuleCol.WHY), evidence.alias(RuleCol.EVIDENCE)
    ).sort(Col.PATIENT, Col.DAY)
