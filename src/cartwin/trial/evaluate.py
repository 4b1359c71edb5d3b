"""A study, its virtual cohorts, and what the same rules say about both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from cartwin.rules import Judgement, judge
from cartwin.study import Col, Regimen, Study
from cartwin.trial.cohorts import in_possible, simulate_cohorts
from cartwin.trial.compare import compare
from cartwin.trial.comparison import Comparison
from cartwin.trial.outcomes import tabulate_outcomes
from cartwin.trial.plans import protocol_of
from cartwin.trial.populations.kept import populations_for
from cartwin.trial.standing import check_claims
from cartwin.twin import Body, simulate_explanations


__all__ = ["Evaluation", "evaluate"]

INDEX_BODY = Body(weight=50.0, height=160.0)  # patient 1's size is not published: assumed
EXPLAINED = ("platelets_3_months", "platelets_after_daratumumab")  # plateau, rescue
DAYS = tuple(float(d) for d in range(-6, 541))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything a report on a study is made from.

    Attributes
    ----------
    study, judged
        The published study, and the rules applied to its patients.
    virtual, virtual_judged, outcomes
        The virtual cohorts, the rules applied to them, and one row per patient.
    comparison
        Claims, reported beside virtual.
    explanations
        Patient 1 under each competing explanation, without noise; None if the study has
        no such plateau and rescue to be explained.
    seed, cohorts
        As asked for.
    populations
        From which the cohorts come, in turn; see `cartwin.twin.populations`.
    """

    study: Study
    judged: Judgement
    virtual: Study
    virtual_judged: Judgement
    outcomes: pl.DataFrame
    comparison: Comparison
    explanations: Study | None
    seed: int
    cohorts: int
    populations: tuple[int, ...]


def evaluate(
    study: Study,
    *,
    cohorts: int,
    seed: int,
    populations: Sequence[int] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Evaluation:
    """Return the study beside `cohorts` virtual cohorts of its own size.

    Parameters
    ----------
    populations
        From which the cohorts come, in turn; by default those that agree with what other
        studies report. `(0,)` is the declared typical values alone.

    Raises
    ------
    ModelError
        If the study has no protocol, its disease no twin, or its claims contradict each
        other.
    """
    check_claims(study)
    wanted = populations_for(study.name) if populations is None else populations
    virtual, possible = in_possible(
        wanted,
        lambda some: simulate_cohorts(
            study, cohorts=cohorts, seed=seed, populations=some, on_progress=on_progress
        ),
    )
    judged = judge(virtual)
    outcomes = tabulate_outcomes(virtual, judged)
    return Evaluation(
        study=study,
        judged=judge(study),
        virtual=virtual,
        virtual_judged=judged,
        outcomes=outcomes,
        comparison=compare(study, virtual, outcomes),
        explanations=_explanations(study),
        seed=seed,
        cohorts=cohorts,
        populations=possible,
    )


def _explanations(study: Study) -> Study | None:
    """Return patient 1 under each explanation, if such a course was reported of her."""
    if not set(EXPLAINED) <= set(study.reported[Col.QUANTITY]):
        return None
    regimen = _index_regimen(study)
    return simulate_explanations(study.disease, regimen, DAYS, body=INDEX_BODY)


def _index_regimen(study: Study) -> Regimen:
    """Return what patient 1 received: highest dose level, rescue without condition."""
    protocol = protocol_of(study)
    highest = max(protocol.arms, key=lambda arm: max(d.amount for d in arm.regimen))
    planned = (d for d in protocol.reactive if not d.is_reactive)
    given = Regimen(tuple(replace(d, condition=None) for d in planned))
    return protocol.lymphodepletion + highest.regimen + given
