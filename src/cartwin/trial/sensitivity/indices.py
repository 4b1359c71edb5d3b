"""Sobol indices of groups of factors, by SALib.

Two samples of patients, A and B, are drawn from one Sobol sequence. For each group the
patients of A are solved once more with the group taken from B. How much their outcomes
move is the total effect of the group (Saltelli et al., Computer Physics Communications
2010;181:259-270; Jansen's estimator); several ways of grouping share A and B.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from cartwin.errors import ModelError


__all__ = ["Grouping", "Index", "estimate", "require_salib"]

Array = npt.NDArray[np.float64]
Model = Callable[[Array], Array]  # shares (patient, factor) -> outcomes (outcome, patient)
TOGETHER = 2048  # patients solved at once
RESAMPLES = 100
NEXT_TO_NOTHING = 0.005  # a share that counts as none
UNCLEAR = 0.1  # half a confidence interval beyond which an index says little


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
class Index:
    """The share of variance of one outcome that comes from one group.

    Attributes
    ----------
    outcome
        Number of the outcome.
    first
        What would go if the group alone became known: without interactions.
    total
        What would stay if all but the group became known: with all interactions.
    first_error, total_error
        Half of the 95 % confidence intervals, from a bootstrap over patients.
    patients
        Patients of A that it rests on.
    """

    outcome: int
    grouping: str
    group: str
    first: float
    first_error: float
    total: float
    total_error: float
    patients: int

    @property
    def verdict(self) -> str:
        """`told`, `none`, `noise` (zero is as likely), `unclear`, or `no spread`.

        >>> few = Index(outcome=0, grouping="module", group="car_t", first=0.01,
        ...             first_error=0.1, total=0.03, total_error=0.04, patients=64)
        >>> few.verdict
        'noise'
        """
        if np.isnan(self.total):
            return "no spread"
        if self.total_error >= self.total or self.total < NEXT_TO_NOTHING:
            return "noise" if self.total_error >= NEXT_TO_NOTHING else "none"
        return "unclear" if self.total_error > UNCLEAR else "told"


def require_salib() -> None:
    """Refuse to start where SALib is not installed.

    Raises
    ------
    ModelError
        If it is not.
    """
    if find_spec("SALib") is None:
        msg = (
            "sensitivity needs the package SALib, which is not installed; "
            "pip install 'cartwin[sensitivity]'"
        )
        raise ModelError(msg)


def estimate(
    model: Model,
    groupings: Sequence[Grouping],
    *,
    seed: int,
    threads: int = 1,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[list[Index], Array]:
    """Return the indices of every outcome, and the outcomes of A and B.

    Parameters
    ----------
    model
        Patients whose outcomes are not finite are left out, with all that was done to
        them.
    threads
        Numbers do not depend on it.

    Returns
    -------
    tuple
        Indices, and outcomes (outcome, patient) of the two independent samples.

    Examples
    --------
    >>> line = Grouping(name="each", labels=("x", "y"), base=1024)
    >>> found, _ = estimate(lambda u: (2 * u[:, 0] + u[:, 1])[None], [line], seed=1)
    >>> [round(i.total, 1) for i in found]
    [0.8, 0.2]
    """
    require_salib()
    first, second = base_samples(groupings, seed)
    tasks = list(_tasks(groupings, len(first)))
    done: dict[tuple[str, str], list[Array]] = {}

    def solve(task: tuple[str, str, slice]) -> Array:
        grouping, group, rows = task
        taken = _taken(groupings, grouping, group, first.shape[1])
        return model(np.where(taken, second[rows], first[rows]))

    with ThreadPoolExecutor(threads) as pool:
        for number, (task, found) in enumerate(
            zip(tasks, pool.map(solve, tasks), strict=True), 1
        ):
            done.setdefault(task[:2], []).append(found)
            if on_progress is not None:
                on_progress(number / len(tasks))
    outcomes = {key: np.concatenate(parts, axis=1) for key, parts in done.items()}
    indices = [i for g in groupings for i in _indices(g, outcomes, seed)]
    both = np.concatenate([outcomes["", "A"], outcomes["", "B"]], axis=1)
    return indices, both


def base_samples(groupings: Sequence[Grouping], seed: int) -> tuple[Array, Array]:
    """Return the shares of the patients of A and of B (patient, factor).

    As SALib samples them; a smaller base is the beginning of a larger one.
    """
    from scipy.stats import qmc

    factors = len(groupings[0].labels)
    sobol = qmc.Sobol(2 * factors, scramble=True, seed=seed)
    points = sobol.random(max(g.base for g in groupings))
    return points[:, :factors], points[:, factors:]


def _tasks(groupings: Sequence[Grouping], base: int) -> Iterator[tuple[str, str, slice]]:
    """Yield which patients are to be solved: grouping, group, rows."""
    wanted = [("", "A", base), ("", "B", base)]
    wanted += [(g.name, group, g.base) for g in groupings for group in g.groups]
    for grouping, group, size in wanted:
        for start in range(0, size, TOGETHER):
            yield grouping, group, slice(start, min(start + TOGETHER, size))


def _taken(
    groupings: Sequence[Grouping], grouping: str, group: str, factors: int
) -> npt.NDArray[np.bool_]:
    """Return which factors come from B."""
    if not grouping:
        return np.full(factors, group == "B")
    (labels,) = (g.labels for g in groupings if g.name == grouping)
    return np.array([label == group for label in labels])


def _indices(
    grouping: Grouping, outcomes: Mapping[tuple[str, str], Array], seed: int
) -> Iterator[Index]:
    keys = [("", "A"), *((grouping.name, g) for g in grouping.groups), ("", "B")]
    table = np.stack([outcomes[key][:, : grouping.base] for key in keys], axis=-1)
    for outcome, values in enumerate(table):
        fine = values[np.isfinite(values).all(axis=1)]
        found = _analyse(fine, grouping.groups, seed)
        for group, numbers in zip(grouping.groups, found.T.tolist(), strict=True):
            first, first_error, total, total_error = numbers
            yield Index(
                outcome=outcome,
                grouping=grouping.name,
                group=group,
                first=first,
                first_error=first_error,
                total=total,
                total_error=total_error,
                patients=len(fine),
            )


def _analyse(values: Array, groups: Sequence[str], seed: int) -> Array:
    """Return first and total indices with their errors (4, group), by SALib."""
    if len(values) < 2 or np.ptp(values) <= 1e-12 * np.abs(values).max():
        return np.full((4, len(groups)), np.nan)
    from SALib.analyze import sobol

    found = sobol.analyze(
        {"num_vars": len(groups), "names": list(groups)},
        values.ravel(),
        calc_second_order=False,
        num_resamples=RESAMPLES,
        seed=seed + 1,  # 0 would be no seed
    )
    return np.array([found[key] for key in ("S1", "S1_conf", "ST", "ST_conf")])
