"""Who is in a study, and from when to when their record reaches."""

import polars as pl

from cartwin.study.columns import Col
from cartwin.study.overview.answers import DATED, dated
from cartwin.study.schema import SCHEMA
from cartwin.study.study import Study


__all__ = ["last_days", "patients_of_study", "tables_of"]


def patients_of_study(study: Study, patients: pl.Series) -> pl.DataFrame:
    """Return patient, arm, diagnosis, sex, age [a], dose, first, last, last_contact [d]."""
    chosen = patients.alias(Col.PATIENT).to_frame()
    people = study.patients.select(
        Col.PATIENT, Col.ARM, Col.DIAGNOSIS, Col.SEX, Col.AGE, Col.FOLLOW_UP
    )
    known = chosen.join(people, on=Col.PATIENT, how="left", maintain_order="left")
    for frame in (_doses(study), _spans(study), _contacts(study)):
        known = known.join(frame, on=Col.PATIENT, how="left", maintain_order="left")
    contact = pl.coalesce("last_contact", Col.FOLLOW_UP).alias("last_contact")
    return known.with_columns(contact).drop(Col.FOLLOW_UP)


def last_days(study: Study, patients: pl.Series) -> pl.DataFrame:
    """Return patient and the last day that is known of the patient."""
    people = patients_of_study(study, patients)
    return people.select(
        Col.PATIENT, pl.max_horizontal("last", "last_contact").alias("last")
    )


def tables_of(study: Study, patients: pl.Series) -> pl.DataFrame:
    """Return table, rows, patients, first and last day of each table that has rows."""
    rows = []
    for name in SCHEMA:
        frame = dated(study, name)
        if Col.PATIENT in frame.columns and name != "reported":
            frame = frame.filter(pl.col(Col.PATIENT).is_in(patients.implode()))
        if len(frame):
            days = frame[Col.DAY] if Col.DAY in frame.columns else pl.Series([None])
            people = frame[Col.PATIENT].drop_nulls().n_unique()
            rows.append((name, len(frame), people, days.min(), days.max()))
    types = (pl.String, pl.Int64, pl.Int64, pl.Float64, pl.Float64)
    names = ("table", "rows", "patients", "first", "last")
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def _doses(study: Study) -> pl.DataFrame:
    """Return the CAR-T dose of each patient as a text, several joined by `+`."""
    given = study.treatments.filter(pl.col(Col.PURPOSE) == "car_t")
    amount, unit = pl.col(Col.AMOUNT), pl.col(Col.UNIT).fill_null("")
    text = amount.map_elements(_amount, return_dtype=pl.String) + unit
    return given.group_by(Col.PATIENT).agg(text.drop_nulls().str.join(" + ").alias("dose"))


def _amount(amount: float) -> str:
    """Return 300000 as 3e5."""
    if amount < 1e5:
        return f"{amount:g}"
    return f"{amount:.3e}".replace("e+0", "e").replace(".000", "")


def _spans(study: Study) -> pl.DataFrame:
    rows = pl.concat([dated(study, t).select(Col.PATIENT, Col.DAY) for t in DATED])
    day = pl.col(Col.DAY)
    return rows.group_by(Col.PATIENT).agg(day.min().alias("first"), day.max().alias("last"))


def _contacts(study: Study) -> pl.DataFrame:
    steps = dated(study, "milestones")
    found = steps.filter(pl.col(Col.MILESTONE).is_in(["last_contact", "death"]))
    return found.group_by(Col.PATIENT).agg(pl.col(Col.DAY).max().alias("last_contact"))
