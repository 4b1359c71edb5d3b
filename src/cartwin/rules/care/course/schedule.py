"""The follow-up to fifteen years of every patient of a record, by day."""

from datetime import date

import polars as pl

from cartwin.rules.anchors import numbered, patients_of
from cartwin.rules.care.columns import CareCol, Verdict
from cartwin.rules.care.course.follow_up import follow_up_plan
from cartwin.rules.columns import RuleCol
from cartwin.study import Col, Study


__all__ = ["follow_up_schedule"]

_ANY = date(2001, 1, 1)  # the day of a year moves by one at most
_LAST = pl.col(RuleCol.LAST_DAY)


def follow_up_schedule(study: Study) -> pl.DataFrame:
    """Return what is planned for every patient, and whether they were known as long.

    Returns
    -------
    DataFrame
        patient, day (since infusion; of leap years one more), expected (what), verdict
        (met: anything of the patient is known from that day on; unknown: not yet), why
        (who asks for it), evidence, certainty.
    """
    plan = follow_up_plan(_ANY)
    rows = pl.DataFrame(
        {
            Col.DAY: [float((f.on - _ANY).days) for f in plan],
            CareCol.EXPECTED: [f.what for f in plan],
            RuleCol.WHY: [f"asked by {f.asked_by}" for f in plan],
            Col.CERTAINTY: [str(f.certainty) for f in plan],
        }
    )
    people = patients_of(study)
    place = [numbered(t[Col.PATIENT], people[Col.PATIENT]) for t in _dated(study)]
    known = pl.concat(
        t.select(p.alias("place"), Col.DAY)
        for t, p in zip(_dated(study), place, strict=True)
    )
    last = known.group_by("place").agg(pl.col(Col.DAY).max().alias(RuleCol.LAST_DAY))
    people = people.with_row_index("place").join(last, on="place", how="left")
    reached = (pl.col(Col.DAY) <= _LAST).fill_null(value=False)
    met, open_ = pl.lit(Verdict.MET.value), pl.lit(Verdict.UNKNOWN.value)
    verdict = pl.when(reached).then(met).otherwise(open_)
    seen = pl.format("last known day {}", _LAST).fill_null("nothing is known")
    planned = people.join(rows, how="cross").with_columns(
        verdict.alias(CareCol.VERDICT), seen.alias(RuleCol.EVIDENCE)
    )
    return planned.select(
        *(Col.PATIENT, Col.DAY, CareCol.EXPECTED, CareCol.VERDICT, RuleCol.WHY),
        *(RuleCol.EVIDENCE, Col.CERTAINTY),
    )


def _dated(study: Study) -> tuple[pl.DataFrame, ...]:
    return (study.observations, study.assessments, study.milestones)
