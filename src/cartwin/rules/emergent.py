"""Which grades are treatment-emergent: worse than at baseline."""

import polars as pl

from cartwin.rules.anchors import therapy_start
from cartwin.rules.columns import RuleCol
from cartwin.study import Col, Study


__all__ = ["flag_emergent", "is_emergent"]

_PLACE, _NUMBER = "place of the patient", "number of the term"


def is_emergent(baseline: int | None, grade: int | None) -> bool | None:
    """Return whether a grade is worse than that at baseline; None if either is unknown.

    >>> is_emergent(4, 4)
    False
    """
    return None if baseline is None or grade is None else grade > baseline


def flag_emergent(grades: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Return the grades with that at baseline, and whether each is worse.

    Baseline is the last grade given before the therapy started (lymphodepletion). In ITP
    a platelet count of 9 is grade 4 before and after: that is no adverse event.
    """
    key = [_PLACE, _NUMBER]  # of the patient and the term: numbers sort faster than names
    start = therapy_start(study).rename({Col.DAY: "start"}).with_row_index(_PLACE)
    terms = pl.Enum(grades[Col.TERM].unique().drop_nulls().sort())
    dated = grades.with_columns(
        pl.col(Col.TERM).cast(terms).to_physical().alias(_NUMBER)
    ).join(start, on=Col.PATIENT, how="left")
    earlier = dated.filter(pl.col(Col.DAY) <= pl.col("start"))
    baseline = (
        earlier.filter(pl.col(Col.GRADE).is_not_null())
        .sort(Col.DAY)
        .group_by(key)
        .agg(pl.col(Col.GRADE).last().alias(RuleCol.BASELINE_GRADE))
    )
    worse = pl.col(Col.GRADE) > pl.col(RuleCol.BASELINE_GRADE)
    flagged = dated.join(baseline, on=key, how="left").with_columns(
        pl.when(pl.col(Col.DAY) > pl.col("start")).then(worse).alias(RuleCol.EMERGENT)
    )
    strangers = flagged[_PLACE].has_nulls()  # grades of patients the study does not know
    order = (Col.PATIENT, Col.DAY, Col.TERM) if strangers else (_PLACE, Col.DAY, _NUMBER)
    return flagged.sort(order).drop("start", *key)
