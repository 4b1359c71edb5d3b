"""What an equation takes and gives.

Equations are plain arithmetic: the same function runs on floats, on arrays of patients
and on symbols. They take their arguments by name and return what they define by name;
`dP` is the rate of change of the state `P`.
"""

from collections.abc import Mapping
from typing import Any


__all__ = ["Defined", "N"]

N = Any  # a number, an array with one entry per patient, or a symbol
Defined = Mapping[str, N]
