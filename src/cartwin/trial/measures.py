"""How each reported quantity is measured on a cohort.

A claim names its quantity; the quantity decides which outcome is looked at, whether
patients are counted, a median is taken, or patient 1 is read off, and how the wording of
the publication was understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col
from cartwin.trial.cohorts import INDEX
from cartwin.trial.outcomes import Outcome


__all__ = ["MEASURES", "Measure", "Summary", "measure_cohorts", "patients_looked_at"]

_ELIGIBLE = "eligible"

Array = npt.NDArray[np.float64]


class Summary(StrEnum):
    """How the patients of a cohort become one number."""

    COUNT = "count"  # patients with the finding
    MEDIAN = "median"  # of the cohort
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
    """

    outcome: str
    summary: Summary
    unit: str = ""
    reading: str
    otherwise: tuple[str, str] | None = None
    eligible: str | None = None


def _count(outcome: str, reading: str, **more: Any) -> Measure:
    return Measure(outcome=outcome, summary=Summary.COUNT, reading=reading, **more)


def _median(outcome: str, unit: str, reading: str) -> Measure:
    return Measure(outcome=outcome, summary=Summary.MEDIAN, unit=unit, reading=reading)


def _index(
    outcome: str, unit: str, reading: str, otherwise: tuple[str, str] | None = None
) -> Measure:
    summary = Summary.INDEX
    return Measure(
        outcome=outcome, summary=summary, unit=unit, reading=reading, otherwise=otherwise
    )


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "crs_grade_1": _count(Outcome.CRS_1, "highest ASTCT grade of CRS is 1"),
        "crs_grade_2_or_more": _count(
            Outcome.CRS_2, "highest ASTCT grade of CRS is 2 to 5"
        ),
        "icans_grade_3_or_more": _count(
            Outcome.ICANS_3,
            "highest ASTCT grade of ICANS is 3 to 5; the report names grade 3",
        ),
        "car_expansion": _count(Outcome.EXPANSION, "CAR copies quantifiable at least once"),
        "car_tmax": _median(Outcome.TMAX, "d", "median day of the highest sampled value"),
        "b_cells_eliminated": _count(
            Outcome.ELIMINATED, "CD19+ cells below the limit of quantification"
        ),
        "b_cell_aplasia_persistent": _count(
            Outcome.APLASTIC,
            "depleted, and no confirmed return until last follow-up",
            otherwise=(Outcome.APLASTIC_60, "no confirmed return by day 60"),
        ),
        "b_cell_return_one_month": _count(
            Outcome.RETURNED,
            "first of two samples with 10/uL or more by day 45",
            otherwise=(Outcome.RETURNED_5, "5/uL or more by day 45"),
        ),
        "objective_response": _count(
            Outcome.RESPONSE, "R or CR of IWG 2009, before any rescue with daratumumab"
        ),
        "no_response": _count(Outcome.NO_RESPONSE, "neither R nor CR of IWG 2009"),
        "complete_response_3_months": _count(
            Outcome.CR_3_MONTHS,
            "in CR of IWG 2009 within a week of day 90, of those followed until then",
            eligible=Outcome.FOLLOWED_3_MONTHS,
        ),
        "antibody_negative_after": _count(
            Outcome.ANTIBODY_NEGATIVE,
            "of those positive at baseline, below the limit once",
            eligible=Outcome.POSITIVE,
        ),
        "platelets_3_months": _index(
            Outcome.PLATELETS_3_MONTHS, "10⁹/L", "patient 1, within a week of day 90"
        ),
        "platelet_rise_to_9_months": _index(
            Outcome.RISE,
            "×",
            "patient 1, count at month 9 over that at month 3; 1 = no rise",
        ),
        "platelets_after_daratumumab": _index(
            Outcome.PLATEAU_PEAK,
            "10⁹/L",
            "patient 1 if rescued from a plateau of 20 to 45, highest within 7 days",
            otherwise=(Outcome.RESCUE_PEAK, "whatever the count before the rescue"),
        ),
        "time_to_rise_after_daratumumab": _index(
            Outcome.PLATEAU_DAYS,
            "d",
            "patient 1 if rescued from a plateau of 20 to 45, days to a count above 200",
            otherwise=(Outcome.SECOND_DAYS, "counted from the second dose"),
        ),
        "age": _median(Col.AGE, "a", "median of the cohort"),
        "female": _count("is_female", "women"),
        "baseline_platelets": _median(
            Outcome.BASELINE,
            "10⁹/L",
            "median of the cohort, drawn within the range reported",
        ),
        "disease_duration": _median(Col.DISEASE_DURATION, "a", "median of the cohort"),
        "prior_therapies": _median(Col.PRIOR_THERAPIES, "", "median of the cohort"),
        "antibody_positive": _count(Outcome.POSITIVE, "first reading above the limit"),
        "baseline_platelets_p1": _index(Outcome.BASELINE, "10⁹/L", "patient 1"),
    }
)


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
