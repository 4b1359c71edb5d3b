"""One row per virtual patient: what became of it, by the rules over its record."""

import polars as pl

from cartwin.rules import (
    RuleCol,
    call_itp_response,
    flag_emergent,
    grade_crs_visits,
    grade_ctcae,
    grade_icans_visits,
    worst_grades,
)
from cartwin.study import Col, Study
from cartwin.trial.outcome import joined, near
from cartwin.trial.treatments.counts import count_findings
from cartwin.trial.treatments.measures import TREATMENT_MEASURES
from cartwin.trial.treatments.steroids import given_steroids


__all__ = ["find_outcomes"]

YEAR = 365.25  # days
SEVERE = 3  # grade of CTCAE, and of ICANS
MONTH_3 = 90.0  # day
WEEKS_24 = 168.0  # day
LOW_IGG = 4.0  # g/L
MAJOR = "major bleeding"
NEEDED = "steroids_needed"


def find_outcomes(study: Study, on_demand: Study | None = None) -> pl.DataFrame:
    """Return one row per patient: patient, person, cohort, arm, and what is measured.

    The person is the same in all arms, and so is its cohort.

    Measures are null where they are not known, as of patients whose course could not be
    computed. Shares are 1 or 0; a day that did not come is infinite.

    Parameters
    ----------
    on_demand
        The same patients, who also got steroids on demand.
    """
    parts = (
        count_findings(study),
        _responses(study),
        _month_3(study),
        _events(study),
        given_steroids(study).rename({"given": "steroids"}),
        _on_demand(study, on_demand),
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
    columns = dict.fromkeys(m.column for m in TREATMENT_MEASURES)
    known = [pl.when(ok).then(pl.col(x).cast(pl.Float64)).alias(x) for x in columns]
    person = pl.col(Col.PATIENT).str.strip_suffix(pl.format("-{}", Col.ARM))
    return table.select(Col.PATIENT, person.alias("person"), Col.COHORT, Col.ARM, *known)


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
    """Return events per year since day 0, and whether there was one in 24 weeks.

    None recorded is none, in a virtual record.
    """
    after = study.adverse_events.filter(pl.col(Col.DAY) >= 0)
    bleed = pl.col(Col.TERM).str.contains("bleeding")
    infection, early = pl.col(Col.TERM) == "infection", pl.col(Col.DAY) <= WEEKS_24
    rates = {
        "bleeds": bleed,
        "major_bleeds": pl.col(Col.TERM) == MAJOR,
        "infections": infection,
        "severe_infections": infection & (pl.col(Col.GRADE) >= SEVERE),
    }
    ever = {"bled": bleed & early, "infected": infection & early}
    counted = after.group_by(Col.PATIENT).agg(
        x.sum().alias(name) for name, x in (rates | ever).items()
    )
    who = study.patients.select(Col.PATIENT, Col.FOLLOW_UP)
    both = who.join(counted, on=Col.PATIENT, how="left", maintain_order="left")
    years = pl.col(Col.FOLLOW_UP) / YEAR
    long = pl.col(Col.FOLLOW_UP) >= WEEKS_24
    return both.select(
        Col.PATIENT,
        *((pl.col(x).fill_null(0) / years).alias(x) for x in rates),
        *(pl.when(long).then(pl.col(x).fill_null(0) > 0).alias(x) for x in ever),
    )


def _on_demand(study: Study, other: Study | None) -> pl.DataFrame:
    if other is None:
        return study.patients.select(Col.PATIENT, pl.lit(None, pl.Float64).alias(NEEDED))
    ok = other.patients.filter(pl.col(Col.STATUS) == "ok").select(Col.PATIENT)
    return given_steroids(other).rename({"given": NEEDED}).join(ok, on=Col.PATIENT)


def _neutropenia(study: Study) -> pl.DataFrame:
    counts = study.observations.filter(pl.col(Col.ANALYTE) == "NEUT")
    graded = flag_emergent(grade_ctcae(counts, version="5.0"), study)
    severe = (pl.col(Col.GRADE) >= SEVERE) & pl.col(RuleCol.EMERGENT)
    found = graded.group_by(Col.PATIENT).agg(severe.any().alias("neutropenia"))
    return found.select(Col.PATIENT, "neutropenia")


def _igg(study: Study) -> pl.DataFrame:
    after = study.values("IGG").filter(pl.col(Col.DAY) >= 0)
    lowest = pl.col(Col.VALUE).min()
    return after.group_by(Col.PATIENT).agg(
        lowest.alias("igg"), (lowest < LOW_IGG).alias("low_igg")
    )


def _bedside(study: Study) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return whether there was CRS or ICANS; null where it was not looked for."""
    crs = worst_grades(grade_crs_visits(study.assessments))
    icans = worst_grades(grade_icans_visits(study.assessments, study.patients))
    grade = pl.col(Col.GRADE)
    return (
        crs.select(Col.PATIENT, (grade >= 1).alias("crs")),
        icans.select(
            Col.PATIENT,
            (grade >= 1).alias("icans"),
            (grade >= SEVERE).alias("severe_icans"),
        ),
    )
