"""Revised CRISS: how many core items of systemic sclerosis improved enough.

Khanna D et al., Ann Rheum Dis 2021;80:641-650. Three of five items must improve by 20 %
of baseline (30 % in juvenile disease, FVC by 5 %), and no organ may decline.
"""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import names_of, names_unknown
from cartwin.rules.response.call import Call, as_call, call_rows, visit
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.ssc_items import CORE, ssc_changes
from cartwin.rules.response.ssc_organs import fall, organ_declines
from cartwin.study import Study


__all__ = ["call_revised_criss", "revised_criss_visits"]

_PAIRS = [c for item in CORE for c in (f"{item}_b", item)]


def revised_criss_visits(study: Study, *, juvenile: bool = False) -> pl.DataFrame:
    """Return items improved and whether that is a response, for visits after baseline.

    `n_improved` counts what is known to have improved; `score` is null where items are
    missing, and `call` null where they would decide.
    """
    visits = ssc_changes(study)
    visits = visits.with_columns(names_of(organ_declines()).alias("declined"))
    return _revised(visits, _least(juvenile=juvenile))


def call_revised_criss(
    base: Mapping[str, float | None],
    post: Mapping[str, float | None],
    *,
    juvenile: bool = False,
    share: float | None = None,
    organ_decline: bool = False,
) -> Call:
    """Return the items improved (score) and whether that is a response.

    Parameters
    ----------
    base, post
        mrss, fvc, patient_global, physician_global, haq at baseline and at follow-up.
    juvenile
        Whether the threshold of juvenile disease is taken.
    share
        Least improvement [%], in place of that of the criterion.
    organ_decline
        Whether the first step found the decline of an organ.

    Examples
    --------
    >>> base = dict(mrss=20, fvc=80, patient_global=5, physician_global=5, haq=1.0)
    >>> call_revised_criss(base, {**base, "mrss": 16, "fvc": 84, "haq": 0.8}).call
    True
    """
    pairs = {f"{c}_b": base.get(c) for c in CORE} | {c: post.get(c) for c in CORE}
    declined = pl.lit("an organ" if organ_decline else "").alias("declined")
    least = _least(juvenile=juvenile) if share is None else share
    return as_call(_revised(visit(_PAIRS, pairs).with_columns(declined), least))


def _least(*, juvenile: bool) -> float:
    least: float = load_criterion("rcriss")["share_juvenile" if juvenile else "share"]
    return least


def _revised(visits: pl.DataFrame, least: float) -> pl.DataFrame:
    criterion = load_criterion("rcriss")
    improved = {item: _improved(item, least, criterion["fvc"]) for item in CORE}
    low, high = (
        pl.sum_horizontal([e.fill_null(value=unknown) for e in improved.values()])
        for unknown in (False, True)
    )
    spared, fewest = pl.col("declined") == "", criterion["fewest"]
    response = pl.when(~spared | (high < fewest)).then(statement=False).when(low >= fewest)
    results = {
        ResponseCol.N_IMPROVED: low.cast(pl.Int64),
        ResponseCol.SCORE: pl.when(low == high).then(low).cast(pl.Float64),
        ResponseCol.CALL: response.then(statement=True),
    }
    why = _why(improved, spared)
    return call_rows(visits, criterion, results, why=why, items=_PAIRS)


def _improved(item: str, least: float, least_fvc: float) -> pl.Expr:
    """Return whether an item improved; never if it was zero, null if not known."""
    is_fvc = item == "fvc"
    share = -fall(item) if is_fvc else fall(item)
    was_zero = pl.col(f"{item}_b") == 0
    enough = share >= (least_fvc if is_fvc else least)
    return pl.when(was_zero).then(statement=False).otherwise(enough)


def _why(improved: Mapping[str, pl.Expr], spared: pl.Expr) -> pl.Expr:
    names = names_of(improved)
    told = pl.when(names == "").then(pl.lit("none")).otherwise(names)
    return (
        pl.when(~spared)
        .then(pl.format("decline: {}", "declined"))
        .when(pl.col(ResponseCol.CALL).is_null())
        .then(pl.concat_str(pl.lit("cannot call: not known: "), names_unknown(improved)))
        .otherwise(pl.concat_str(pl.lit("improved: "), told))
    )
