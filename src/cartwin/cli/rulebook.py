"""What `cartwin rules` and `cartwin grade` print."""

from pathlib import Path

import polars as pl
from rich.table import Table

from cartwin.cli.show import screen
from cartwin.errors import DataError, did_you_mean
from cartwin.rules import (
    Criterion,
    RuleCol,
    list_criteria,
    load_criterion,
    rule_catalogue,
)


__all__ = ["graded", "rule", "rules"]

_MOST = 20  # rows that are shown


def rules() -> None:
    """Print the rules, and the criteria that hold their thresholds."""
    console = screen()
    applied = Table(title="Rules, for `cartwin grade`", title_justify="left")
    for column in ("rule", "what it gives", "reads", "criterion"):
        applied.add_column(column)
    for found in rule_catalogue().values():
        tables = ", ".join(found.tables)
        applied.add_row(found.name, found.title, tables, found.criterion)
    console.print(applied)
    criteria = Table(title="Criteria, for `cartwin rules show`", title_justify="left")
    listed = list_criteria().drop("notes")
    for column in listed.columns:
        criteria.add_column(column)
    for row in listed.iter_rows():
        criteria.add_row(*map(str, row))
    console.print(criteria)


def rule(name: str) -> None:
    """Print the thresholds of one rule or criterion."""
    criterion = _criterion(name)
    table = Table(title=f"{criterion.title}, {criterion.version}", title_justify="left")
    for column in ("item", "value", "unit", "certainty", "meaning"):
        table.add_column(column)
    for key, item in criterion.items.items():
        table.add_row(key, str(item.value), item.unit, item.certainty, item.meaning)
    console = screen()
    console.print(table)
    console.print(f"Source: {criterion.citation}")
    for note in criterion.notes:
        console.print(f"- {note}")


def _criterion(name: str) -> Criterion:
    known = rule_catalogue()
    wanted = known[name].criterion if name in known else name
    names = list_criteria()["name"].to_list()
    if wanted not in names:
        hint = did_you_mean(name, [*known, *names])
        source = f"rule {name:.60}"
        raise DataError(source, [f"there is none of that name ({hint})"])
    return load_criterion(wanted)


def graded(name: str, result: pl.DataFrame, out: Path | None) -> None:
    """Print what a rule gave: how many of each, the first rows, and how sure it is."""
    console = screen()
    table = Table()
    shown = result.drop(RuleCol.SOURCE_NOTE, strict=False)
    for column in shown.columns:
        table.add_column(column)
    for row in shown.head(_MOST).iter_rows():
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)
    if more := max(0, len(result) - _MOST):
        console.print(f"... and {more:,} more rows; --out FILE writes all", style="dim")
    if out is not None:
        console.print(f"{len(result):,} rows: {out}")
    if "why" in result.columns:
        refused = result["why"].str.starts_with("cannot").sum()
        console.print(f"{len(result):,} rows, of which {refused:,} cannot be graded.")
    criterion = _criterion(name)
    console.print(f"Source: {criterion.citation}", style="dim")
    _print_notes(name, result)


def _print_notes(name: str, result: pl.DataFrame) -> None:
    """Print what was not read in its source, once per note."""
    notes = result[RuleCol.SOURCE_NOTE].drop_nulls().unique(maintain_order=True)
    for note in notes:
        screen().print(f"{note[0].upper()}{note[1:]}.", style="yellow")
    if len(notes):
        screen().print(f"See `cartwin rules show {name}`.", style="yellow")
