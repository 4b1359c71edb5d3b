"""What a planted fault is: how it gets into a file, and what must be said of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cartwin.study import Verdict
from cartwin.validation.intake.draft import Draft


__all__ = ["Fault", "Plant", "Said"]

Plant = Callable[[Draft, int, np.random.Generator], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What must be said of a row.

    Attributes
    ----------
    code, column
        Of the fault; the column is empty where the row as a whole is wrong.
    verdict
        Of the entry.
    """

    code: str
    column: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A kind of fault.

    Attributes
    ----------
    kind
        What is wrong, in words.
    shape
        Kind of file it is planted into, a key of `SHAPES`.
    plant
        Puts it into a row; rows it adds stand behind all others.
    said
        Of the planted row, which is also the last one if rows were added.
    separators
        That the file may have for the fault to be one.
    """

    kind: str
    shape: str
    plant: Plant
    said: Said
    separators: str = ",;\t|"
