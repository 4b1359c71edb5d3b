"""Several publications together: every patient once, outcomes reported beside virtual.

Whoever two publications report is counted in the larger one only (see `count_once`). An
outcome is pooled over the publications that state it; grades that a publication does not
mention are read as none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cartwin.errors import ModelError
from cartwin.rules import ExactInterval, exact_interval
from cartwin.trial.allotment import allot
from cartwin.trial.comparison import ClaimResult, Comparison, number_text
from cartwin.trial.evaluate import Evaluation
from cartwin.trial.measure import measure_cohorts
from cartwin.trial.measures import MEASURES
from cartwin.trial.overlap import Counted, count_once


__all__ = ["Pooled", "PooledOutcome", "pool"]

Array = npt.NDArray[np.float64]
LOW, HIGH = 0.05, 0.95
WAYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "CRS of any grade": (("crs_any",), ("crs_grade_1", "crs_grade_2_or_more")),
    "CRS of grade 2 or more": (("crs_grade_2_or_more",),),
    "ICANS of any grade": (("icans_any",), ("icans_grade_1",), ("icans_grade_3_or_more",)),
    "ICANS of grade 3 or more": (("icans_grade_3_or_more",),),
    "CAR-T cells expanded": (("car_expansion",),),
    "B cells eliminated": (("b_cells_eliminated",),),
    "Lupus in remission by DORIS, month 6 or week 24": (
        ("doris_6_months",),
        ("doris_week_24",),
    ),
    "Myositis with a major response": (("acr_eular_major_response",),),
    "Sclerosis less active": (("eustar_decrease",),),
    "Immune thrombocytopenia with a response": (
        ("objective_response",),
        ("platelets_normalised",),
    ),
    "Haemophilia with factor VIII recovered": (("factor_viii_recovered_2_months",),),
    "Relapse": (("relapse",),),
}
"""Outcome -> quantities that tell it, the best first; several of a way are added up."""

MEASURED: Mapping[str, str] = {"ICANS of any grade": "icans_any"}
"""Outcome -> what is counted in virtual patients, if it is more than those quantities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledOutcome:
    """One outcome over the publications that state it.

    Attributes
    ----------
    name
        In words.
    reported
        Patients with the outcome among those looked at, with the exact 95 % interval.
    values
        The same patients in virtual cohorts (cohort); NaN where it cannot be told.
    studies
        Which state it.
    """

    name: str
    reported: ExactInterval
    values: Array = field(repr=False)
    studies: tuple[str, ...]

    @property
    def virtual(self) -> str:
        """Median and 90 % interval of the virtual counts, as text."""
        told = self.values[~np.isnan(self.values)]
        if not len(told):
            return "–"
        low, middle, high = (
            number_text(float(np.quantile(told, q, method="inverted_cdf")))
            for q in (LOW, 0.5, HIGH)
        )
        return f"{middle} of {self.reported.n} ({low} to {high})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """What several publications say together.

    Attributes
    ----------
    studies
        The publications, and how many of their patients are new.
    patients
        Disease -> patients in all publications, and those among them counted once.
    outcomes
        What is counted over several of them.
    """

    studies: tuple[Counted, ...]
    patients: Mapping[str, tuple[int, int]]
    outcomes: tuple[PooledOutcome, ...]

    @property
    def unique(self) -> int:
        """Patients of all publications, each counted once."""
        return sum(study.unique for study in self.studies)


def pool(evaluations: Sequence[Evaluation]) -> Pooled:
    """Return what the evaluations say together, nobody counted twice.

    Raises
    ------
    ModelError
        If the evaluations have different numbers of cohorts; or a publication repeats
        some patients of another, has several diseases, and does not say which.
    """
    numbers = {e.study.name: e.cohorts for e in evaluations}
    if len(set(numbers.values())) > 1:
        msg = f"different numbers of cohorts cannot be pooled: {numbers}; run them alike"
        raise ModelError(msg)
    counted = count_once([e.study for e in evaluations])
    kept = [e for e, c in zip(evaluations, counted, strict=True) if c.counts]
    found = (_outcome(name, kept) for name in WAYS)
    return Pooled(
        studies=counted,
        patients=_patients(evaluations, counted),
        outcomes=tuple(x for x in found if x is not None),
    )


def _patients(
    evaluations: Sequence[Evaluation], counted: Sequence[Counted]
) -> dict[str, tuple[int, int]]:
    totals: dict[str, tuple[int, int]] = {}
    for evaluation, count in zip(evaluations, counted, strict=True):
        diseases = allot(evaluation.study, count.patients)
        own = dict.fromkeys(diseases, 0)
        if len(own) > 1 and 0 < count.repeated < count.patients:
            msg = (
                f"{count.study} repeats {count.repeated} of its patients from "
                f"{count.within}, with which disease is not said; enter them as a study "
                "of their own"
            )
            raise ModelError(msg)
        for code in own:
            n = diseases.count(code)
            new = n if not count.repeated else max(n - count.repeated, 0)
            every, once = totals.get(code, (0, 0))
            totals[code] = (every + n, once + new)
    return totals


def _outcome(name: str, evaluations: Sequence[Evaluation]) -> PooledOutcome | None:
    told = [(e, rows) for e in evaluations if (rows := _told(e.comparison, WAYS[name]))]
    if not told:
        return None
    shares = [r.proportion for _, rows in told for r in rows if r.proportion]
    n = sum(rows[0].proportion.n for _, rows in told if rows[0].proportion)
    values = [_virtual(name, e, rows) for e, rows in told]
    return PooledOutcome(
        name=name,
        reported=exact_interval(sum(share.k for share in shares), n),
        values=np.sum(values, axis=0),
        studies=tuple(e.study.name for e, _ in told),
    )


def _virtual(name: str, evaluation: Evaluation, rows: Sequence[ClaimResult]) -> Array:
    """Return the virtual patients of each cohort who have an outcome."""
    if name in MEASURED:
        return measure_cohorts(evaluation.outcomes, MEASURES[MEASURED[name]])
    return np.asarray(np.sum([r.values for r in rows], axis=0))


def _told(comparison: Comparison, ways: Sequence[Sequence[str]]) -> tuple[ClaimResult, ...]:
    """Return the claims of a publication that tell an outcome; none if it does not."""
    counts = {
        r.quantity: r
        for r in comparison.outcomes
        if r.proportion is not None and not r.is_recalled
    }
    chosen = next((way for way in ways if set(way) <= counts.keys()), ())
    return tuple(counts[quantity] for quantity in chosen)
