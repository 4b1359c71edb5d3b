"""How a language of other tools writes arithmetic, numbers and names."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


__all__ = ["COMPARISONS", "Language", "Names", "fixed_point"]

COMPARISONS: Mapping[str, str] = {"lt": "<", "gt": ">", "le": "<=", "ge": ">="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How one tool writes equations.

    Attributes
    ----------
    name
        Of the tool.
    comment
        What starts a comment.
    functions
        Operation -> template; `pow` is written with `power` if it is not among them.
    power
        Operator between base and exponent.
    comparisons
        Operation -> operator.
    assign
        Template of an assignment to a new variable.
    branch
        Template of a conditional assignment, of condition, name and value, where maxima,
        minima and choices cannot stand within an expression; empty if they can.
    number
        Text of a number that is not negative.
    reserved
        Names that mean something else.
    longest_name, ignores_case
        What names may be like.
    """

    name: str
    comment: str
    functions: Mapping[str, str]
    power: str = ""
    comparisons: Mapping[str, str] = field(default_factory=lambda: COMPARISONS)
    assign: str
    branch: str = ""
    number: Callable[[float], str] = repr
    reserved: frozenset[str] = frozenset()
    longest_name: int = 60
    ignores_case: bool = False

    def remark(self, lines: Iterable[str]) -> list[str]:
        """Return lines as comments."""
        return [f"{self.comment} {line}".rstrip() for line in lines]


class Names:
    """Names already given in a text; each is given once."""

    def __init__(self, language: Language) -> None:
        self._language, self._fresh = language, 0
        self._taken = {self._same(n) for n in language.reserved}

    def take(self, wanted: str) -> str:
        """Return a legal name like the one wanted, and give it to nobody else.

        >>> from cartwin.report.export.rxode2 import RXODE2
        >>> names = Names(RXODE2)
        >>> names.take("IL-6"), names.take("IL_6"), names.take("6MWT"), names.take("T")
        ('IL_6', 'IL_6_2', 'x6MWT', 'T_2')
        """
        word = re.sub(r"\W", "_", wanted)
        word = word if word[0].isalpha() else f"x{word}"
        found, number = word[: self._language.longest_name], 1
        while self._same(found) in self._taken:
            number += 1
            ending = f"_{number}"
            found = word[: self._language.longest_name - len(ending)] + ending
        self._taken.add(self._same(found))
        return found

    def fresh(self) -> str:
        """Return a new name for what has none: v1, v2, ..."""
        self._fresh += 1
        return self.take(f"v{self._fresh}")

    def _same(self, name: str) -> str:
        return name.upper() if self._language.ignores_case else name


def fixed_point(value: float) -> str:
    """Return a number without an exponent where that is short.

    >>> fixed_point(1e-10), fixed_point(45.0), fixed_point(1e-30)
    ('0.0000000001', '45.0', '1.0E-30')
    """
    from numpy import format_float_positional, format_float_scientific

    if value == 0.0 or 1e-15 < value < 1e15:
        return str(format_float_positional(value, unique=True, trim="0"))
    return str(format_float_scientific(value, unique=True, trim="0")).upper()
