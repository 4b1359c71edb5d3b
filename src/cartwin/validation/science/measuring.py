"""The suite `science`: what the twin gives for numbers that were published.

Some of them were in view when parameters were chosen (`Target.used`); agreement on these
is a fit. A miss that the limits of the twin own up to is told and does not fail.
"""

from pathlib import Path

from cartwin.validation.science import cells, drugs, rescue, toxicity
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


def science(data: Path | None = None) -> Verdict:
    """Return how the twin stands to published numbers; it needs no data of others.

    Parameters
    ----------
    data
        Not looked at.
    """
    return Verdict(suite="science", checks=tuple(_check(f) for f in measure()))


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
