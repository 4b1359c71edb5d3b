"""Depletion, aplasia and return of B cells.

The threshold (default 10 CD19+ cells per uL) is a convention: published series also use
1 % of mononuclear cells. A patient is *depleted* below the threshold, B cells are
*eliminated* below the limit of quantification, and they have *returned* on the first of
two consecutive samples at or above the threshold. Lymphodepletion alone can bring them
below it before the CAR-T cells expand: a return that is followed by renewed depletion
within the settling time is not the return.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import polars as pl

from cartwin.rules.anchors import by_patient, patients_of
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.study import Col, Study


__all__ = ["BCellCourse", "b_cell_reset", "call_b_cells", "naive_share"]

_RESETS: dict[str, type[pl.DataType]] = {
    Col.PATIENT: pl.String,
    RuleCol.DEPLETED_DAY: pl.Float64,
    RuleCol.ELIMINATED_DAY: pl.Float64,
    RuleCol.RECOVERY_DAY: pl.Float64,
    RuleCol.APLASIA_DAYS: pl.Float64,
    RuleCol.APLASTIC_AT_LAST: pl.Boolean,
    RuleCol.LAST_DAY: pl.Float64,
    RuleCol.NAIVE_SHARE_AT_RETURN: pl.Float64,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BCellCourse:
    """What the B cells of one patient did after the infusion; None: did not happen.

    Attributes
    ----------
    depleted_day
        First sample below the threshold.
    eliminated_day
        First sample below the limit of quantification, or of zero.
    recovery_day
        First of two consecutive samples at or above the threshold, after depletion.
    aplasia_days
        From depletion to recovery; None while not recovered (then `last_day` minus
        `depleted_day` is a duration censored on the right).
    aplastic_at_last
        Whether the last sample is below the threshold; None without depletion or samples.
    last_day
        Day of the last sample.
    """

    depleted_day: float | None
    eliminated_day: float | None
    recovery_day: float | None
    aplasia_days: float | None
    aplastic_at_last: bool | None
    last_day: float | None


def call_b_cells(
    samples: Sequence[tuple[float, float, str]], *, threshold: float | None = None
) -> BCellCourse:
    """Return the course of the B cells of one patient.

    Parameters
    ----------
    samples
        Day, CD19+ cells per uL and censoring (`none`, `below`, `above`), ordered by day.
        A sample below a limit that lies above the threshold says nothing and is left out.
    threshold
        Count below which a patient is depleted [1/uL]; default that of the criterion.

    Examples
    --------
    >>> series = [(0, 150, "none"), (7, 5, "none"), (90, 15, "none"), (120, 60, "none")]
    >>> call_b_cells(series).recovery_day
    90
    """
    bound = load_criterion("b-cells")["threshold"] if threshold is None else threshold
    after = [(d, v, c) for d, v, c in samples if d >= 0]
    clear = [(d, v, c) for d, v, c in after if not (c == "below" and v > bound)]
    levels = [(d, v < bound or c == "below") for d, v, c in clear]
    depleted, back = _episode(levels, load_criterion("b-cells")["settling"])
    gone = next((d for d, v, c in after if c == "below" or v == 0), None)
    return BCellCourse(
        depleted_day=depleted,
        eliminated_day=gone,
        recovery_day=back,
        aplasia_days=None if depleted is None or back is None else back - depleted,
        aplastic_at_last=None if depleted is None else levels[-1][1],
        last_day=after[-1][0] if after else None,
    )


def _episode(
    levels: Sequence[tuple[float, bool]], settling: float
) -> tuple[float | None, float | None]:
    """Return the days of depletion and of return of the episode that lasts."""
    depleted = next((d for d, is_low in levels if is_low), None)
    back = None if depleted is None else _return([x for x in levels if x[0] >= depleted])
    if back is None:
        return depleted, None
    again = [(d, is_low) for d, is_low in levels if d > back]
    if any(is_low and d <= settling for d, is_low in again):
        return _episode(again, settling)
    return depleted, back


def _return(levels: Sequence[tuple[float, bool]]) -> float | None:
    """Return the first day of enough samples in a row that are not low."""
    wanted = load_criterion("b-cells")["confirmations"]
    for first in range(len(levels) - wanted + 1):
        if not any(is_low for _, is_low in levels[first : first + wanted]):
            return levels[first][0]
    return None


def naive_share(cd19_events: int, naive_events: int) -> float | None:
    """Return the naive (CD27- IgD+) share of CD19+ events [%]; None if too few events.

    >>> naive_share(50, 47)
    94.0
    >>> naive_share(49, 47) is None
    True
    """
    if not 0 <= naive_events <= cd19_events:
        msg = (
            f"{naive_events} naive of {cd19_events} CD19+ events is not possible; "
            "naive events are part of the CD19+ events"
        )
        raise ValueError(msg)
    if cd19_events < load_criterion("b-cells")["fewest_events"]:
        return None
    return 100 * naive_events / cd19_events


def b_cell_reset(study: Study, *, threshold: float | None = None) -> pl.DataFrame:
    """Return what the B cells of every patient did, one row each.

    `naive_share_at_return` is the first naive share [%] on or after the day of recovery;
    laboratories report it where there are events enough (see `naive_share`). The other
    columns are those of `BCellCourse`.
    """
    counts = by_patient(study.values("BCELL"), (Col.DAY, Col.VALUE, Col.CENSORING))
    shares = by_patient(study.values("BNAIVE"), (Col.DAY, Col.VALUE))
    rows = []
    for patient in patients_of(study)[Col.PATIENT]:
        course = call_b_cells(counts.get(patient, ()), threshold=threshold)
        share = _share_from(shares.get(patient, ()), course.recovery_day)
        rows.append((patient, *astuple(course), share))
    return pl.DataFrame(rows, schema=_RESETS, orient="row")


def _share_from(shares: Sequence[tuple[float, float]], day: float | None) -> float | None:
    return next((s for d, s in shares if day is not None and d >= day), None)
