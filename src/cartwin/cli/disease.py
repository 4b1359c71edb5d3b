"""`cartwin disease`: one disease in six scenarios, as a page."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cartwin.cli.options import Seed


__all__ = ["disease"]


def disease(
    code: Annotated[str, typer.Argument(help="itp, aha, sle, ssc or iim.")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="Folder; CODE-disease by default.")
    ] = None,
    patients: Annotated[
        int, typer.Option(min=20, help="Virtual adults of each scenario.")
    ] = 100,
    seed: Seed = 1,
) -> None:
    """Show a disease healthy, untreated, treated, not responding and rescued."""
    from cartwin import verbs
    from cartwin.cli.screen import progress

    with progress() as bar:
        tell = partial(bar, "scenarios")
        shown = verbs.disease(code, patients=patients, seed=seed, out=out, on_progress=tell)
    typer.echo(f"Page: {shown.page}")
