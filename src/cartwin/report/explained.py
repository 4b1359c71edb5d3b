"""Patient 1 under each competing explanation, held against what was published.

How many explanations pass the published count within a week of the rescue is told first.
The criterion of the verdicts is ours, is printed with them, and is looser than the
publication: a plateau within 20 to 45 before the rescue, more than 150 seven days after
its first dose, and still more than 150 on day 480. So a verdict says "close", never that
an explanation fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.report.claims import Row, claim_on, row_of
from cartwin.report.courses import first_rescue_day
from cartwin.report.wording import join_words, number
from cartwin.study import Col, Study
from cartwin.trial import Comparison, Evaluation
from cartwin.twin import EXPLANATIONS, Variant


__all__ = [
    "CRITERION",
    "STABLE",
    "Course",
    "explain",
    "list_courses",
    "list_published",
    "published_rise",
    "summarise",
]

Array = npt.NDArray[np.float64]
PLATEAU, RISEN = (20.0, 45.0), 150.0  # 10^9/L
PLATEAU_DAYS, HELD_DAY = (90.0, 180.0), 480.0
WEEK = 7.0
FIRST, RISE = "platelets_3_months", "platelets_after_daratumumab"
STABLE, SOON = "platelet_rise_to_9_months", "time_to_rise_after_daratumumab"
QUANTITIES = (FIRST, STABLE, RISE, SOON)  # of patient 1, in order of time
LOOSE = (
    f"{PLATEAU[0]:g} to {PLATEAU[1]:g} on days 90, 180 and the last before rescue; more "
    f"than {RISEN:g} on day {WEEK:g} after it and on day {HELD_DAY:g}"
)
CRITERION = f"Criterion, looser than the publication: {LOOSE}."


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
        Days from the start of the rescue to the first count above the published one;
        None if never.
    held
        Count on day 480.
    negative_from
        First day on which the antibody is below its limit; None if never.
    verdict, why
        `close`, `for a time` or `fails`; until when, or which part is not met.
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


def list_published(comparison: Comparison) -> tuple[Row, ...]:
    """Return what the study itself reports of the plateau and the rescue of patient 1."""
    claims = (claim_on(comparison, q) for q in QUANTITIES)
    return tuple(row_of(c) for c in claims if c is not None)


def published_rise(comparison: Comparison) -> float | None:
    """Return the count published after the rescue; None without plateau and rescue."""
    plateau, rise = (claim_on(comparison, q) for q in (FIRST, RISE))
    if plateau is None or rise is None:
        return None
    return rise.observed if rise.bound is None else rise.bound[0]


def explain(evaluation: Evaluation) -> tuple[Course, ...]:
    """Return the courses of patient 1; none if the study does not report such a course."""
    rise = published_rise(evaluation.comparison)
    if rise is None or evaluation.explanations is None:
        return ()
    return list_courses(evaluation.explanations, rise=rise)


def summarise(evaluation: Evaluation) -> str:
    """Return in words how many courses keep to the publication, and how many come close."""
    courses = explain(evaluation)
    rise = published_rise(evaluation.comparison)
    return "" if rise is None or not courses else _summary(courses, rise)


def _summary(courses: Sequence[Course], rise: float) -> str:
    passing = sum(c.above is not None and c.above <= WEEK for c in courses)
    verdicts = [c.verdict for c in courses]
    close, some = verdicts.count("close"), verdicts.count("for a time")
    return (
        f"{passing or 'None'} of the {len(courses)} explanations "
        f"{'pass' if passing > 1 else 'passes'} {number(rise)} × 10⁹/L within {WEEK:g} "
        f"days of the first dose, as was reported. By a looser criterion ({LOOSE}) "
        f"{close or 'none'} {'comes' if close == 1 else 'come'} close to the end and "
        f"{some or 'none'} for some months only. None is validated."
    )


def list_courses(explanations: Study, *, rise: float) -> tuple[Course, ...]:
    """Return the courses in the order in which the twin lists its explanations.

    Explanations that were not simulated are left out; so are all if no rescue was given.

    Parameters
    ----------
    rise
        Count that was published after the rescue [10^9/L].
    """
    rescue = first_rescue_day(explanations)
    if rescue is None:
        return ()
    present = set(explanations.patients[Col.PATIENT])
    return tuple(
        _course(explanations, e, rescue, rise) for e in EXPLANATIONS if e.name in present
    )


def _course(study: Study, explanation: Variant, rescue: float, published: float) -> Course:
    days, counts = _readings(study, explanation.name, "PLAT")
    when, antibody = _readings(study, explanation.name, "GPAB")
    at = dict(zip(days.tolist(), counts.tolist(), strict=True))
    before = (*PLATEAU_DAYS, rescue - 1)
    plateau = tuple(at.get(d, np.nan) for d in before)
    rise = tuple(at.get(rescue + d, np.nan) for d in (WEEK, 2 * WEEK))
    after = days > rescue
    verdict, why = _judge(plateau, rise[0], days[after], counts[after])
    return Course(
        code=explanation.name,
        name=explanation.title,
        meaning=explanation.meaning,
        plateau=plateau,
        plateau_days=before,
        rise=rise,
        above=_first(days[after], counts[after] > published, since=rescue),
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
        return "close", "close to the end"
    return "for a time", f"close until day {number(lost)}"


def _lost(days: Array, counts: Array) -> float | None:
    """Return the first day, once risen and up to day 480, on which the rise is lost."""
    risen = np.maximum.accumulate(counts > RISEN) & (days <= HELD_DAY)
    return _first(days, risen & (counts <= RISEN))
