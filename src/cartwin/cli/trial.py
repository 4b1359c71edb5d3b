"""`cartwin trial`: virtual trials."""

from pathlib import Path
from typing import Annotated

import typer

from cartwin.cli.options import Json, Seed


__all__ = ["trial_app"]

trial_app = typer.Typer(
    help="Virtual trials: treatments side by side.", no_args_is_help=True
)


@trial_app.callback()
def group() -> None:
    """Virtual trials: treatments side by side."""


@trial_app.command("compare-itp")
def compare_itp(
    *,
    n: Annotated[int, typer.Option("-n", min=1, help="Patients, the same in all.")] = 1000,
    days: Annotated[float, typer.Option(help="Days of follow-up.")] = 365.0,
    population: Annotated[
        str, typer.Option(help="Adults with ITP: refractory or trial-like.")
    ] = "refractory",
    treatment: Annotated[
        list[str] | None,
        typer.Option(help="Name, may be repeated; all by default. CAR-T always runs."),
    ] = None,
    seed: Seed = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder for page, figures, tables and study.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Give CAR-T and the treatments before it to the same virtual patients with ITP."""
    from cartwin import verbs
    from cartwin.cli import treatments
    from cartwin.cli.screen import progress

    with progress() as bar:
        done = verbs.compare_itp(
            treatments=treatment or (), population=population, n=n, days=days, seed=seed,
            out=out, on_progress=bar,
        )  # fmt: skip
    if as_json:
        typer.echo(done.to_json())
    else:
        treatments.beside(done)
