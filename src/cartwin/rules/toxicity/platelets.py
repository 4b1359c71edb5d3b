"""T-ICAHT over a record: the platelets of every patient, early and late."""

import numpy as np
import polars as pl

from cartwin.rules.anchors import patients_of
from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.toxicity.censoring import OBSERVATION, UNDISTURBED, last_days
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.rules.toxicity.daily import (
    Array,
    Daily,
    daily_lowest,
    filled,
    lowest_of,
    nearest,
)
from cartwin.rules.toxicity.runs import Days, Mask, days_in_all, joined
from cartwin.rules.toxicity.steps import worst_case
from cartwin.rules.toxicity.t_icaht import TIcahtPhase, t_icaht_grades
from cartwin.study import Col, Study


__all__ = ["t_icaht"]

_TRANSFUSION = "platelet_transfusion"


def t_icaht(study: Study, phase: TIcahtPhase | str = TIcahtPhase.EARLY) -> pl.DataFrame:
    """Return the T-ICAHT grade of every patient of the record.

    Columns as in `t_icaht_grades`. A value below a limit counts as below it, whatever the
    limit is. Recoveries within 7 days after a platelet transfusion do not last.
    """
    criterion = load_criterion("t-icaht")
    which = TIcahtPhase(phase)
    window = tuple(criterion[f"{which}_window"])
    censor = OBSERVATION if which is TIcahtPhase.EARLY else UNDISTURBED
    daily = daily_lowest(
        worst_case(study.observations.filter(pl.col(Col.ANALYTE) == "PLAT")),
        window,
        patients=patients_of(study)[Col.PATIENT],
        ends=last_days(study, censor),
    )
    covered = _covered(study, daily, criterion["transfusion_cover"])
    days = _counted(daily, covered, criterion).join(
        _diagnoses(study), on=Col.PATIENT, how="left"
    )
    disease = pl.col(Col.DIAGNOSIS).fill_null(study.disease)
    return t_icaht_grades(days.with_columns(disease), which)


def _diagnoses(study: Study) -> pl.DataFrame:
    return study.patients.select(Col.PATIENT, Col.DIAGNOSIS)


def _counted(daily: Daily, covered: Mask, criterion: Criterion) -> pl.DataFrame:
    course = filled(daily, criterion["longest_gap"])
    known = np.isfinite(course)
    gap = criterion["unstable_recovery"]
    days = {
        name: _days_below(course, bound, covered, gap)
        for name, bound in criterion["thresholds"].items()
    }
    seen = pl.lit(pl.Series(known.any(axis=1)))
    frame = pl.DataFrame(
        {
            Col.PATIENT: daily.patients,
            **lowest_of(daily),
            **days,
            ToxCol.DAYS_KNOWN: known.sum(axis=1),
            ToxCol.TESTS: np.isfinite(daily.values).sum(axis=1),
        }
    )
    return frame.with_columns(pl.when(seen).then(pl.col(name)).alias(name) for name in days)


def _days_below(course: Array, bound: float, covered: Mask, gap: int) -> Days:
    """Return days below a count, those between two of them included without recovery.

    A recovery lasts from more than `gap` days in a row on, none of them covered by a
    transfusion. Days that are not known are no sign of a low count.
    """
    low = course < bound
    lasting = ~joined(low | covered, gap) | np.isnan(course)
    before, after = nearest(low)
    width = course.shape[1]
    so_far = np.cumsum(lasting, axis=1)
    inside = (before >= 0) & (after < width)
    ends = [np.where(inside, place, 0) for place in (before, after)]
    start, stop = (np.take_along_axis(so_far, place, axis=1) for place in ends)
    return days_in_all(low | (inside & (start == stop)))


def _covered(study: Study, daily: Daily, days: int) -> Mask:
    """Return the days on which a platelet transfusion was at most `days` old."""
    drug = pl.col(Col.DRUG) == _TRANSFUSION
    given = study.treatments.filter(drug).drop_nulls(Col.DAY)
    rows = pl.DataFrame({Col.PATIENT: daily.patients}).with_row_index("row")
    placed = given.select(Col.PATIENT, pl.col(Col.DAY).floor()).join(rows, on=Col.PATIENT)
    covered = np.zeros_like(daily.observed)
    width = covered.shape[-1]
    start = placed[Col.DAY].to_numpy().astype(int) - daily.first
    for later in range(days + 1):
        inside = (start + later >= 0) & (start + later < width)
        covered[placed["row"].to_numpy()[inside], start[inside] + later] = True
    return covered
