"""Bleeding by the WHO scale and by that of Buchanan and Adix for children.

The scales are never converted into one another, nor the two forms of the WHO scale. The
record keeps `who` (0 to 4) and `who_version` (summary, detailed) in instrument `BLEEDING`,
the findings for the other scale as instrument `BUCHANAN`, items as in `BuchananItem`.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.findings import FLAG, Span, findings
from cartwin.rules.grade import shown
from cartwin.rules.response.call import Call, as_call, call_rows, is_so, visit
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.itp_inputs import BLEEDING
from cartwin.rules.response.visits import at_visits
from cartwin.study import Col, Study


__all__ = [
    "BUCHANAN",
    "BuchananItem",
    "buchanan_visits",
    "call_buchanan",
    "who_bleeding_visits",
]

BUCHANAN = "BUCHANAN"
"""Name of the instrument in the record."""

_VERSION = "who_version"


class BuchananItem(StrEnum):
    """Findings of one visit: numbers of signs of the skin; the others 0 or 1."""

    PETECHIAE = "petechiae"
    SMALL_BRUISES = "small_bruises"
    LARGE_BRUISES = "large_bruises"
    MUCOSAL = "mucosal"
    SUSPECTED_INTERNAL = "suspected_internal"
    NEEDS_INTERVENTION = "needs_intervention"
    LIFE_THREATENING = "life_threatening"


_SPANS: dict[str, Span] = {
    **dict.fromkeys(list(BuchananItem)[:3], Span(0, 100_000)),
    **dict.fromkeys(list(BuchananItem)[3:], FLAG),
}


def who_bleeding_visits(study: Study) -> pl.DataFrame:
    """Return the WHO grade of every visit with the form it was given by as `version`.

    Without the form the grade (`score`) is null: the two forms do not mean the same.
    """
    criterion = load_criterion("who-bleeding")
    dated = study.assessments.filter(pl.col(Col.DAY).is_not_null())
    visits = findings(
        dated,
        BLEEDING,
        numbers={"who": Span(0, 4)},
        words={_VERSION: {"summary", "detailed"}},
    ).filter(pl.col("who").is_not_null())
    form = pl.col(_VERSION).replace("", None)
    grade = pl.when(form.is_not_null()).then(pl.col("who"))
    why = (
        pl.when(form.is_null())
        .then(pl.lit("cannot grade: not recorded: who_version (summary or detailed)"))
        .otherwise(pl.format("grade {} of the {} form", shown(pl.col("who")), _VERSION))
    )
    results = {ResponseCol.SCORE: grade}
    rows = call_rows(
        visits, criterion, results, why=why, items=["who", _VERSION], keep=[_VERSION]
    )
    named = pl.coalesce(pl.col(_VERSION).replace("", None), pl.col(Col.VERSION))
    return rows.with_columns(named.alias(Col.VERSION)).drop(_VERSION)


def buchanan_visits(study: Study) -> pl.DataFrame:
    """Return the grade (`score`, 0 to 5) of every visit with findings of the scale."""
    return _buchanan(at_visits(study, BUCHANAN, _SPANS))


def call_buchanan(**found: float | None) -> Call:
    """Return the grade (score) of one visit; findings as in `BuchananItem`.

    >>> call_buchanan(petechiae=101).score
    2.0
    >>> call_buchanan(mucosal=True, needs_intervention=False).score
    3.0
    """
    return as_call(_buchanan(visit(BuchananItem, found)))


def _buchanan(visits: pl.DataFrame) -> pl.DataFrame:
    """Grade from the worst down; what was not recorded counts as absent."""
    rule = load_criterion("buchanan")
    large = pl.col(BuchananItem.LARGE_BRUISES)
    spots = pl.col(BuchananItem.PETECHIAE)
    counted = [pl.col(i).fill_null(0) > 0 for i in list(BuchananItem)[:3]]
    suspected = is_so(BuchananItem.SUSPECTED_INTERNAL).fill_null(value=False)
    from_mucosae = is_so(BuchananItem.MUCOSAL).fill_null(value=True)
    urgent = is_so(BuchananItem.NEEDS_INTERVENTION) & from_mucosae
    grade = (
        pl.when(is_so(BuchananItem.LIFE_THREATENING)).then(rule["threatening_grade"])
        .when(urgent | suspected).then(rule["intervention_grade"])
        .when(is_so(BuchananItem.MUCOSAL)).then(rule["mucosal_grade"])
        .when((spots > rule["petechiae"]) | (large > rule["large_bruises"]))
        .then(rule["marked_skin_grade"])
        .when(pl.any_horizontal(counted)).then(rule["skin_grade"])
        .when(pl.any_horizontal(pl.col(list(_SPANS)).is_not_null())).then(0)
    )  # fmt: skip
    score = pl.col(ResponseCol.SCORE)
    told = pl.format("grade {}", shown(score))
    why = pl.coalesce(told, pl.lit("cannot grade: nothing recorded"))
    results = {ResponseCol.SCORE: grade.cast(pl.Float64)}
    return call_rows(visits, rule, results, why=why, items=list(_SPANS))
