"""Try populations: what each would have made of a published study."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from cartwin.rules import judge
from cartwin.study import Study
from cartwin.trial.cohorts import in_possible, simulate_cohorts
from cartwin.trial.compare import compare
from cartwin.trial.comparison import ClaimResult
from cartwin.trial.covariates import size_of
from cartwin.trial.outcomes import tabulate_outcomes
from cartwin.trial.overlap import count_once


__all__ = ["Tried", "TriedClaim", "try_populations", "try_studies"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
FEWEST_PATIENTS = 30  # of each population, so that a share is known to about 0.1
FEWEST_COHORTS = 3
TOGETHER = 100  # populations at once, so that memory stays bounded


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedClaim:
    """One decisive claim of a study, and what the cohorts of each population give for it.

    Attributes
    ----------
    result
        The claim; its values are those of the last populations tried.
    patients
        Most patients of a cohort who are looked at.
    values
        (population, cohort); NaN where it cannot be told.
    """

    result: ClaimResult = field(repr=False)
    patients: int
    values: Array = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A study, tried in populations.

    Attributes
    ----------
    study
        As published.
    repeated_in
        Larger studies among those tried that report some of its patients, too.
    populations
        Numbers of those that can have such patients (population).
    claims
        Those that decide something.
    """

    study: Study
    repeated_in: frozenset[str] = frozenset()
    populations: Integers = field(repr=False)
    claims: tuple[TriedClaim, ...]


def try_studies(
    studies: Sequence[Study],
    *,
    populations: int,
    seed: int,
    on_progress: Callable[[str, float], None] | None = None,
) -> tuple[Tried, ...]:
    """Return each study in populations 1 to `populations`; overlaps are told."""
    tell = on_progress or (lambda what, fraction: None)
    within = {c.study: c.within for c in count_once(studies)}
    return tuple(
        try_populations(
            study,
            populations=populations,
            seed=seed,
            repeated_in=frozenset({within[study.name]} - {""}),
            on_progress=partial(tell, study.name),
        )
        for study in studies
    )


def try_populations(
    study: Study,
    *,
    populations: int,
    seed: int,
    repeated_in: frozenset[str] = frozenset(),
    on_progress: Callable[[float], None] | None = None,
) -> Tried:
    """Return a study in populations 1 to `populations`, several cohorts of each."""
    parts = list[Tried]()
    for first in range(1, populations + 1, TOGETHER):
        last = min(first + TOGETHER, populations + 1)
        parts.append(_try(study, range(first, last), seed))
        if on_progress:
            on_progress((last - 1) / populations)
    return Tried(
        study=study,
        repeated_in=repeated_in,
        populations=np.concatenate([p.populations for p in parts]),
        claims=tuple(
            _joined(same) for same in zip(*(p.claims for p in parts), strict=True)
        ),
    )


def _joined(parts: Sequence[TriedClaim]) -> TriedClaim:
    return TriedClaim(
        result=parts[-1].result,
        patients=max(p.patients for p in parts),
        values=np.concatenate([p.values for p in parts]),
    )


def _try(study: Study, populations: Sequence[int], seed: int) -> Tried:
    each = max(FEWEST_COHORTS, -(-FEWEST_PATIENTS // size_of(study)))
    virtual, left = in_possible(
        populations,
        lambda some: simulate_cohorts(
            study, cohorts=each * len(some), seed=seed, populations=some
        ),
    )
    compared = compare(study, virtual, tabulate_outcomes(virtual, judge(virtual)))
    return Tried(
        study=study,
        populations=np.array(left),
        claims=tuple(
            TriedClaim(
                result=r,
                patients=r.looked_at[1],
                values=r.values.reshape(each, len(left)).T,
            )
            for r in compared.outcomes
            if r.standing.decides
        ),
    )
