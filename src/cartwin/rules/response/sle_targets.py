"""Targets of treatment in systemic lupus erythematosus: DORIS remission and LLDAS.

Both look at SLEDAI-2K and at instrument `SLE`, items as in `SleItem`. Drugs are given as
daily doses at the visit; a maintenance drug that was not recorded was not taken.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.findings import FLAG, Span
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
from cartwin.rules.response.sle_sledai import (
    SledaiItem,
    one_visit,
    points,
    sledai_visits,
)
from cartwin.rules.response.visits import at_visits
from cartwin.study import Col, Study


__all__ = ["SLE", "SleItem", "call_doris", "call_lldas", "doris_visits", "lldas_visits"]

SLE = "SLE"
"""Name of the instrument in the record."""


class SleItem(StrEnum):
    """What the targets ask for beyond SLEDAI-2K.

    `phga`: physician's global assessment, 0 to 3; `prednisolone`: equivalent [mg/d];
    `stable_therapy`: antimalarials, immunosuppressants and biologics unchanged;
    `immunosuppressants`: any taken since the infusion; `new_activity`: a feature that was
    not there at the visit before; `standard_maintenance`: whether all maintenance drugs
    are standard, where their doses were not recorded; drugs: [mg/d], methotrexate
    [mg/wk]. Flags are 0 or 1.
    """

    PHGA = "phga"
    PREDNISOLONE = "prednisolone"
    STABLE_THERAPY = "stable_therapy"
    IMMUNOSUPPRESSANTS = "immunosuppressants"
    NEW_ACTIVITY = "new_activity"
    HAEMOLYTIC_ANAEMIA = "haemolytic_anaemia"
    GASTROINTESTINAL = "gastrointestinal"
    STANDARD_MAINTENANCE = "standard_maintenance"
    HYDROXYCHLOROQUINE = "hydroxychloroquine"
    METHOTREXATE = "methotrexate"
    AZATHIOPRINE = "azathioprine"
    MYCOPHENOLATE_MOFETIL = "mycophenolate_mofetil"
    MYCOPHENOLIC_ACID = "mycophenolic_acid"
    LEFLUNOMIDE = "leflunomide"


_DOSE = Span(0, 10_000, whole=False)
_SPANS: dict[str, Span] = {
    SleItem.PHGA: Span(0, 3, whole=False),
    SleItem.PREDNISOLONE: _DOSE,
    **dict.fromkeys(list(SleItem)[2:8], FLAG),
    **dict.fromkeys(list(SleItem)[8:], _DOSE),
}
_DORIS_ITEMS = (
    *(SleItem.PHGA, SleItem.PREDNISOLONE, SleItem.STABLE_THERAPY),
    SleItem.IMMUNOSUPPRESSANTS,
)


def doris_visits(
    study: Study, *, strict: bool = False, drug_free: bool = False, **sledai: float
) -> pl.DataFrame:
    """Return whether each visit with SLEDAI-2K findings is a DORIS remission.

    Parameters
    ----------
    study
        Any study.
    strict
        Whether 5 mg prednisolone a day is too much already, as the table prints it.
    drug_free
        Whether neither prednisolone nor any immunosuppressant since infusion is allowed.
    sledai
        Options of `sledai_visits`.
    """
    return _doris(_visits(study, **sledai), strict=strict, drug_free=drug_free)


def lldas_visits(study: Study, *, post_hoc: bool = False, **sledai: float) -> pl.DataFrame:
    """Return whether each visit with SLEDAI-2K findings is one of low disease activity.

    `post_hoc` looks at the descriptors of the variant that trials used; `sledai`: options
    of `sledai_visits`.
    """
    return _lldas(_visits(study, **sledai), post_hoc=post_hoc)


def call_doris(
    present: Iterable[str],
    *,
    strict: bool = False,
    drug_free: bool = False,
    **findings: float | None,
) -> Call:
    """Return whether one visit is a remission; findings as in `SleItem`.

    >>> calm = {"phga": 0.4, "prednisolone": 5, "stable_therapy": 1}
    >>> call_doris(["anti_dna"], **calm).call
    True
    >>> call_doris(["anti_dna"], strict=True, **calm).why
    'not met: prednisolone'
    """
    return as_call(_doris(_one(present, findings), strict=strict, drug_free=drug_free))


def call_lldas(
    present: Iterable[str], *, post_hoc: bool = False, **findings: float | None
) -> Call:
    """Return whether one visit is one of low disease activity; see `SleItem`.

    >>> calm = {"phga": 1, "prednisolone": 7.5, "new_activity": 0}
    >>> call_lldas(["arthritis"], **calm).call
    True
    >>> call_lldas(["proteinuria"], **calm).why
    'not met: no activity of major organs'
    """
    return as_call(_lldas(_one(present, findings), post_hoc=post_hoc))


def _visits(study: Study, **sledai: float) -> pl.DataFrame:
    key = [Col.PATIENT, Col.DAY]
    scored = sledai_visits(study, **sledai)
    further = at_visits(study, SLE, _SPANS, {SleItem.PHGA: "PGASLE"}, both=True)
    return scored.join(further, on=key, how="left")


def _one(present: Iterable[str], findings: Mapping[str, float | None]) -> pl.DataFrame:
    key = [Col.PATIENT, Col.DAY]
    return one_visit(present).join(visit(SleItem, findings), on=key)


def _doris(visits: pl.DataFrame, *, strict: bool, drug_free: bool) -> pl.DataFrame:
    criterion = load_criterion("doris")
    low, high = points(load_criterion("sledai-2k")["serology"])
    limit = criterion["clinical_sledai"]
    dose = number(SleItem.PREDNISOLONE)
    most = criterion["prednisolone"]
    conditions = {
        "no clinical activity": _at_most(low, high, limit),
        "physician's global": number(SleItem.PHGA) < criterion["phga"],
        "prednisolone": dose < most if strict else dose <= most,
        "stable therapy": is_so(SleItem.STABLE_THERAPY),
    }
    if drug_free:
        conditions["prednisolone"] = dose == 0
        conditions["stable therapy"] = pl.col(SleItem.IMMUNOSUPPRESSANTS) == 0
    return _called(visits, "doris", conditions, _DORIS_ITEMS)


def _lldas(visits: pl.DataFrame, *, post_hoc: bool) -> pl.DataFrame:
    criterion = load_criterion("lldas")
    major = criterion["major_post_hoc" if post_hoc else "major"]
    dose = number(SleItem.PREDNISOLONE)
    conditions = {
        "SLEDAI-2K": _at_most(*points(), criterion["sledai"]),
        "no activity of major organs": ~pl.any_horizontal([is_so(i) for i in major]),
        "no haemolysis or gut activity": _absent(
            SleItem.HAEMOLYTIC_ANAEMIA, SleItem.GASTROINTESTINAL
        ),
        "no new activity": pl.col(SleItem.NEW_ACTIVITY) == 0,
        "physician's global": number(SleItem.PHGA) <= criterion["pga"],
        "prednisolone": dose <= criterion["prednisolone"],
        "standard maintenance": _maintained(criterion["ceilings"]),
    }
    return _called(visits, "lldas", conditions, SleItem)


def _at_most(low: pl.Expr, high: pl.Expr, limit: float) -> pl.Expr:
    """Return whether a score known between two ends is at most this; else null."""
    return pl.when(low > limit).then(statement=False).when(high <= limit).then(True)


def _absent(*items: str) -> pl.Expr:
    """Return whether none was recorded as present: what is rare need not be recorded."""
    return pl.all_horizontal([is_so(i).not_().fill_null(value=True) for i in items])


def _maintained(ceilings: Mapping[str, float]) -> pl.Expr:
    within = [pl.col(drug).fill_null(0) <= most for drug, most in ceilings.items()]
    declared = is_so(SleItem.STANDARD_MAINTENANCE).fill_null(value=True)
    return pl.all_horizontal(declared, *within)


def _called(
    visits: pl.DataFrame,
    criterion: str,
    conditions: Mapping[str, pl.Expr],
    items: Iterable[str],
) -> pl.DataFrame:
    judged = Conditions(conditions)
    present = [i for i in SledaiItem if i in visits.columns]
    return call_rows(
        visits,
        load_criterion(criterion),
        {ResponseCol.CALL: judged.met},
        why=judged.why,
        items=[*present, *items],
    )
