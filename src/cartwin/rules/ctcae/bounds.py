"""Conditions as the criterion writes them: `<75`, `>3 x ULN`, `<=0.5 x baseline`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.rules.grade import ten_digits
from cartwin.study import Col


__all__ = ["Bound", "read_bound", "read_bounds"]

_OF = {
    "LLN": Col.LOWER_NORMAL,
    "ULN": Col.UPPER_NORMAL,
    "baseline": CtcaeCol.VALUE_BEFORE,
}
_WRITTEN = re.compile(
    r"(?P<sign>[<>]=?)(?P<number>[\d.]+)?(?: x )?(?P<of>LLN|ULN|baseline)?"
    r"(?: \+ (?P<more>[\d.]+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One condition on a value.

    Attributes
    ----------
    grade
        Grade given where it holds.
    high
        Whether values above the bound fulfil it, or those below.
    closed
        Whether the bound itself fulfils it.
    factor, of, more
        The bound is `factor` times the column `of` (times 1 if empty) plus `more`.
    """

    grade: int
    high: bool
    closed: bool
    factor: float
    of: str = ""
    more: float = 0.0

    @property
    def edge(self) -> pl.Expr:
        """The bound, at ten significant digits."""
        if not self.of:
            return ten_digits(pl.lit(self.factor))
        return ten_digits(pl.col(self.of) * self.factor + self.more)

    def holds(self, value: pl.Expr, edge: pl.Expr) -> pl.Expr:
        """Return whether a value that is known fulfils the condition."""
        if self.high:
            return value >= edge if self.closed else value > edge
        return value <= edge if self.closed else value < edge


def read_bound(grade: int, text: str, *, scale: float = 1.0) -> Bound:
    """Return the condition of a grade.

    Parameters
    ----------
    text
        As in the criterion.
    scale
        Factor from its unit to the canonical one.

    Examples
    --------
    >>> read_bound(2, ">3 x ULN").factor, read_bound(2, "<100", scale=0.1).factor
    (3.0, 10.0)
    """
    parts = _WRITTEN.fullmatch(text)
    if parts is None:
        msg = f"{text!r} is no condition; expected one like '<75' or '>3 x ULN'"
        raise ValueError(msg)
    sign, of = parts["sign"], _OF.get(parts["of"] or "", "")
    factor = float(parts["number"] or 1.0)
    return Bound(
        grade=grade,
        high=sign.startswith(">"),
        closed=sign.endswith("="),
        factor=factor if of else factor * scale,
        of=of,
        more=float(parts["more"] or 0.0) * scale,
    )


def read_bounds(texts: Sequence[str], *, scale: float = 1.0) -> tuple[Bound, ...]:
    """Return the conditions of grades 1 to 4; a dash is no condition.

    >>> [b.grade for b in read_bounds(["<LLN", "-", "<3"])]
    [1, 3]
    """
    graded = [(grade, text) for grade, text in enumerate(texts, 1) if text != "-"]
    return tuple(read_bound(grade, text, scale=scale) for grade, text in graded)
