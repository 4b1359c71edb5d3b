"""`cartwin validate`: where the product differs from references made by others."""

import json
import math
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartwin.errors import DataError


if TYPE_CHECKING:
    from rich.text import Text

    from cartwin.validation import Check, Verdict

__all__ = ["validate"]

VARIABLE = "CARTWIN_REFERENCE_DATA"
FOUND_SOMETHING = 1


def validate(
    suite: Annotated[
        str,
        typer.Argument(help="rules, science, ctcae, icaht, survival, stats, nca, ..."),
    ],
    *,
    data: Annotated[
        Path | None,
        typer.Option(
            help=f"Folder of its files, or the one above; ${VARIABLE} by default."
        ),
    ] = None,
    files: Annotated[
        int, typer.Option(min=1, help="Of `intake`: how many files are made up.")
    ] = 100_000,
    seed: Annotated[int, typer.Option(min=0, help="Of `intake`: which files.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Of `intake`: folder for the files that fail.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every check as JSON.")
    ] = False,
) -> None:
    """Compare with references made by others; exit 1 on any failure."""
    from cartwin.validation import COMPUTED, MADE_UP, find_suite, validate as judge

    find_suite(suite)  # a wrong name is told before the data are looked for
    if suite in MADE_UP:
        verdict = judge(suite, out, files=files, seed=seed, progress=_progress)
    else:
        verdict = judge(suite, None if suite in COMPUTED else _folder(data))
    if as_json:
        typer.echo(_json(verdict))
    else:
        show(verdict)
    if verdict.failed or verdict.not_built:
        raise typer.Exit(FOUND_SOMETHING)


def _progress(done: int, of: int) -> None:
    typer.echo(f"{done:,} of {of:,} files", err=True)


def _folder(data: Path | None) -> Path:
    if data is not None:
        return data
    if named := os.environ.get(VARIABLE):
        return Path(named)
    source = "the reference data"
    problem = f"it is not said where they are; give --data DIR, or set {VARIABLE}"
    raise DataError(source, [problem])


def show(verdict: "Verdict") -> None:
    """Print what differs, and how many checks passed and failed."""
    from rich.table import Table

    from cartwin.cli.show import screen

    if verdict.failures:
        table = Table(title=f"{verdict.suite}: what differs", title_justify="left")
        for name in ("check", "expected", "found", "deviation", "detail"):
            table.add_column(name)
        for check in verdict.failures:
            table.add_row(*_cells(check))
        screen().print(table)
    typer.echo(str(verdict))


def _cells(check: "Check") -> "list[Text]":
    from rich.text import Text

    deviation = "" if check.deviation is None else f"{check.deviation:.2g}"
    cells = (check.name, check.expected, check.found, deviation, check.detail)
    return [Text(c if isinstance(c, str) else f"{c:.9g}") for c in cells]


def _json(verdict: "Verdict") -> str:
    counts = {"suite": verdict.suite, "passed": verdict.passed, "failed": verdict.failed}
    checks = [
        {key: _plain(value) for key, value in asdict(check).items()}
        for check in verdict.checks
    ]
    return json.dumps({**counts, "checks": checks}, indent=1, allow_nan=False)


def _plain(value: object) -> object:
    """Return the value as JSON knows it, which has no infinity and no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
