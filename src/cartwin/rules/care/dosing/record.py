"""Doses of the record against the arithmetic: amount by body size, and amount in all."""

import polars as pl

from cartwin.rules.care.columns import CareCol, Verdict
from cartwin.rules.care.dosing.formulas import body_surface
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import names_of, shown, ten_digits
from cartwin.study import Col, Study


__all__ = ["check_doses"]

_SIZES = ("/kg", "mg/kg", "g/kg", "ug/kg", "mg/m2")
_PER_MG = {"g/kg": 1000.0, "ug/kg": 0.001}
_SIZE, _FACTOR = "_size", "_factor"


def check_doses(study: Study, *, surface_formula: str = "mosteller") -> pl.DataFrame:
    """Return one row per dose by body size: what was given in all, and what should be.

    A dose agrees if the total is within the tolerance of the cohort's dose (20 %).

    Parameters
    ----------
    surface_formula
        Of the body surface, for doses in mg/m2.

    Returns
    -------
    DataFrame
        patient, day, drug, verdict (met, failed, unknown), stated and calculated (mg or
        cells), difference (a part of the calculated), evidence, why.
    """
    of_body = study.patients.select(Col.PATIENT, Col.WEIGHT, Col.HEIGHT)
    doses = study.treatments.filter(pl.col(Col.UNIT).is_in(_SIZES))
    surface = body_surface(pl.col(Col.HEIGHT), pl.col(Col.WEIGHT), surface_formula)
    by_surface = pl.col(Col.UNIT) == "mg/m2"
    size = pl.when(by_surface).then(surface).otherwise(pl.col(Col.WEIGHT))
    factor = pl.col(Col.UNIT).replace_strict(_PER_MG, default=1.0)
    sized = doses.join(of_body, on=Col.PATIENT, how="left").with_columns(
        size.alias(_SIZE), factor.alias(_FACTOR)
    )
    calculated = pl.col(Col.AMOUNT) * pl.col(_SIZE) * pl.col(_FACTOR)
    off = pl.col(Col.TOTAL) / calculated - 1
    checked = sized.with_columns(
        calculated.alias(CareCol.CALCULATED), off.alias(CareCol.DIFFERENCE)
    )
    return checked.select(*_columns()).sort(Col.PATIENT, Col.DAY, Col.DRUG)


def _columns() -> tuple[pl.Expr, ...]:
    off = ten_digits(pl.col(CareCol.DIFFERENCE).abs().round(10))
    close = off <= load_criterion("cell-doses")["tolerance"]
    verdict = (
        pl.when(close)
        .then(pl.lit(Verdict.MET))
        .when(~close)
        .then(pl.lit(Verdict.FAILED))
        .otherwise(pl.lit(Verdict.UNKNOWN))
    )
    evidence = pl.format(
        "{} {} x {}",
        shown(pl.col(Col.AMOUNT)),
        pl.col(Col.UNIT),
        shown(pl.col(_SIZE)),
    )
    return (
        *(pl.col(c) for c in (Col.PATIENT, Col.DAY, Col.DRUG)),
        verdict.alias(CareCol.VERDICT),
        pl.col(Col.TOTAL).alias(CareCol.STATED),
        pl.col(CareCol.CALCULATED),
        pl.col(CareCol.DIFFERENCE),
        evidence.alias(RuleCol.EVIDENCE),
        _why(close).alias(RuleCol.WHY),
    )


def _why(close: pl.Expr) -> pl.Expr:
    by_surface = pl.col(Col.UNIT) == "mg/m2"
    missing = {
        "amount": pl.col(Col.AMOUNT).is_null(),
        "total": pl.col(Col.TOTAL).is_null(),
        "weight of the patient": pl.col(Col.WEIGHT).is_null(),
        "height of the patient": by_surface & pl.col(Col.HEIGHT).is_null(),
    }
    percent = shown((100 * pl.col(CareCol.DIFFERENCE)).round(1))
    return (
        pl.when(close.is_null())
        .then(pl.concat_str(pl.lit("not recorded: "), names_of(missing)))
        .when(~close)
        .then(pl.format("{} % off what amount and size give", percent))
    )
