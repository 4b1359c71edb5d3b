"""`cartwin run`: published studies beside their virtual cohorts."""

from pathlib import Path
from typing import Annotated

import typer

from cartwin.cli.options import Json, Seed


__all__ = ["run"]


def run(
    study: Annotated[
        str | None, typer.Argument(help="Shipped study, or a study folder.")
    ] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="All published studies, patients counted once.")
    ] = False,
    cohorts: Annotated[int, typer.Option(min=1, help="Virtual cohorts.")] = 500,
    seed: Seed = 20250615,
    typical: Annotated[
        bool,
        typer.Option("--typical", help="Take the declared typical values as known."),
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Folder; NAME-run by default.")] = None,
    as_json: Json = False,
) -> None:
    """Set a published study beside virtual cohorts of its own size; write the report."""
    from cartwin import verbs
    from cartwin.cli import comparison
    from cartwin.cli.screen import progress

    if every == (study is not None):
        msg = "give the name of one study, or --all"
        raise typer.BadParameter(msg, param_hint="STUDY")
    if every and typical:
        msg = "give it with one study"
        raise typer.BadParameter(msg, param_hint="--typical")
    with progress() as bar:
        if study is None:
            together = verbs.run_all(cohorts=cohorts, seed=seed, out=out, on_progress=bar)
        else:
            one = verbs.run(
                study,
                cohorts=cohorts,
                seed=seed,
                typical=typical,
                out=out,
                on_progress=bar,
            )
    done, numbers = (together, "overview") if study is None else (one, "comparison")
    if as_json:
        typer.echo((done.folder / f"{numbers}.json").read_text(encoding="utf-8"), nl=False)
        return
    if study is None:
        comparison.pooled(together.pooled)
    else:
        comparison.comparison(one.evaluation.comparison)
    typer.echo(f"Report: {done.report}")
