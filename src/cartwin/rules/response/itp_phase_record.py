"""The phase of ITP of every patient, by the duration of the disease at enrolment."""

import polars as pl

from cartwin.rules.anchors import patients_of
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import shown, ten_digits
from cartwin.rules.phase import ItpPhase
from cartwin.rules.response.columns import ResponseCol
from cartwin.study import Col, Study


__all__ = ["itp_phases"]

_MONTHS = 12


def itp_phases(study: Study) -> pl.DataFrame:
    """Return patient, `call` (the phase; null: duration not known), why, evidence.

    Under 3 months, to 12 months, longer; exactly 12 months are still persistent.
    """
    rule = load_criterion("iwg-2009")
    known = study.patients.select(Col.PATIENT, pl.col(Col.DISEASE_DURATION).alias("years"))
    people = patients_of(study).join(known, on=Col.PATIENT, how="left")
    months = ten_digits(pl.col("years") * _MONTHS)
    phase = (
        pl.when(months > rule["chronic_after"])
        .then(pl.lit(ItpPhase.CHRONIC.value))
        .when(months >= rule["persistent_from"])
        .then(pl.lit(ItpPhase.PERSISTENT.value))
        .when(months.is_not_null())
        .then(pl.lit(ItpPhase.NEWLY_DIAGNOSED.value))
    )
    lost = pl.lit("cannot call: duration of the disease was not recorded")
    told = pl.format("{} months since diagnosis", shown(months))
    return people.select(
        Col.PATIENT,
        phase.alias(ResponseCol.CALL),
        pl.coalesce(told, lost).alias(RuleCol.WHY),
        pl.format("years={}", shown(pl.col("years"))).fill_null("").alias(RuleCol.EVIDENCE),
    ).sort(Col.PATIENT)
