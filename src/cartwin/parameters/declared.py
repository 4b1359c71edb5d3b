"""What the biology declares: parameters with their source, states, and drugs that enter."""

from dataclasses import dataclass
from enum import StrEnum

from cartwin.parameters.spreads import Fixed, Spread


__all__ = ["Basis", "Certainty", "Enters", "Parameter", "State"]


class Certainty(StrEnum):
    """How sure we are of a rule, a parameter or a published number."""

    READ = "read"
    SECONDARY = "secondary"
    RECALLED = "recalled"
    CALIBRATED = "calibrated"
    ASSUMED = "assumed"

    @property
    def meaning(self) -> str:
        """One sentence for people.

        >>> Certainty.READ.meaning
        'read in the source named'
        """
        return _MEANING[self]


_MEANING = {
    Certainty.READ: "read in the source named",
    Certainty.SECONDARY: "read in a text that cites the source",
    Certainty.RECALLED: "general knowledge; the source was not at hand",
    Certainty.CALIBRATED: "moved until the model met published outcomes",
    Certainty.ASSUMED: "an assumption without a source",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of the biology.

    Attributes
    ----------
    name
        The symbol of the equations.
    value
        Typical value, in `unit`.
    unit
        As printed in the parameter table; rates are per day.
    spread
        Between patients.
    meaning
        In words, without its unit.
    source
        Citation, or the sentence that says there is none.
    certainty
        How the value was obtained.
    """

    name: str
    value: float
    unit: str
    spread: Spread
    meaning: str
    source: str
    certainty: Certainty

    @property
    def varies(self) -> bool:
        """Whether patients differ in it."""
        return not isinstance(self.spread, Fixed)


@dataclass(frozen=True, slots=True)
class State:
    """One state variable of the biology.

    Attributes
    ----------
    name
        Symbol; its rate of change is called `d` + name.
    unit, meaning
        For documentation.
    scale
        A magnitude that is small for it: the absolute tolerance is `rtol * scale`.
    floor
        Exact solutions never fall below it, so computed ones are raised to it; minus
        infinity for a state that may have either sign.
    extinct_below
        A computed value below it is zero: fewer than one cell are none.
    """

    name: str
    unit: str
    meaning: str
    scale: float = 0.1
    floor: float = 0.0
    extinct_below: float = 0.0


class Basis(StrEnum):
    """How an amount given becomes an amount in a state, which is per 70 kg."""

    AS_PRESCRIBED = "as prescribed"  # e.g. mg per m2 of body surface, doses
    PER_KG = "per kg of body weight"  # times 70 kg
    BODY = "in the whole body"  # mg, whatever it was dosed by, times 70 kg over weight


@dataclass(frozen=True, slots=True)
class Enters:
    """How a drug enters the states of the biology.

    Attributes
    ----------
    drug
        As regimens name it.
    states
        Which receive each dose.
    basis
        How the amount scales with the body.
    factor
        Units of the state per unit of the dose: equivalents, bioavailability.
    over
        Parameter, a volume, by which the amount is divided; none if empty.
    """

    drug: str
    states: tuple[str, ...]
    basis: Basis
    factor: float = 1.0
    over: str = ""
