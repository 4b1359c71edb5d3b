"""Platelet counts and days of bleeding, as the record holds them."""

import polars as pl

from cartwin.rules.findings import Span, findings
from cartwin.rules.remembered import once_per_study
from cartwin.study import Col, Study


__all__ = ["bleeding_days", "platelets"]

_DOMAINS = {
    "who": Span(0, 4),
    "skin": Span(0, 5),
    "mucosae": Span(0, 5),
    "organs": Span(0, 5),
}


@once_per_study
def platelets(study: Study) -> pl.DataFrame:
    """Return patient, day and value of every dated count; a limit counts as the value."""
    dated = pl.col(Col.DAY).is_not_null()
    counts = study.observations.lazy().filter((pl.col(Col.ANALYTE) == "PLAT") & dated)
    return counts.select(Col.PATIENT, Col.DAY, Col.VALUE).collect()


@once_per_study
def bleeding_days(study: Study) -> pl.DataFrame:
    """Return patient and day of every visit with bleeding of any scale."""
    dated = study.assessments.filter(
        (pl.col(Col.INSTRUMENT) == "BLEEDING") & pl.col(Col.DAY).is_not_null()
    )
    visits = findings(dated, "BLEEDING", numbers=_DOMAINS)
    return visits.filter(pl.max_horizontal(*_DOMAINS) > 0).select(Col.PATIENT, Col.DAY)
