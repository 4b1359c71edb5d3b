"""What the virtual patients' readings look like over time: quantiles that respect limits.

A reading below the limit of quantification is ranked beneath every number and never given
one: a quantile that falls among such readings is itself below the limit. Readings after
a rescue drug do not speak for the study therapy; for platelets they are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col, Study


__all__ = ["Band", "course", "first_rescue_day", "rescue_drugs"]

Array = npt.NDArray[np.float64]
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST = 5  # no median of fewer readings
FEWEST_FOR_BANDS = 20  # no 5 % and 95 % quantile of fewer
FIRST_RESCUE = "first_rescue"


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


def course(study: Study, analyte: str, *, before_rescue: bool = False) -> Band:
    """Return the quantiles of one analyte over the patients of a study.

    Parameters
    ----------
    before_rescue
        Leave out what was read after the first dose of a rescue drug.
    """
    readings = study.values(analyte)
    if before_rescue:
        readings = _before_rescue(readings, study)
    censored = readings.filter(pl.col(Col.CENSORING) == "below")[Col.VALUE]
    limit = censored.max() if len(censored) else 0.0
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


def first_rescue_day(study: Study) -> float | None:
    """Return the earliest day on which anyone was given a rescue drug."""
    day = _rescues(study)[Col.DAY].min()
    return float(day) if isinstance(day, int | float) else None


def rescue_drugs(study: Study) -> list[str]:
    """Return the rescue drugs that were given, sorted."""
    return sorted(_rescues(study)[Col.DRUG].unique())


def _rescues(study: Study) -> pl.DataFrame:
    return study.treatments.filter(pl.col(Col.PURPOSE) == "rescue")


def _before_rescue(readings: pl.DataFrame, study: Study) -> pl.DataFrame:
    first = (
        _rescues(study).group_by(Col.PATIENT).agg(pl.col(Col.DAY).min().alias(FIRST_RESCUE))
    )
    joined = readings.join(first, on=Col.PATIENT, how="left")
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
