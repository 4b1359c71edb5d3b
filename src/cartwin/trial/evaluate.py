"""A study, its virtual cohorts, and what the same rules say about both."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from cartwin.rules import Judgement, judge
from cartwin.study import Regimen, Study
from cartwin.trial.cohorts import protocol_of, simulate_cohorts
from cartwin.trial.compare import compare
from cartwin.trial.comparison import Comparison
from cartwin.trial.outcomes import tabulate_outcomes
from cartwin.trial.reported import check_claims
from cartwin.twin import Body, simulate_explanations


__all__ = ["Evaluation", "evaluate"]

INDEX_BODY = Body(weight=50.0, height=160.0)  # patient 1's size is not published: assumed
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
        Patient 1 under each competing explanation, without noise.
    seed, cohorts
        As asked for.
    """

    study: Study
    judged: Judgement
    virtual: Study
    virtual_judged: Judgement
    outcomes: pl.DataFrame
    comparison: Comparison
    explanations: Study
    seed: int
    cohorts: int


def evaluate(
    study: Study,
    *,
    cohorts: int,
    seed: int,
    on_progress: Callable[[float], None] | None = None,
) -> Evaluation:
    """Return the study beside `cohorts` virtual cohorts of its own size.

    Raises
    ------
    ModelError
        If the study has no protocol, does not report the covariates needed, or has an
        outcome claim that cannot be measured.
    """
    check_claims(study)
    virtual = simulate_cohorts(study, cohorts=cohorts, seed=seed, on_progress=on_progress)
    judged = judge(virtual)
    outcomes = tabulate_outcomes(virtual, judged)
    return Evaluation(
        study=study,
        judged=judge(study),
        virtual=virtual,
        virtual_judged=judged,
        outcomes=outcomes,
        comparison=compare(study, virtual, outcomes),
        explanations=simulate_explanations(
            study.disease, _index_regimen(study), DAYS, body=INDEX_BODY
        ),
        seed=seed,
        cohorts=cohorts,
    )


def _index_regimen(study: Study) -> Regimen:
    """Return what patient 1 received: highest dose level, rescue without condition."""
    protocol = protocol_of(study)
    highest = max(protocol.arms, key=lambda arm: max(d.amount for d in arm.regimen))
    planned = (d for d in protocol.reactive if not d.is_reactive)
    given = Regimen(tuple(replace(d, condition=None) for d in planned))
    return protocol.lymphodepletion + highest.regimen + given
