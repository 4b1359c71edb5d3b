"""Progression of interstitial lung disease in systemic sclerosis.

Khanna D et al., J Rheumatol 2015;42:2168-2171: FVC falls by 10 % of baseline, or by 5 %
together with DLCO by 15 %.
"""

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.grade import shown, ten_digits
from cartwin.rules.response.call import Call, as_call, call_rows, visit
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.ssc_items import ssc_changes
from cartwin.rules.response.ssc_organs import fall
from cartwin.study import Study


__all__ = ["call_ild", "ild_visits"]

_ITEMS = ("fvc_b", "fvc", "dlco_b", "dlco")


def ild_visits(study: Study) -> pl.DataFrame:
    """Return whether the lung disease has progressed, for every visit after baseline."""
    return _progression(ssc_changes(study), absolute=False)


def call_ild(
    *,
    fvc_b: float | None,
    fvc: float | None,
    dlco_b: float | None = None,
    dlco: float | None = None,
    absolute: bool = False,
) -> Call:
    """Return whether the disease progressed, by FVC and DLCO [% of predicted].

    `absolute` takes the eligibility variant: falls in points, within a year.

    >>> call_ild(fvc_b=80, fvc=76, dlco_b=60, dlco=51).call
    True
    >>> call_ild(fvc_b=80, fvc=76).why
    'cannot call: FVC fell by 5 %, DLCO is not known'
    """
    found = dict(fvc_b=fvc_b, fvc=fvc, dlco_b=dlco_b, dlco=dlco)
    return as_call(_progression(visit(_ITEMS, found), absolute=absolute))


def _progression(visits: pl.DataFrame, *, absolute: bool) -> pl.DataFrame:
    rule = load_criterion("ssc-ild")
    progressed = _absolute(rule) if absolute else _relative(rule)
    lungs = [
        pl.when(fall(c).is_null()).then(pl.lit(f"{name} is not known"))
        .otherwise(pl.format(f"{name} fell by {{}} %", shown(fall(c).round(2))))
        for c, name in (("fvc", "FVC"), ("dlco", "DLCO"))
    ]  # fmt: skip
    told = pl.concat_str(lungs, separator=", ")
    unknown = pl.concat_str(pl.lit("cannot call: "), told)
    why = pl.when(pl.col(ResponseCol.CALL).is_null()).then(unknown).otherwise(told)
    results = {ResponseCol.CALL: progressed}
    return call_rows(visits, rule, results, why=why, items=_ITEMS)


def _relative(rule: Criterion) -> pl.Expr:
    both = fall("fvc").ge(rule["fvc_with_dlco"]) & fall("dlco").ge(rule["dlco_fall"])
    return fall("fvc").ge(rule["fvc_fall"]) | both


def _absolute(rule: Criterion) -> pl.Expr:
    points = {
        c: ten_digits(pl.col(f"{c}_b") - pl.col(c)).ge(rule[f"eligible_{c}"])
        for c in ("fvc", "dlco")
    }
    return points["fvc"] | points["dlco"]
