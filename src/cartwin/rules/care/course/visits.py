"""The schedule of visits, its windows, and which visits were kept."""

import math
from collections.abc import Iterator

import polars as pl

from cartwin.rules.anchors import numbered, patients_of
from cartwin.rules.care.columns import CareCol, Verdict
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.study import Col, Study


__all__ = ["SCHEDULES", "check_visits", "visit_windows"]

SCHEDULES = ("blood", "kinetics", "immunity", "disease")
"""What is repeated, each on its own days."""

_END = "_end"
_KEPT = "_kept"
_NUMBER = "_number"
_DUE = pl.col("_due")
_MISSED = _DUE & ~pl.col(_KEPT)


def visit_windows() -> pl.DataFrame:
    """Return the planned visits: schedule, planned, earliest, latest [d], whole days.

    A daily visit is its own day, whatever the hour; a later one may be early or late by
    10 % of its day, in whole days.

    >>> visit_windows().filter(schedule="immunity", planned=28).row(0)
    ('immunity', 28, 26, 30)
    """
    rules = load_criterion("visit-schedule")
    rows = [(name, day, *_window(day)) for name in SCHEDULES for day in rules[name]]
    columns = [CareCol.SCHEDULE, CareCol.PLANNED, CareCol.EARLIEST, CareCol.LATEST]
    return pl.DataFrame(rows, schema=columns, orient="row")


def check_visits(study: Study) -> pl.DataFrame:
    """Return one row per patient and schedule of which anything was recorded.

    A visit is kept if any analyte of its schedule was measured within its window. It is
    due if its window ended by the last day known of the patient: the end of follow-up, the
    last contact, or else the last measurement of the schedule.

    Returns
    -------
    DataFrame
        patient, schedule, verdict (met: all that were due were kept; failed; unknown: none
        was due), planned (how many were due), found (how many of them were kept), why (the
        days that were missed).
    """
    ends = _ends(study).with_row_index(_NUMBER)
    seen = _measured(study, ends[Col.PATIENT])
    parts = [_of_schedule(days, name, ends) for name, days in seen]
    return pl.concat([_no_rows(), *parts]).sort(Col.PATIENT, CareCol.SCHEDULE)


def _window(day: int) -> tuple[int, int]:
    rules = load_criterion("visit-schedule")
    margin = 0.0 if day <= rules["daily_until"] else day * rules["window"]
    return math.ceil(round(day - margin, 10)), math.floor(round(day + margin, 10))


def _measured(study: Study, known: pl.Series) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each schedule with number of patient and whole day of what was measured."""
    analytes = load_criterion("visit-schedule")["analytes"]
    day = pl.col(Col.DAY).floor().cast(pl.Int64)
    for name in SCHEDULES:
        of_it = pl.col(Col.ANALYTE).is_in(analytes[name]) & pl.col(Col.DAY).is_not_null()
        rows = study.observations.lazy().filter(of_it).select(Col.PATIENT, day).collect()
        if rows.height:
            number = numbered(rows[Col.PATIENT], known).alias(_NUMBER)
            yield name, rows.select(number, Col.DAY)


def _ends(study: Study) -> pl.DataFrame:
    """Patient and the last day known without looking at measurements."""
    contact = study.milestones.filter(pl.col(Col.MILESTONE) == "last_contact")
    last = contact.group_by(Col.PATIENT).agg(pl.col(Col.DAY).max().alias("_contact"))
    stated = study.patients.select(Col.PATIENT, Col.FOLLOW_UP)
    known = patients_of(study).join(stated, on=Col.PATIENT, how="left")
    end = pl.coalesce(Col.FOLLOW_UP, "_contact").alias(_END)
    return known.join(last, on=Col.PATIENT, how="left").select(Col.PATIENT, end)


def _of_schedule(seen: pl.DataFrame, name: str, ends: pl.DataFrame) -> pl.DataFrame:
    """Judge one schedule; sets of visits are bits of a number, one per visit."""
    windows = visit_windows().filter(pl.col(CareCol.SCHEDULE) == name)
    kept = _bits(windows).bitwise_or().alias(_KEPT)
    last = pl.col(Col.DAY).max().cast(pl.Float64).alias("_seen")
    by_patient = seen.group_by(_NUMBER).agg(kept, last)
    whole = ends.join(by_patient, on=_NUMBER, how="left").with_columns(
        pl.coalesce(_END, "_seen").alias(_END), pl.col(_KEPT).fill_null(0)
    )
    judged = whole.with_columns(_due(windows).alias("_due"))
    return judged.select(
        Col.PATIENT,
        pl.lit(name).alias(CareCol.SCHEDULE),
        _verdict().alias(CareCol.VERDICT),
        _DUE.bitwise_count_ones().cast(pl.Int64).alias(CareCol.PLANNED),
        (_DUE & pl.col(_KEPT)).bitwise_count_ones().cast(pl.Int64).alias(CareCol.FOUND),
        _why(windows).alias(RuleCol.WHY),
    )


def _bits(windows: pl.DataFrame) -> pl.Expr:
    """Bit of the visit whose window holds each day; 0 between the windows."""
    bits = {
        day: 1 << place
        for place, (_, _, earliest, latest) in enumerate(windows.iter_rows())
        for day in range(earliest, latest + 1)
    }
    return pl.col(Col.DAY).replace_strict(bits, default=0, return_dtype=pl.Int64)


def _due(windows: pl.DataFrame) -> pl.Expr:
    """Bits of the visits whose window ended by the last day known."""
    ended = [pl.col(_END) >= latest for latest in windows[CareCol.LATEST]]
    bits = [pl.when(over).then(1 << place) for place, over in enumerate(ended)]
    return pl.sum_horizontal(bits).cast(pl.Int64)


def _verdict() -> pl.Expr:
    return (
        pl.when(_DUE == 0)
        .then(pl.lit(Verdict.UNKNOWN))
        .when(_MISSED == 0)
        .then(pl.lit(Verdict.MET))
        .otherwise(pl.lit(Verdict.FAILED))
    )


def _why(windows: pl.DataFrame) -> pl.Expr:
    missed = [
        pl.when(_MISSED & (1 << place) > 0).then(pl.lit(str(day)))
        for place, day in enumerate(windows[CareCol.PLANNED])
    ]
    days = pl.concat_str(missed, separator=", ", ignore_nulls=True)
    return (
        pl.when(_DUE == 0)
        .then(pl.lit("no visit was due yet"))
        .when(_MISSED > 0)
        .then(pl.format("no measurement within the window of day {}", days))
    )


def _no_rows() -> pl.DataFrame:
    text, count = pl.String, pl.Int64
    return pl.DataFrame(
        schema={
            Col.PATIENT: text,
            CareCol.SCHEDULE: text,
            CareCol.VERDICT: text,
            CareCol.PLANNED: count,
            CareCol.FOUND: count,
            RuleCol.WHY: text,
        }
    )
