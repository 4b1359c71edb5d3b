"""What platelet counts say of a treatment: whether, when and for how long 50 is reached.

One count may be chance: reaching 50 counts from the first of two visits in a row with 50
or more, losing it from the first of two in a row below.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col, Study


__all__ = ["Counts", "count_findings", "counts_of"]

Array = npt.NDArray[np.float64]
ENOUGH, LOW = 50.0, 30.0  # 10*9/L
WEEKS_19_TO_24 = (133.0, 168.0)  # days of the six visits
OF_SIX, ALL_SIX = 4, 6
INTERVAL = 7.0  # days between doses of the rarest continuous treatment
STUDIED = ("concomitant", "car_t")  # purposes of the doses that an effect may outlast


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Platelet counts of many patients who share their visits.

    Attributes
    ----------
    patients
        Names.
    days
        Of the visits after the start (visit).
    values
        10*9/L; NaN where there is none (patient, visit).
    """

    patients: list[str]
    days: Array
    values: Array

    def first_day(self, found: npt.NDArray[np.bool_]) -> Array:
        """Return the day of the first visit at which something is found; infinite if none.

        Parameters
        ----------
        found
            (patient, visit)
        """
        some = found.any(axis=1)
        return np.where(some, self.days[found.argmax(axis=1)], np.inf)

    def twice(self, found: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return where something is found at a visit and at the next one.

        >>> counts = Counts(patients=["A"], days=np.arange(3.0), values=np.zeros((1, 3)))
        >>> counts.twice(np.array([[False, True, True]]))
        array([[False,  True, False]])
        """
        again = np.zeros_like(found)
        again[:, :-1] = found[:, :-1] & found[:, 1:]
        return again

    def share_of_time(self, found: npt.NDArray[np.bool_]) -> Array:
        """Return the share of the days since day 0 on which something is found (patient).

        A visit stands for the days since the one before.

        >>> counts = Counts(patients=["A"], days=np.array([1.0, 10.0]),
        ...                 values=np.zeros((1, 2)))
        >>> counts.share_of_time(np.array([[True, False]]))
        array([0.1])
        """
        lengths = np.diff(self.days, prepend=0.0)
        return np.asarray(found @ lengths / lengths.sum())


def counts_of(study: Study) -> Counts:
    """Return the platelet counts after day 0."""
    names = study.patients[Col.PATIENT].to_list()
    found = study.values("PLAT").filter(pl.col(Col.DAY) > 0)
    days = np.unique(found[Col.DAY].to_numpy())
    place = {name: i for i, name in enumerate(names)}
    row = found[Col.PATIENT].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    values = np.full((len(names), len(days)), np.nan)
    values[row, np.searchsorted(days, found[Col.DAY].to_numpy())] = found[Col.VALUE]
    return Counts(patients=names, days=days, values=values)


def count_findings(study: Study) -> pl.DataFrame:
    """Return what counts say: a row per patient, the columns as the measures."""
    counts = counts_of(study)
    enough, few = counts.values >= ENOUGH, counts.values < ENOUGH
    onset, lost = counts.first_day(counts.twice(enough)), counts.twice(few)
    return pl.DataFrame(
        {
            Col.PATIENT: counts.patients,
            "reached": np.isfinite(onset) * 1.0,
            "onset": onset,
            "durable": _durable(counts, enough),
            "at_end": enough[:, -2:].all(axis=1) * 1.0,
            "duration": _duration(study, counts, lost, onset),
            "lasting": _lasting(counts, lost, onset),
            "peak": counts.values.max(axis=1),
            "below_30": 100.0 * counts.share_of_time(counts.values < LOW),
        }
    ).with_columns(pl.selectors.float().fill_nan(None))


def _durable(counts: Counts, enough: npt.NDArray[np.bool_]) -> Array:
    first, last = WEEKS_19_TO_24
    seen = (counts.days >= first) & (counts.days <= last) & (counts.days % INTERVAL == 0)
    if seen.sum() < ALL_SIX:
        return np.full(len(enough), np.nan)
    return np.asarray(enough[:, seen].sum(axis=1) >= OF_SIX, float)


def _duration(
    study: Study, counts: Counts, lost: npt.NDArray[np.bool_], onset: Array
) -> Array:
    """Return the days from the last dose to the loss; infinite if not lost by the end.

    0 where 50 had been lost again by the last dose. NaN in those who never reached 50, and
    while the treatment goes on.
    """
    given = study.treatments.filter(pl.col(Col.PURPOSE).is_in(STUDIED))
    last = given.group_by(Col.PATIENT).agg(pl.col(Col.DAY).max())
    who = study.patients.select(Col.PATIENT)
    dose = who.join(last, on=Col.PATIENT, how="left", maintain_order="left")[Col.DAY]
    stopped = dose.fill_null(np.nan).to_numpy()
    visit = np.searchsorted(counts.days, np.nan_to_num(stopped), side="right") - 1
    before = counts.days[np.maximum(visit, 0)]  # the last visit until the last dose
    since = np.maximum(np.minimum(before, stopped), onset)
    day = counts.first_day(lost & (counts.days >= since[:, None]))
    known = np.isfinite(onset) & (stopped < counts.days[-1] - INTERVAL)
    return np.where(known, np.maximum(day - stopped, 0.0), np.nan)


def _lasting(counts: Counts, lost: npt.NDArray[np.bool_], onset: Array) -> Array:
    """Return the days from reaching 50 to losing it; infinite if not lost by the end."""
    reached = np.isfinite(onset)
    day = counts.first_day(lost & (counts.days >= onset[:, None]))
    return np.where(reached, day - np.where(reached, onset, 0.0), np.nan)
