"""What would tell two arms apart: which observation, on which day, in how many patients.

P is the probability that a reading of one arm lies above one of the other (ties count
half). The standardised difference is sqrt(2) times the normal quantile of P, which for
normal readings is their difference in standard deviations; it needs no scale and takes
readings below a limit as the lowest. Patients per group: Noether GE, J Am Stat Assoc
1987;82:645-647, for a rank test with a power of 80 % at a two-sided level of 5 %.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.rules import response
from cartwin.study import Col, Study
from cartwin.units import ANALYTES


__all__ = ["best_days", "separate"]

Array = npt.NDArray[np.float64]
NORMAL = NormalDist()
LEAST = 1e-3  # distance of P from one half that can be told at all
FEWEST = 10  # readings of an arm on a day, to be compared
SMALL = 0.2  # standardised difference, by convention (Cohen 1988)
ASKED = (NORMAL.inv_cdf(0.975) + NORMAL.inv_cdf(0.8)) ** 2
SCORE, POINTS = "SLEDAI", "{score}"
_SCHEMA = {
    "one": pl.String,
    "other": pl.String,
    "observable": pl.String,
    "unit": pl.String,
    Col.DAY: pl.Float64,
    "difference": pl.Float64,
    "above": pl.Float64,
    "median_one": pl.Float64,
    "median_other": pl.Float64,
    "per_group": pl.Int64,
}


def separate(study: Study, pairs: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """Return how far apart two arms are in every observable on every day.

    Parameters
    ----------
    pairs
        Names of two arms each.

    Returns
    -------
    DataFrame
        one, other, observable, unit, day, difference (standardised, positive if `one` is
        higher), above (P), median_one and median_other (minus infinity
        if below the limit), per_group (patients needed; null if P is about one half).
    """
    readings = _readings(study)
    by_arm = {arm: _by_day(readings, arm) for pair in pairs for arm in pair}
    rows = [
        (one, other, *row)
        for one, other in pairs
        for key, readings_of_one in by_arm[one].items()
        if (row := _row(key, readings_of_one, by_arm[other].get(key))) is not None
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def best_days(separations: pl.DataFrame, *, most: int = 6) -> pl.DataFrame:
    """Return the observables that tell each pair apart best, each on its best day.

    The first such day, if there are several. It is the best of many and therefore
    looks a little better than it is. Differences below 0.2 are left out: they cannot be
    seen in any study of this size.

    Parameters
    ----------
    most
        Observables of a pair.
    """
    size = pl.col("difference").abs()
    pair = ["one", "other"]
    seen = separations.filter(size >= SMALL)
    best = seen.sort(size, Col.DAY, descending=[True, False]).group_by(
        *pair, "observable", maintain_order=True
    )
    ranked = best.first().select(separations.columns)
    return ranked.group_by(pair, maintain_order=True).head(most)


def _readings(study: Study) -> pl.DataFrame:
    """Return arm, patient, day, what was observed, and its value."""
    columns = (Col.PATIENT, Col.DAY, Col.ANALYTE)
    below = pl.col(Col.CENSORING) == "below"
    value = pl.when(below).then(-math.inf).otherwise(pl.col(Col.VALUE))
    parts = [study.observations.select(*columns, value.alias(Col.VALUE))]
    scored = response.score_sledai(study)
    if scored.height:
        score = pl.col(response.ResponseCol.SCORE).cast(pl.Float64).alias(Col.VALUE)
        name = pl.lit(SCORE).alias(Col.ANALYTE)
        parts.append(scored.select(Col.PATIENT, Col.DAY, name, score))
    ok = study.patients.filter(pl.col(Col.STATUS) == "ok").select(Col.PATIENT, Col.ARM)
    return pl.concat(parts).drop_nulls().join(ok, on=Col.PATIENT)


def _by_day(readings: pl.DataFrame, arm: str) -> dict[tuple[str, float], Array]:
    """Return observable and day -> readings of an arm in order, by name and time."""
    own = readings.filter(pl.col(Col.ARM) == arm).sort(Col.ANALYTE, Col.DAY, Col.VALUE)
    groups = own.group_by(Col.ANALYTE, Col.DAY, maintain_order=True)
    return {
        (str(analyte), float(day)): rows[Col.VALUE].to_numpy()
        for (analyte, day), rows in groups
    }


def _row(
    key: tuple[str, float], first: Array, second: Array | None
) -> tuple[object, ...] | None:
    if second is None or min(len(first), len(second)) < FEWEST:
        return None
    above = _share_above(first, second)
    rare = 0.5 / (len(first) * len(second))
    difference = np.sqrt(2.0) * NORMAL.inv_cdf(min(max(above, rare), 1 - rare))
    off = abs(above - 0.5)
    medians = (float(np.median(x)) for x in (first, second))
    unit = POINTS if key[0] == SCORE else ANALYTES[key[0]].unit
    needed = math.ceil(ASKED / (6 * off**2)) if off > LEAST else None
    return (key[0], unit, key[1], difference, above, *medians, needed)


def _share_above(first: Array, second: Array) -> float:
    """Return the probability that a value of the first lies above one of the second.

    >>> _share_above(np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    0.875
    """
    below = np.searchsorted(second, first, "left") + np.searchsorted(second, first, "right")
    return float(np.mean(below) / (2 * len(second)))
