"""Global sensitivity of the outcomes of a disease: by certainty, module and parameter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cartwin.study import Regimen
from cartwin.trial.sensitivity.crossing import Grouping
from cartwin.trial.sensitivity.doubt import doubted
from cartwin.trial.sensitivity.endpoint import Courses, Endpoint
from cartwin.trial.sensitivity.endpoints import DAYS
from cartwin.trial.sensitivity.entry import Entry, entry_of
from cartwin.trial.sensitivity.indices import Index, estimate
from cartwin.twin import Factor, PriorTwin, stream


__all__ = ["BY", "Sensitivity", "analyse_sensitivity"]

Array = npt.NDArray[np.float64]
BY = ("certainty", "module", "parameter")
SHARES = (1, 2, 4)  # of the base that each way of grouping uses: one half, one quarter
LEAST = 64
PROBED = 4096  # patients of whom it is asked how many would enter


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Where the spread of outcomes comes from.

    Attributes
    ----------
    indices
        One row per outcome, way of grouping and group: outcome, by, group, certainty,
        meaning, first, first_low, first_high, total, total_low, total_high, patients,
        verdict.
    outcomes
        One row per outcome: outcome, title, unit, is_binary, mean, sd, interactions.
    patients
        Independent virtual patients.
    entering
        Share of the patients of the priors who would enter; only these are looked at.
    runs
        Courses solved in all.
    failed
        Of the independent patients: those without a finite outcome.
    """

    disease: str
    regimen: Regimen
    seed: int
    unsure: float
    indices: pl.DataFrame
    outcomes: pl.DataFrame
    patients: int
    entering: float
    runs: int
    failed: int

    def of(self, outcome: str, by: str) -> pl.DataFrame:
        """Return the indices of an outcome, the largest total first."""
        chosen = (pl.col("outcome") == outcome) & (pl.col("by") == by)
        return self.indices.filter(chosen).sort("total", descending=True)


def analyse_sensitivity(
    disease: str,
    regimen: Regimen,
    endpoints: Sequence[Endpoint],
    *,
    n: int,
    seed: int,
    by: Sequence[str] = BY,
    unsure: float = 0.0,
    threads: int = 1,
    on_progress: Callable[[float], None] | None = None,
) -> Sensitivity:
    """Return the Sobol indices of some outcomes of a disease.

    Parameters
    ----------
    n
        Independent virtual patients at least; the number becomes a power of 2. Half of
        them are solved once more for every certainty, fewer for every module and
        parameter.
    by
        Ways of grouping, of `BY`.
    unsure
        Coefficient of variation given to assumed parameters that are the same in every
        patient: what else might they be? 0 leaves them alone.

    Raises
    ------
    ModelError
        If there is no twin of the disease, it does not know a drug, or SALib is missing.
    """
    observables = tuple(dict.fromkeys(o for e in endpoints for o in e.observables))
    changes = doubted(disease, unsure) if unsure else {}
    twin = PriorTwin.of(
        disease, regimen, observables=observables, days=DAYS, changes=changes
    )
    traits = {name: f for e in endpoints for name, f in e.traits.items()}
    factors = (*twin.factors, *traits.values())
    groupings = _groupings(factors, n, by)

    def model(shares: Array) -> Array:
        own, told = np.split(shares, [len(twin.factors)], axis=1)
        found = twin.solve(own)
        courses = Courses(
            found.times[1:],
            {o: found[o][1:] for o in observables},
            dict(zip(traits, _normal(told).T, strict=True)),
        )
        return np.stack([e.find(courses) for e in endpoints])

    entry = entry_of(twin)
    indices, both, runs = estimate(
        model,
        groupings,
        seed=seed,
        entry=entry,
        threads=threads,
        on_progress=on_progress,
    )
    table = _indices(indices, factors, endpoints)
    return Sensitivity(
        disease=disease,
        regimen=regimen,
        seed=seed,
        unsure=unsure,
        indices=table,
        outcomes=_outcomes(endpoints, both, indices),
        patients=both.shape[1],
        entering=_entering(entry, len(factors), seed),
        runs=runs,
        failed=int((~np.isfinite(both)).any(axis=0).sum()),
    )


def _normal(shares: Array) -> Array:
    """Return the standard normal numbers that these shares do not exceed."""
    from scipy.special import ndtri

    return np.asarray(ndtri(shares), float)


def _entering(entry: Entry | None, factors: int, seed: int) -> float:
    """Return the share of patients of the priors who would enter."""
    if entry is None:
        return 1.0
    return float(entry.admits(stream(seed, "entering").random((PROBED, factors))).mean())


def _groupings(factors: Sequence[Factor], n: int, by: Sequence[str]) -> list[Grouping]:
    base = max(LEAST, 2 ** int(np.ceil(np.log2(max(n, 2) / 2))))
    labels = {
        "certainty": tuple(f.certainty for f in factors),
        "module": tuple(f.module for f in factors),
        "parameter": tuple(f.name for f in factors),
    }
    return [
        Grouping(name=name, labels=labels[name], base=max(LEAST, base // share))
        for name, share in zip(BY, SHARES, strict=True)
        if name in by
    ]


def _indices(
    indices: Sequence[Index], factors: Sequence[Factor], endpoints: Sequence[Endpoint]
) -> pl.DataFrame:
    known = {f.name: f for f in factors}
    rows = []
    for i in indices:
        factor = known.get(i.group) if i.grouping == "parameter" else None
        rows.append(
            {
                "outcome": endpoints[i.outcome].name,
                "by": i.grouping,
                "group": i.group,
                "certainty": factor.certainty if factor else "",
                "meaning": factor.meaning if factor else "",
                "first": i.first,
                "first_low": i.first - i.first_error,
                "first_high": i.first + i.first_error,
                "total": i.total,
                "total_low": max(i.total - i.total_error, 0.0),
                "total_high": i.total + i.total_error,
                "patients": i.patients,
                "verdict": i.verdict,
            }
        )
    return pl.DataFrame(rows)


def _outcomes(
    endpoints: Sequence[Endpoint], both: Array, indices: Sequence[Index]
) -> pl.DataFrame:
    """Return mean, spread and what interactions between certainties make up."""
    first: dict[int, float] = {}
    for i in indices:
        if i.grouping == indices[0].grouping:
            first[i.outcome] = first.get(i.outcome, 0.0) + i.first
    return pl.DataFrame(
        {
            "outcome": [e.name for e in endpoints],
            "title": [e.title for e in endpoints],
            "unit": [e.unit for e in endpoints],
            "is_binary": [e.is_binary for e in endpoints],
            "mean": np.nanmean(both, axis=1),
            "sd": np.nanstd(both, axis=1),
            "interactions": [1.0 - first[k] for k in range(len(endpoints))],
        }
    )
