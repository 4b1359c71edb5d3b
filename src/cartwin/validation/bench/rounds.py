"""Us and them in turn: ratios of speed, round by round, in one process on one core."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from cartwin.validation.bench.accuracy import Accuracy, Reference, matched
from cartwin.validation.bench.cohort import Cohort
from cartwin.validation.bench.comparison import Comparison
from cartwin.validation.bench.contender import Contender
from cartwin.validation.bench.legs import Legs
from cartwin.validation.bench.machine import version_of
from cartwin.validation.bench.ours import Ours
from cartwin.validation.bench.timing import measured


__all__ = ["AT_LEAST", "Course", "compare"]

AT_LEAST = 0.3  # [s] of a measurement of ours, so that the clock does not matter


@dataclass(frozen=True, kw_only=True)
class Course:
    """Where the rounds are run.

    Attributes
    ----------
    cohort, legs
        The patients, for us and for peers.
    reference
        What counts as right, for the first of them.
    ours
        Our engine in its settings.
    rounds
        How often each pair is measured.
    seconds
        Of the processor that a peer gets per round, roughly.
    """

    cohort: Cohort
    legs: Legs
    reference: Reference
    ours: tuple[Ours, ...]
    rounds: int
    seconds: float
    _found: dict[tuple[str, float, int], Accuracy] = field(default_factory=dict)

    def of_ours(self, ours: Ours, rtol: float, patients: int) -> Accuracy:
        """Return the accuracy of our engine on the first patients."""
        values = partial(ours.values, self.cohort.first(patients), rtol)
        return self._accuracy((ours.name, rtol, patients), values)

    def of_peer(self, contender: Contender, rtol: float, patients: int) -> Accuracy:
        """Return the accuracy of a peer on the first patients."""
        values = partial(contender.solve, self.legs.first(patients), rtol)
        return self._accuracy((contender.peer.name, rtol, patients), values)

    def _accuracy(
        self, key: tuple[str, float, int], values: Callable[[], np.ndarray]
    ) -> Accuracy:
        if key not in self._found:
            self._found[key] = self.reference.accuracy(values())
        return self._found[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """One peer against ours at fixed tolerances, and the rates measured so far."""

    contender: Contender
    nominal: float
    rtol: float
    peer_rtol: float
    sample: int
    patients: int
    rates: list[list[float]] = field(default_factory=list)


def compare(
    course: Course,
    contenders: Sequence[Contender],
    rtol: float,
    on_round: Callable[[], None] = lambda: None,
) -> tuple[Comparison, ...]:
    """Return every peer beside every setting of ours at one relative tolerance.

    In a round ours is measured right before each peer: all settings, then the peer.
    """
    pairs = [_pair(course, c, rtol) for c in contenders]
    for _ in range(course.rounds):
        for pair in pairs:
            pair.rates.append(_round(course, pair))
            on_round()
    return tuple(_outcome(course, p, i) for i in range(len(course.ours)) for p in pairs)


def _pair(course: Course, contender: Contender, nominal: float) -> _Pair:
    known = course.reference.values.shape[2]
    sample = contender.affordable(known, 2.0 * course.seconds)

    def ours(rtol: float) -> float:
        return max(course.of_ours(o, rtol, sample).error for o in course.ours)

    def peer(rtol: float) -> float:
        return course.of_peer(contender, rtol, sample).error

    rtol, peer_rtol = matched(ours, peer, nominal)
    return _Pair(
        contender=contender,
        nominal=nominal,
        rtol=rtol,
        peer_rtol=peer_rtol,
        sample=sample,
        patients=contender.affordable(len(course.cohort), course.seconds),
    )


def _round(course: Course, pair: _Pair) -> list[float]:
    """Return patients per second: of each setting of ours, and of the peer."""
    legs, everybody = course.legs.first(pair.patients), len(course.cohort)
    works = [
        measured(partial(o.values, course.cohort, pair.rtol), everybody, at_least=AT_LEAST)
        for o in course.ours
    ]
    solve = partial(pair.contender.solve, legs, pair.peer_rtol)
    return [w.rate for w in (*works, measured(solve, len(legs)))]


def _outcome(course: Course, pair: _Pair, setting: int) -> Comparison:
    rates = np.array(pair.rates)
    ratio = rates[:, setting] / rates[:, -1]
    peer, ours = pair.contender.peer, course.ours[setting]
    own = course.of_ours(ours, pair.rtol, pair.sample)
    theirs = course.of_peer(pair.contender, pair.peer_rtol, pair.sample)
    return Comparison(
        peer=peer.name,
        method=peer.what,
        version=version_of(peer.package),
        ours=ours.name,
        nominal=pair.nominal,
        ratio=float(np.median(ratio)),
        low=float(ratio.min()),
        high=float(ratio.max()),
        rtol=pair.rtol,
        peer_rtol=pair.peer_rtol,
        error=own.error,
        peer_error=theirs.error,
        failed=own.failed,
        peer_failed=theirs.failed,
        compared=pair.sample,
        patients_per_s=float(np.median(rates[:, setting])),
        peer_patients_per_s=float(np.median(rates[:, -1])),
        peer_patients=pair.patients,
        compile_s=pair.contender.compile_s,
    )
