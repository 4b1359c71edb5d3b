"""Remission in acquired haemophilia A: GTH-AH 01/2010 and EACH2.

Tiede A et al., Blood 2015;125:1091-1097; Collins P et al., Blood 2012;120:47-55. A value
by an assay that emicizumab falsifies is no value.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.remembered import once_per_study
from cartwin.rules.response.aha_assay import holds
from cartwin.rules.response.aha_items import AhaItem, aha_visits
from cartwin.rules.response.call import (
    Call,
    Conditions,
    as_call,
    call_rows,
    is_so,
    number,
    visit,
)
from cartwin.rules.response.columns import ResponseCol
from cartwin.study import Study


__all__ = [
    "call_aha_each2",
    "call_aha_gth",
    "each2_visits",
    "gth_visits",
    "negative",
    "valid_fviii",
]

_PORCINE = "; porcine factor VIII was given: it needs an assay of its own"
_NUMBERS = ("fviii", "inhibitor", *AhaItem)
_WORDS = ("fviii_censoring", "fviii_assay", "inhibitor_censoring", "inhibitor_assay")


@once_per_study
def gth_visits(
    study: Study,
    *,
    inclusive: bool = False,
    prednisolone_clause: bool = True,
    others_clause: bool = True,
    drug_free: bool = False,
) -> pl.DataFrame:
    """Return `CR`, `PR` or `none` of every visit; null where that cannot be said.

    A complete remission that cannot be shown is a partial one, and `why` says what for.

    Parameters
    ----------
    study
        Any study.
    inclusive
        Whether factor VIII of exactly 50 IU/dL suffices.
    prednisolone_clause, others_clause
        Whether a complete remission asks for less than 15 mg prednisolone a day, and for
        the end of all other immunosuppression. Both clauses are recalled.
    drug_free
        Whether it asks for no prednisolone at all, and for no emicizumab within the
        months in which it acts.
    """
    clauses = _clauses(prednisolone=prednisolone_clause, others=others_clause)
    if drug_free:
        clauses |= _without_drugs()
    return _gth(aha_visits(study), clauses, inclusive=inclusive)


@once_per_study
def each2_visits(study: Study) -> pl.DataFrame:
    """Return `CR` or `none` of every visit by EACH2; null where that cannot be said."""
    return _each2(aha_visits(study))


def call_aha_gth(
    *,
    fviii: float | None,
    inhibitor: float | None = None,
    fviii_assay: str | None = None,
    inhibitor_assay: str | None = None,
    on_emicizumab: bool = False,
    inclusive: bool = False,
    prednisolone_clause: bool = True,
    others_clause: bool = True,
    drug_free: bool = False,
    **findings: float | None,
) -> Call:
    """Return the remission of one visit by GTH-AH 01/2010; findings as in `AhaItem`.

    >>> calm = dict(active_bleeding=0, hours_since_haemostatic=100)
    >>> call_aha_gth(fviii=51, **calm).call
    'PR'
    >>> call_aha_gth(fviii=51, on_emicizumab=True, fviii_assay="one_stage", **calm).why
    'cannot call: not known: factor VIII by an assay that holds'
    """
    row = _row(
        {"fviii": fviii, "inhibitor": inhibitor, **findings},
        {"fviii_assay": fviii_assay, "inhibitor_assay": inhibitor_assay},
        on_board=on_emicizumab,
    )
    clauses = _clauses(prednisolone=prednisolone_clause, others=others_clause)
    if drug_free:
        clauses |= _without_drugs()
    return as_call(_gth(row, clauses, inclusive=inclusive))


def call_aha_each2(
    *,
    fviii: float | None,
    inhibitor: float | None,
    immunosuppression_stopped: bool | None,
    fviii_assay: str | None = None,
    inhibitor_assay: str | None = None,
    on_emicizumab: bool = False,
) -> Call:
    """Return whether one visit is a stable complete remission by EACH2.

    >>> call_aha_each2(fviii=70, inhibitor=0, immunosuppression_stopped=True).call
    'none'
    """
    going_on = None if immunosuppression_stopped is None else not immunosuppression_stopped
    row = _row(
        {
            "fviii": fviii,
            "inhibitor": inhibitor,
            AhaItem.PREDNISOLONE: None if going_on is None else 0,
            AhaItem.OTHER_IMMUNOSUPPRESSION: going_on,
        },
        {"fviii_assay": fviii_assay, "inhibitor_assay": inhibitor_assay},
        on_board=on_emicizumab,
    )
    return as_call(_each2(row))


def _row(
    numbers: Mapping[str, Any], words: Mapping[str, str | None], *, on_board: bool
) -> pl.DataFrame:
    texts = [pl.lit(words.get(w), pl.String).alias(w) for w in _WORDS]
    return visit(_NUMBERS, numbers).with_columns(*texts, pl.lit(on_board).alias("on_board"))


def valid_fviii(bound: float) -> pl.Expr:
    """Return factor VIII where its assay holds and it lies on one side of the bound."""
    value = number("fviii")
    censoring = pl.col("fviii_censoring").fill_null("none")
    unclear = ((censoring == "below") & (value > bound)) | (
        (censoring == "above") & (value <= bound)
    )
    return pl.when(holds("fviii_assay") & ~unclear).then(value)


def negative(limit: float) -> pl.Expr:
    """Return whether the inhibitor is negative; null if not known or beyond the limit."""
    value = number("inhibitor")
    below = pl.col("inhibitor_censoring").fill_null("none") == "below"
    shown = pl.when(below).then(pl.when(value <= limit).then(statement=True))
    return pl.when(holds("inhibitor_assay")).then(shown.otherwise(value < limit))


def _clauses(*, prednisolone: bool, others: bool) -> dict[str, pl.Expr]:
    criterion = load_criterion("aha-gth")
    clauses = {"negative inhibitor": negative(criterion["inhibitor"])}
    if prednisolone:
        dose = number(AhaItem.PREDNISOLONE)
        clauses["low prednisolone"] = dose < criterion["prednisolone"]
    if others and criterion["others_stopped"]:
        stopped = pl.col(AhaItem.OTHER_IMMUNOSUPPRESSION) == 0
        clauses["other immunosuppression stopped"] = stopped
    return clauses


def _without_drugs() -> dict[str, pl.Expr]:
    return {
        "no prednisolone": number(AhaItem.PREDNISOLONE) == 0,
        "no emicizumab": ~pl.col("on_board"),
    }


def _gth(
    visits: pl.DataFrame, clauses: Mapping[str, pl.Expr], *, inclusive: bool
) -> pl.DataFrame:
    criterion = load_criterion("aha-gth")
    floor = criterion["fviii"]
    fviii = valid_fviii(floor)
    partial = Conditions(
        {
            "factor VIII by an assay that holds": (
                fviii >= floor if inclusive else fviii > floor
            ),
            "no active bleeding": is_so(AhaItem.ACTIVE_BLEEDING).not_(),
            "haemostatic treatment stopped": (
                number(AhaItem.HOURS_SINCE_HAEMOSTATIC) > criterion["hours"]
            ),
        }
    )
    complete = Conditions(clauses)
    call = (
        pl.when(partial.met & complete.met)
        .then(pl.lit("CR"))
        .when(partial.met)
        .then(pl.lit("PR"))
        .when(~partial.met)
        .then(pl.lit("none"))
    )
    why = pl.when(partial.met).then(complete.why).otherwise(partial.why)
    return _called(visits, "aha-gth", call, why)


def _each2(visits: pl.DataFrame) -> pl.DataFrame:
    criterion = load_criterion("aha-each2")
    complete = Conditions(
        {
            "factor VIII by an assay that holds": (
                valid_fviii(criterion["fviii"]) > criterion["fviii"]
            ),
            "undetectable inhibitor": negative(criterion["inhibitor"]),
            "immunosuppression stopped": (
                (pl.col(AhaItem.PREDNISOLONE) == 0)
                & (pl.col(AhaItem.OTHER_IMMUNOSUPPRESSION) == 0)
            ),
        }
    )
    call = pl.when(complete.met).then(pl.lit("CR")).when(~complete.met)
    return _called(visits, "aha-each2", call.then(pl.lit("none")), complete.why)


def _called(
    visits: pl.DataFrame, criterion: str, call: pl.Expr, why: pl.Expr
) -> pl.DataFrame:
    items = ("fviii", "fviii_assay", "inhibitor", "inhibitor_assay", *AhaItem)
    results = {ResponseCol.CALL: call}
    if "porcine" in visits.columns:
        remark = pl.when(pl.col("porcine")).then(pl.lit(_PORCINE)).otherwise(pl.lit(""))
        why = pl.concat_str(why, remark)
    return call_rows(visits, load_criterion(criterion), results, why=why, items=items)
