"""Platelet counts, and bleeding, as the record holds them.

Bleeding is instrument `BLEEDING`: item `who` (0 to 4), or the ITP-BAT domains `skin`,
`mucosae`, `organs`; any item above 0 is bleeding on that day.
"""

import polars as pl

from cartwin.rules.findings import Span, findings
from cartwin.rules.remembered import once_per_study
from cartwin.rules.response.visits import at_visits
from cartwin.study import Col, Study


__all__ = ["BLEEDING", "assessed_patients", "bleeding_days", "platelet_counts", "platelets"]

BLEEDING = "BLEEDING"
"""Name of the instrument in the record."""

_DOMAINS = {"who": Span(0, 4), **dict.fromkeys(("skin", "mucosae", "organs"), Span(0, 5))}


@once_per_study
def platelet_counts(study: Study) -> pl.DataFrame:
    """Return patient, day, value and censoring of every dated count."""
    dated = pl.col(Col.DAY).is_not_null()
    counts = study.observations.lazy().filter((pl.col(Col.ANALYTE) == "PLAT") & dated)
    return counts.select(Col.PATIENT, Col.DAY, Col.VALUE, Col.CENSORING).collect()


def platelets(study: Study) -> pl.DataFrame:
    """Return patient, day and value of every dated count; a limit counts as the value."""
    return platelet_counts(study).drop(Col.CENSORING)


@once_per_study
def bleeding_days(study: Study) -> pl.DataFrame:
    """Return patient and day of every visit with bleeding of any scale."""
    visits = at_visits(study, BLEEDING, _DOMAINS)
    return visits.filter(pl.max_horizontal(*_DOMAINS) > 0).select(Col.PATIENT, Col.DAY)


def assessed_patients(study: Study) -> pl.DataFrame:
    """Return the patients of whom it was ever assessed whether they bleed."""
    visits = findings(study.assessments, BLEEDING, numbers=_DOMAINS)
    return visits.select(Col.PATIENT).unique()
