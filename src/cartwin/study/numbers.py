"""Numbers as text: how they are written, and what is read.

They are written in the shortest form that reads back to the same bits, so that a
study written twice gives the same files.
"""

import math
import re


__all__ = ["format_number", "parse_number"]

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[-+]?\d+,\d+", re.ASCII)


def format_number(number: float) -> str:
    """Return the shortest text that reads back to the same number.

    >>> format_number(9.0), format_number(0.1), format_number(3e5)
    ('9', '0.1', '300000')
    """
    return repr(number + 0.0).removesuffix(".0")  # + 0.0 makes -0 a 0


def parse_number(text: str, name: str) -> float:
    """Return the number that a text holds; messages call it by the name.

    >>> parse_number(" 4.5 ", "day")
    4.5

    Raises
    ------
    ValueError
        Anything else than a finite number with a decimal point.
    """
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        comma = _COMMA.fullmatch(stripped)
        hint = "; write a decimal point, not a comma" if comma else ""
        msg = f"{name} {_short(text)} is not a number{hint}"
        raise ValueError(msg)
    number = float(stripped)
    if not math.isfinite(number):
        msg = f"{name} {_short(text)} is too large for a number"
        raise ValueError(msg)
    return number


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")
