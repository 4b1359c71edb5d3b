"""How long each patient was followed, and whether that goes on."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.statistics.columns import StatCol
from cartwin.study import Col, Study


__all__ = ["last_contact"]

_ENDS = ("death", "withdrawal")


def last_contact(study: Study) -> pl.DataFrame:
    """Return the last day on which anything is known of each patient.

    Columns: patient, last_day (the latest of follow-up, observations, assessments,
    adverse events, milestones and treatments; null if no day is known) and ongoing (not
    dead, not withdrawn).
    """
    tables = (
        *(study.observations, study.assessments, study.treatments),
        *(study.adverse_events, study.milestones),
    )
    known = [table.select(Col.PATIENT, Col.DAY) for table in tables]
    known.append(study.patients.select(Col.PATIENT, pl.col(Col.FOLLOW_UP).alias(Col.DAY)))
    left = study.milestones.filter(pl.col(Col.MILESTONE).is_in(_ENDS))[Col.PATIENT]
    ongoing = ~pl.col(Col.PATIENT).is_in(left.to_list()).alias(StatCol.ONGOING)
    days = pl.concat(known).group_by(Col.PATIENT)
    latest = days.agg(pl.col(Col.DAY).max().alias(RuleCol.LAST_DAY)).sort(Col.PATIENT)
    return latest.with_columns(ongoing)
