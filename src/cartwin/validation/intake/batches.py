"""Many made-up files, a batch at a time, on every processor."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from cartwin.validation.intake.case import make_case
from cartwin.validation.intake.promises import broken_promises


__all__ = ["Progress", "Tally", "look_at", "look_at_all"]

BATCH = 250  # files
NO_EXCEPTION = "no exception"
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Tally:
    """How often each promise was looked up, and where it was broken."""

    looked: dict[str, int] = field(default_factory=dict)
    broken: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def note(self, promise: str, number: int, what: str) -> None:
        """Count one look at a promise; `what` says how it was broken, if it was."""
        self.looked[promise] = self.looked.get(promise, 0) + 1
        if what:
            self.broken.setdefault(promise, []).append((number, what))

    def add(self, other: "Tally") -> None:
        """Add the counts of another."""
        for promise, times in other.looked.items():
            self.looked[promise] = self.looked.get(promise, 0) + times
        for promise, found in other.broken.items():
            self.broken.setdefault(promise, []).extend(found)


def look_at(numbers: range, seed: int) -> Tally:
    """Return what became of the files of these numbers.

    >>> look_at(range(2), 1).broken
    {}
    """
    tally = Tally()
    for number in numbers:
        tally.note(NO_EXCEPTION, number, _look(number, seed, tally))
    return tally


def _look(number: int, seed: int, tally: Tally) -> str:
    """Look at one file; return the exception that ended that, if one did."""
    try:
        for promise, what in broken_promises(make_case(number, seed)):
            tally.note(promise, number, what)
    except Exception as error:
        return f"{type(error).__name__}: {error!s:.300}"
    return ""


def look_at_all(files: int, seed: int, progress: Progress | None = None) -> Tally:
    """Return what became of the first so many files, looked at in several processes."""
    tally, done = Tally(), 0
    for part, numbers in _parts(files, seed):
        tally.add(part)
        done += len(numbers)
        if progress is not None:
            progress(done, files)
    return tally


def _parts(files: int, seed: int) -> Iterator[tuple[Tally, range]]:
    batches = [range(n, min(n + BATCH, files)) for n in range(0, files, BATCH)]
    if len(batches) < 4:  # starting processes takes longer
        yield from ((look_at(numbers, seed), numbers) for numbers in batches)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=context) as pool:
        parts = pool.map(look_at, batches, [seed] * len(batches))
        yield from zip(parts, batches, strict=True)
