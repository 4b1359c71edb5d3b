"""Bleeds and infections: events drawn from the hazards of the twin.

The twin gives how many events are to be expected by each day. Events are a Poisson process
of that: the gaps between them, in expected events, are exponential. Every number belongs
to its patient, so adding a patient or a day changes nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Col
from cartwin.twin.random import Bits, Numbers, key_of


__all__ = ["INFECTION", "Exposed", "Happening", "event_rows", "happen"]

Array = npt.NDArray[np.float64]
MOST = 400  # events of one kind in one patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One kind of event.

    Attributes
    ----------
    term
        As in the table `adverse_events`.
    observable
        Of the twin: events expected so far.
    grades
        Grade -> share of the events that have at most that grade (assumed).
    """

    term: str
    observable: str
    grades: tuple[tuple[int, float], ...]


INFECTION = Happening(
    term="infection",
    observable="infections",
    grades=((1, 0.25), (2, 0.75), (3, 0.95), (4, 1.0)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """Who can have events.

    Attributes
    ----------
    names, keys
        Of the patients; every random number belongs to a key.
    times
        Days on which the expected events are known, increasing.
    last
        Last day of each patient (patient).
    """

    names: Sequence[str]
    keys: Bits
    times: Array
    last: Array


def happen(
    who: Exposed, expected: Sequence[tuple[Happening, Array]], *, seed: int
) -> pl.DataFrame:
    """Return the events as rows of `adverse_events`: patient, day, term, grade.

    Parameters
    ----------
    expected
        Each kind, with the events expected by each time (time, patient).

    Notes
    -----
    Days are whole; two events of one kind on one day are one.

    Examples
    --------
    >>> from cartwin.twin.random import keys_of
    >>> names = [f"P{i}" for i in range(400)]
    >>> who = Exposed(names=names, keys=keys_of(names), times=np.array([0.0, 100.0, 200.0]),
    ...               last=np.full(400, 200.0))
    >>> expected = np.outer([0.0, 1.0, 3.0], np.ones(400))
    >>> 2.7 < len(happen(who, [(INFECTION, expected)], seed=1)) / 400 < 3.3
    True
    """
    frames = [f for kind, course in expected for f in _of_kind(who, kind, course, seed)]
    if not frames:
        return pl.DataFrame()
    key = [Col.PATIENT, Col.DAY, Col.TERM]
    return pl.concat(frames).unique(key, keep="first").sort(key)


def _of_kind(
    who: Exposed, kind: Happening, course: Array, seed: int
) -> Iterator[pl.DataFrame]:
    """Yield the first event of each patient, the second, and so on."""
    since = np.where(np.isfinite(course), course - course[0], 0.0)
    total, reached = since.max(axis=0), np.zeros(len(who.keys))
    for number in range(MOST):
        random = Numbers(who.keys, key_of(seed, kind.term, str(number)))
        reached = reached - np.log1p(-np.asarray(random.random()))
        if not (has := np.flatnonzero(reached < total)).size:
            return
        day = np.floor(_days(since[:, has], who.times, reached[has]))
        grade = _grades(kind, np.asarray(random.random())[has])
        kept = day <= who.last[has]
        yield event_rows(who.names, has[kept], day[kept], kind.term, grade[kept])


def event_rows(
    names: Sequence[str],
    who: npt.NDArray[np.int64],
    days: Array,
    terms: str | Sequence[str],
    grades: npt.NDArray[np.int64],
) -> pl.DataFrame:
    """Return events of the patients at these positions, as rows of `adverse_events`."""
    every = [terms] * len(who) if isinstance(terms, str) else terms
    return pl.DataFrame(
        {
            Col.PATIENT: pl.Series([names[i] for i in who], dtype=pl.String),
            Col.DAY: days,
            Col.TERM: pl.Series(every, dtype=pl.String),
            Col.GRADE: grades,
        }
    )


def _grades(kind: Happening, u: Array) -> npt.NDArray[np.int64]:
    grades, shares = np.array(kind.grades).T
    return np.asarray(grades[np.searchsorted(shares, u)], np.int64)


def _days(since: Array, times: Array, reached: Array) -> Array:
    """Return when each patient's expected events pass a number, straight between times."""
    after = np.clip((since < reached).sum(axis=0), 1, len(times) - 1)
    column = np.arange(since.shape[1])
    low, high = since[after - 1, column], since[after, column]
    share = (reached - low) / np.where(high > low, high - low, 1.0)
    return np.asarray(times[after - 1] + share * (times[after] - times[after - 1]))
