"""Sobol indices of groups of factors, by SALib.

Two samples of patients, A and B, are drawn from one Sobol sequence. For each group the
patients of A are solved once more with the group taken from B. How much their outcomes
move is the total effect of the group (Saltelli et al., Computer Physics Communications
2010;181:259-270; Jansen's estimator); several ways of grouping share A and B.

Where patients must meet a condition before treatment, a group is drawn anew given all the
rest, and the rest is drawn anew given the group. The definitions of both indices, shares of
variance given what is known, hold for parameters that depend on each other as well.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from cartwin.errors import ModelError
from cartwin.trial.sensitivity.crossing import Grouping, Sample, base_samples
from cartwin.trial.sensitivity.entry import Entry


__all__ = ["Index", "estimate", "require_salib", "total_of"]

Array = npt.NDArray[np.float64]
Key = tuple[str, str, str]
A: Key = ("", "", "A")
B: Key = ("", "", "B")
Model = Callable[[Array], Array]  # shares (patient, factor) -> outcomes (outcome, patient)
RESAMPLES = 100
NEXT_TO_NOTHING = 0.005  # a share that counts as none
UNCLEAR = 0.1  # half a confidence interval beyond which an index says little


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
            "pip install 'SALib>=1.5', or '.[sensitivity]' in a checkout of cartwin"
        )
        raise ModelError(msg)


def estimate(
    model: Model,
    groupings: Sequence[Grouping],
    *,
    seed: int,
    entry: Entry | None = None,
    threads: int = 1,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[list[Index], Array, int]:
    """Return the indices of every outcome, the outcomes of A and B, and the runs.

    Parameters
    ----------
    model
        Patients whose outcomes are not finite are left out, with all that was done to
        them.
    entry
        Condition that patients meet, if there is one.
    threads
        Numbers do not depend on it.

    Returns
    -------
    tuple
        Indices, outcomes (outcome, patient) of the two independent samples, and how many
        patients were solved in all.

    Examples
    --------
    >>> line = Grouping(name="each", labels=("x", "y"), base=1024)
    >>> found, *_ = estimate(lambda u: (2 * u[:, 0] + u[:, 1])[None], [line], seed=1)
    >>> [round(i.total, 1) for i in found]
    [0.8, 0.2]
    """
    require_salib()
    first, second = base_samples(groupings, seed, entry)
    sample = Sample(groupings=groupings, first=first, second=second, seed=seed, entry=entry)
    tasks = list(sample.tasks)
    done: dict[Key, list[Array]] = {}
    with ThreadPoolExecutor(threads) as pool:
        solved = pool.map(lambda task: model(sample.points(task)), tasks)
        for number, (task, found) in enumerate(zip(tasks, solved, strict=True), 1):
            done.setdefault(task.key, []).append(found)
            if on_progress is not None:
                on_progress(number / len(tasks))
    outcomes = {key: np.concatenate(parts, axis=1) for key, parts in done.items()}
    indices = [i for g in groupings for i in _indices(g, outcomes, seed)]
    both = np.concatenate([outcomes[A], outcomes[B]], axis=1)
    return indices, both, sum(task.rows.stop - task.rows.start for task in tasks)


def _indices(
    grouping: Grouping, outcomes: Mapping[Key, Array], seed: int
) -> Iterator[Index]:
    name, groups = grouping.name, grouping.groups
    rest = [(name, g, "rest") for g in groups]
    own = [(name, g, "group") for g in groups if (name, g, "group") in outcomes]
    for outcome in range(len(outcomes[A])):
        both = {key: outcomes[key][outcome, : grouping.base] for key in (A, *rest, *own, B)}
        fine = np.isfinite(np.stack([*both.values()])).all(axis=0)
        known = {key: values[fine] for key, values in both.items()}
        total = _analyse([known[key] for key in (A, *rest, B)], groups, seed)
        first = _analyse([known[key] for key in (B, *own, A)], [k[1] for k in own], seed)
        numbers = {group: total[:, i].copy() for i, group in enumerate(groups)}
        for i, key in enumerate(own):
            numbers[key[1]][:2] = first[:2, i]
        for group, row in numbers.items():
            yield _index(grouping, outcome, group, row, int(fine.sum()))


def _index(grouping: Grouping, outcome: int, group: str, row: Array, n: int) -> Index:
    first, first_error, total, total_error = row.tolist()
    return Index(
        outcome=outcome,
        grouping=grouping.name,
        group=group,
        first=first,
        first_error=first_error,
        total=total,
        total_error=total_error,
        patients=n,
    )


def _analyse(outcomes: Sequence[Array], groups: Sequence[str], seed: int) -> Array:
    """Return first and total indices with their errors (4, group), by SALib.

    Parameters
    ----------
    outcomes
        Of A, of A with each group exchanged, of B (patient).
    """
    values = np.stack(outcomes, axis=-1)
    few = not groups or len(values) < 2
    if few or np.ptp(values) <= 1e-12 * np.abs(values).max():
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


def total_of(own: Array, exchanged: Array, seed: int) -> Index:
    """Return the total effect of what was exchanged.

    Parameters
    ----------
    own, exchanged
        Outcome of each patient, and after the exchange; equally distributed (patient).

    Examples
    --------
    >>> same = np.arange(200.0)
    >>> total_of(same, same, seed=1).total
    0.0
    """
    require_salib()
    total, error = _analyse([own, exchanged, exchanged], ["exchanged"], seed)[2:, 0]
    return Index(
        outcome=0,
        grouping="",
        group="exchanged",
        first=np.nan,
        first_error=np.nan,
        total=float(total),
        total_error=float(error),
        patients=len(own),
    )
