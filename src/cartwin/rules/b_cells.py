"""Depletion, aplasia and return of B cells.

The threshold (default 10 CD19+ cells per uL) is a convention: published series also use
1 % of mononuclear cells. A patient is *depleted* below the threshold, B cells are
*eliminated* below the limit of quantification, and they have *returned* on the first of
two consecutive samples at or above the threshold. Lymphodepletion alone can bring them
below it before the CAR-T cells expand: a return that is followed by renewed depletion
within the settling time is not the return.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import polars as pl

from cartwin.rules.anchors import patients_of
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.response.b_cells_course import b_cell_courses
from cartwin.study import Col, Study


__all__ = ["BCellCourse", "b_cell_reset", "call_b_cells", "naive_share"]

_SAMPLES: dict[str, type[pl.DataType]] = {
    Col.PATIENT: pl.String,
    Col.DAY: pl.Float64,
    Col.VALUE: pl.Float64,
    Col.CENSORING: pl.String,
}
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
    90.0
    """
    rows = [("", *sample) for sample in samples]
    frame = pl.DataFrame(rows, schema=_SAMPLES, orient="row")
    found = b_cell_courses(frame, threshold=_threshold(threshold))
    missing = dict.fromkeys(f.name for f in fields(BCellCourse))
    named = next(found.drop(Col.PATIENT).iter_rows(named=True), missing)
    return BCellCourse(**named)


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


def b_cell_reset(
    study: Study, *, threshold: float | None = None, analyte: str = "BCELL"
) -> pl.DataFrame:
    """Return what the B cells of every patient did, one row each.

    `analyte` may be a share instead of a count, with the threshold that goes with it.

    `naive_share_at_return` is the first naive share [%] on or after the day of recovery;
    laboratories report it where there are events enough (see `naive_share`). The other
    columns are those of `BCellCourse`.
    """
    counts = study.values(analyte).filter(pl.col(Col.DAY).is_not_null())
    courses = b_cell_courses(counts.select(*_SAMPLES), threshold=_threshold(threshold))
    everyone = patients_of(study).join(courses, on=Col.PATIENT, how="left")
    back = everyone.filter(pl.col(RuleCol.RECOVERY_DAY).is_not_null())
    shares = study.values("BNAIVE").join(
        back.select(Col.PATIENT, RuleCol.RECOVERY_DAY), on=Col.PATIENT
    )
    first = (
        shares.filter(pl.col(Col.DAY) >= pl.col(RuleCol.RECOVERY_DAY))
        .sort(Col.PATIENT, Col.DAY)
        .group_by(Col.PATIENT)
        .agg(pl.col(Col.VALUE).first().alias(RuleCol.NAIVE_SHARE_AT_RETURN))
    )
    joined = everyone.join(first, on=Col.PATIENT, how="left").sort(Col.PATIENT)
    return joined.select(pl.col(name).cast(kind) for name, kind in _RESETS.items())


def _threshold(given: float | None) -> float:
    return float(load_criterion("b-cells")["threshold"] if given is None else given)
