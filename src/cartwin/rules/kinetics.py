"""Cellular kinetics of CAR-T cells, non-compartmental.

Names as in Mueller KT et al., Clin Cancer Res 2018;24:6175-6184. Area by the linear
trapezoidal rule from the infusion, where the level is zero unless it was measured. A
value below the limit of quantification is zero before and between quantifiable ones;
after the last one it does not enter. A value on the limit is quantifiable.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
import polars as pl

from cartwin.rules.anchors import by_patient, patients_of
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.study import Col, Study


__all__ = ["Kinetics", "call_kinetics", "car_kinetics"]

LATE_START = "first sample after day 7"
FEW_SAMPLES = "fewer than 3 quantifiable samples"
EARLY_MAXIMUM = "maximum within a day of the infusion"

_KINETICS: dict[str, type[pl.DataType]] = {
    Col.PATIENT: pl.String,
    RuleCol.CMAX: pl.Float64,
    RuleCol.TMAX: pl.Float64,
    RuleCol.AUC_0_28: pl.Float64,
    RuleCol.AUC_TRUNCATED: pl.Boolean,
    RuleCol.CLAST: pl.Float64,
    RuleCol.TLAST: pl.Float64,
    RuleCol.EXPANSION: pl.Boolean,
    RuleCol.FLAGS: pl.String,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinetics:
    """Kinetics of one patient, in the unit of the assay and days.

    Attributes
    ----------
    cmax, tmax
        Highest value and the first day on which it was reached.
    auc_0_28
        Area from the infusion to day 28; to `tlast` if that is earlier.
    auc_truncated
        Whether `tlast` comes before day 28.
    clast, tlast
        Last quantifiable value and its day: the persistence.
    expansion
        Whether any sample was quantifiable; None without samples. Without expansion the
        other values are None, not zero.
    flags
        Why `tmax` is not to be relied on.
    """

    cmax: float | None = None
    tmax: float | None = None
    auc_0_28: float | None = None
    auc_truncated: bool | None = None
    clast: float | None = None
    tlast: float | None = None
    expansion: bool | None = None
    flags: tuple[str, ...] = ()


def call_kinetics(
    samples: Sequence[tuple[float, float, str]], *, half_limit: bool = False
) -> Kinetics:
    """Return the kinetics of one patient.

    Parameters
    ----------
    samples
        Day, value and censoring (`none`, or `below` with the limit as value), ordered by
        day. Samples before the infusion are left out; a value of zero is not quantifiable.
    half_limit
        Count a value below the limit, between two quantifiable ones, as half the limit
        instead of zero.

    Examples
    --------
    >>> call_kinetics([(7, 900, "none"), (10, 900, "none"), (14, 50, "below")]).tmax
    7
    """
    after = [(d, v, c) for d, v, c in samples if d >= 0]
    seen = [(d, v) for d, v, c in after if c != "below" and v > 0]
    if not seen:
        return Kinetics(expansion=False if after else None)
    cmax = max(v for _, v in seen)
    tmax = next(d for d, v in seen if v == cmax)
    tlast, clast = seen[-1]
    until = load_criterion("cellular-kinetics")["auc_until"]
    return Kinetics(
        cmax=cmax,
        tmax=tmax,
        auc_0_28=_area(_levels(after, seen, half_limit=half_limit), until),
        auc_truncated=tlast < until,
        clast=clast,
        tlast=tlast,
        expansion=True,
        flags=_flags(after[0][0], tmax, len(seen)),
    )


def _levels(
    samples: Sequence[tuple[float, float, str]],
    seen: Sequence[tuple[float, float]],
    *,
    half_limit: bool,
) -> list[tuple[float, float]]:
    """Return the curve from the infusion to the last quantifiable sample."""
    first, last = seen[0][0], seen[-1][0]
    share = 0.5 if half_limit else 0.0
    curve = [] if samples[0][0] == 0 else [(0.0, 0.0)]
    for day, value, censoring in samples:
        if day <= last:
            blank = value * share if day > first else 0.0
            curve.append((day, blank if censoring == "below" else value))
    return curve


def _area(curve: Sequence[tuple[float, float]], until: float) -> float:
    days, levels = np.array(curve).T
    end = min(until, days[-1])
    inside = days < end
    x = np.append(days[inside], end)
    y = np.append(levels[inside], np.interp(end, days, levels))
    return float(np.trapezoid(y, x))


def _flags(first: float, tmax: float, quantifiable: int) -> tuple[str, ...]:
    criterion = load_criterion("cellular-kinetics")
    flags = {
        LATE_START: first > criterion["latest_first_sample"],
        FEW_SAMPLES: quantifiable < criterion["fewest_samples"],
        EARLY_MAXIMUM: tmax <= criterion["carry_over_until"],
    }
    return tuple(text for text, holds in flags.items() if holds)


def car_kinetics(study: Study, analyte: str = "CARCOPY") -> pl.DataFrame:
    """Return the kinetics of every patient, one row each; columns as in `Kinetics`.

    One assay at a time: copies and cells never share a curve.
    """
    samples = by_patient(study.values(analyte), (Col.DAY, Col.VALUE, Col.CENSORING))
    rows = []
    for patient in patients_of(study)[Col.PATIENT]:
        *numbers, flags = astuple(call_kinetics(samples.get(patient, ())))
        rows.append((patient, *numbers, "; ".join(flags)))
    return pl.DataFrame(rows, schema=_KINETICS, orient="row")
