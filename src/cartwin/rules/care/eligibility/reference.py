"""The day as of which eligibility is judged: that of consent, where it is recorded."""

import polars as pl

from cartwin.rules.anchors import therapy_start
from cartwin.rules.grade import shown
from cartwin.study import Col, Study


__all__ = ["AS_OF", "ON", "START", "reference_days"]

ON = "_on"
"""Column with the reference day."""

START = "_start"
"""Column with the day on which therapy started."""

AS_OF = "_as_of"
"""Column that says in words which day that is."""

_CONSENT = "_consent"
_LISTED = "_listed"


def reference_days(study: Study) -> pl.DataFrame:
    """Return patient, reference day, start of therapy, and the former in words.

    The reference is the first milestone `consent`. Where there is none, or it has no day,
    or one after the start of therapy (see `therapy_start`), that start stands for it.
    Whether consent was recorded at all is in the column `consent` (1, or null).

    >>> from cartwin.study import Origin
    >>> dated = pl.DataFrame({"patient": ["A"], "milestone": ["consent"], "day": [-30.0]})
    >>> people = pl.DataFrame({"patient": ["A", "B"]})
    >>> study = Study(name="s", title="S", origin=Origin.REAL, disease="itp",
    ...               tables={"patients": people, "milestones": dated})
    >>> for patient, words in reference_days(study).select("patient", "_as_of").rows():
    ...     print(patient, words)
    A as of day -30 (consent)
    B as of day 0 (start of therapy; no consent is recorded)
    """
    signed = study.milestones.filter(pl.col(Col.MILESTONE) == "consent")
    first = signed.group_by(Col.PATIENT).agg(
        pl.col(Col.DAY).min().alias(_CONSENT), pl.lit(value=True).alias(_LISTED)
    )
    start = therapy_start(study).rename({Col.DAY: START})
    days = start.join(first, on=Col.PATIENT, how="left").sort(Col.PATIENT)
    before = pl.col(_CONSENT) <= pl.col(START)
    return days.select(
        Col.PATIENT,
        START,
        pl.when(before).then(_CONSENT).otherwise(START).alias(ON),
        _words(before).alias(AS_OF),
        pl.when(before | (_unknown(_CONSENT) & _known(_LISTED))).then(1.0).alias("consent"),
    )


def _words(before: pl.Expr) -> pl.Expr:
    why_not = (
        pl.when(_unknown(_LISTED))
        .then(pl.lit("no consent is recorded"))
        .when(_unknown(_CONSENT))
        .then(pl.lit("consent has no day"))
        .otherwise(pl.format("consent is dated day {}", shown(pl.col(_CONSENT))))
    )
    start = pl.format("as of day {} (start of therapy; {})", shown(pl.col(START)), why_not)
    return (
        pl.when(before)
        .then(pl.format("as of day {} (consent)", shown(pl.col(_CONSENT))))
        .otherwise(start)
    )


def _known(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


def _unknown(column: str) -> pl.Expr:
    return pl.col(column).is_null()
