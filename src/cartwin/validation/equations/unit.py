"""Units as products of base units, with their exact size.

Two units are the same only if their sizes are: `10*6` and `10*9`, or `mg` and `ug`, are
of one kind and still not the same. What stands in braces (`{cells}`) says what is counted
and is the number 1, as in UCUM.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Self


__all__ = ["ONE", "Unit", "UnitError", "unit_of"]

_PREFIXES = {"": 0, "k": 3, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15}
_BASES = ("g", "L", "m", "K", "mol", "U", "[iU]", "[beth'U]", "[arb'U]", "dose")
_DERIVED: Mapping[str, tuple[Fraction, str]] = {
    "d": (Fraction(1), "d"),
    "a": (Fraction(36525, 100), "d"),
    "h": (Fraction(1, 24), "d"),
    "min": (Fraction(1, 1440), "d"),
    "s": (Fraction(1, 86400), "d"),
    "Cel": (Fraction(1), "K"),  # only differences of temperature are checked
    "%": (Fraction(1, 100), ""),
}
_PARTS = re.compile(r"10\*-?\d+|\{[^{}]*\}|(?:\[[^\[\]]*\]|[A-Za-z%]+)-?\d*|1|[()./]")


class UnitError(ValueError):
    """Units that do not go together, or that nobody knows."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its size, and the powers of its base units.

    Attributes
    ----------
    size
        How many of the product of the base units it is.
    powers
        Base unit and exponent, sorted, none of them 0.
    """

    size: Fraction = Fraction(1)
    powers: tuple[tuple[str, Fraction], ...] = ()

    def __mul__(self, other: "Unit") -> "Unit":
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, Fraction(0)) + power
        kept = tuple(sorted((b, p) for b, p in powers.items() if p))
        return Unit(self.size * other.size, kept)

    def __truediv__(self, other: "Unit") -> "Unit":
        return self * other**-1

    def __pow__(self, exponent: float) -> Self:
        """Return a power of it.

        Raises
        ------
        UnitError
            If the size of a root would not be exact.
        """
        power = Fraction(exponent)
        if power.denominator != 1 and self.size != 1:
            msg = f"a power {exponent} of {self} has no exact size"
            raise UnitError(msg)
        size = self.size**power.numerator if self.size != 1 else self.size
        return type(self)(size, tuple((b, p * power) for b, p in self.powers if power))

    def __str__(self) -> str:
        words = [b if p == 1 else f"{b}^{p}" for b, p in self.powers]
        number = [] if self.size == 1 and words else [f"{float(self.size):g}"]
        return " ".join(number + words)


ONE = Unit()


@cache
def unit_of(text: str) -> Unit:
    """Return the unit that a UCUM-like text names.

    >>> print(unit_of("10*9/L"), "|", unit_of("pg/mL/(1/d)"), "|", unit_of("mL/ug"))
    1e+09 L^-1 | 1e-09 L^-1 d g | 1000 L g^-1
    >>> unit_of("/uL") == unit_of("10*6/L"), unit_of("{copies}/{cell}") == ONE
    (True, True)
    >>> unit_of("g/g") == ONE, unit_of("%") == ONE, unit_of("mg/g") == ONE
    (True, False, False)

    Raises
    ------
    UnitError
        If it cannot be read.
    """
    parts = _PARTS.findall(text)
    if not parts or "".join(parts) != text:
        msg = f"cannot read the unit {text!r}"
        raise UnitError(msg)
    return _product(iter(parts), text)


def _product(parts: Iterator[str], text: str) -> Unit:
    unit, divide = ONE, False
    for part in parts:
        if part == ")":
            break
        if part in "./":
            divide = part == "/"
        else:
            factor = _product(parts, text) if part == "(" else _power(part, text)
            unit = unit / factor if divide else unit * factor
    return unit


def _power(part: str, text: str) -> Unit:
    if part.startswith("10*"):
        return Unit(Fraction(10) ** int(part.removeprefix("10*")))
    if part.startswith("{") or part == "1":
        return ONE
    name = part.rstrip("-0123456789")
    return _atom(name, text) ** int(part.removeprefix(name) or 1)


def _atom(name: str, text: str) -> Unit:
    if name in _DERIVED:
        size, base = _DERIVED[name]
        return Unit(size, ((base, Fraction(1)),) if base else ())
    for base in _BASES:
        prefix = name.removesuffix(base)
        if name.endswith(base) and prefix in _PREFIXES:
            return Unit(Fraction(10) ** _PREFIXES[prefix], ((base, Fraction(1)),))
    msg = f"cannot read the unit {text!r}: {name!r} is not known"
    raise UnitError(msg)
