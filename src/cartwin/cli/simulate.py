"""`cartwin simulate`: virtual patients, as a file or as a summary."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cartwin.cli.options import Disease, Seed


if TYPE_CHECKING:
    from cartwin.study import Study
    from cartwin.verbs import Summarised

__all__ = ["simulate"]


def simulate(
    disease: Disease,
    *,
    out: Annotated[Path, typer.Option(help="A .parquet or .csv file, or a .study folder.")],
    n: Annotated[int, typer.Option("-n", min=1, help="Virtual patients.")] = 100,
    days: Annotated[float, typer.Option(help="Days of follow-up.")] = 365.0,
    regimen: Annotated[str | None, typer.Option(help="What is given.")] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(help="An arm with a hypothesis, see `variants list`; repeatable."),
    ] = None,
    seed: Seed = 1,
    summary: Annotated[
        bool, typer.Option("--summary", help="Write what they have in common, day by day.")
    ] = False,
    quantiles: Annotated[
        str, typer.Option(help="Levels of the quantiles of a summary.")
    ] = "0.05,0.25,0.5,0.75,0.95",
    rtol: Annotated[
        float | None, typer.Option(help="Tolerance of a step; 1e-6, of a summary 1e-4.")
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads of a summary; one per core.")
    ] = None,
) -> None:
    """Simulate virtual patients and write what was observed, or a summary."""
    from cartwin import verbs
    from cartwin.cli.screen import progress

    if threads is not None and not summary:
        msg = "only a summary can be told how many; give --summary, too"
        raise typer.BadParameter(msg, param_hint="--threads")
    if variant and summary:
        msg = "a summary is of the declared priors; leave out --summary or --variant"
        raise typer.BadParameter(msg, param_hint="--variant")
    wanted: dict[str, Any] = dict(n=n, days=days, seed=seed, out=out)
    wanted |= {} if regimen is None else {"regimen": regimen}
    wanted |= {} if rtol is None else {"rtol": rtol}
    with progress() as bar:
        tell = partial(bar, "virtual patients")
        if not summary:
            study = verbs.simulate(
                disease, **wanted, variants=variant or (), on_progress=tell
            )
        else:
            levels = _numbers(quantiles)
            result = verbs.summarise(
                disease, **wanted, quantiles=levels, threads=threads, on_progress=tell
            )
    if summary:
        _print_summary(result, out)
    else:
        _print_study(study, out)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        msg = f"{text!r} is no list of numbers, such as 0.05,0.5,0.95"
        raise typer.BadParameter(msg, param_hint="--quantiles") from None


def _print_study(study: "Study", out: Path) -> None:
    """Print one line about a simulated study."""
    from cartwin.cli.screen import screen

    status = study.patients["status"]
    failed = int((status != "ok").sum())
    screen().print(
        f"{len(status):,} virtual patients, {len(study.observations):,} observations, "
        f"{failed or 'none'} failed: {out}"
    )


def _print_summary(result: "Summarised", out: Path) -> None:
    """Print what became of the patients of a summary."""
    from cartwin.cli.screen import screen

    console = screen()
    table, patients = result.table, sum(result.causes.values())
    console.print(
        f"{patients:,} virtual patients, {table['day'].n_unique()} days, "
        f"{table['observable'].n_unique()} observables: {out}"
    )
    for words, number in result.causes.items():
        console.print(f"{number:>12,} {words}")
    console.print(f"Error of a course, 95th percentile of a sample: {result.error:.1g}")
