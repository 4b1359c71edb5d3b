"""Which blood products of a record had to be irradiated."""

import polars as pl

from cartwin.rules.care.columns import CareCol
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.study import Col, Study


__all__ = ["irradiated_products"]

_DAY = pl.col(Col.DAY)


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
