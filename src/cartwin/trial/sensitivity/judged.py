"""How much of what rules say of virtual patients rests on assumed parameters, or on luck.

Each patient goes through the whole record: visits, readings with their errors, events by
chance, rules. Then again with the assumed parameters, the product and the centre of another
patient, but the same errors and the same luck; and again with other errors and other luck.
How far apart the findings are tells the total effect of either (Jansen's estimator).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cartwin.parameters import Certainty
from cartwin.trial.sensitivity.crossing import Grouping, Sample, Task, base_samples
from cartwin.trial.sensitivity.entry import entry_of
from cartwin.trial.sensitivity.indices import Index, total_of
from cartwin.twin import PriorTwin, VirtualPatients


__all__ = ["Findings", "Judge", "Rested", "rest_on_assumed"]

Array = npt.NDArray[np.float64]
Findings = Mapping[str, Array]  # name -> of each patient, NaN where not known
Judge = Callable[[VirtualPatients, int], Findings]  # patients, seed of errors and luck
CERTAINTY, ASSUMED = "certainty", str(Certainty.ASSUMED)
TOGETHER = 512  # patients judged at once
FEWEST = 100  # pairs of patients of whom something is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Rested:
    """What the variance of one finding rests on; None where too few are known.

    Attributes
    ----------
    assumed
        Total effect of the assumed parameters.
    luck
        Total effect of reading errors and chance, and of which signs a patient can have.
    """

    assumed: Index | None
    luck: Index | None


def rest_on_assumed(
    twin: PriorTwin, judge: Judge, *, n: int, seed: int, luck: bool = True
) -> dict[str, Rested]:
    """Return what the variance of each finding rests on.

    Parameters
    ----------
    twin
        Gives the patients; with every parameter that `judge` needs.
    n
        Patients, a power of 2.
    luck
        Whether to tell the effect of luck, too.
    """
    labels = tuple(f.certainty for f in twin.factors)
    groupings = (Grouping(name=CERTAINTY, labels=labels, base=n),)
    entry = entry_of(twin)
    first, second = base_samples(groupings, seed, entry)
    sample = Sample(groupings=groupings, first=first, second=second, seed=seed, entry=entry)
    parts: list[tuple[Findings, ...]] = []
    for start in range(0, n, TOGETHER):
        rows = slice(start, min(start + TOGETHER, n))
        own, other = (_complete(twin.patients(sample.points(t))) for t in _tasks(rows))
        errors = 2 * (seed * n + start)  # of these patients alone
        seen = [judge(own, errors), judge(_elsewhere(other), errors)]
        parts.append((*seen, judge(own, errors + 1)) if luck else (*seen, {}))
    return {name: _rested([[f.get(name) for f in p] for p in parts], seed)
            for name in parts[0][0]}  # fmt: skip


def _tasks(rows: slice) -> tuple[Task, Task]:
    return (
        Task(grouping="", group="", kept="A", rows=rows),
        Task(grouping=CERTAINTY, group=ASSUMED, kept="rest", rows=rows),
    )


def _complete(patients: VirtualPatients) -> VirtualPatients:
    """Return the patients with a value of their own of what is the same in all."""
    same = {n: np.full(len(patients), x) for n, x in patients.fixed.items()}
    return replace(patients, parameters={**same, **patients.parameters})


def _elsewhere(patients: VirtualPatients) -> VirtualPatients:
    """Return the patients treated at other centres, whose effects are assumed."""
    who = patients.candidates
    other = np.strings.add(who.cohorts, np.array("x", who.cohorts.dtype.kind))
    return replace(patients, candidates=replace(who, cohorts=other))


def _rested(parts: Sequence[Sequence[Array | None]], seed: int) -> Rested:
    own, other, again = (
        None if columns[0] is None else np.concatenate(list(columns))
        for columns in zip(*parts, strict=True)
    )
    return Rested(assumed=_total(own, other, seed), luck=_total(own, again, seed))


def _total(own: Array | None, other: Array | None, seed: int) -> Index | None:
    if own is None or other is None:
        return None
    known = np.isfinite(own) & np.isfinite(other)
    return total_of(own[known], other[known], seed) if known.sum() >= FEWEST else None
