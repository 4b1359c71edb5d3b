"""How patients differ, as formulas of normal random effects.

All effects at exactly zero give the typical patient, as simulations without
between-patient variability want it.
"""

from dataclasses import dataclass
from statistics import NormalDist

from cartwin.engine import Expression, Tape
from cartwin.parameters import (
    Exponential,
    Fixed,
    LogitNormal,
    LogNormal,
    Mixture,
    Parameter,
    Spread,
)


__all__ = ["Effect", "Individual", "individual"]


@dataclass(frozen=True, slots=True)
class Effect:
    """A random effect: normal, of mean zero."""

    symbol: str
    variance: float


@dataclass(frozen=True, slots=True)
class Individual:
    """The value of a parameter in a patient.

    Attributes
    ----------
    typical
        Symbol of the typical value.
    value
        From the typical value and the effects.
    words
        How the parameter varies, for a comment.
    """

    parameter: Parameter
    typical: str
    value: Expression
    effects: tuple[Effect, ...]
    words: str


def individual(parameter: Parameter, tape: Tape) -> Individual:
    """Return how a parameter is computed in each patient.

    Parameters
    ----------
    parameter
        One that patients differ in at random.
    tape
        Where the formula is recorded.
    """
    typical = f"TV{parameter.name}"
    drawn = _Drawn(tape, parameter.name)
    value = drawn.value(tape.symbol(typical), parameter.spread)
    return Individual(
        parameter, typical, value, tuple(drawn.effects), _words(parameter.spread)
    )


class _Drawn:
    """Draws by symbols: what `Spread.draw` does with numbers."""

    def __init__(self, tape: Tape, name: str) -> None:
        self._tape, self._name = tape, name
        self.effects: list[Effect] = []

    def value(self, typical: Expression, spread: Spread) -> Expression:
        match spread:
            case LogNormal():
                return self._log_normal(typical, spread.omega, spread.ceiling)
            case LogitNormal(sd=sd):
                logit = self._node("log", typical / (1.0 - typical)) + self._effect(sd)
                return self._node("div", 1.0, 1.0 + self._node("exp", -logit))
            case Mixture():
                return self._mixture(typical, spread)
            case Exponential(floor=floor):
                eta = self._effect(1.0)
                amount = -typical * self._node("log", 1.0 - self._node("phi", eta))
                amount = self._node("max", amount, floor)
                return self._node("where", eta * eta > 0.0, amount, typical)
        return typical

    def _log_normal(self, median: Expression, omega: float, most: float) -> Expression:
        value = median
        if omega > 0:
            value = median * self._node("exp", self._effect(omega))
        return value if most == float("inf") else self._node("min", value, most)

    def _mixture(self, typical: Expression, spread: Mixture) -> Expression:
        which = self._effect(1.0)
        member = self._tape.number(spread.median)
        member = self._log_normal(member, spread.omega, spread.ceiling)
        others = typical
        if not isinstance(spread.otherwise, Fixed):
            others = self.value(typical, spread.otherwise)
        belongs = which < NormalDist().inv_cdf(spread.share)
        mixed = self._node("where", belongs, member, others)
        if spread.share <= 0.5:
            return mixed
        return self._node("where", which * which > 0.0, mixed, others)

    def _effect(self, sd: float) -> Expression:
        number = len(self.effects) + 1
        symbol = f"eta_{self._name}" + (f"_{number}" if number > 1 else "")
        self.effects.append(Effect(symbol, sd**2))
        return self._tape.symbol(symbol)

    def _node(self, operation: str, *arguments: Expression | float) -> Expression:
        return self._tape.node(operation, arguments)


def _words(spread: Spread) -> str:
    match spread:
        case LogNormal(cv=cv):
            return f"log-normal, CV {100 * cv:g} %"
        case LogitNormal(sd=sd):
            return f"logit-normal, SD {sd:g}"
        case Mixture(share=share, median=median):
            return f"in {100 * share:g} % of patients around {median:g}"
        case Exponential():
            return "exponential"
    return "the same in all patients"
