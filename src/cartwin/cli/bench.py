"""`cartwin bench`: how fast the engine is, at a verified accuracy, beside other solvers."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cartwin.cli.options import Json


if TYPE_CHECKING:
    from cartwin.validation import Benchmark

__all__ = ["bench"]

FULL_SIZE = 1_000_000


def bench(
    *,
    against: Annotated[
        list[str] | None,
        typer.Option(help="Peers by name, with commas or repeated. All by default."),
    ] = None,
    patients: Annotated[
        int, typer.Option(min=8, help="Different virtual patients.")
    ] = 2048,
    rounds: Annotated[int, typer.Option(min=1, help="Times each pair is measured.")] = 5,
    full: Annotated[
        bool, typer.Option("--full", help="Scale up to a million patients.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only the comparison with peers.")
    ] = False,
    rules: Annotated[
        int | None,
        typer.Option(min=20, help="Time all rules over so many patients, nothing else."),
    ] = None,
    rich: Annotated[
        bool, typer.Option("--rich", help="With --rules: more recorded at each visit.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for bench.json, table and figure.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure patients per second at a verified accuracy, beside other solvers."""
    from cartwin.cli.screen import progress
    from cartwin.validation import Load, benchmark, write_benchmark

    if rules is not None:
        _time_rules(rules, rich=rich, as_json=as_json)
        return
    names = [name for text in against or () for name in text.split(",")]
    load = Load(patients=patients, rounds=rounds)
    if full:
        load = replace(load, sizes=(*load.sizes, FULL_SIZE))
    if quick:
        load = replace(load, sizes=(), processes=False)
    with progress() as bar:
        found = benchmark(load, against=names, on_progress=bar)
    files = () if out is None else write_benchmark(found, out)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), indent=1, allow_nan=False))
        return
    _show(found)
    for file in files:
        typer.echo(str(file))


def _time_rules(patients: int, *, rich: bool, as_json: bool) -> None:
    from cartwin.cli.screen import progress
    from cartwin.validation import time_rules

    with progress() as bar:
        found = time_rules(patients, rich=rich, on_progress=bar)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), indent=1, allow_nan=False))
    else:
        _print_tables(found.tables())


def _show(found: "Benchmark") -> None:
    """Print what was solved, on what, and the tables."""
    from cartwin.cli.screen import screen
    from cartwin.validation import tables_of

    console, problem = screen(), found.problem
    console.print(
        f"{problem['patients']:,} virtual patients, {problem['days']:g} days, "
        f"{problem['breakpoints']:.0f} times of doses each, {problem['times']} times "
        f"x {problem['observables']} observables; {found.machine['processor']}, one core"
    )
    _print_tables(tables_of(found.as_dict()))


def _print_tables(tables: Iterable[Any]) -> None:
    from rich.console import JustifyMethod
    from rich.table import Table as Grid

    from cartwin.cli.screen import screen

    console = screen()
    for text in tables:
        table = Grid(title=text.title, title_justify="left")
        for i, name in enumerate(text.header):
            side: JustifyMethod = "left" if i < text.left else "right"
            table.add_column(name, justify=side, no_wrap=i == 0)
        for row in text.rows:
            table.add_row(*row)
        console.print(table)
