"""What an intake promises, looked up on one file."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from cartwin.study import (
    Intake,
    Study,
    Verdict,
    fix_file,
    join_study,
    keep_intake,
    take_in,
    write_study,
)
from cartwin.validation.intake.case import Case
from cartwin.validation.intake.record import the_record


__all__ = ["broken_promises"]

_HELD = (Verdict.REJECTED, Verdict.QUARANTINED)


def broken_promises(case: Case) -> Iterator[tuple[str, str]]:
    """Yield each promise that was looked up, and what broke it; nothing if it was kept.

    Accounts and planted faults are looked up on every file, each of the other promises
    on every fourth, and the folder on every fortieth: they take more time.
    """
    intake = take_in(case.content, the_record(), name=case.draft.name)
    yield "accounts", _accounts(case, intake)
    if not case.damaged:
        for row, (kind, said) in case.planted.items():
            yield kind, _unsaid(case.draft.line(row), said.code, said.column, intake)
            yield "verdicts", _other_verdict(case.draft.line(row), said.verdict, intake)
        yield "nothing else is held", _others(case, intake)
    match case.number % 4:
        case 0:
            yield "taken in again", _again(intake)
        case 1:
            yield "fix-file", _fixed(intake)
        case 2 if not case.damaged:
            yield "order of rows", _reordered(case, intake)
        case 3 if case.number % 40 == 3:
            yield "nothing is half written", _half_written(intake)


def _accounts(case: Case, intake: Intake) -> str:
    counts = intake.counts
    received = counts["received"]
    if received != sum(counts[v] for v in Verdict):
        return f"the sum does not hold: {counts}"
    if len(intake.entries) != received and not intake.problems:
        return f"{len(intake.entries)} entries, {received} received"
    expected = _entries_of(case)
    if not case.damaged and received != expected:
        return f"{expected} rows or cells, {received} received; {intake.problems[:1]}"
    list(intake.sentences())
    return ""


def _entries_of(case: Case) -> int:
    header, rows = case.draft.header, case.draft.rows
    wide = [n for n, name in enumerate(header) if name.endswith(("]", ")"))]
    if not wide:
        return len(rows)
    return sum(1 for row in rows for n in wide if row[n])


def _unsaid(line: int, code: str, column: str, intake: Intake) -> str:
    faults = intake.fault_list().filter(pl.col("line") == line)
    said = list(faults.select("code", "column").iter_rows())
    if (code, column) in said:
        return ""
    return f"line {line}: {code} in column {column!r} expected, {said} said"


def _other_verdict(line: int, verdict: Verdict, intake: Intake) -> str:
    found = intake.entries.filter(pl.col("line") == line)["verdict"].to_list()
    return "" if found == [verdict] else f"line {line}: {verdict} expected, {found} found"


def _others(case: Case, intake: Intake) -> str:
    """Return which rows are held though nothing was planted into them.

    Of two rows that contradict each other both are.
    """
    planted = {case.draft.line(row) for row in case.planted}
    held = intake.entries.filter(pl.col("verdict").is_in(_HELD))
    disputed = intake.fault_list().filter(pl.col("code") == "contradicted")["line"]
    lines = set(held["line"].to_list()) - planted - set(disputed.to_list())
    return (
        f"lines {sorted(lines)} are held: {list(intake.sentences())[:3]}" if lines else ""
    )


def _again(intake: Intake) -> str:
    joined = join_study(the_record(), intake)
    again = take_in(intake.content, joined, name=intake.name)
    if again.problems != intake.problems:
        return f"{intake.problems} and then {again.problems}"
    if again.counts["accepted"]:
        return f"{again.counts['accepted']} accepted for a second time"
    before = intake.counts
    unchanged = before["accepted"] + before["unchanged"]
    if again.counts["unchanged"] != unchanged:
        return f"{unchanged} unchanged expected, {again.counts} found"
    return _difference(joined, join_study(joined, again))


def _difference(one: Study, two: Study) -> str:
    tables = [name for name in one.tables if not one.tables[name].equals(two.tables[name])]
    return f"table {tables[0]} differs" if tables else ""


def _fixed(intake: Intake) -> str:
    content = fix_file(intake)
    held = {v: n for v, n in intake.counts.items() if v in _HELD and n}
    if intake.problems or not held:
        return "" if content is None else "a fix-file though nothing was held"
    if content is None:
        return f"no fix-file for {held}"
    joined = join_study(the_record(), intake)
    again = take_in(content, joined, name=intake.name, mapping=intake.mapping)
    found = {v: n for v, n in again.counts.items() if v in _HELD and n}
    if again.counts["accepted"] or found != held:
        return f"{held} held, of the fix-file {again.counts}; {again.problems[:1]}"
    return ""


def _reordered(case: Case, intake: Intake) -> str:
    other = take_in(case.shuffled, the_record(), name=intake.name)
    if other.counts != intake.counts:
        return f"{intake.counts} and in another order {other.counts}"
    return _difference(join_study(the_record(), intake), join_study(the_record(), other))


def _half_written(intake: Intake) -> str:
    with tempfile.TemporaryDirectory() as place:
        folder = write_study(the_record(), Path(place) / "record.study")
        before = _bytes_of(folder)
        kept = keep_intake(folder, the_record(), intake, mode="atomic", at="")
        after = _bytes_of(folder)
    if kept is None:
        return "" if before == after else "something was written"
    return "" if intake.is_clean else "it was written though rows are held"


def _bytes_of(folder: Path) -> Mapping[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
