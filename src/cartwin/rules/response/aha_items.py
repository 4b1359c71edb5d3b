"""What remission in acquired haemophilia A looks at, visit by visit.

Factor VIII and its inhibitor are observations (`FVIII`, `F8INH`, the assay as method); the
rest is instrument `AHA`, items as in `AhaItem`.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.findings import FLAG, Span
from cartwin.rules.remembered import once_per_study
from cartwin.rules.response.aha_assay import with_emicizumab
from cartwin.rules.response.visits import at_visits
from cartwin.study import Col, Study


__all__ = ["AHA", "AhaItem", "aha_visits"]

AHA = "AHA"
"""Name of the instrument in the record."""

_KEY = [Col.PATIENT, Col.DAY]


class AhaItem(StrEnum):
    """Findings of one visit; flags are 0 or 1.

    `hours_since_haemostatic`: hours since the last haemostatic treatment, a large number
    if there was none; `prednisolone`: equivalent [mg/d]; `other_immunosuppression`: any
    but steroids goes on.
    """

    ACTIVE_BLEEDING = "active_bleeding"
    HOURS_SINCE_HAEMOSTATIC = "hours_since_haemostatic"
    PREDNISOLONE = "prednisolone"
    OTHER_IMMUNOSUPPRESSION = "other_immunosuppression"


_SPANS: dict[str, Span] = {
    AhaItem.ACTIVE_BLEEDING: FLAG,
    AhaItem.HOURS_SINCE_HAEMOSTATIC: Span(0, 1e6, whole=False),
    AhaItem.PREDNISOLONE: Span(0, 10_000, whole=False),
    AhaItem.OTHER_IMMUNOSUPPRESSION: FLAG,
}


@once_per_study
def aha_visits(study: Study) -> pl.DataFrame:
    """Return a row for every day with factor VIII, inhibitor or an assessment.

    Where one day has several assays, the one that holds under emicizumab goes first.
    """
    visits = at_visits(study, AHA, _SPANS)
    for name, code in (("fviii", "FVIII"), ("inhibitor", "F8INH")):
        values = _values(study, name, code)
        visits = visits.join(values, on=_KEY, how="full", coalesce=True)
    return with_emicizumab(visits, study)


def _values(study: Study, name: str, code: str) -> pl.DataFrame:
    dated = study.values(code).filter(pl.col(Col.DAY).is_not_null())
    bovine = pl.col(Col.METHOD).str.contains("bovine").fill_null(value=False)
    first = dated.sort(bovine, descending=True).unique(_KEY, keep="first")
    return first.select(
        *_KEY,
        pl.col(Col.VALUE).alias(name),
        pl.col(Col.CENSORING).alias(f"{name}_censoring"),
        pl.col(Col.METHOD).alias(f"{name}_assay"),
    )
