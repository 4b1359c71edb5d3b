"""Steroids: how much is given, and how much would be needed on demand."""

from dataclasses import replace

import polars as pl

from cartwin.rules import load_criterion
from cartwin.study import Col, Study
from cartwin.trial.treatments.treatment import Treatment


__all__ = ["given_steroids", "with_steroids"]

FIRST, EVERY = 28, 28  # days; before the first, CAR-T cells expand
MG = 1000.0  # in a gram
COURSE, LOW = 4, 30  # days; count that is answered [10*9/L]


def with_steroids(treatment: Treatment, days: float) -> Treatment:
    """Return a treatment with steroids on demand: a course at each low count of a visit.

    Every four weeks from day 28 on a count below 30 is answered with 40 mg of
    dexamethasone on four days. The threshold is that below which ASH 2019 suggests
    corticosteroids in newly diagnosed adults; visits and course are assumed.

    >>> from cartwin.trial.treatments.catalogue import find_treatment
    >>> with_steroids(find_treatment("splenectomy"), 60.0).given
    'splenectomy 1 organ d0; dexamethasone 40 mg d28..31 if platelets < 30 at d28'
    """
    courses = (
        f"dexamethasone 40 mg d{day}..{day + COURSE - 1} if platelets < {LOW} at d{day}"
        for day in range(FIRST, int(days) - EVERY + 1, EVERY)
    )
    return replace(treatment, given="; ".join(filter(None, (treatment.given, *courses))))


def given_steroids(study: Study) -> pl.DataFrame:
    """Return patient and given: all steroids from day 0 on [g prednisolone]."""
    worth = load_criterion("washout-ebmt-2024")["prednisone_equivalent"]
    weights = study.patients.select(Col.PATIENT, Col.WEIGHT)
    per_kg = pl.col(Col.UNIT) == "mg/kg"
    each = pl.when(per_kg).then(pl.col(Col.WEIGHT)).otherwise(1.0) * pl.col(Col.AMOUNT)
    equal = pl.col(Col.DRUG).replace_strict(worth, default=None, return_dtype=pl.Float64)
    given = study.treatments.filter(
        pl.col(Col.DRUG).is_in(list(worth)) & (pl.col(Col.DAY) >= 0)
    )
    total = given.join(weights, on=Col.PATIENT).group_by(Col.PATIENT)
    table = study.patients.select(Col.PATIENT).join(
        total.agg(((each * equal).sum() / MG).alias("given")), on=Col.PATIENT, how="left"
    )
    return table.with_columns(pl.col("given").fill_null(0.0))
