"""Score what was foretold: how often it holds, and how sharp it is beside a rival.

The rival for a count is a beta-binomial distribution pooled over the other studies that
report the same outcome (see `beta_binomial`); it knows no biology, and no disease unless
the outcome does. Intervals are central and hold 90 % or more: counts are coarse, so that
a twin that is right holds more often than that; `chance` says how often. A reported bound
("more than 200") holds if at least one of ten cohorts meets it.

Width alone rewards who is sure and wrong. The interval score (Gneiting and Raftery 2007,
J Am Stat Assoc 102:359) adds to the width 2 / 0.1 times the distance of what was reported
from the interval; less is better.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cartwin.study import Study
from cartwin.trial.comparison import ClaimResult
from cartwin.trial.measure import Summary
from cartwin.trial.overlap import declared_overlaps
from cartwin.trial.populations.beta_binomial import beta_binomial, interval_of


__all__ = ["Foretold", "Score", "foretell", "kin_of", "score"]

LEVEL = 0.9
SAME: Mapping[str, str] = {
    "doris_3_months": "remission of lupus",
    "doris_6_months": "remission of lupus",
    "doris_week_24": "remission of lupus",
    "doris_week_36": "remission of lupus",
    "doris_9_months": "remission of lupus",
    "doris_week_48": "remission of lupus",
    "doris_any_time": "remission of lupus",
    "drug_free_remission": "remission of lupus",
    "objective_response": "response of platelets",
    "platelets_normalised": "response of platelets",
    "response": "response of platelets",
    "stable_complete_remission": "lasting remission of haemophilia",
    "durable_complete_remission": "lasting remission of haemophilia",
}
"""Quantity -> outcome, where publications count one thing under several names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """One published outcome, and what was foretold of it.

    Attributes
    ----------
    study
        Its name.
    result
        The outcome, reported beside virtual.
    holds
        Whether the report lies within the interval.
    chance
        How often it would if the twin were right; NaN for a bound.
    rival
        Interval of the rival; None unless the outcome is a count.
    others
        Other studies that the rival knows.
    """

    study: str
    result: ClaimResult
    holds: bool
    chance: float
    rival: tuple[int, int] | None
    others: int

    @property
    def width(self) -> float:
        """Width of the interval of a count, as a share of the patients looked at."""
        return (self.result.high - self.result.low) / self.result.looked_at[1]

    @property
    def rival_width(self) -> float:
        """Width of the rival's interval, as a share of the patients looked at."""
        low, high = self.rival or (0, 0)
        return (high - low) / self.result.looked_at[1]

    @property
    def rival_holds(self) -> bool:
        """Whether the report of a count lies within the interval of the rival."""
        low, high = self.rival or (0, -1)
        return low <= (self.result.observed or 0.0) <= high

    @property
    def penalty(self) -> float:
        """Interval score of a count, as a share of the patients looked at."""
        return self._penalty(self.result.low, self.result.high)

    @property
    def rival_penalty(self) -> float:
        """The same of the rival."""
        return self._penalty(*(self.rival or (0, 0)))

    def _penalty(self, low: float, high: float) -> float:
        reported = self.result.observed or 0.0
        beyond = max(low - reported, reported - high, 0.0)
        return (high - low + 2.0 / (1.0 - LEVEL) * beyond) / self.result.looked_at[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How often intervals held, and how wide those of counts are.

    Attributes
    ----------
    outcomes, held
        Foretold, and within their interval.
    chance
        Share to be expected within, were the twin right.
    counts, counts_held, rivals_held
        Of the outcomes that are counts: how many, held, held by the rival.
    width, rival_width
        Mean width over the counts, as a share of patients; NaN without any.
    penalty, rival_penalty
        Mean interval score over the counts, likewise.
    """

    outcomes: int
    held: int
    chance: float
    counts: int
    counts_held: int
    rivals_held: int
    width: float
    rival_width: float
    penalty: float
    rival_penalty: float


def foretell(
    results: Sequence[tuple[Study, Sequence[ClaimResult]]],
) -> tuple[Foretold, ...]:
    """Return what was foretold of the decisive outcomes of several studies."""
    told = [
        (study.name, r)
        for study, rows in results
        for r in rows
        if r.tail is not None and r.standing.decides
    ]
    kin = kin_of([study for study, _ in results])
    return tuple(
        _foretold(name, result, _others(name, result, told, kin)) for name, result in told
    )


def score(foretold: Iterable[Foretold]) -> Score:
    """Return the score of outcomes foretold."""
    rows = tuple(foretold)
    counts = [f for f in rows if f.rival is not None]
    return Score(
        outcomes=len(rows),
        held=sum(f.holds for f in rows),
        chance=_mean([f.chance for f in rows if not np.isnan(f.chance)]),
        counts=len(counts),
        counts_held=sum(f.holds for f in counts),
        rivals_held=sum(f.rival_holds for f in counts),
        width=_mean([f.width for f in counts]),
        rival_width=_mean([f.rival_width for f in counts]),
        penalty=_mean([f.penalty for f in counts]),
        rival_penalty=_mean([f.rival_penalty for f in counts]),
    )


def _mean(numbers: Sequence[float]) -> float:
    return float(np.mean(numbers)) if numbers else float("nan")


def _foretold(
    study: str, result: ClaimResult, others: Sequence[tuple[int, int]]
) -> Foretold:
    told = result.values[~np.isnan(result.values)]
    slack = result.slack * np.where(np.isfinite(told), np.abs(told), 0.0)
    inside = (told >= result.low - slack) & (told <= result.high + slack)
    rival = None
    if _is_count(result):
        rival = interval_of(beta_binomial(others, result.looked_at[1]), LEVEL)
    return Foretold(
        study=study,
        result=result,
        holds=_holds(result),
        chance=float("nan") if result.observed is None else float(np.mean(inside)),
        rival=rival,
        others=len(others),
    )


def _holds(result: ClaimResult) -> bool:
    """Return whether the report lies in the interval, or enough cohorts meet a bound."""
    if result.observed is None:
        return not result.misses
    reported = result.observed or 0.0
    slack = result.slack * abs(reported)
    return bool(result.low - slack <= reported <= result.high + slack)


def _is_count(result: ClaimResult) -> bool:
    counted = result.measure is not None and result.measure.summary == Summary.COUNT
    return counted and result.observed is not None


def _others(
    study: str,
    result: ClaimResult,
    told: Iterable[tuple[str, ClaimResult]],
    kin: Mapping[str, frozenset[str]],
) -> list[tuple[int, int]]:
    """Return the same outcome in studies that share no patient with this one."""
    return [
        (round(r.observed or 0.0), r.looked_at[1])
        for name, r in told
        if name not in kin[study] and _is_count(r) and _same(r) == _same(result)
    ]


def _same(result: ClaimResult) -> str:
    return SAME.get(result.quantity, result.quantity)


def kin_of(studies: Sequence[Study]) -> dict[str, frozenset[str]]:
    """Return study -> itself, and whoever shares patients with it.

    >>> from cartwin.study import open_study
    >>> kin = kin_of([open_study("sle-natmed-2022"), open_study("castle-2025")])
    >>> sorted(kin["sle-natmed-2022"])
    ['reset-nejm-2024', 'sle-natmed-2022']
    """
    pairs = {(o.study, o.other) for study in studies for o in declared_overlaps(study)}
    pairs |= {(other, study) for study, other in pairs}
    names = [study.name for study in studies]
    return {n: frozenset({n} | {b for a, b in pairs if a == n}) for n in names}
