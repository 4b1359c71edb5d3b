"""`cartwin variants`: hypotheses about a disease, listed, shown and side by side."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cartwin.cli.options import Disease, Seed


__all__ = ["variants_app"]


class _Diseases(TyperGroup):
    """`variants DISEASE` is short for `variants run DISEASE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `run` before what is no command."""
        first = args[0] if args else "--help"
        known = first in self.commands or first.startswith("-")
        return super().parse_args(ctx, args if known else ["run", *args])


variants_app = typer.Typer(
    cls=_Diseases,
    help="Hypotheses about a disease side by side; `variants DISEASE` runs them.",
    no_args_is_help=True,
)


@variants_app.command("list")
def list_variants(
    disease: Annotated[
        str | None, typer.Argument(help="Disease of the twin; all by default.")
    ] = None,
) -> None:
    """List the variants, with what each claims."""
    from cartwin.cli import hypotheses

    hypotheses.listed(disease)


@variants_app.command("show")
def show_variant(
    name: Annotated[str, typer.Argument(help="Name of a variant.")],
    disease: Annotated[
        str | None, typer.Argument(help="Disease; those it is about by default.")
    ] = None,
) -> None:
    """Show which parameters a variant changes, from what to what, and why."""
    from cartwin.cli import hypotheses

    hypotheses.shown(name, disease)


@variants_app.command("run")
def run_variants(
    disease: Disease,
    *,
    variant: Annotated[
        list[str] | None,
        typer.Option(help="Name, may be repeated; A+B changes both. All by default."),
    ] = None,
    regimen: Annotated[str | None, typer.Option(help="What is given to all.")] = None,
    n: Annotated[int, typer.Option("-n", min=1, help="Patients of a variant.")] = 100,
    days: Annotated[float, typer.Option("--days", "-d", help="Days of follow-up.")] = 365.0,
    seed: Seed = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder for page, figure, tables and study.")
    ] = None,
) -> None:
    """Run the same virtual patients under the reference and under each variant."""
    from cartwin import verbs
    from cartwin.cli import hypotheses
    from cartwin.cli.screen import progress

    given = {} if regimen is None else {"regimen": regimen}
    with progress() as bar:
        done = verbs.run_variants(
            disease, variants=variant or (), n=n, days=days, seed=seed, out=out,
            on_progress=bar, **given,
        )  # fmt: skip
    hypotheses.beside(done)
