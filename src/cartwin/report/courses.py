"""What the virtual patients' readings look like over time: quantiles that respect limits.

A reading below the limit of quantification is ranked beneath every number and never given
one: a quantile that falls among such readings is itself below the limit. Readings after
a rescue drug do not speak for the study therapy, so platelets before and after it are
never pooled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.rules import response
from cartwin.study import Col, Study


__all__ = [
    "QUANTILES",
    "Band",
    "Part",
    "count_rescued",
    "course",
    "first_rescue_day",
    "of_arm",
    "rescue_drugs",
    "with_scores",
    "with_sledai",
]

ResponseCol = response.ResponseCol
Array = npt.NDArray[np.float64]
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST = 5  # no median of fewer readings
FEWEST_FOR_BANDS = 20  # no 5 % and 95 % quantile of fewer
FIRST_RESCUE = "first_rescue"


class Part(StrEnum):
    """Which readings of a patient count."""

    ALL = "all"
    BEFORE_RESCUE = "before rescue"  # up to the first dose; all, if there was none
    AFTER_RESCUE = "after rescue"  # from the first dose on; none, if there was none


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Quantiles of one analyte at each visit.

    Attributes
    ----------
    days
        Days with readings (visit).
    n
        Readings on each day (visit).
    below
        Share of them below the limit of quantification (visit).
    quantiles
        At 5, 25, 50, 75 and 95 % (quantile, visit); minus infinity where the quantile is
        below the limit, NaN where there are too few readings.
    limit
        Highest limit among the censored readings; 0 if none is censored.
    """

    days: Array
    n: npt.NDArray[np.int64]
    below: Array
    quantiles: Array
    limit: float

    def between(self, first: float, last: float) -> "Band":
        """Return the part between two days, both included."""
        kept = (self.days >= first) & (self.days <= last)
        return Band(
            days=self.days[kept],
            n=self.n[kept],
            below=self.below[kept],
            quantiles=self.quantiles[:, kept],
            limit=self.limit,
        )

    def followed(self, day: float) -> int:
        """Return the number of readings at the last visit on or before a day."""
        earlier = self.n[self.days <= day]
        return int(earlier[-1]) if len(earlier) else 0


def course(study: Study, analyte: str, *, part: Part = Part.ALL) -> Band:
    """Return the quantiles of one analyte over the patients of a study.

    Parameters
    ----------
    part
        Which readings count, by the first dose of a rescue drug of the same patient. The
        reading of that very day is taken before the dose and belongs to both parts.
    """
    readings = _of_part(study.values(analyte), study, part)
    censored = readings.filter(pl.col(Col.CENSORING) == "below")[Col.VALUE]
    limit = censored.max()
    by_day = sorted(readings.partition_by(Col.DAY, as_dict=True).items())
    days = np.array([key[0] for key, _ in by_day], float)
    ranked = [_ranked(frame) for _, frame in by_day]
    return Band(
        days=days,
        n=np.array([len(x) for x in ranked], np.int64),
        below=np.array([np.mean(np.isneginf(x)) for x in ranked], float),
        quantiles=_quantiles(ranked),
        limit=float(limit) if isinstance(limit, int | float) else 0.0,
    )


def with_sledai(study: Study) -> Study:
    """Return the study with SLEDAI-2K, as its descriptors add up to it, among readings.

    Where no descriptor was assessed the study is returned as it is.
    """
    return with_scores(study, response.score_sledai(study), "SLEDAI")


def with_scores(study: Study, scored: pl.DataFrame, analyte: str) -> Study:
    """Return the study with the scores of a rule, as far as there are any, as readings."""
    points = scored.drop_nulls(ResponseCol.SCORE).select(
        Col.PATIENT,
        Col.DAY,
        pl.lit(analyte).alias(Col.ANALYTE),
        pl.col(ResponseCol.SCORE).alias(Col.VALUE),
        pl.lit("none").alias(Col.CENSORING),
    )
    if points.is_empty():
        return study
    both = pl.concat([study.observations, points], how="diagonal_relaxed")
    return study.with_tables(observations=both)


def of_arm(study: Study, arm: str) -> Study:
    """Return the study with the readings of one arm alone."""
    who = study.patients.filter(pl.col(Col.ARM) == arm).select(Col.PATIENT)
    own = study.observations.join(who, on=Col.PATIENT, how="semi")
    return study.with_tables(observations=own)


def first_rescue_day(study: Study) -> float | None:
    """Return the earliest day on which anyone was given a rescue drug."""
    day = _rescues(study)[Col.DAY].min()
    return float(day) if isinstance(day, int | float) else None


def count_rescued(study: Study) -> int:
    """Return how many patients were given a rescue drug."""
    return _rescues(study)[Col.PATIENT].n_unique()


def rescue_drugs(study: Study) -> list[str]:
    """Return the rescue drugs that were given, sorted."""
    return sorted(_rescues(study)[Col.DRUG].unique())


def _rescues(study: Study) -> pl.DataFrame:
    return study.treatments.filter(pl.col(Col.PURPOSE) == "rescue")


def _of_part(readings: pl.DataFrame, study: Study, part: Part) -> pl.DataFrame:
    if part == Part.ALL:
        return readings
    first = (
        _rescues(study).group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias(FIRST_RESCUE))
    )
    joined = readings.join(first, on=Col.PATIENT, how="left")
    if part == Part.AFTER_RESCUE:
        return joined.filter(pl.col(Col.DAY) >= pl.col(FIRST_RESCUE))
    kept = pl.col(FIRST_RESCUE).is_null() | (pl.col(Col.DAY) <= pl.col(FIRST_RESCUE))
    return joined.filter(kept)


def _ranked(readings: pl.DataFrame) -> Array:
    """Return the values in order; those below the limit are minus infinity."""
    values = readings[Col.VALUE].to_numpy().astype(float)
    censoring = readings[Col.CENSORING].to_numpy()
    values = np.where(censoring == "below", -np.inf, values)
    return np.sort(np.where(censoring == "above", np.inf, values))


def _quantiles(ranked: Sequence[Array]) -> Array:
    out = np.full((len(QUANTILES), len(ranked)), np.nan)
    for visit, values in enumerate(ranked):
        for i, q in enumerate(QUANTILES):
            if len(values) >= (FEWEST if q == 0.5 else FEWEST_FOR_BANDS):
                out[i, visit] = np.quantile(values, q, method="inverted_cdf")
    return out
