"""Suite `intake`: made-up files of every table, with planted faults, taken in.

Of every file the accounts must be right, every planted fault found at its line and
column, and nothing else held; no file may raise an exception, not even a damaged one.
"""

from collections.abc import Iterator
from pathlib import Path

from cartwin.validation.intake.batches import Progress, Tally, look_at_all
from cartwin.validation.intake.case import make_case
from cartwin.validation.suite import Check, Verdict


__all__ = ["intake"]

FILES = 100_000
_KEPT = 20  # failing files of one promise


def intake(
    out: Path | None = None,
    *,
    files: int = FILES,
    seed: int = 1,
    progress: Progress | None = None,
) -> Verdict:
    """Return what was found in made-up files.

    Parameters
    ----------
    out
        Folder for files that break a promise; nothing is written if none does.
    files
        How many.
    seed
        Of all of them; the same seed makes the same files.
    progress
        Is told after each batch how many of how many are done.

    Examples
    --------
    >>> print(intake(files=3).failures)
    ()
    """
    tally = look_at_all(files, seed, progress)
    if out is not None:
        _keep(tally, seed, out)
    return Verdict(suite="intake", checks=tuple(_checks(tally, seed)))


def _checks(tally: Tally, seed: int) -> Iterator[Check]:
    """Yield a check for each promise, and for each kind of fault."""
    for promise, times in sorted(tally.looked.items()):
        broken = sorted(tally.broken.get(promise, []))
        yield Check(
            name=promise,
            expected=float(times),
            found=float(times - len(broken)),
            passed=not broken,
            detail="; ".join(f"{_name(seed, n)}: {what}" for n, what in broken[:3]),
        )


def _keep(tally: Tally, seed: int, out: Path) -> None:
    """Write the files that broke a promise."""
    numbers = {n for found in tally.broken.values() for n, _ in sorted(found)[:_KEPT]}
    for number in sorted(numbers):
        out.mkdir(parents=True, exist_ok=True)
        case = make_case(number, seed)
        (out / _name(seed, number)).write_bytes(case.content)


def _name(seed: int, number: int) -> str:
    return f"{make_case(number, seed).draft.table}-{seed}-{number}.csv"
