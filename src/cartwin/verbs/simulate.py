"""`simulate`: virtual patients of a disease under a regimen, as a file."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.study import Study, parse_regimen, write_study
from cartwin.twin import find_variant, simulate_adults, simulate_variants
from cartwin.verbs.atomic import check_file, write_table


__all__ = ["REGIMEN", "problems_of_numbers", "refuse", "simulate"]

REGIMEN = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 1e6/kg d0"
RTOL = 1e-6


def simulate(
    disease: str,
    *,
    n: int = 100,
    days: float = 365.0,
    regimen: str = REGIMEN,
    variants: Sequence[str] = (),
    seed: int = 1,
    rtol: float = RTOL,
    out: str | Path | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Study:
    """Return `n` virtual adults with the disease, observed daily.

    Parameters
    ----------
    days
        Length of follow-up after the infusion.
    regimen
        In the text form of `cartwin.study.parse_regimen`.
    variants
        Names of hypotheses, see `cartwin.twin.variants_of`; each is an arm of `n`. None:
        the declared priors.
    rtol
        Relative tolerance of a step of the integration.
    out
        A `.parquet` or `.csv` file for the observations, or a `.study` folder.
    on_progress
        Called with the fraction finished.

    Raises
    ------
    DataError
        If the regimen cannot be read, a number is out of range, or `out` has another
        ending.
    ModelError
        If there is no twin of the disease, or no such variant of it.
    """
    planned = parse_regimen(regimen)
    problems = problems_of_numbers(n, days, rtol)
    if out is not None:
        problems += _obstacles(Path(out))
    refuse(problems)
    wanted = tuple(find_variant(name, disease) for name in dict.fromkeys(variants))
    run = partial(simulate_variants, variants=wanted) if wanted else simulate_adults
    study = run(
        disease, planned, n=n, days=days, seed=seed, rtol=rtol, on_progress=on_progress
    )
    if out is not None:
        _write(study, Path(out))
    return study


def problems_of_numbers(n: int, days: float, rtol: float = RTOL) -> list[str]:
    """Return what is wrong with what was asked for, one sentence each."""
    problems = []
    if n < 1:
        problems.append(f"n = {n}; at least one patient is needed")
    if not 1 <= days <= 36500:
        problems.append(f"days = {days:g}; expected 1 to 36,500")
    if not 1e-12 <= rtol <= 0.01:
        problems.append(f"rtol = {rtol:g}; expected 1e-12 to 0.01")
    return problems


def refuse(problems: Sequence[str], source: str = "the simulation") -> None:
    """Refuse to start if anything is wrong with what was asked for."""
    if problems:
        raise DataError(source, problems, failure="was not started")


def _obstacles(out: Path) -> list[str]:
    if out.suffix not in (".parquet", ".csv", ".study"):
        return [f"out = {out}; its name must end in .parquet, .csv or .study"]
    problem = "" if out.suffix == ".study" else check_file(out)
    return [problem] if problem else []


def _write(study: Study, out: Path) -> None:
    if out.suffix == ".study":
        write_study(study, out, tables="parquet")
        return
    mark = pl.lit(str(study.origin)).alias("origin")  # never to be mistaken for real
    write_table(study.observations.select(mark, pl.all()), out)
