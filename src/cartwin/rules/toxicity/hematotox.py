"""CAR-HEMATOTOX: risk of long cytopenia, by five values before lymphodepletion.

Rejeski K et al., Blood 2021;138:2499-2513. Not validated in autoimmune disease. A missing
value leaves the score open; the risk is given where the others decide it.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.anchors import patients_of
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import ten_digits
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.rules.toxicity.points import as_scores
from cartwin.rules.toxicity.visits import baseline_values
from cartwin.study import Col, Study


__all__ = ["Boundary", "car_hematotox", "hematotox_scores"]


class Boundary(StrEnum):
    """What counts on a bound: `table` 1 point for blood counts, `closed` for CRP."""

    TABLE = "table"
    CLOSED = "closed"


_PARTS = {
    "platelets": ("PLAT", 1.0),
    "neutrophils": ("NEUT", 1000.0),  # 10*9/L to /uL
    "haemoglobin": ("HGB", 1.0),
    "crp": ("CRP", 0.1),  # mg/L to mg/dL
    "ferritin": ("FERR", 1.0),
}


def hematotox_scores(
    values: pl.DataFrame, *, boundary: Boundary | str = Boundary.TABLE
) -> pl.DataFrame:
    """Return the score of every patient.

    Parameters
    ----------
    values
        patient, platelets [10*9/L], neutrophils [/uL], haemoglobin [g/dL], crp [mg/dL],
        ferritin [ng/mL]; null where a value is missing.

    Returns
    -------
    DataFrame
        patient, scale, version, score (null if a value is missing), lowest and highest
        score, risk (`low`, `high`, null), why, evidence.

    Examples
    --------
    >>> row = dict(patient="", platelets=100.0, neutrophils=1200.0, haemoglobin=8.5,
    ...            crp=3.0, ferritin=None)
    >>> hematotox_scores(pl.DataFrame([row])).select("score", "score_low", "risk").row(0)
    (None, 3, 'high')
    """
    criterion = load_criterion("car-hematotox")
    scored = as_scores(
        values,
        criterion,
        points=_points(criterion, Boundary(boundary)),
        most=criterion["points"],
        items=list(_PARTS),
    )
    low, high = pl.col(ToxCol.SCORE_LOW), pl.col(ToxCol.SCORE_HIGH)
    risk = (
        pl.when(low >= criterion["high_from"])
        .then(pl.lit("high"))
        .when(high < criterion["high_from"])
        .then(pl.lit("low"))
    )
    return scored.with_columns(risk.alias(ToxCol.RISK))


def car_hematotox(
    study: Study, *, boundary: Boundary | str = Boundary.TABLE
) -> pl.DataFrame:
    """Return the score of every patient, by the last values before lymphodepletion.

    Columns as in `hematotox_scores`; `why` says that the score is not validated here.
    """
    known = baseline_values(study, {part: code for part, (code, _) in _PARTS.items()})
    factors = [pl.col(part) * factor for part, (_, factor) in _PARTS.items()]
    everyone = patients_of(study).join(known, on=Col.PATIENT, how="left")
    values = everyone.with_columns(factors)
    caution = pl.format("{}; not validated in autoimmune disease", RuleCol.WHY)
    scores = hematotox_scores(values, boundary=boundary)
    return scores.with_columns(caution.alias(RuleCol.WHY))


def _points(criterion: Criterion, boundary: Boundary) -> dict[str, pl.Expr]:
    value = {part: ten_digits(pl.col(part).cast(pl.Float64)) for part in _PARTS}
    many, few = criterion["platelets"]
    some, much = criterion["ferritin"]
    if boundary is Boundary.CLOSED:
        low, inflamed = pl.Expr.lt, value["crp"] >= criterion["crp"]
    else:
        low, inflamed = pl.Expr.le, value["crp"] > criterion["crp"]
    counts = {p: low(value[p], criterion[p]) for p in ("neutrophils", "haemoglobin")}
    return {
        "platelets": (value["platelets"] <= many) + (value["platelets"] < few),
        **counts,
        "crp": inflamed,
        "ferritin": (value["ferritin"] >= some) + (value["ferritin"] > much),
    }
