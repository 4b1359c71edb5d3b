"""Times between the steps of the therapy."""

from datetime import date
from enum import StrEnum

import polars as pl

from cartwin.rules.anchors import patients_of
from cartwin.rules.care.product import CUSTODY
from cartwin.rules.columns import RuleCol
from cartwin.study import Col, Study


__all__ = ["MilestoneCol", "milestone_times", "vein_to_vein"]


class MilestoneCol(StrEnum):
    """Columns of the times between steps, each in days."""

    DECISION_TO_VEIN = "decision_to_vein"
    VEIN_TO_VEIN = "vein_to_vein"
    DOOR_TO_RELEASE = "door_to_release"
    MANUFACTURE = "manufacture"


_STEPS = ("consent", "leukapheresis", "release", "infusion")
_SCANS = ("receipt", "qc_release", "start", "harvest")
_SPANS = {
    MilestoneCol.DECISION_TO_VEIN: ("consent", "infusion"),
    MilestoneCol.VEIN_TO_VEIN: ("leukapheresis", "infusion"),
    MilestoneCol.DOOR_TO_RELEASE: ("receipt", "qc_release"),
    MilestoneCol.MANUFACTURE: ("start", "harvest"),
}


def vein_to_vein(leukapheresis: date, infusion: date) -> int:
    """Return the days from leukapheresis to infusion.

    >>> vein_to_vein(date(2024, 2, 10), date(2024, 3, 3))
    22

    Raises
    ------
    ValueError
        If the infusion is before the leukapheresis.
    """
    days = (infusion - leukapheresis).days
    if days < 0:
        msg = f"infusion {infusion} is before leukapheresis {leukapheresis}"
        raise ValueError(msg)
    return days


def milestone_times(study: Study) -> pl.DataFrame:
    """Return the days between steps of every patient; of a step done twice, the first.

    Returns
    -------
    DataFrame
        patient; decision_to_vein (consent to infusion) and vein_to_vein (leukapheresis to
        infusion), from the milestones; door_to_release (receipt at the manufacturer to its
        release) and manufacture (start to harvest), from the scans of `CUSTODY`; why
        (milestones without a day, or out of order). Null: not known.
    """
    scans = study.assessments.filter(pl.col(Col.INSTRUMENT) == CUSTODY)
    steps = _first_days(study.milestones, Col.MILESTONE, _STEPS)
    scanned = _first_days(scans, Col.ITEM, _SCANS)
    wide = patients_of(study).join(steps, on=Col.PATIENT, how="left")
    wide = wide.join(scanned, on=Col.PATIENT, how="left")
    spans = [_span(*ends).alias(name) for name, ends in _SPANS.items()]
    return wide.select(Col.PATIENT, *spans, _why().alias(RuleCol.WHY)).sort(Col.PATIENT)


def _first_days(rows: pl.DataFrame, column: Col, names: tuple[str, ...]) -> pl.DataFrame:
    day, step = pl.col(Col.DAY), pl.col(column)
    first = [day.filter(step == name).min().alias(name) for name in names]
    return rows.group_by(Col.PATIENT).agg(first)


def _span(start: str, end: str) -> pl.Expr:
    days = pl.col(end) - pl.col(start)
    return pl.when(days >= 0).then(days)


def _why() -> pl.Expr:
    missing = [pl.when(pl.col(s).is_null()).then(pl.lit(f"no day of {s}")) for s in _STEPS]
    order = [
        pl.when(pl.col(b) < pl.col(a)).then(pl.lit(f"{b} is dated before {a}"))
        for n, a in enumerate(_STEPS)
        for b in _STEPS[n + 1 :]
    ]
    text = pl.concat_str([*missing, *order], separator="; ", ignore_nulls=True)
    return pl.when(text != "").then(text)
