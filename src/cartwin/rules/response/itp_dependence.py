"""Dependence on steroids, refractory and multirefractory ITP.

Rodeghiero F et al., Blood 2009;113:2386-2393 (IWG); Neunert C et al., Blood Adv
2019;3:3829-3866 (ASH); Mahevas M et al., Blood 2016;128:1625-1630 (multirefractory). The
record keeps the findings as instrument `ITP`, items as in `ItpItem`; those that nobody
assessed are derived from treatments and counts where they follow (see `itp_derived`).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.findings import FLAG, Span
from cartwin.rules.remembered import once_per_study
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
from cartwin.rules.response.itp_derived import DERIVED, with_derived
from cartwin.rules.response.visits import at_visits
from cartwin.study import Col, Study


__all__ = [
    "ITP",
    "ItpItem",
    "call_multirefractory",
    "call_refractory",
    "call_steroid_dependence",
    "dependence_visits",
    "refractory_visits",
]

ITP = "ITP"
"""Name of the instrument in the record."""


class ItpItem(StrEnum):
    """Findings of one visit; flags are 0 or 1.

    `steroid_days`: days on steroids that the count, or bleeding, needed; `prednisone`
    [mg/d]; `continuous`, `frequent_courses`: how it was given; `failed_treatments`: number
    that failed; `splenectomy_failed`; `needs_treatment`: to lower the risk of bleeding;
    `primary`: primary ITP was confirmed.
    """

    STEROID_DAYS = "steroid_days"
    PREDNISONE = "prednisone"
    CONTINUOUS = "continuous"
    FREQUENT_COURSES = "frequent_courses"
    FAILED_TREATMENTS = "failed_treatments"
    SPLENECTOMY_FAILED = "splenectomy_failed"
    NEEDS_TREATMENT = "needs_treatment"
    PRIMARY = "primary"


_SPANS: dict[str, Span] = {
    **dict.fromkeys(ItpItem, FLAG),
    ItpItem.STEROID_DAYS: Span(0, 100_000, whole=False),
    ItpItem.PREDNISONE: Span(0, 10_000, whole=False),
    ItpItem.FAILED_TREATMENTS: Span(0, 100),
}
_STEROID_ITEMS = tuple(ItpItem)[:4]
_REFRACTORY_ITEMS = (*tuple(ItpItem)[4:], Col.AGE)


def dependence_visits(study: Study, *, ash: bool = False) -> pl.DataFrame:
    """Return whether the patient depends on steroids, for every visit.

    Assessed visits, and what follows from the steroids given (see `steroid_days`).

    By IWG: needed for two months or more; by ASH: more than 5 mg prednisone a day all the
    time, or frequent courses.
    """
    return _dependence(_visits(study), ash=ash)


def refractory_visits(study: Study, *, splenectomy: bool = True) -> pl.DataFrame:
    """Return whether ITP is refractory, for every visit and at the start of the therapy.

    `splenectomy` asks for its failure, from 18 years on; below, and without that clause,
    two treatments must have failed.
    """
    ages = study.patients.select(Col.PATIENT, Col.AGE)
    visits = _visits(study).join(ages, on=Col.PATIENT, how="left")
    return _refractory(visits, splenectomy=splenectomy)


def call_steroid_dependence(*, ash: bool = False, **found: float | None) -> Call:
    """Return whether a patient depends on steroids; findings as in `ItpItem`.

    >>> call_steroid_dependence(ash=True, prednisone=5, continuous=1).call
    False
    """
    return as_call(_dependence(visit(ItpItem, found), ash=ash))


def call_refractory(
    *, age: float | None, splenectomy: bool = True, **found: float | None
) -> Call:
    """Return whether ITP is refractory; findings as in `ItpItem`, age in years.

    >>> child = dict(age=12, primary=1, failed_treatments=3, needs_treatment=1)
    >>> call_refractory(**child).call
    True
    >>> call_refractory(**{**child, "age": 40}).why
    'cannot call: not known: failure of splenectomy'
    """
    row = visit([*ItpItem, Col.AGE], {**found, Col.AGE: age})
    return as_call(_refractory(row, splenectomy=splenectomy))


def call_multirefractory(failed: Iterable[str]) -> bool:
    """Return whether all treatments that multirefractory disease asks for have failed.

    >>> call_multirefractory(["rituximab", "romiplostim", "eltrombopag"])
    False
    """
    return set(load_criterion("itp-dependence")["multirefractory"]) <= set(failed)


@once_per_study
def _visits(study: Study) -> pl.DataFrame:
    return with_derived(at_visits(study, ITP, _SPANS), study)


def _dependence(visits: pl.DataFrame, *, ash: bool) -> pl.DataFrame:
    rule = load_criterion("itp-dependence")
    dose = number(ItpItem.PREDNISONE) > rule["ash_dose"]
    courses = is_so(ItpItem.FREQUENT_COURSES).fill_null(value=False)
    by_ash = {"more than 5 mg/d, or courses": (dose & is_so(ItpItem.CONTINUOUS)) | courses}
    by_iwg = {"steroids": number(ItpItem.STEROID_DAYS) >= rule["steroid_days"]}
    return _called(visits, by_ash if ash else by_iwg, _STEROID_ITEMS)


def _refractory(visits: pl.DataFrame, *, splenectomy: bool) -> pl.DataFrame:
    rule = load_criterion("itp-dependence")
    several = pl.col(ItpItem.FAILED_TREATMENTS) >= rule["failed"]
    removed = is_so(ItpItem.SPLENECTOMY_FAILED)
    is_adult = pl.col(Col.AGE) >= rule["splenectomy_from"]
    failed = pl.when(is_adult).then(removed).when(~is_adult).then(several)
    name = "failure of splenectomy" if splenectomy else "treatments that failed"
    conditions = {
        "primary ITP": is_so(ItpItem.PRIMARY),
        name: failed if splenectomy else several,
        "need of treatment": is_so(ItpItem.NEEDS_TREATMENT),
    }
    return _called(visits, conditions, _REFRACTORY_ITEMS)


def _called(
    visits: pl.DataFrame, conditions: Mapping[str, pl.Expr], items: Iterable[str]
) -> pl.DataFrame:
    judged = Conditions(conditions)
    criterion = load_criterion("itp-dependence")
    results = {ResponseCol.CALL: judged.met}
    why = judged.why
    if DERIVED in visits.columns:
        told = pl.format("derived from treatments and counts: {}", DERIVED)
        why = pl.concat_str(
            why,
            pl.when(pl.col(DERIVED) != "").then(told),
            separator="; ",
            ignore_nulls=True,
        )
    return call_rows(visits, criterion, results, why=why, items=items)
