"""What `cartwin rules` and `cartwin grade` print."""

from pathlib import Path

import polars as pl

from cartwin.cli.screen import screen, table
from cartwin.errors import DataError, did_you_mean
from cartwin.rules import (
    Criterion,
    RuleCol,
    list_criteria,
    load_criterion,
    not_said,
    rule_catalogue,
)


__all__ = ["graded", "pairs", "rule", "rules"]

_MOST = 20  # rows that are shown
_REASONS = 5  # why results could not be given, the most frequent first
_MAIN = (  # columns of a non-compartmental analysis that are shown
    "patient", "analyte", "cmax", "tmax", "auc_last", "auc_inf", "half_life",
    "lambda_z_points", "why",
)  # fmt: skip
_HIDDEN = (RuleCol.SOURCE_NOTE, RuleCol.RULE_VERSION)


def rules() -> None:
    """Print the rules, and the criteria that hold their thresholds."""
    console = screen()
    applied = (
        (r.name, r.title, ", ".join(r.tables), r.criterion)
        for r in rule_catalogue().values()
    )
    names = ("rule", "what it gives", "reads", "criterion")
    console.print(table("Rules, for `cartwin grade`", names, applied))
    listed = list_criteria().drop("notes")
    title = "Criteria, for `cartwin rules show`"
    console.print(table(title, listed.columns, listed.iter_rows()))


def rule(name: str) -> None:
    """Print the thresholds of one rule or criterion."""
    criterion, console = _criterion(name), screen()
    names = ("item", "value", "unit", "certainty", "meaning")
    rows = (
        (key, item.value, item.unit, item.certainty, item.meaning)
        for key, item in criterion.items.items()
    )
    console.print(table(f"{criterion.title}, {criterion.version}", names, rows))
    _print_options(name)
    console.print(f"Source: {criterion.citation}")
    for note in criterion.notes:
        console.print(f"- {note}")


def _print_options(name: str) -> None:
    """Print what can be chosen with `cartwin grade`."""
    known = rule_catalogue()
    if name not in known or not known[name].options:
        return
    rows = ((o.name, o.allowed, o.default, o.meaning) for o in known[name].options)
    names = ("option", "allowed", "default", "meaning")
    screen().print(table("Options, for `--option NAME=VALUE`", names, rows))


def pairs(rule: str, texts: list[str]) -> dict[str, str]:
    """Return name -> value of texts NAME=VALUE."""
    wrong = [text for text in texts if "=" not in text]
    if wrong:
        problems = [f"option {t:.40}: expected NAME=VALUE" for t in wrong]
        source = f"rule {rule:.60}"
        raise DataError(source, problems, failure="was not applied")
    parts = (text.partition("=") for text in texts)
    return {name.strip(): value for name, _, value in parts}


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
    shown = _on_screen(result)
    console.print(table(_scale(result), shown.columns, shown.head(_MOST).iter_rows()))
    if _is_wide(result):
        left = len(result.columns) - len(shown.columns)
        console.print(f"{left} more columns; --out FILE writes all", style="dim")
    if more := max(0, len(result) - _MOST):
        console.print(f"... and {more:,} more rows; --out FILE writes all", style="dim")
    if out is not None:
        console.print(f"{len(result):,} rows: {out}")
    refused = not_said(result)
    console.print(f"{len(result):,} rows, of which {len(refused):,} cannot be graded.")
    for why, rows in refused["why"].value_counts(sort=True).head(_REASONS).iter_rows():
        console.print(f"- {rows:,} x {why or 'no reason is known'}")
    criterion = _criterion(name)
    console.print(f"Source: {criterion.citation}", style="dim")
    _print_notes(name, result)


def _on_screen(result: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that a screen has room for; a file has them all."""
    if _is_wide(result):
        return result.select(c for c in _MAIN if c in result.columns)
    hidden = [*_HIDDEN, *(("scale", "version") if _scale(result) else ())]
    return result.drop(hidden, strict=False)


def _is_wide(result: pl.DataFrame) -> bool:
    """Return whether it is a non-compartmental analysis, with more than a screen holds."""
    return "lambda_z" in result.columns


def _scale(result: pl.DataFrame) -> str:
    """Return scale and version if they are those of every row; else nothing."""
    both = result.select("scale", "version").unique()
    return " ".join(map(str, both.row(0))) if both.height == 1 else ""


def _print_notes(name: str, result: pl.DataFrame) -> None:
    """Print what was not read in its source, once per note."""
    notes = result[RuleCol.SOURCE_NOTE].drop_nulls().unique(maintain_order=True)
    for note in notes:
        screen().print(f"{note[0].upper()}{note[1:]}.", style="yellow")
    if len(notes):
        screen().print(f"See `cartwin rules show {name}`.", style="yellow")
