"""What an equation takes and gives.

Equations are plain arithmetic: the same function runs on floats, on arrays of patients
and on symbols. They take their arguments by name and return what they define by name;
`dP` is the rate of change of the state `P`.
Numbers in an equation are pure numbers. What has a unit is a parameter, or a `Factor`
between two units.
"""

from collections.abc import Mapping
from typing import Any


__all__ = ["PERCENT", "PER_CELL", "PER_UL", "Defined", "Factor", "N"]

N = Any  # a number, an array with one entry per patient, or a symbol
Defined = Mapping[str, N]


class Factor(float):
    """A number that turns one unit into another, by what the units mean.

    Attributes
    ----------
    unit
        In which it is the number 1: a thousand cells per uL are 10*9 per litre.

    Examples
    --------
    >>> Factor(60.0, "s/min") * 2.0
    120.0
    """

    unit: str

    def __new__(cls, value: float, unit: str) -> "Factor":
        """Return the number, with the unit that makes it 1."""
        factor = super().__new__(cls, value)
        factor.unit = unit
        return factor


PERCENT = Factor(100.0, "%")
PER_UL = Factor(1000.0, "(/uL)/(10*9/L)")
PER_CELL = Factor(1e-9, "10*9/{cells}")
