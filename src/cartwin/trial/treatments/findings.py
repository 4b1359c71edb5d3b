"""One row per virtual patient: what became of it, by the rules over its record."""

import polars as pl

from cartwin.rules import (
    RuleCol,
    call_itp_response,
    flag_emergent,
    grade_crs_visits,
    grade_ctcae,
    grade_icans_visits,
    load_criterion,
    worst_grades,
)
from cartwin.study import Col, Study
from cartwin.trial.outcome import joined, near
from cartwin.trial.treatments.counts import count_findings
from cartwin.trial.treatments.measures import TREATMENT_MEASURES


__all__ = ["find_outcomes"]

YEAR = 365.25  # days
SEVERE = 3  # grade of CTCAE
MONTH_3 = 90.0  # day
MAJOR = "major bleeding"


def find_outcomes(study: Study) -> pl.DataFrame:
    """Return one row per patient: patient, cohort (the person), arm, each measure.

    Measures are null where they are not known, as of patients whose course could not be
    computed. Shares are 1 or 0; a day that did not come is infinite.
    """
    parts = (
        count_findings(study),
        _responses(study),
        _month_3(study),
        _events(study),
        _steroids(study),
        _neutropenia(study),
        _igg(study),
        *_bedside(study),
    )
    table = joined(study, parts).join(
        study.patients.select(Col.PATIENT, Col.COHORT, Col.ARM, Col.STATUS),
        on=Col.PATIENT,
        maintain_order="left",
    )
    ok = pl.col(Col.STATUS) == "ok"
    known = [
        pl.when(ok).then(pl.col(m.name).cast(pl.Float64)).alias(m.name)
        for m in TREATMENT_MEASURES
    ]
    return table.select(Col.PATIENT, Col.COHORT, Col.ARM, *known)


def _responses(study: Study) -> pl.DataFrame:
    best = pl.col(RuleCol.BEST)
    return call_itp_response(study).select(
        Col.PATIENT,
        pl.col(RuleCol.BASELINE).alias("baseline"),
        best.is_in(["R", "CR"]).alias("response"),
        (best == "CR").alias("complete"),
    )


def _month_3(study: Study) -> pl.DataFrame:
    found = near(study.values("PLAT"), MONTH_3)
    return found.select(Col.PATIENT, pl.col(Col.VALUE).alias("day_90"))


def _events(study: Study) -> pl.DataFrame:
    """Return events per year since day 0; none recorded is none, in a virtual record."""
    after = study.adverse_events.filter(pl.col(Col.DAY) >= 0)
    term = pl.col(Col.TERM)
    counted = after.group_by(Col.PATIENT).agg(
        term.str.contains("bleeding").sum().alias("bleeds"),
        (term == MAJOR).sum().alias("major_bleeds"),
        (term == "infection").sum().alias("infections"),
    )
    years = study.patients.select(
        Col.PATIENT, (pl.col(Col.FOLLOW_UP) / YEAR).alias("years")
    )
    both = years.join(counted, on=Col.PATIENT, how="left", maintain_order="left")
    names = ("bleeds", "major_bleeds", "infections")
    return both.select(
        Col.PATIENT, *((pl.col(x).fill_null(0) / pl.col("years")).alias(x) for x in names)
    )


def _steroids(study: Study) -> pl.DataFrame:
    """Return all steroids that were given from day 0 on [mg prednisolone]."""
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
        total.agg((each * equal).sum().alias("steroids")), on=Col.PATIENT, how="left"
    )
    return table.with_columns(pl.col("steroids").fill_null(0.0))


def _neutropenia(study: Study) -> pl.DataFrame:
    counts = study.observations.filter(pl.col(Col.ANALYTE) == "NEUT")
    graded = flag_emergent(grade_ctcae(counts, version="5.0"), study)
    severe = (pl.col(Col.GRADE) >= SEVERE) & pl.col(RuleCol.EMERGENT)
    found = graded.group_by(Col.PATIENT).agg(severe.any().alias("neutropenia"))
    return found.select(Col.PATIENT, "neutropenia")


def _igg(study: Study) -> pl.DataFrame:
    after = study.values("IGG").filter(pl.col(Col.DAY) >= 0)
    return after.group_by(Col.PATIENT).agg(pl.col(Col.VALUE).min().alias("igg"))


def _bedside(study: Study) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return whether there was CRS or ICANS; null where it was not looked for."""
    crs = worst_grades(grade_crs_visits(study.assessments))
    icans = worst_grades(grade_icans_visits(study.assessments, study.patients))
    some = pl.col(Col.GRADE) >= 1
    return (
        crs.select(Col.PATIENT, some.alias("crs")),
        icans.select(Col.PATIENT, some.alias("icans")),
    )
