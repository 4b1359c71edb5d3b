"""The course of acquired haemophilia A: first remissions and relapse, one row a patient."""

import polars as pl

from cartwin.rules.anchors import patients_of
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.response.aha_items import aha_visits
from cartwin.rules.response.aha_remission import (
    each2_visits,
    gth_visits,
    negative,
    valid_fviii,
)
from cartwin.rules.response.columns import ResponseCol
from cartwin.study import Col, Study


__all__ = ["aha_course"]


def aha_course(study: Study, *, each2: bool = False) -> pl.DataFrame:
    """Return first partial and first complete remission after infusion, and relapse.

    A relapse is the first visit after complete remission with a detectable inhibitor and
    factor VIII below the threshold of the criterion. Null: did not happen, as far as the
    visits show. `each2` takes the criteria of EACH2, which know no partial remission.
    """
    name = "aha-each2" if each2 else "aha-gth"
    called = each2_visits(study) if each2 else gth_visits(study)
    after = called.filter(pl.col(Col.DAY) > 0)
    first = after.group_by(Col.PATIENT).agg(
        _first(["PR", "CR"]).alias(ResponseCol.FIRST_PARTIAL_DAY),
        _first(["CR"]).alias(ResponseCol.FIRST_COMPLETE_DAY),
        pl.col(ResponseCol.CALL).count().alias("called"),
        pl.len().alias("visits"),
    )
    again = _relapses(study, first, name)
    known = patients_of(study).join(first, on=Col.PATIENT, how="left")
    course = known.join(again, on=Col.PATIENT, how="left").sort(Col.PATIENT)
    told = pl.format("{} of {} visits after infusion could be called", "called", "visits")
    nothing = pl.lit("cannot call: no visit after infusion")
    why = pl.coalesce(told, nothing).alias(RuleCol.WHY)
    return course.with_columns(why).drop("called", "visits")


def _first(calls: list[str]) -> pl.Expr:
    return pl.col(Col.DAY).filter(pl.col(ResponseCol.CALL).is_in(calls)).min()


def _relapses(study: Study, first: pl.DataFrame, name: str) -> pl.DataFrame:
    criterion = load_criterion(name)
    floor = criterion["relapse_fviii"]
    low = valid_fviii(floor) < floor
    later = pl.col(Col.DAY) > pl.col(ResponseCol.FIRST_COMPLETE_DAY)
    visits = aha_visits(study).join(first, on=Col.PATIENT)
    back = visits.filter(later & low & ~negative(criterion["inhibitor"]))
    day = pl.col(Col.DAY).min().alias(ResponseCol.RELAPSE_DAY)
    return back.group_by(Col.PATIENT).agg(day)
