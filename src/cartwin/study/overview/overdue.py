"""Visits of the protocol that should have been recorded by now."""

import polars as pl

from cartwin.study.columns import Col
from cartwin.study.overview.answers import DATED, dated
from cartwin.study.overview.people import last_days
from cartwin.study.study import Study
from cartwin.study.time import (
    INFUSION_DATE,
    bounds,
    date_problems,
    days_of_dates,
    with_infusion_date,
)


__all__ = ["overdue_of", "window"]

_SCHEMA = {
    Col.PATIENT: pl.String, "visit": pl.String, Col.DAY: pl.Float64, "until": pl.Float64
}  # fmt: skip


def overdue_of(study: Study, patients: pl.Series, today: str | None) -> pl.DataFrame:
    """Return the visits whose window has passed without a record.

    Parameters
    ----------
    today
        Date by which visits are due; by default the latest in the record. Where a patient
        has no date of infusion, the last day known of the patient stands for it.

    Returns
    -------
    patient, visit (analyte or instrument), its day, and the day until which it was due.

    Notes
    -----
    A visit may be a day off in the first two weeks, three days off until day 35, a week
    off until day 120 and two weeks after that; before the infusion, three days.
    """
    if study.protocol is None or not study.protocol.visits:
        return pl.DataFrame(schema=_SCHEMA)
    plan = [(code, d) for code, days in study.protocol.visits.items() for d in days]
    visits = pl.DataFrame(plan, schema=["visit", Col.DAY], orient="row").with_columns(
        (pl.col(Col.DAY).cast(pl.Float64) + window(pl.col(Col.DAY))).alias("until"),
        pl.col(Col.DAY).cast(pl.Float64),
    )
    due = _horizons(study, patients, today).join(visits, how="cross")
    due = due.filter(pl.col("until") < pl.col("horizon"))
    nearest = due.sort(Col.DAY).join_asof(
        _recorded(study).with_columns(pl.col(Col.DAY).alias("found")).sort(Col.DAY),
        on=Col.DAY,
        by=[Col.PATIENT, "visit"],
        strategy="nearest",
        check_sortedness=False,
    )
    off = (pl.col("found") - pl.col(Col.DAY)).abs()
    late = nearest.filter((off > window(pl.col(Col.DAY))).fill_null(value=True))
    return late.select(*_SCHEMA).sort(Col.PATIENT, Col.DAY, "visit")


def window(day: pl.Expr) -> pl.Expr:
    """Return by how many days a visit may be off."""
    early = pl.when(day < 0).then(3.0).when(day <= 14).then(1.0)
    return early.when(day <= 35).then(3.0).when(day <= 120).then(7.0).otherwise(14.0)


def _recorded(study: Study) -> pl.DataFrame:
    seen = dated(study, "observations").select(Col.PATIENT, Col.DAY, visit=Col.ANALYTE)
    asked = dated(study, "assessments").select(Col.PATIENT, Col.DAY, visit=Col.INSTRUMENT)
    return pl.concat([seen, asked]).drop_nulls().unique()


def _horizons(study: Study, patients: pl.Series, today: str | None) -> pl.DataFrame:
    """Return by patient the day up to which visits are due, at most death or withdrawal."""
    known = with_infusion_date(last_days(study, patients), study.milestones)
    milestones = dated(study, "milestones")
    gone = milestones.filter(pl.col(Col.MILESTONE).is_in(["death", "withdrawal"]))
    end = gone.group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias("end"))
    people = known.join(end, on=Col.PATIENT, how="left", maintain_order="left")
    now = pl.Series([today or _latest(study)], dtype=pl.String).new_from_index(
        0, len(people)
    )
    by_date = days_of_dates(now, people[INFUSION_DATE], study.provenance.get("time_zone"))
    horizon = pl.max_horizontal("last", by_date.alias("now"))
    return people.select(
        Col.PATIENT, pl.min_horizontal(horizon, "end").fill_null(-1e9).alias("horizon")
    )


def _latest(study: Study) -> str | None:
    """Return the latest complete date in the record."""
    dates = pl.concat([study.tables[t][Col.DATE] for t in DATED]).drop_nulls()
    dates = dates.filter(date_problems(dates).is_null() & (dates.str.len_chars() >= 10))
    return max((str(bounds(text)[0])[:10] for text in dates.unique()), default=None)
