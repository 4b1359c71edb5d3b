"""CRISS, the composite response in diffuse systemic sclerosis, in its first form.

Khanna D et al., Arthritis Care Res 2016;68:167-178. Decline of an organ makes it 0;
otherwise it is the probability, by a logistic model, that the patient improved.
"""

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import names_missing, names_of, ten_digits
from cartwin.rules.response.call import Call, as_call, call_rows, visit
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.ssc_items import CORE, ssc_changes
from cartwin.rules.response.ssc_organs import organ_declines
from cartwin.study import Study


__all__ = ["call_criss", "criss_visits"]

_CHANGES = [f"d_{item}" for item in CORE]


def criss_visits(study: Study) -> pl.DataFrame:
    """Return the score of every visit after baseline (0 to 1) and whether it improved."""
    visits = ssc_changes(study).with_columns(
        (pl.col(c) - pl.col(f"{c}_b")).alias(f"d_{c}") for c in CORE
    )
    return _criss(visits.with_columns(names_of(organ_declines()).alias("declined")))


def call_criss(
    *,
    mrss: float | None,
    fvc: float | None,
    patient_global: float | None,
    physician_global: float | None,
    haq: float | None,
    organ_decline: bool = False,
) -> Call:
    """Return the score by the changes from baseline (follow-up minus baseline).

    FVC in points of predicted; globals from 0 to 10.

    >>> calm = call_criss(mrss=0, fvc=0, patient_global=0, physician_global=0, haq=0)
    >>> round(calm.score, 4), calm.call
    (0.0039, 'not improved')
    """
    values = (mrss, fvc, patient_global, physician_global, haq)
    row = visit(_CHANGES, dict(zip(_CHANGES, values, strict=True)))
    declined = "an organ" if organ_decline else ""
    return as_call(_criss(row.with_columns(pl.lit(declined).alias("declined"))))


def _criss(visits: pl.DataFrame) -> pl.DataFrame:
    criterion = load_criterion("criss")
    spared = pl.col("declined") == ""
    score = pl.when(spared).then(_probability(criterion)).otherwise(0.0)
    improved = ten_digits(pl.col(ResponseCol.SCORE)) >= criterion["improved"]
    call = pl.when(improved).then(pl.lit("improved")).when(~improved)
    unknown = pl.concat_str(pl.lit("cannot score: not known: "), names_missing(_CHANGES))
    told = pl.format("probability of improvement {}", pl.col(ResponseCol.SCORE).round(3))
    why = (
        pl.when(~spared)
        .then(pl.format("decline: {}", "declined"))
        .otherwise(pl.coalesce(told, unknown))
    )
    scored = visits.with_columns(score.alias(ResponseCol.SCORE))
    results = {
        ResponseCol.SCORE: pl.col(ResponseCol.SCORE),
        ResponseCol.CALL: call.then(pl.lit("not improved")),
    }
    return call_rows(scored, criterion, results, why=why, items=_CHANGES)


def _probability(criterion: Criterion) -> pl.Expr:
    terms = [pl.col(f"d_{item}") * w for item, w in criterion["weights"].items()]
    linear = pl.lit(criterion["intercept"]) + pl.sum_horizontal(terms, ignore_nulls=False)
    return 1 / (1 + (-linear).exp())
