"""Washouts of every patient of a study, before leukapheresis."""

import polars as pl

from cartwin.rules.anchors import other_treatments, therapy_start
from cartwin.rules.care.columns import CareCol, Verdict
from cartwin.rules.care.eligibility.washout import class_of
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import shown
from cartwin.study import Col, Study


__all__ = ["check_washouts"]

_AT = "_collected"
_STEROID = "steroid"
_DAILY_MG = {"mg", "mg/d"}


def check_washouts(study: Study) -> pl.DataFrame:
    """Return one row per patient and class of drug that was given before leukapheresis.

    Where no leukapheresis is recorded, the start of therapy stands for it. Of steroids
    only doses in mg are judged.

    Returns
    -------
    DataFrame
        patient, drug_class, verdict, expected (days), days_without, first_day (from the
        infusion, on which it passes), why.
    """
    given = _before_collection(study)
    drugs = given.with_columns(class_of(pl.col(Col.DRUG)).alias(CareCol.DRUG_CLASS))
    needs = load_criterion("washout-ebmt-2024")["days"]
    last = _last_dose(drugs.filter(pl.col(CareCol.DRUG_CLASS).is_not_null()))
    listed = last.with_columns(
        pl.col(CareCol.DRUG_CLASS)
        .replace_strict(needs, return_dtype=pl.Float64)
        .alias(CareCol.EXPECTED)
    )
    return _judged(pl.concat([listed, _steroids(given)]))


def _before_collection(study: Study) -> pl.DataFrame:
    """Doses up to leukapheresis, whose day is `_collected`; lymphodepletion is none."""
    pheresis = study.milestones.filter(pl.col(Col.MILESTONE) == "leukapheresis")
    days = pheresis.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias(_AT))
    start = therapy_start(study).join(days, on=Col.PATIENT, how="left")
    at = start.select(Col.PATIENT, pl.coalesce(_AT, Col.DAY).alias(_AT))
    given = other_treatments(study).join(at, on=Col.PATIENT)
    return given.filter(pl.col(Col.DAY) <= pl.col(_AT))


def _last_dose(given: pl.DataFrame) -> pl.DataFrame:
    return given.group_by(Col.PATIENT, CareCol.DRUG_CLASS, _AT).agg(pl.col(Col.DAY).max())


def _steroids(given: pl.DataFrame) -> pl.DataFrame:
    """Last day with more steroid than allowed."""
    rules = load_criterion("washout-ebmt-2024")
    worth = pl.col(Col.DRUG).replace_strict(
        rules["prednisone_equivalent"], default=None, return_dtype=pl.Float64
    )
    daily = (
        given.filter(pl.col(Col.UNIT).is_in(_DAILY_MG))
        .group_by(Col.PATIENT, _AT, Col.DAY)
        .agg((pl.col(Col.AMOUNT) * worth).sum().alias(Col.AMOUNT))
        .filter(pl.col(Col.AMOUNT).round(10) > rules["steroid_ceiling"])
        .with_columns(pl.lit(_STEROID).alias(CareCol.DRUG_CLASS))
    )
    needed = pl.lit(float(rules["steroid_days"])).alias(CareCol.EXPECTED)
    return _last_dose(daily).with_columns(needed)


def _judged(last: pl.DataFrame) -> pl.DataFrame:
    without = pl.col(_AT) - pl.col(Col.DAY)
    met = without >= pl.col(CareCol.EXPECTED)
    why = pl.format(
        "{} of {} days without", shown(without), shown(pl.col(CareCol.EXPECTED))
    )
    verdicts = pl.when(met).then(pl.lit(Verdict.MET)).otherwise(pl.lit(Verdict.FAILED))
    return last.select(
        Col.PATIENT,
        CareCol.DRUG_CLASS,
        verdicts.alias(CareCol.VERDICT),
        CareCol.EXPECTED,
        without.alias(CareCol.DAYS_WITHOUT),
        (pl.col(Col.DAY) + pl.col(CareCol.EXPECTED)).alias(CareCol.FIRST_DAY),
        why.alias(RuleCol.WHY),
    ).sort(Col.PATIENT, CareCol.DRUG_CLASS)
