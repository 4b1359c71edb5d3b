"""Outcomes of lupus: activity, remission, serology, kidneys, by the published criteria."""

import polars as pl

from cartwin.rules import response
from cartwin.study import Col, Study
from cartwin.trial.outcome import (
    Outcome,
    first,
    joined,
    last,
    near,
    told_if,
    twice_in_a_row,
    value_near,
)


__all__ = ["lupus_outcomes"]

ResponseCol = response.ResponseCol
THREE_MONTHS, SIX_MONTHS, NINE_MONTHS = 90.0, 180.0, 270.0  # [d]
DORIS = {
    Outcome.DORIS_3: THREE_MONTHS,
    Outcome.DORIS_24: 168.0,
    Outcome.DORIS_6: SIX_MONTHS,
    Outcome.DORIS_36: 252.0,
    Outcome.DORIS_9: NINE_MONTHS,
    Outcome.DORIS_48: 336.0,
}
LLDAS = {Outcome.LLDAS_3: THREE_MONTHS, Outcome.LLDAS_6: SIX_MONTHS}
ACTIVE_AGAIN = 4.0  # points of clinical SLEDAI-2K that make a relapse (assumed)


def lupus_outcomes(study: Study) -> pl.DataFrame:
    """Return one row per patient; null where a criterion could not decide."""
    doris = response.doris_visits(study)
    lldas = response.lldas_visits(study)
    scores = response.score_sledai(study)
    parts = (
        *_scored(scores),
        *(_called(doris, day, name) for name, day in DORIS.items()),
        _ever(doris, pl.col(ResponseCol.CALL), Outcome.DORIS_EVER),
        *(_called(lldas, day, name) for name, day in LLDAS.items()),
        last(response.doris_visits(study, drug_free=True)).select(
            Col.PATIENT, pl.col(ResponseCol.CALL).alias(Outcome.DRUG_FREE)
        ),
        _relapses(scores, doris),
        _serology(study),
        *_kidneys(study),
    )
    table = joined(study, (study.patients.select(Col.PATIENT, Col.COHORT), *parts))
    value = pl.col(Outcome.UPCR)
    most = (value == value.max().over(Col.COHORT)).alias(Outcome.MOST_UPCR)
    return table.with_columns(most).drop(Col.COHORT)


def _scored(scores: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    """Return SLEDAI-2K before therapy, and at three and six months."""
    score, clinical = pl.col(ResponseCol.SCORE), pl.col(ResponseCol.CLINICAL_SCORE)
    before = scores.sort(Col.PATIENT, Col.DAY).group_by(Col.PATIENT).first()
    late = near(scores, SIX_MONTHS)
    return (
        before.select(Col.PATIENT, score.alias(Outcome.SLEDAI)),
        near(scores, THREE_MONTHS).select(Col.PATIENT, score.alias(Outcome.SLEDAI_3)),
        late.select(
            Col.PATIENT,
            (score == 0).alias(Outcome.SLEDAI_0_6),
            (clinical == 0).alias(Outcome.CLINICAL_0_6),
        ),
    )


def _called(calls: pl.DataFrame, day: float, name: Outcome) -> pl.DataFrame:
    return near(calls, day).select(Col.PATIENT, pl.col(ResponseCol.CALL).alias(name))


def _ever(calls: pl.DataFrame, called: pl.Expr, name: Outcome) -> pl.DataFrame:
    """Return whether something is called at any visit after the infusion."""
    after = calls.filter((pl.col(Col.DAY) > 0) & pl.col(ResponseCol.CALL).is_not_null())
    return after.group_by(Col.PATIENT).agg(called.any().alias(name))


def _relapses(scores: pl.DataFrame, doris: pl.DataFrame) -> pl.DataFrame:
    """Return whether clinical activity came back, twice in a row, after a remission."""
    reached = doris.filter(pl.col(ResponseCol.CALL) & (pl.col(Col.DAY) > 0))
    since = reached.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias("since"))
    active = pl.col(ResponseCol.CLINICAL_SCORE) >= ACTIVE_AGAIN
    visits = twice_in_a_row(scores, active).join(since, on=Col.PATIENT, how="left")
    later = visits.filter((pl.col(Col.DAY) > pl.col("since")).fill_null(value=False))
    found = later.group_by(Col.PATIENT).agg(pl.col("again").any().alias(Outcome.RELAPSE))
    everyone = scores.filter(pl.col(Col.DAY) > 0).select(Col.PATIENT).unique()
    told = everyone.join(found, on=Col.PATIENT, how="left")
    return told.with_columns(pl.col(Outcome.RELAPSE).fill_null(value=False))


def _serology(study: Study) -> pl.DataFrame:
    """Return anti-dsDNA and complement: before therapy, and what became of them."""
    values = study.values("DSDNA")
    above = pl.col(Col.VALUE) > pl.col(Col.UPPER_NORMAL)
    positive = pl.when(pl.col(Col.CENSORING) == "below").then(statement=False)
    told = values.with_columns(positive.otherwise(above).alias("positive"))
    course = told.group_by(Col.PATIENT, maintain_order=True).agg(
        pl.col(Col.VALUE).first().alias(Outcome.DSDNA),
        pl.col("positive").first().alias(Outcome.DSDNA_POSITIVE),
        pl.col("positive").filter(pl.col(Col.DAY) > 0).last().not_().alias("gone"),
    )
    gone = told_if(pl.col(Outcome.DSDNA_POSITIVE), pl.col("gone"), Outcome.SEROCONVERTED)
    c3 = value_near(study, THREE_MONTHS, "C3").rename({Col.VALUE: Outcome.C3_3})
    complement = joined(study, (first(study, "C3", Outcome.C3), c3))
    antibody = course.with_columns(gone).drop("gone")
    return complement.join(antibody, on=Col.PATIENT, how="left", maintain_order="left")


def _kidneys(study: Study) -> tuple[pl.DataFrame, ...]:
    """Return proteinuria before therapy and at three months, and the renal response."""
    early = value_near(study, THREE_MONTHS, "UPCR").rename({Col.VALUE: Outcome.UPCR_3})
    call = pl.col(ResponseCol.CALL)
    complete, partial = call == "CRR", call == "PRR"
    visits = response.renal_visits(study)
    late, later = near(visits, SIX_MONTHS), near(visits, NINE_MONTHS)
    return (
        first(study, "UPCR", Outcome.UPCR),
        early,
        late.select(Col.PATIENT, complete.alias(Outcome.RENAL_6)),
        later.select(
            Col.PATIENT,
            complete.alias(Outcome.RENAL_9),
            partial.alias(Outcome.RENAL_PARTIAL_9),
        ),
        _ever(visits, complete, Outcome.RENAL_EVER),
    )
