"""What a measure is: how the patients of a cohort become the number that is reported."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col
from cartwin.trial.cohorts import INDEX


__all__ = [
    "Measure",
    "Summary",
    "count",
    "index",
    "measure_cohorts",
    "median",
    "patients_looked_at",
]

_ELIGIBLE = "eligible"

Array = npt.NDArray[np.float64]


class Summary(StrEnum):
    """How the patients of a cohort become one number."""

    COUNT = "count"  # patients with the finding
    MEDIAN = "median"  # of the cohort
    MEAN = "mean"  # of the cohort, where a mean is reported
    INDEX = "index"  # patient 1 alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How one quantity is measured.

    Attributes
    ----------
    outcome
        Column of the outcomes.
    summary
        Of the cohort.
    unit
        Printed after the number.
    reading
        How the publication's words were understood.
    otherwise
        Another outcome that the words could mean, and how they would then be read.
    eligible
        Outcome that says which patients are looked at; all, if None.
    code
        UCUM code of the number: one of time, 1 or a score; empty for that of the analyte.
    analyte
        What is read of the patients, if it is one; claims come in any of its units.
    diseases
        In which it can be told; empty: in all.
    by_plan
        Whether the protocol alone decides it, so that the twin cannot be wrong.
    """

    outcome: str
    summary: Summary
    unit: str = ""
    reading: str
    otherwise: tuple[str, str] | None = None
    eligible: str | None = None
    code: str = ""
    analyte: str = ""
    diseases: tuple[str, ...] = ()
    by_plan: bool = False


def count(outcome: str, reading: str, **more: Any) -> Measure:
    """Return a measure that counts patients."""
    return Measure(outcome=outcome, summary=Summary.COUNT, reading=reading, **more)


def median(outcome: str, unit: str, reading: str, **more: Any) -> Measure:
    """Return a measure that takes the median of a cohort."""
    summary = Summary.MEDIAN
    return Measure(outcome=outcome, summary=summary, unit=unit, reading=reading, **more)


def index(outcome: str, unit: str, reading: str, **more: Any) -> Measure:
    """Return a measure that reads off patient 1."""
    summary = Summary.INDEX
    return Measure(outcome=outcome, summary=summary, unit=unit, reading=reading, **more)


def measure_cohorts(outcomes: pl.DataFrame, measure: Measure) -> Array:
    """Return one number per cohort; NaN where it cannot be told.

    A count needs every eligible patient of the cohort to be decided: one who is not, or
    whose simulation failed, makes it NaN, never a "no".
    """
    table = _with_eligible(outcomes, measure)
    value = pl.col(measure.outcome).cast(pl.Float64).filter(pl.col(_ELIGIBLE))
    index = pl.col(Col.PATIENT).filter(pl.col(_ELIGIBLE)).str.ends_with(INDEX)
    summary = {
        Summary.COUNT: pl.when((value.null_count() == 0) & (value.len() > 0)).then(
            value.sum()
        ),
        Summary.MEDIAN: value.median(),
        Summary.MEAN: value.filter(value.is_finite()).mean(),
        Summary.INDEX: value.filter(index).first(),
    }[measure.summary]
    by_cohort = table.group_by(Col.COHORT, maintain_order=True).agg(summary.alias("x"))
    return by_cohort["x"].fill_null(float("nan")).to_numpy().astype(float)


def patients_looked_at(outcomes: pl.DataFrame, measure: Measure) -> tuple[int, int]:
    """Return the fewest and the most eligible patients of a cohort."""
    table = _with_eligible(outcomes, measure)
    sizes = table.group_by(Col.COHORT).agg(pl.col(_ELIGIBLE).sum())[_ELIGIBLE].to_list()
    return min(sizes, default=0), max(sizes, default=0)


def _with_eligible(outcomes: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    eligible = pl.lit(value=True) if measure.eligible is None else pl.col(measure.eligible)
    return outcomes.with_columns(
        (pl.col(Col.SEX) == "female").alias("is_female"),
        eligible.fill_null(value=True).alias(_ELIGIBLE),
    )
