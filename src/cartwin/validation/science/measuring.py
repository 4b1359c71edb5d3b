"""The suite `science`: what the twin gives for numbers that were published.

First the checks one by one, then every outcome of the published studies and of those held
out, each foretold by populations that never saw it, and what all of them say together.

Some of them were in view when parameters were chosen (`Target.used`); agreement on these
is a fit. A miss that the limits of the twin own up to is told and does not fail.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cartwin.study import Study
from cartwin.trial import foretell
from cartwin.validation.science import cells, drugs, rescue, toxicity
from cartwin.validation.science.foretold import COHORTS, evaluate_all, groups, joint, stand
from cartwin.validation.science.target import Finding, Nearness, Target
from cartwin.validation.suite import Check, Verdict


__all__ = ["TARGETS", "measure", "science"]

TARGETS: tuple[Target, ...] = (
    *drugs.TARGETS,
    *rescue.TARGETS,
    *cells.TARGETS,
    *toxicity.TARGETS,
)


def measure(targets: tuple[Target, ...] = TARGETS) -> tuple[Finding, ...]:
    """Return what the twin gives for each target.

    >>> [finding] = measure(TARGETS[:1])
    >>> finding.found, str(finding.nearness)
    ('250 10*9/L', 'ok')
    """
    return tuple(Finding(target=t, value=t.find()) for t in targets)


def science(
    data: Path | None = None,
    *,
    studies: Sequence[Study] = (),
    cohorts: int = COHORTS,
    on_progress: Callable[[str], None] | None = None,
) -> Verdict:
    """Return how the twin stands to published numbers; it needs no data of others.

    Parameters
    ----------
    data
        Not looked at.
    studies
        Further studies to be foretold, which come with their reported claims.
    cohorts
        Virtual cohorts of each study.
    on_progress
        Called with what is looked at.
    """
    tell = on_progress or (lambda what: None)
    tell("numbers of the notes")
    found = measure()
    checks, sentences = [_check(f) for f in found], list(_counted(found))
    evaluated = {
        name: evaluate_all(group, cohorts=cohorts, on_study=tell)
        for name, group in groups(studies)
    }
    every = [e for group in evaluated.values() for e in group]
    foretold = foretell([(e.study, e.comparison.outcomes) for e in every])
    for name, group in evaluated.items():
        own = {e.study.name for e in group}
        together, said = joint(name, [f for f in foretold if f.study in own])
        checks += [c for e in group for c in stand(e)]
        checks.append(together)
        sentences += said
    return Verdict(
        suite="science", checks=tuple(checks), summary=tuple(sentences), told_whole=True
    )


def _counted(findings: Sequence[Finding]) -> Iterator[str]:
    for used, what in ((True, "fits"), (False, "not aimed at")):
        rows = [f.nearness for f in findings if f.target.used is used]
        counts = ", ".join(f"{rows.count(n)} {n}" for n in Nearness)
        yield f"single numbers, {what}: {counts} of {len(rows)}"
    known = sum(f.nearness is Nearness.MISS and bool(f.target.weak) for f in findings)
    yield f"misses that the limits own up to, and that fail nothing: {known}"


def _check(finding: Finding) -> Check:
    target, missed = finding.target, finding.nearness is Nearness.MISS
    use = "a fit" if target.used else "not aimed at"
    told = [str(finding.nearness), use, target.weak if missed else "", target.source]
    return Check(
        name=target.name,
        expected=target.expected,
        found=finding.found,
        passed=not missed or bool(target.weak),
        detail="; ".join(t for t in told if t),
    )
