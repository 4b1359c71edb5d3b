"""What treatments are compared by: one number per patient each, and how it is summed up."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from cartwin.rules import statistics
from cartwin.trial.paired import Difference, differ_in_share, differ_in_value


__all__ = [
    "TREATMENT_MEASURES",
    "Kind",
    "Measured",
    "TreatmentMeasure",
    "summarise",
    "treatment_measure",
    "versus",
]

Array = npt.NDArray[np.float64]
RESAMPLES, LEVEL = 1000, 0.95


class Kind(StrEnum):
    """How the numbers of patients become one."""

    SHARE = "share"  # of 1 and 0; Wilson's interval
    MEDIAN = "median"  # of days or amounts, infinite if never; bootstrap over patients
    MEAN = "mean"  # of events per year; bootstrap over patients


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentMeasure:
    """One measure.

    Attributes
    ----------
    name
        Column of the findings.
    title
        Short, for the head of a column.
    wording
        What it is, and by which rule.
    unit
        Empty for a share.
    """

    name: str
    title: str
    wording: str
    kind: Kind
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a measure comes to in one arm.

    Attributes
    ----------
    n
        Patients of whom it is known.
    estimate, low, high
        Share, median or mean, with its 95 % interval.
    least, most
        5th and 95th percentile of patients; NaN for a share.
    """

    n: int
    estimate: float
    low: float
    high: float
    least: float
    most: float


def _m(name: str, title: str, wording: str, kind: Kind, unit: str = "") -> TreatmentMeasure:
    return TreatmentMeasure(name=name, title=title, wording=wording, kind=kind, unit=unit)


TREATMENT_MEASURES: tuple[TreatmentMeasure, ...] = (
    _m("baseline", "baseline", "last count before treatment", Kind.MEDIAN, "10*9/L"),
    _m("reached", "50 reached", "count of 50 or more that the next visit confirms, ever",
       Kind.SHARE),
    _m("onset", "onset", "first count of 50 or more that the next visit confirms, of those "
       "who reach it", Kind.MEDIAN, "d"),
    _m("response", "R or CR", "response or better at any time, IWG 2009", Kind.SHARE),
    _m("complete", "CR", "complete response at any time, IWG 2009", Kind.SHARE),
    _m("durable", "durable", "50 or more on at least 4 of the 6 visits of weeks 19 to 24",
       Kind.SHARE),
    _m("at_end", "at the end", "50 or more at the last two visits", Kind.SHARE),
    _m("duration", "duration", "last dose to the first of two counts in a row below 50, of "
       "those who had reached 50", Kind.MEDIAN, "d"),
    _m("peak", "peak", "highest count", Kind.MEDIAN, "10*9/L"),
    _m("day_90", "month 3", "count at month 3", Kind.MEDIAN, "10*9/L"),
    _m("bleeds", "bleeds", "bleeding episodes", Kind.MEAN, "per year"),
    _m("major_bleeds", "major bleeds", "major bleeding episodes", Kind.MEAN, "per year"),
    _m("steroids", "steroids", "steroids over the whole time, as prednisolone",
       Kind.MEDIAN, "mg"),
    _m("infections", "infections", "infections of any grade", Kind.MEAN, "per year"),
    _m("neutropenia", "neutropenia", "treatment-emergent neutropenia of grade 3 or 4, "
       "CTCAE 5.0", Kind.SHARE),
    _m("igg", "lowest IgG", "lowest immunoglobulin G", Kind.MEDIAN, "g/L"),
    _m("crs", "CRS", "cytokine release syndrome of any grade, ASTCT", Kind.SHARE),
    _m("icans", "ICANS", "ICANS of any grade, ASTCT", Kind.SHARE),
)  # fmt: skip


def treatment_measure(name: str) -> TreatmentMeasure:
    """Return a measure by its name.

    >>> treatment_measure("onset").unit
    'd'
    """
    return next(m for m in TREATMENT_MEASURES if m.name == name)


def summarise(measure: TreatmentMeasure, values: Array, draws: Array) -> Measured:
    """Return what a measure comes to in one arm.

    Parameters
    ----------
    values
        Of each patient, NaN where it is not known (patient).
    draws
        Numbers between 0 and 1 (resample, patient), by which patients are drawn again.

    Examples
    --------
    >>> yes = np.array([1.0, 1.0, 1.0, 0.0])
    >>> found = summarise(treatment_measure("response"), yes, np.zeros((1, 4)))
    >>> found.estimate, round(found.low, 3), round(found.high, 3)
    (0.75, 0.301, 0.954)
    """
    known = values[~np.isnan(values)]
    n, nan = len(known), float("nan")
    if measure.name == "onset":
        known = known[np.isfinite(known)]
        n = len(known)
    if not n:
        return Measured(n=0, estimate=nan, low=nan, high=nan, least=nan, most=nan)
    if measure.kind is Kind.SHARE:
        low, high = map(float, statistics.wilson_limits(known.sum(), n, LEVEL))
        share = float(known.mean())
        return Measured(n=n, estimate=share, low=low, high=high, least=nan, most=nan)
    low, high = _quantiles(_resampled(measure, known, draws), *_ends())
    least, most = _quantiles(known, 0.05, 0.95)
    middle = float(_centre(measure, known[None])[0])
    return Measured(n=n, estimate=middle, low=low, high=high, least=least, most=most)


def versus(measure: TreatmentMeasure, one: Array, other: Array, draws: Array) -> Difference:
    """Return by how much `one` is above `other` in the same patients.

    Shares and medians as in `cartwin.trial.paired`; of means the mean difference, with
    the percentile interval of a bootstrap over patients.
    """
    if measure.kind is Kind.SHARE:
        return differ_in_share(one, other, level=LEVEL)
    if measure.kind is Kind.MEDIAN:
        return differ_in_value(one, other, level=LEVEL)
    both = one - other
    both = both[~np.isnan(both)]
    if not len(both):
        nan = float("nan")
        return Difference(pairs=0, estimate=nan, low=nan, high=nan)
    low, high = _quantiles(_resampled(measure, both, draws), *_ends())
    return Difference(pairs=len(both), estimate=float(both.mean()), low=low, high=high)


def _resampled(measure: TreatmentMeasure, known: Array, draws: Array) -> Array:
    n = len(known)
    return _centre(measure, known[(draws[:, :n] * n).astype(np.int64)])


def _centre(measure: TreatmentMeasure, samples: Array) -> Array:
    """Return mean or median of each sample (sample)."""
    if measure.kind is Kind.MEAN:
        return np.asarray(samples.mean(axis=1))
    middle = (samples.shape[1] - 1) // 2  # a value that occurs, finite or not
    return np.asarray(np.partition(samples, middle, axis=1)[:, middle])


def _ends() -> tuple[float, float]:
    return (1 - LEVEL) / 2, (1 + LEVEL) / 2


def _quantiles(values: Array, *levels: float) -> tuple[float, float]:
    low, high = np.quantile(values, levels, method="inverted_cdf")
    return float(low), float(high)
