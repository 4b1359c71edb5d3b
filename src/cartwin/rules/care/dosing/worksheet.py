"""A dose worksheet: every step of the arithmetic, with its source, and every warning."""

from dataclasses import dataclass
from datetime import date

from cartwin.parameters import Certainty
from cartwin.rules.care.dosing.asked import DoseChoices, DosePatient, DoseProduct


__all__ = ["DoseWarning", "DoseWorksheet", "Quantity", "Step"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number that goes into a step.

    Attributes
    ----------
    name, value, unit
        As shown; unit in UCUM, empty without.
    """

    name: str
    value: float
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.name} = {self.value:.6g} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the arithmetic.

    Attributes
    ----------
    name, title
        Its name, by which others refer to it, and what it gives.
    formula
        As people write it.
    inputs
        What went in.
    value, unit
        What came out, not rounded; None if it cannot be calculated.
    source, certainty
        Where the formula or the dose comes from, and how sure that is.
    dates
        On which the dose is given, if it is one.
    why
        Why there is no value, or what decided it.
    """

    name: str
    title: str
    formula: str
    inputs: tuple[Quantity, ...]
    value: float | None
    unit: str
    source: str
    certainty: Certainty
    dates: tuple[date, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseWarning:
    """Something to be read before the dose is given.

    Attributes
    ----------
    name
        Short name of the warning.
    text
        One or two sentences.
    source
        Who says so.
    """

    name: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseWorksheet:
    """All doses of one patient, with the arithmetic and the warnings.

    Attributes
    ----------
    patient, choices, product
        What it was asked with; the formula of the surface and the label stay with the
        doses.
    steps
        In the order of the arithmetic.
    warnings
        All of them.
    """

    patient: DosePatient
    choices: DoseChoices
    product: DoseProduct | None
    steps: tuple[Step, ...]
    warnings: tuple[DoseWarning, ...]

    def __getitem__(self, name: str) -> Step:
        """Return the step of this name."""
        return next(s for s in self.steps if s.name == name)
