"""Days of a dose as text: single ones, and ranges with a step."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from cartwin.study.numbers import parse_number


__all__ = ["days_text", "number_text", "parse_days"]

_RANGE = re.compile(
    r"(?P<first>[-+]?[\d.]*\d)\.\.(?P<last>[-+]?[\d.]*\d)(?:/(?P<step>[\d.]+))?"
)
MOST_DAYS = 10_000  # of one dose
FEWEST_IN_RANGE = 4  # days in equal steps that are written as a range


def parse_days(text: str) -> tuple[float, ...]:
    """Return the days of a list such as `-5,-4,0..21/7`.

    Raises
    ------
    ValueError
        If a part is neither a day nor a range that ends on one of its steps.

    Examples
    --------
    >>> parse_days("-5,-4,0..21/7")
    (-5.0, -4.0, 0.0, 7.0, 14.0, 21.0)
    """
    return tuple(d for part in text.split(",") for d in _days(part.strip()))


def _days(part: str) -> Iterator[float]:
    match = _RANGE.fullmatch(part)
    if match is None:
        yield parse_number(part, "day")
        return
    first, last = (parse_number(match[n], "day") for n in ("first", "last"))
    step = parse_number(match["step"] or "1", "step")
    steps = (last - first) / step if step > 0 else -1.0
    if not 0 <= steps < MOST_DAYS or abs(steps - round(steps)) > 1e-9:
        msg = (
            f"days {part!r}: expected FIRST..LAST or FIRST..LAST/STEP, ending on a step, "
            f"with fewer than {MOST_DAYS:,} days"
        )
        raise ValueError(msg)
    yield from (first + i * step for i in range(round(steps) + 1))


def days_text(days: Sequence[float], *, signed: bool = False) -> str:
    """Return the days as `parse_days` reads them.

    Parameters
    ----------
    signed
        Whether days from 0 on carry a plus sign.

    Examples
    --------
    >>> days_text([-5, -4, -3]), days_text([0, 7, 14, 21]), days_text([0, 1], signed=True)
    ('-5,-4,-3', '0..21/7', '+0,+1')
    """

    def sign(day: float) -> str:
        return ("+" if signed and day >= 0 else "") + number_text(day)

    steps = set(np.diff(days).tolist())
    step = next(iter(steps), 0.0)
    if len(days) < FEWEST_IN_RANGE or len(steps) > 1 or step <= 0:
        return ",".join(map(sign, days))
    every = "" if step == 1 else f"/{number_text(step)}"
    return f"{sign(days[0])}..{sign(days[-1])}{every}"


def number_text(x: float) -> str:
    """Return the shortest text without an exponent that reads back to the same number."""
    return np.format_float_positional(x + 0.0, trim="-")
