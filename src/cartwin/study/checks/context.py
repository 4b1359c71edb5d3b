"""What the rest of a record says about the patient of a row."""

from collections.abc import Iterator, Mapping
from functools import cache

import polars as pl

from cartwin.study.columns import Col
from cartwin.study.time import infusion_dates


__all__ = ["BIRTH", "STEPS", "context"]

STEPS = ("consent", "leukapheresis", "release", "infusion", "last_contact")
BIRTH = "born"
_OF_PATIENTS = {
    Col.BIRTH: BIRTH,
    Col.AGE: "age of the patient",
    Col.WEIGHT: "weight of the patient",
    Col.HEIGHT: "height of the patient",
    Col.FOLLOW_UP: "end of follow-up",
}


def context(tables: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield what the record knows of each patient, to be joined with their rows.

    The columns are `day of STEP` for each step of the therapy and for the death, the
    date of the first infusion, birth, age, weight, height and end of follow-up.
    """
    yield _steps(tables["milestones"])
    yield _infusions(tables["milestones"])
    yield _persons(tables["patients"])


def _steps(milestones: pl.DataFrame) -> pl.DataFrame:
    return milestones.group_by(Col.PATIENT).agg(*_first_days())


@cache
def _first_days() -> tuple[pl.Expr, ...]:
    step, day = pl.col(Col.MILESTONE), pl.col(Col.DAY)
    return tuple(
        day.filter(step == name).min().alias(f"day of {name}") for name in (*STEPS, "death")
    )


def _infusions(milestones: pl.DataFrame) -> pl.DataFrame:
    """Return the first date of infusion of each patient, and whether there are several."""
    dates = infusion_dates(milestones)
    given = milestones.filter(pl.col(Col.MILESTONE) == "reinfusion")
    again = given.select(Col.PATIENT, again=True).unique()
    return dates.join(again, on=Col.PATIENT, how="full", coalesce=True)


def _persons(patients: pl.DataFrame) -> pl.DataFrame:
    columns = [pl.col(c).alias(name) for c, name in _OF_PATIENTS.items()]
    return patients.select(Col.PATIENT, *columns).unique(Col.PATIENT)
