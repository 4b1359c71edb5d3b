"""Virtual cohorts of a published study: the same size, diseases and covariates.

Covariates come from the study's table of patients or its `reported` claims, and what
neither tells from stated defaults; the plan comes from its protocol. Product and centre
effects are drawn once per cohort. The first patient of every cohort stands for the
publication's patient 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.errors import ModelError
from cartwin.study import Col, Study
from cartwin.trial.allotment import allot, longest_seen
from cartwin.trial.covariates import Covariates, covariates_of
from cartwin.trial.first_readings import FIRST_READINGS, like
from cartwin.trial.joining import simulate_each
from cartwin.trial.plans import plan_cohorts, protocol_of
from cartwin.trial.studied import as_studied, with_studied
from cartwin.twin import DECLARED, Candidate, ImpossiblePatientError, share_of_women, stream


__all__ = ["INDEX", "draw_candidates", "in_possible", "simulate_cohorts"]

Array = npt.NDArray[np.float64]
INDEX = "P1"  # the patient that single-patient claims are about
MATCHED = ("PLAT", "GPAB", *FIRST_READINGS.values())  # what the conditions are about
MOST_DRAWS = 1000
FEMALE, MALE = "female", "male"


def draw_candidates(
    study: Study, *, cohorts: int, seed: int, populations: Sequence[int] = (DECLARED,)
) -> list[Candidate]:
    """Return whom to draw: `cohorts` times the study's patients, covariates matched.

    What is not reported is drawn from stated defaults; see `assumptions_of`.

    Parameters
    ----------
    populations
        From which the cohorts come, in turn.

    Raises
    ------
    ModelError
        If fewer than one cohort is asked for, or the claims and the protocol name
        different numbers of patients.
    """
    if cohorts < 1:
        msg = f"cohorts = {cohorts}; at least one is needed"
        raise ModelError(msg)
    known = covariates_of(study)
    shares = np.array([share_of_women(code) for code in allot(study, known.n)])
    names = [f"C{c + 1:03d}" for c in range(cohorts)]
    return [
        replace(x, population=populations[c % len(populations)])
        for c, name in enumerate(names)
        for x in _cohort(known, name, seed, shares)
    ]


def _cohort(known: Covariates, cohort: str, seed: int, shares: Array) -> list[Candidate]:
    random = stream(seed, cohort, "covariates")
    ages, durations = _ages_and_durations(known, random)
    therapies = None if known.therapies is None else known.therapies.draw(random)
    sexes = _sexes(known, shares, random)
    seropositive = random.permutation(np.arange(known.n) < (known.positive or 0))
    readings = {a: s.draw(random) for a, s in known.first_readings.items()}
    return [
        Candidate(
            patient=f"{cohort}-P{i + 1}",
            cohort=cohort,
            age=float(ages[i]),
            sex=sexes[i],
            baseline=known.baseline if i else known.index_baseline,
            antibody_positive=None if known.positive is None else bool(seropositive[i]),
            disease_duration=None if durations is None else float(durations[i]),
            prior_therapies=None if therapies is None else round(float(therapies[i])),
            wanted={a: like(a, float(x[i])) for a, x in readings.items()},
        )
        for i in range(known.n)
    ]


def _sexes(known: Covariates, shares: Array, random: np.random.Generator) -> list[str]:
    """Return the sexes: of the table, else as many women as reported, else by chance.

    `shares`: of women in the disease of each patient.
    """
    if known.sexes is not None:
        return list(known.sexes)
    n = known.n
    if known.women is None:
        return [FEMALE if woman else MALE for woman in random.random(n) < shares]
    sexes = [FEMALE] * known.women + [MALE] * (n - known.women)
    if known.first not in sexes:
        return [str(x) for x in random.permutation(sexes)]
    sexes.remove(known.first)
    return [known.first, *map(str, random.permutation(sexes))]


def _ages_and_durations(
    known: Covariates, random: np.random.Generator
) -> tuple[Array, Array | None]:
    """Return ages and durations of disease in which nobody is ill longer than alive.

    Raises
    ------
    ModelError
        If the reported spreads do not allow it.
    """
    for _ in range(MOST_DRAWS):
        ages = np.round(known.ages.draw(random), 1)
        if known.durations is None:
            return ages, None
        durations = np.round(known.durations.draw(random), 1)
        if (np.sort(durations) < np.sort(ages)).all():
            return ages, _in_possible_order(durations, ages, random)
    msg = "the reported disease durations do not fit the reported ages"
    raise ModelError(msg)


def _in_possible_order(durations: Array, ages: Array, random: np.random.Generator) -> Array:
    """Return the durations shuffled so that each is shorter than its age."""
    for _ in range(MOST_DRAWS):
        if (durations < ages).all():
            return durations
        durations = random.permutation(durations)
    return np.asarray(np.sort(durations)[np.argsort(np.argsort(ages))])


def simulate_cohorts(
    study: Study,
    *,
    cohorts: int,
    seed: int,
    populations: Sequence[int] = (DECLARED,),
    on_progress: Callable[[float], None] | None = None,
) -> Study:
    """Return the study's protocol, run on virtual cohorts of the study's size.

    Each patient has the twin of their own disease; `diagnosis` says which.

    Parameters
    ----------
    populations
        From which the cohorts come, in turn; see `cartwin.twin.populations`.

    Raises
    ------
    ModelError
        If the study has no protocol, or its claims and the protocol disagree.
    """
    protocol = with_studied(protocol_of(study))
    candidates = draw_candidates(study, cohorts=cohorts, seed=seed, populations=populations)
    diseases = allot(study, len(candidates) // cohorts)
    plan = plan_cohorts(
        protocol,
        candidates,
        seed=seed,
        follow_up=_exact_follow_up(study, cohorts),
        at_least=longest_seen(study, diseases) * cohorts,
    )
    virtual = simulate_each(
        diseases * cohorts,
        candidates,
        plan,
        seed=seed,
        baseline_days={a: min(protocol.visits[a]) for a in MATCHED if a in protocol.visits},
        name=f"{study.name}-virtual",
        title=f"{cohorts} virtual cohorts of {study.title}",
        protocol=protocol,
        on_progress=on_progress,
    )
    return virtual.with_tables(
        reported=pl.DataFrame(), treatments=as_studied(virtual, protocol)
    )


def in_possible(
    populations: Sequence[int], simulate: Callable[[tuple[int, ...]], Study]
) -> tuple[Study, tuple[int, ...]]:
    """Return what is simulated of the populations that can have the patients, and these.

    A population in which nobody is like what is known of a patient before treatment is
    left out.

    Raises
    ------
    ModelError
        If no population, or not the declared one, can have them.
    """
    left = tuple(populations)
    while True:
        try:
            return simulate(left), left
        except ImpossiblePatientError as error:
            left = tuple(p for p in left if p not in error.populations)
            if not left or DECLARED in error.populations:
                raise


def _exact_follow_up(study: Study, cohorts: int) -> Array | None:
    """Return the last day of every patient, cohort after cohort, if the table tells it."""
    days = study.patients[Col.FOLLOW_UP]
    if days.null_count() or not len(days):
        return None
    return np.tile(days.to_numpy().astype(float), cohorts)
