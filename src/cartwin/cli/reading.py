"""What `cartwin study read` prints: the account of the rows, and what is wrong."""

import json
from itertools import islice
from pathlib import Path

from rich.console import Console

from cartwin.cli.screen import screen, table
from cartwin.study import Verdict
from cartwin.verbs import Read


__all__ = ["as_json", "read"]

_MOST = 20  # problems, and changes, that are shown; the fix-file has them all


def read(result: Read, folder: Path, *, preview: bool, fix: Path | None) -> None:
    """Print what became of a file."""
    console, intake = screen(), result.intake
    for notice in intake.grid.notices if intake.grid is not None else ():
        console.print(f"{intake.name}: {notice}", style="dim")
    told = list(islice(intake.sentences(), _MOST + 1))
    for sentence in told[:_MOST]:
        console.print(sentence, soft_wrap=True)
    if len(told) > _MOST:
        console.print("... and more; --fix FILE writes every row held back", style="dim")
    if preview:
        _changes(console, result)
    console.print(_account(result), soft_wrap=True)
    console.print(_outcome(result, folder, preview=preview), style="bold", soft_wrap=True)
    _next_step(console, result, fix)


def _changes(console: Console, result: Read) -> None:
    if result.changes.is_empty():
        return
    shown = result.changes.head(_MOST)
    console.print(table("What would change", shown.columns, shown.iter_rows()))
    if more := len(result.changes) - len(shown):
        console.print(f"... and {more:,} more", style="dim")


def _account(result: Read) -> str:
    """Return the account: received is the sum of the rest."""
    counts = dict(result.intake.counts)
    received = counts.pop("received")
    parts = " + ".join(f"{number:,} {verdict}" for verdict, number in counts.items())
    return f"{received:,} received = {parts}"


def _outcome(result: Read, folder: Path, *, preview: bool) -> str:
    counts = result.intake.counts
    taken = counts[Verdict.ACCEPTED]
    if preview:
        return "Only looked at: nothing was written."
    if result.written:
        return f"{taken:,} taken into {folder}."
    if not result.intake.is_clean and taken:
        return (
            "Nothing was written, as some rows are held back; mend them, or give "
            "--valid-rows to take in the others."
        )
    return "Nothing was written: nothing is new."


def _next_step(console: Console, result: Read, fix: Path | None) -> None:
    counts = result.intake.counts
    held = counts[Verdict.REJECTED] + counts[Verdict.QUARANTINED]
    if not held or result.intake.problems:
        return
    if fix is None:
        console.print(
            "Write the rows held back to a file of their own: --fix FILE", style="dim"
        )
        return
    console.print(
        f"Rows held back: {fix}. Mend them there, or write a reason into __confirm__ where "
        "a quarantined row is right as it stands, and read that file.",
        soft_wrap=True,
    )


def as_json(result: Read) -> str:
    """Return the result as JSON: the account, every problem, and every change."""
    intake = result.intake
    facts = {
        "file": intake.name,
        "sha256": intake.sha256,
        "table": None if intake.mapping is None else intake.mapping.table,
        "written": result.written,
        "counts": intake.counts,
        "problems": list(intake.problems),
        "notices": list(intake.grid.notices) if intake.grid is not None else [],
        "faults": intake.fault_list().to_dicts(),
        "changes": result.changes.to_dicts(),
    }
    return json.dumps(facts, ensure_ascii=False, indent=1)
