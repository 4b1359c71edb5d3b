"""`cartwin model`: the twin itself, for other tools and for the eye."""

from pathlib import Path
from typing import Annotated

import typer

from cartwin.cli.options import Disease


__all__ = ["model_app"]

model_app = typer.Typer(
    help="The twin of a disease: as text for other tools, as a picture.",
    no_args_is_help=True,
)


@model_app.command("export")
def export_model(
    disease: Disease,
    *,
    language: Annotated[str, typer.Option("--as", help="mrgsolve, rxode2 or nonmem.")],
    regimen: Annotated[
        str | None, typer.Option(help="What is given in the example; CAR-T by default.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; to the screen by default.")
    ] = None,
) -> None:
    """Write equations, parameters and doses as text that another tool runs."""
    from cartwin import verbs

    given = {} if regimen is None else {"regimen": regimen}
    text = verbs.export_model(disease, language, out=out, **given)
    typer.echo(text if out is None else f"Model: {out}", nl=out is not None)


@model_app.command("diagram")
def diagram_model(
    disease: Disease,
    *,
    out: Annotated[Path, typer.Option(help="A .svg or .png file.")],
) -> None:
    """Draw what acts on what, read off the equations."""
    from cartwin import verbs

    typer.echo(f"Diagram: {verbs.diagram_model(disease, out=out)}")
