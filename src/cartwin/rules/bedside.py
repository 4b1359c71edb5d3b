"""ICE and CAPD over a record: scores that ICANS rests on, and what they say alone."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import shown
from cartwin.rules.scores import score_capd_visits, score_ice_visits
from cartwin.study import Col, Study


__all__ = ["capd_scores", "ice_scores"]

_SCORE = "score"


def ice_scores(study: Study) -> pl.DataFrame:
    """Return patient, day, score (0 to 10; null: an answer is missing), why, evidence."""
    return _told(score_ice_visits(study.assessments), pl.lit("more is better"))


def capd_scores(study: Study) -> pl.DataFrame:
    """Return patient, day, score (0 to 32), why (delirium or not), evidence."""
    limit = load_criterion("icans")["capd_positive"]
    positive = pl.lit(f"positive: {limit} or more")
    kind = pl.when(pl.col(_SCORE) >= limit).then(positive).otherwise(pl.lit("negative"))
    return _told(score_capd_visits(study.assessments), kind)


def _told(scores: pl.DataFrame, meaning: pl.Expr) -> pl.DataFrame:
    named = scores.rename({Col.VALUE: _SCORE}).sort(Col.PATIENT, Col.DAY)
    lost = pl.lit("cannot score: an answer is missing")
    why = pl.when(pl.col(_SCORE).is_null()).then(lost).otherwise(meaning)
    points = pl.format("points={}", shown(pl.col(_SCORE))).fill_null("")
    return named.with_columns(why.alias(RuleCol.WHY), points.alias(RuleCol.EVIDENCE))
