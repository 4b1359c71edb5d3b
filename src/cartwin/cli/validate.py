"""`cartwin validate`: where the product differs from references made by others."""

import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartwin.errors import DataError


if TYPE_CHECKING:
    from cartwin.study import Study
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
    studies: Annotated[
        list[Path] | None,
        typer.Option("--study", help="Of `science`: a study folder to foretell, too."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every check as JSON.")
    ] = False,
) -> None:
    """Compare with references made by others; exit 1 on any failure."""
    from cartwin.validation import COMPUTED, MADE_UP, find_suite, validate as judge

    find_suite(suite)  # a wrong name is told before the data are looked for
    if suite == "science":
        verdict = judge(suite, None, studies=_opened(studies or []), on_progress=_said)
    elif suite in MADE_UP:
        verdict = judge(suite, out, files=files, seed=seed, progress=_progress)
    else:
        verdict = judge(suite, None if suite in COMPUTED else _folder(data))
    if as_json:
        typer.echo(_json(verdict))
    else:
        _show(verdict)
    if verdict.failed or verdict.not_built:
        raise typer.Exit(FOUND_SOMETHING)


def _progress(done: int, of: int) -> None:
    typer.echo(f"{done:,} of {of:,} files", err=True)


def _said(what: str) -> None:
    typer.echo(what, err=True)


def _opened(folders: Sequence[Path]) -> list["Study"]:
    from cartwin.study import open_study

    return [open_study(folder) for folder in folders]


def _folder(data: Path | None) -> Path:
    if data is not None:
        return data
    if named := os.environ.get(VARIABLE):
        return Path(named)
    source = "the reference data"
    problem = f"it is not said where they are; give --data DIR, or set {VARIABLE}"
    raise DataError(source, [problem])


def _show(verdict: "Verdict") -> None:
    """Print what differs or, of some suites, every check; and how many passed."""
    from cartwin.cli.screen import screen, table

    shown = verdict.checks if verdict.told_whole else verdict.failures
    if shown:
        names = ("check", "expected", "found", "deviation", "detail")
        title = "what was compared" if verdict.told_whole else "what differs"
        screen().print(table(f"{verdict.suite}: {title}", names, map(_cells, shown)))
    for sentence in verdict.summary:
        typer.echo(sentence)
    typer.echo(str(verdict))


def _cells(check: "Check") -> list[str]:
    deviation = "" if check.deviation is None else f"{check.deviation:.2g}"
    cells = (check.name, check.expected, check.found, deviation, check.detail)
    return [c if isinstance(c, str) else f"{c:.9g}" for c in cells]


def _json(verdict: "Verdict") -> str:
    counts = {
        "suite": verdict.suite,
        "passed": verdict.passed,
        "failed": verdict.failed,
        "summary": list(verdict.summary),
    }
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
