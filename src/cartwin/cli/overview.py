"""What `cartwin study list`, `new` and `show` print."""

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.text import Text

from cartwin.cli.screen import screen, table
from cartwin.study import Col, Overview, Study, day_ranges


__all__ = ["as_json", "listed", "overview", "started"]

_MOST = 12  # rows of patients and names of visits that are shown
_STYLES = {"no": "yellow", "for some": "default", "yes": "green"}


def listed(found: Iterable[Study]) -> None:
    """Print one line per study."""
    rows = ((s.name, s.origin, s.disease, s.title) for s in found)
    screen().print(table("", ("study", "origin", "disease", "title"), rows))


def started(study: Study, folder: Path, *, as_json: bool) -> None:
    """Print where a new study stands and what to do next."""
    facts = {"name": study.name, "disease": study.disease, "folder": str(folder)}
    if as_json:
        screen().print(json.dumps(facts), soft_wrap=True)
        return
    console = screen()
    console.print(f"{study.name}: {study.title}", style="bold")
    console.print(f"Written to {folder}, with one example patient to delete. Next:")
    console.print(f"  read     {folder / 'README.md'}", soft_wrap=True)
    console.print(f"  fill     {folder / 'forms'}", soft_wrap=True)
    console.print(f"  look     cartwin study show {folder}", soft_wrap=True)


def as_json(study: Study, seen: Overview) -> str:
    """Return the overview as JSON: one list of rows per part."""
    facts: dict[str, Any] = {
        "name": study.name,
        "title": study.title,
        "origin": str(study.origin),
        "disease": study.disease,
    }
    parts = {part: getattr(seen, part).to_dicts() for part in Overview.__slots__}
    return json.dumps(facts | parts, indent=2, ensure_ascii=False)


def overview(study: Study, seen: Overview, *, every_visit: bool) -> None:
    """Print a study at a glance; every overdue visit if asked for."""
    console = screen()
    console.print(f"{study.name} ({study.origin}, {study.disease})", style="bold")
    console.print(study.title)
    for key, value in study.provenance.items():
        console.print(f"{key}: {value}", style="dim")
    _patients(console, seen.patients)
    _tables(console, seen)
    _missing(console, seen.missing, len(seen.patients))
    _overdue(console, seen.overdue, every_visit=every_visit)
    _answers(console, seen.answers)


def _patients(console: Console, patients: pl.DataFrame) -> None:
    first, last = pl.col("first"), pl.col("last")
    shown = patients.head(_MOST).select(
        Col.PATIENT, Col.ARM, Col.SEX, _number(Col.AGE), "dose",
        pl.when(first == last).then(_number(first))
        .otherwise(pl.format("{} to {}", _number(first), _number(last))).alias("days"),
        _number("last_contact").alias("last contact"),
    )  # fmt: skip
    title = f"{len(patients):,} patient{'' if len(patients) == 1 else 's'}"
    numbers = ("age", "last contact")
    _print(console, title, shown.columns, shown.iter_rows(), numbers=numbers)
    if (more := len(patients) - len(shown)) > 0:
        console.print(
            f"... and {more:,} more; --patient shows one, --json all", style="dim"
        )


def _number(column: str | pl.Expr) -> pl.Expr:
    expression = pl.col(column) if isinstance(column, str) else column
    return expression.round(1).cast(pl.String).str.strip_suffix(".0").fill_null("?")


def _tables(console: Console, seen: Overview) -> None:
    known = seen.tables.select(
        "table", "rows", "patients", _number("first").alias("first day"),
        _number("last").alias("last day"),
    )  # fmt: skip
    rows = [tuple("" if c == "?" else c for c in row) for row in known.iter_rows()]
    _print(console, "What is recorded", known.columns, rows, numbers=known.columns[1:])
    if len(seen.claims):
        told = ", ".join(f"{number} {role}" for role, number in seen.claims.iter_rows())
        console.print(f"Reported by publications: {told}.")
    for publication, number in seen.overlaps.iter_rows():
        many = "one claim is" if number == 1 else f"{number} claims are"
        console.print(f"Not to be counted twice: {many} about patients of {publication}.")


def _missing(console: Console, missing: pl.DataFrame, total: int) -> None:
    console.print()
    if not len(missing):
        console.print("Nothing essential is missing.")
        return
    rows = [
        (what, f"{number:,} of {total:,}", "all" if number == total else _few(names))
        for what, number, names in missing.iter_rows()
    ]
    _print(console, "Missing", ("what", "patients", "who"), rows, numbers=("patients",))


def _overdue(console: Console, overdue: pl.DataFrame, *, every_visit: bool) -> None:
    if not len(overdue):
        console.print("\nNo visit of the protocol is overdue.")
        return
    day = pl.col(Col.DAY)
    visits = overdue.group_by("visit").agg(
        pl.len().alias("number"),
        pl.col(Col.PATIENT).n_unique().alias("patients"),
        day.unique().sort().alias("days"),
    )
    visits = visits.sort("number", "visit", descending=[True, False])
    shown = visits if every_visit else visits.head(_MOST)
    rows = [
        (visit, number, patients, day_ranges(days))
        for visit, number, patients, days in shown.iter_rows()
    ]
    title = f"Overdue: {len(overdue):,} visits of the protocol without a record"
    names = ("visit", "times", "patients", "days")
    _print(console, title, names, rows, numbers=("times", "patients"))
    if (more := len(visits) - len(shown)) > 0:
        console.print(
            f"... and {more} more kinds; --patient or --json show all", style="dim"
        )


def _answers(console: Console, answers: pl.DataFrame) -> None:
    rows = []
    for _, wording, able, total, lacking in answers.iter_rows():
        verdict = "no" if able == 0 else "yes" if able == total else "for some"
        told = Text(f"{verdict}, {able:,} of {total:,}", style=_STYLES[verdict])
        rows.append((wording, told, lacking))
    names = ("question", "answer", "lacking in how many patients")
    _print(console, "What the record can answer", names, rows)


def _few(names: list[str], most: int = 6) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} ... {names[-1]}"


def _print(
    console: Console,
    title: str,
    names: Iterable[str],
    rows: Iterable[Iterable[object]],
    *,
    numbers: Collection[str] = (),
) -> None:
    console.print()
    console.print(table(title, names, rows, numbers=numbers))
