"""Many days as people write them."""

from collections.abc import Iterable


__all__ = ["day_ranges"]


def day_ranges(days: Iterable[float]) -> str:
    """Return days in rising order as a text, days that follow each other as a range.

    >>> day_ranges([-6, 0, 1, 2, 3, 28])
    '-6, 0 to 3, 28'
    """
    runs: list[tuple[float, float]] = []
    for day in days:
        if runs and day == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return ", ".join(f"{a:g}" if a == b else f"{a:g} to {b:g}" for a, b in runs)
