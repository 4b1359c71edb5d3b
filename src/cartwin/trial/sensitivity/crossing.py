"""Which patients are solved: two independent samples, and what is crossed between them.

Where patients must meet a condition, parameters are not independent. What is exchanged is
then drawn from the priors, and again until the condition is met, so that it follows its
distribution given what is kept. A group that the condition does not concern stays
independent of all others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.errors import ModelError
from cartwin.trial.sensitivity.entry import Entry
from cartwin.twin import stream


__all__ = ["Grouping", "Sample", "Task", "base_samples"]

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
TOGETHER = 2048  # patients solved at once
MOST_ROUNDS = 64  # of drawing the two samples
MOST_DRAWS = 2000  # of what is exchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """One way to sort factors into groups.

    Attributes
    ----------
    name
        Of the way.
    labels
        Group of each factor.
    base
        Patients that are solved again for each group: a power of 2.
    """

    name: str
    labels: tuple[str, ...]
    base: int

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of their first factor."""
        return tuple(dict.fromkeys(self.labels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Some patients to be solved.

    Attributes
    ----------
    grouping, group
        What is exchanged; both empty for the samples themselves.
    kept
        `A` or `B` for a sample. Else what the patients of A keep: the `rest`, or their own
        `group` while all the rest is exchanged.
    rows
        Of the sample.
    """

    grouping: str
    group: str
    kept: str
    rows: slice

    @property
    def key(self) -> tuple[str, str, str]:
        """What all tasks of one kind share."""
        return self.grouping, self.group, self.kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Two samples of patients, and what is exchanged between them.

    Attributes
    ----------
    first, second
        Shares of the patients of A and B (patient, factor).
    entry
        Condition on the patients, if there is one.
    """

    groupings: Sequence[Grouping]
    first: Array
    second: Array
    seed: int
    entry: Entry | None

    @property
    def tasks(self) -> Iterator[Task]:
        """What is to be solved, some patients at a time."""
        wanted = [("", "", "A", len(self.first)), ("", "", "B", len(self.second))]
        wanted += [
            (g.name, group, way, g.base)
            for g in self.groupings
            for group in g.groups
            for way in self.ways(g, group)
        ]
        for grouping, group, kept, size in wanted:
            for start in range(0, size, TOGETHER):
                rows = slice(start, min(start + TOGETHER, size))
                yield Task(grouping=grouping, group=group, kept=kept, rows=rows)

    def ways(self, grouping: Grouping, group: str) -> tuple[str, ...]:
        """Return what is kept in turn: both, if the group is not independent."""
        own = np.array([label == group for label in grouping.labels])
        concerned = self.entry is not None and self.entry.concerns(own)
        return ("rest", "group") if concerned else ("rest",)

    def points(self, task: Task) -> Array:
        """Return the shares of the patients of a task (patient, factor)."""
        taken = self._taken(task)
        if self.entry is None or not task.grouping or not self.entry.concerns(taken):
            return np.where(taken, self.second[task.rows], self.first[task.rows])
        random = stream(self.seed, *task.key, str(task.rows.start))
        return _drawn(self.first[task.rows].copy(), taken, self.entry, random)

    def _taken(self, task: Task) -> Flags:
        """Return which factors come from B."""
        if not task.grouping:
            return np.full(self.first.shape[1], task.kept == "B")
        (labels,) = (g.labels for g in self.groupings if g.name == task.grouping)
        own = np.array([label == task.group for label in labels])
        return own if task.kept == "rest" else ~own


def _drawn(points: Array, taken: Flags, entry: Entry, random: np.random.Generator) -> Array:
    """Return the points, what is taken drawn until they meet the condition; else NaN."""
    left = np.arange(len(points))
    for _ in range(MOST_DRAWS):
        if not len(left):
            return points
        again = points[left]
        again[:, taken] = random.random((len(left), int(taken.sum())))
        points[left] = again
        left = left[~entry.admits(again)]
    points[left] = np.nan
    return points


def base_samples(
    groupings: Sequence[Grouping], seed: int, entry: Entry | None = None
) -> tuple[Array, Array]:
    """Return the shares of the patients of A and of B (patient, factor).

    As SALib samples them; a smaller base is the beginning of a larger one. With a
    condition, pairs of which both would enter.

    Raises
    ------
    ModelError
        If hardly anybody would enter.
    """
    from scipy.stats import qmc

    factors, base = len(groupings[0].labels), max(g.base for g in groupings)
    sobol = qmc.Sobol(2 * factors, scramble=True, seed=seed)
    pairs = np.zeros((0, 2 * factors))
    for _ in range(MOST_ROUNDS):
        points = sobol.random(base)
        if entry is not None:
            first, second = np.split(points, 2, axis=1)
            points = points[entry.admits(first) & entry.admits(second)]
        pairs = np.concatenate([pairs, points])[:base]
        if len(pairs) == base:
            return pairs[:, :factors], pairs[:, factors:]
    msg = f"of {MOST_ROUNDS * base:,} pairs of patients only {len(pairs):,} would enter"
    raise ModelError(msg)
