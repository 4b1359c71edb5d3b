"""`cartwin sensitivity`: what the spread of outcomes comes from."""

import json
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cartwin.cli.options import Disease, Json


if TYPE_CHECKING:
    from cartwin.verbs import RunSensitivity

__all__ = ["sensitivity"]

TOP = 5  # parameters that are printed for an outcome


def sensitivity(
    disease: Disease,
    *,
    n: Annotated[
        int, typer.Option("-n", min=2, help="Virtual patients at least.")
    ] = 10_000,
    regimen: Annotated[
        str | None, typer.Option(help="What is given; the usual of the disease by default.")
    ] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(help="Name, may be repeated. All by default.")
    ] = None,
    unsure: Annotated[
        float,
        typer.Option(help="Doubt (CV) about assumed numbers that are the same in all."),
    ] = 0.0,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same numbers.")] = 1,
    threads: Annotated[
        int | None, typer.Option(min=1, help="One per core by default.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for tables and figures.")] = None,
    as_json: Json = False,
) -> None:
    """Take apart the spread of outcomes: by certainty, module and parameter (Sobol)."""
    from cartwin import verbs
    from cartwin.cli.screen import progress

    since = perf_counter()
    with progress() as bar:
        done = verbs.run_sensitivity(
            disease,
            n=n,
            regimen=regimen,
            outcomes=outcome or (),
            unsure=unsure,
            seed=seed,
            threads=threads,
            out=out,
            on_progress=lambda fraction: bar("virtual patients", fraction),
        )
    if as_json:
        typer.echo(json.dumps(done.numbers(), indent=1, allow_nan=False))
    else:
        _show(done, perf_counter() - since)


def _show(done: "RunSensitivity", seconds: float) -> None:
    from cartwin.cli.screen import screen

    console, found = screen(), done.found
    for one in found.outcomes.iter_rows(named=True):
        console.print(_head(one), style="bold")
        for by, most in (("certainty", 9), ("module", TOP), ("parameter", TOP)):
            console.print(_table(by, found.of(one["outcome"], by).head(most).to_dicts()))
    console.print(
        "first: what would go if it alone were known; total: what would stay if all else "
        "were known; shares of the variance with 95 % intervals. noise: zero is as likely; "
        "unclear: an interval wider than 0.2. Modules and parameters: the largest few.",
        style="dim",
    )
    if found.entering < 1:
        console.print(f"{100 * found.entering:.0f} % of patients would enter: only these.")
    console.print(
        f"{found.patients:,} virtual patients, {found.runs:,} courses in all, "
        f"{found.failed or 'none'} failed; {seconds:.0f} s."
    )
    if done.folder is not None:
        console.print(f"Tables and figures: {done.folder}")


def _head(one: dict[str, Any]) -> str:
    unit = f" {one['unit']}" if one["unit"] else ""
    if one["is_binary"]:
        return f"\n{one['title']}: {100 * one['mean']:.0f} % of patients"
    return f"\n{one['title']}: mean {one['mean']:.3g}{unit}, SD {one['sd']:.3g}{unit}"


def _table(by: str, rows: list[dict[str, Any]]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name, wide in ((by, 20), ("first", 21), ("total", 21), ("", 0)):
        table.add_column(name, min_width=wide, no_wrap=bool(wide))
    for row in rows:
        said = "" if row["verdict"] == "told" else row["verdict"]
        about = [x for x in (said, row["certainty"], row["meaning"]) if x]
        table.add_row(
            row["group"], _share(row, "first"), _share(row, "total"), ", ".join(about)
        )
    return table


def _share(row: dict[str, Any], kind: str) -> str:
    value, low, high = (round(row[kind + end], 3) + 0.0 for end in ("", "_low", "_high"))
    return f"{value:6.3f} ({low:.3f} to {high:.3f})"
