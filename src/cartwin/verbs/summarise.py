"""`simulate --summary`: any number of virtual patients, as one small table."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.study import Origin, parse_regimen
from cartwin.twin import (
    Counted,
    Population,
    count_population,
    model_hash,
    sampled_error,
    summary_table,
)
from cartwin.verbs.atomic import check_file, write_table
from cartwin.verbs.partial import partial_of, resumable
from cartwin.verbs.simulate import REGIMEN, problems_of_numbers, refuse


__all__ = ["QUANTILES", "Summarised", "summarise"]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_PATIENTS = 2**31
RTOL = 1e-4  # errors of about 0.1 % of a value, as those of the quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised:
    """What `summarise` made.

    Attributes
    ----------
    table
        One row per day and observable, as written.
    causes
        What became of the patients, in words -> how many.
    error
        Of the integration: 95th percentile over a sample of patients solved again at a
        much smaller tolerance, see `cartwin.twin.sampled_error`.
    """

    table: pl.DataFrame
    causes: Mapping[str, int]
    error: float


def summarise(
    disease: str,
    *,
    out: str | Path,
    n: int = 100,
    days: float = 365.0,
    regimen: str = REGIMEN,
    seed: int = 1,
    quantiles: Sequence[float] = QUANTILES,
    rtol: float = RTOL,
    threads: int | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Summarised:
    """Return what `n` virtual adults with the disease have in common, day by day.

    True values are summarised, without reading errors; doses that depend on what is
    observed are still decided on readings. Memory does not grow with `n`, and no number
    depends on `threads` or on interruptions: started again with the same arguments, an
    interrupted run goes on.

    Parameters
    ----------
    out
        A `.parquet` or `.csv` file. Until it is written, what has been counted is kept in
        a file of that name and `.partial`.
    days
        Length of follow-up after the infusion.
    regimen
        In the text form of `cartwin.study.parse_regimen`.
    quantiles
        Levels between 0 and 1.
    rtol
        Relative tolerance of a step of the integration.
    threads
        At least 1; one per core by default.
    on_progress
        Called with the fraction finished.

    Raises
    ------
    DataError
        If the regimen cannot be read, a number is out of range, `out` has another ending,
        or another simulation was interrupted under that name.
    ModelError
        If there is no twin of the disease.
    """
    planned = parse_regimen(regimen)
    _check(problems_of_numbers(n, days, rtol), n, quantiles, threads, Path(out))
    population = Population(
        disease=disease, regimen=planned, patients=n, days=days, seed=seed, rtol=rtol
    )
    counted = Counted.nobody(population)
    cores = threads or os.cpu_count() or 1
    with resumable(counted, population, partial_of(Path(out))) as keep:
        with closing(count_population(population, counted, threads=cores)) as fractions:
            for fraction in fractions:
                keep()
                if on_progress is not None:
                    on_progress(fraction)
        _check_complete(counted, population, partial_of(Path(out)))
        result = _result(counted, population, quantiles)
        write_table(result.table, Path(out))
    partial_of(Path(out)).unlink(missing_ok=True)
    return result


def _check(
    problems: list[str], n: int, quantiles: Sequence[float], threads: int | None, out: Path
) -> None:
    """Add to the problems of the numbers those of a summary; refuse if there are any."""
    if threads is not None and threads < 1:
        problems.append(f"threads = {threads}; at least one is needed")
    if n >= MOST_PATIENTS:
        problems.append(f"n = {n}; a summary holds fewer than {MOST_PATIENTS:,} patients")
    if not quantiles or not all(0.0 <= q <= 1.0 for q in quantiles):
        problems.append(f"quantiles = {list(quantiles)}; expected levels from 0 to 1")
    if out.suffix not in {".parquet", ".csv"}:
        problems.append(f"out = {out}; the name of a summary must end in .parquet or .csv")
    elif problem := check_file(out):
        problems.append(problem)
    refuse(problems)


def _check_complete(counted: Counted, population: Population, kept: Path) -> None:
    """Refuse to write a result that is not about every patient, whatever the reason."""
    found = (counted.summary.patients, sum(counted.causes.values()))
    if found != (population.patients, population.patients):
        numbers = f"{found[0]} were counted, {found[1]} have a status"
        problem = f"of {population.patients} patients, {numbers}; delete {kept}, start anew"
        source = "the simulation"
        raise DataError(source, [problem], failure="was not summarised")


def _result(
    counted: Counted, population: Population, quantiles: Sequence[float]
) -> Summarised:
    pairs = sorted(counted.causes.items())
    causes = {status.sentence: number for status, number in pairs}
    error = sampled_error(population)
    marks = {
        "disease": population.disease,
        "regimen": str(population.regimen),
        "patients": population.patients,
        "seed": population.seed,
        "rtol": population.rtol,
        "error": error,
        "model": model_hash(),
        "status": "; ".join(f"{words}: {number}" for words, number in causes.items()),
    }
    table = summary_table(counted.summary, quantiles).select(
        pl.lit(str(Origin.VIRTUAL)).alias("origin"),  # never to be mistaken for real
        pl.all(),
        *(pl.lit(value).alias(name) for name, value in marks.items()),
    )
    return Summarised(table=table, causes=causes, error=error)
