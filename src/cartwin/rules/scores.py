"""The scores that ICANS rests on: ICE (from 12 years) and CAPD (children).

ICE: Lee DW et al., Biol Blood Marrow Transplant 2019;25:625-638, 0 to 10 points, more is
better. CAPD: Traube C et al., Crit Care Med 2014;42:656-663, 0 to 32, less is better.
A score needs every answer: a missing one makes it missing, not smaller.

The record keeps the answers as instrument `ICE` (items year, month, city, hospital,
named, command, sentence, count; points) and `CAPD` (items q1 to q8; never, rarely,
sometimes, often, always).
"""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.findings import Span, as_assessments, findings
from cartwin.study import Col


__all__ = ["score_capd", "score_capd_visits", "score_ice", "score_ice_visits"]

_ABILITIES = ("q1", "q2", "q3", "q4")
_DISTURBANCES = ("q5", "q6", "q7", "q8")


def score_ice_visits(assessments: pl.DataFrame) -> pl.DataFrame:
    """Return patient, day and ICE score (`value`; null if an answer is missing)."""
    points = load_criterion("ice")["points"]
    spans = {item: Span(0, most) for item, most in points.items()}
    visits = findings(assessments, "ICE", numbers=spans)
    return _summed(visits, [pl.col(item) for item in points])


def score_capd_visits(assessments: pl.DataFrame) -> pl.DataFrame:
    """Return patient, day and CAPD score (`value`; null if an answer is missing)."""
    criterion = load_criterion("capd")
    tables = dict.fromkeys(_ABILITIES, criterion["abilities"])
    tables |= dict.fromkeys(_DISTURBANCES, criterion["disturbances"])
    visits = findings(assessments, "CAPD", numbers={}, words=tables)
    points = [
        pl.col(item).replace_strict(table, default=None, return_dtype=pl.Float64)
        for item, table in tables.items()
    ]
    return _summed(visits, points)


def score_ice(answers: Mapping[str, float]) -> int | None:
    """Return the ICE score of one set of answers; None if one is missing.

    >>> score_ice({"year": 1, "month": 1, "city": 1, "hospital": 0, "named": 2,
    ...            "command": 1, "sentence": 0, "count": 1})
    7
    """
    return _single(score_ice_visits(as_assessments("ICE", answers)))


def score_capd(answers: Mapping[str, str]) -> int | None:
    """Return the CAPD score of one set of answers; None if one is missing."""
    return _single(score_capd_visits(as_assessments("CAPD", answers)))


def _summed(visits: pl.DataFrame, points: list[pl.Expr]) -> pl.DataFrame:
    total = pl.sum_horizontal(points, ignore_nulls=False)
    return visits.select(Col.PATIENT, Col.DAY, total.alias(Col.VALUE))


def _single(scores: pl.DataFrame) -> int | None:
    score = scores[Col.VALUE].item() if len(scores) else None
    return None if score is None else int(score)
