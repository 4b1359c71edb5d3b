"""Options that several commands share."""

from typing import Annotated

import typer


__all__ = ["Disease", "Json", "Seed"]

Disease = Annotated[str, typer.Argument(help="Disease of the twin, e.g. itp.")]
Seed = Annotated[int, typer.Option(help="Same seed, same numbers.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
