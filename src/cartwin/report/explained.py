"""Patient 1 under each competing explanation, held against what was published.

The criterion is ours and is printed with the verdicts: a plateau within 20 to 45 before
the rescue, more than 150 seven days after its first dose, and still more than 150 on day
480. It is looser than the publication (about 30; above 200 within one week; kept to a
last follow-up whose day is not stated), because a course without noise that comes close
should not be rejected for a rounding.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.report.courses import first_rescue_day
from cartwin.report.wording import join_words, number
from cartwin.study import Col, Study
from cartwin.twin import EXPLANATIONS


__all__ = ["CRITERION", "Course", "explain"]

Array = npt.NDArray[np.float64]
PLATEAU, RISEN = (20.0, 45.0), 150.0  # 10^9/L
PLATEAU_DAYS, HELD_DAY = (90.0, 180.0), 480.0
WEEK = 7.0
REPORTED_RISE = 200.0
CRITERION = (
    f"Criterion: {PLATEAU[0]:g} to {PLATEAU[1]:g} on days 90, 180 and the last before "
    f"rescue; more than {RISEN:g} seven days after its first dose; still more than "
    f"{RISEN:g} on day {HELD_DAY:g}."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The course of patient 1 under one explanation, in words and numbers.

    Attributes
    ----------
    plateau, plateau_days
        Counts on days 90, 180 and the last before rescue, and these days.
    rise
        Counts 7 and 14 days after the start of the rescue.
    above
        Days from the start of the rescue to the first count above 200; None if never.
    held
        Count on day 480.
    negative_from
        First day on which the antibody is below its limit; None if never.
    verdict, why
        `fits`, `for a time` or `fails`; until when, or which part is not met.
    days, counts, antibody
        Readings (day); the antibody is NaN where it is below its limit.
    """

    code: str
    name: str
    meaning: str
    plateau: tuple[float, ...]
    plateau_days: tuple[float, ...]
    rise: tuple[float, ...]
    above: float | None
    held: float
    negative_from: float | None
    verdict: str
    why: str
    days: Array
    counts: Array
    antibody: Array

    @property
    def short(self) -> str:
        """The verdict in the fewest words."""
        return f"{self.verdict}: {self.why}" if self.verdict == "fails" else self.why

    @property
    def plateau_text(self) -> str:
        """The plateau as the table shows it."""
        return " / ".join(number(x) for x in self.plateau)


def explain(explanations: Study) -> tuple[Course, ...]:
    """Return the courses in the order in which the twin lists its explanations.

    Explanations that were not simulated are left out; so are all if no rescue was given.
    """
    rescue = first_rescue_day(explanations)
    if rescue is None:
        return ()
    meanings = {e.code: (e.name, e.meaning) for e in EXPLANATIONS}
    present = set(explanations.patients[Col.PATIENT])
    return tuple(
        _course(explanations, code, meanings[code], rescue)
        for code in meanings
        if code in present
    )


def _course(study: Study, code: str, said: tuple[str, str], rescue: float) -> Course:
    days, counts = _readings(study, code, "PLAT")
    when, antibody = _readings(study, code, "GPAB")
    at = dict(zip(days.tolist(), counts.tolist(), strict=True))
    before = (*PLATEAU_DAYS, rescue - 1)
    plateau = tuple(at.get(d, np.nan) for d in before)
    rise = tuple(at.get(rescue + d, np.nan) for d in (WEEK, 2 * WEEK))
    after = days > rescue
    verdict, why = _judge(plateau, rise[0], days[after], counts[after])
    return Course(
        code=code,
        name=said[0],
        meaning=said[1],
        plateau=plateau,
        plateau_days=before,
        rise=rise,
        above=_first(days[after], counts[after] > REPORTED_RISE, since=rescue),
        held=at.get(HELD_DAY, np.nan),
        negative_from=_first(when, np.isnan(antibody)),
        verdict=verdict,
        why=why,
        days=days,
        counts=counts,
        antibody=np.interp(days, when, antibody)
        if len(when)
        else np.full_like(days, np.nan),
    )


def _readings(study: Study, code: str, analyte: str) -> tuple[Array, Array]:
    """Return days and values of one explanation; NaN below the limit."""
    rows = study.values(analyte).filter(pl.col(Col.PATIENT) == code)
    below = pl.col(Col.CENSORING) == "below"
    values = rows.select(pl.when(below).then(None).otherwise(pl.col(Col.VALUE)))
    return (
        rows[Col.DAY].to_numpy().astype(float),
        values.to_series().fill_null(float("nan")).to_numpy().astype(float),
    )


def _first(
    days: Array, holds: npt.NDArray[np.bool_], *, since: float = 0.0
) -> float | None:
    places = np.flatnonzero(holds)
    return float(days[places[0]] - since) if len(places) else None


def _judge(
    plateau: tuple[float, ...], week: float, days: Array, counts: Array
) -> tuple[str, str]:
    """Return the verdict on one course, and what speaks against it."""
    low, high = PLATEAU
    missed = [
        (any(x < low for x in plateau), "plateau too low"),
        (any(x > high for x in plateau), "plateau too high"),
        (week <= RISEN, "rise too slow"),
    ]
    against = [words for is_missed, words in missed if is_missed]
    if against:
        return "fails", join_words(against)
    lost = _lost(days, counts)
    if lost is None:
        return "fits", "fits to the end"
    return "for a time", f"fits until day {number(lost)}"


def _lost(days: Array, counts: Array) -> float | None:
    """Return the first day, once risen and up to day 480, on which the rise is lost."""
    risen = np.maximum.accumulate(counts > RISEN) & (days <= HELD_DAY)
    return _first(days, risen & (counts <= RISEN))
