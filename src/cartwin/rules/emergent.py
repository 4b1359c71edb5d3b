"""Which grades are treatment-emergent: worse than at baseline."""

import numpy as np
import polars as pl

from cartwin.rules.anchors import numbered, therapy_start
from cartwin.rules.columns import RuleCol
from cartwin.rules.order import in_order
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
    start = therapy_start(study)
    terms = grades[Col.TERM].unique().drop_nulls().sort()
    keyed = grades.with_columns(
        numbered(grades[Col.PATIENT], start[Col.PATIENT]).alias(_PLACE),
        pl.col(Col.TERM).cast(pl.Enum(terms)).to_physical().alias(_NUMBER),
    )
    ordered = _sorted(keyed)
    begun = start[Col.DAY].gather(ordered[_PLACE])
    baseline = _baseline(ordered, begun, (start.height, len(terms)))
    worse = pl.col(Col.GRADE) > pl.col(RuleCol.BASELINE_GRADE)
    return ordered.with_columns(baseline).with_columns(
        pl.when(pl.col(Col.DAY) > begun).then(worse).alias(RuleCol.EMERGENT)
    ).drop(_PLACE, _NUMBER)  # fmt: skip


def _sorted(keyed: pl.DataFrame) -> pl.DataFrame:
    """Return the grades by patient, day and term: numbers sort faster than names."""
    if keyed[_PLACE].has_nulls():  # grades of patients the study does not know
        return keyed.sort(Col.PATIENT, Col.DAY, Col.TERM)
    return in_order(keyed, _PLACE, Col.DAY, _NUMBER)


def _baseline(ordered: pl.DataFrame, begun: pl.Series, size: tuple[int, int]) -> pl.Series:
    """Return the last grade of each patient and term before the therapy, row by row."""
    patients, terms = size
    grade, unknown = ordered[Col.GRADE], -1
    cell = (
        ordered[_PLACE].fill_null(patients).cast(pl.Int64) * (terms + 1)
        + ordered[_NUMBER].fill_null(terms)
    ).to_numpy()  # fmt: skip
    own = ordered[_PLACE].is_not_null() & ordered[_NUMBER].is_not_null()
    early = (own & grade.is_not_null() & (ordered[Col.DAY] <= begun)).fill_null(value=False)
    last = np.full((patients + 1) * (terms + 1), unknown, np.int8)
    rows = early.to_numpy()
    last[cell[rows]] = grade.filter(early).to_numpy()  # of several the last, by day
    found = pl.Series(RuleCol.BASELINE_GRADE, last[cell])
    return found.replace(unknown, None).cast(grade.dtype)
