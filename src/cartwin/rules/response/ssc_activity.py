"""Activity of systemic sclerosis by the revised index of EUSTAR (0 to 10).

Valentini G et al., Ann Rheum Dis 2017;76:270-276. Worsening of the skin is what the
patient says of the last month.
"""

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.grade import names_of, names_unknown, shown
from cartwin.rules.response.call import (
    Call,
    as_call,
    call_rows,
    is_so,
    number,
    visit,
)
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.ssc_items import SscItem, ssc_visits
from cartwin.study import Study


__all__ = ["call_ssc_activity", "ssc_activity_visits"]

_ITEMS = (
    *(SscItem.SKIN_WORSENING, SscItem.DIGITAL_ULCERS, SscItem.FRICTION_RUBS),
    *("mrss", "crp", "dlco"),
)


def ssc_activity_visits(study: Study) -> pl.DataFrame:
    """Return the index of every visit and whether the disease is active.

    Without all items the score is null; the call is made where the others leave no doubt.
    """
    return _activity(ssc_visits(study))


def call_ssc_activity(**findings: float | None) -> Call:
    """Return the index: skin_worsening, digital_ulcers, friction_rubs, mrss, crp, dlco.

    CRP in mg/L, DLCO in % of predicted.

    >>> calm = dict(skin_worsening=0, digital_ulcers=0, friction_rubs=0, mrss=19, dlco=69)
    >>> call_ssc_activity(crp=10, **calm).score
    2.5
    """
    return as_call(_activity(visit(_ITEMS, findings)))


def _activity(visits: pl.DataFrame) -> pl.DataFrame:
    rule = load_criterion("eustar-activity")
    signs = {
        SscItem.SKIN_WORSENING: (is_so(SscItem.SKIN_WORSENING), rule["skin_worsening"]),
        SscItem.DIGITAL_ULCERS: (is_so(SscItem.DIGITAL_ULCERS), rule["digital_ulcers"]),
        SscItem.FRICTION_RUBS: (is_so(SscItem.FRICTION_RUBS), rule["friction_rubs"]),
        "mrss": (number("mrss") > rule["mrss"], rule["mrss_points"]),
        "crp": (number("crp") > rule["crp"], rule["crp_points"]),
        "dlco": (number("dlco") < rule["dlco"], rule["dlco_points"]),
    }
    low, high = (
        pl.sum_horizontal(
            [so.fill_null(value=unknown).cast(pl.Float64) * w for so, w in signs.values()]
        )
        for unknown in (False, True)
    )
    active = rule["active"]
    call = pl.when(low >= active).then(statement=True).when(high < active)
    states = {sign: so for sign, (so, _) in signs.items()}
    told = pl.format("{} points: {}", shown(low), names_of(states))
    unknown = pl.concat_str(pl.lit("cannot call: not known: "), names_unknown(states))
    results = {
        ResponseCol.SCORE: pl.when(low == high).then(low),
        ResponseCol.CALL: call.then(statement=False),
    }
    why = pl.when(pl.col(ResponseCol.CALL).is_null()).then(unknown).otherwise(told)
    return call_rows(visits, rule, results, why=why, items=_ITEMS)
