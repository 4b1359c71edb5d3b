"""From what is given to what enters the states of the twin.

The equations describe 70 kg: amounts that do not already scale with the body are
divided by weight / 70 kg.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cartwin.engine import Event
from cartwin.errors import ModelError
from cartwin.study import Dose


__all__ = ["Body", "Given", "events_of", "give"]

REFERENCE_WEIGHT = 70.0  # [kg]
PREDNISOLONE_EQUIVALENT = {
    "prednisolone": 1.0,
    "methylprednisolone": 1.25,
    "dexamethasone": 6.67,
}


@dataclass(frozen=True, slots=True)
class Body:
    """Weight [kg] and height [cm] that doses are scaled by."""

    weight: float
    height: float

    @property
    def surface(self) -> float:
        """Body surface area [m2], Mosteller (N Engl J Med 1987;317:1098).

        >>> round(Body(weight=75, height=170).surface, 3)
        1.882
        """
        return float((self.height * self.weight / 3600.0) ** 0.5)


@dataclass(frozen=True, slots=True)
class Given:
    """One dose as given to one patient.

    Attributes
    ----------
    amount, unit
        Absolute where the drug is dosed by weight up to a ceiling, else as prescribed.
    """

    drug: str
    day: float
    amount: float
    unit: str


def give(dose: Dose, day: float, body: Body) -> Given:
    """Return the dose that a patient of this body receives on `day`.

    >>> from cartwin.study import parse_regimen
    >>> dose = parse_regimen("methylprednisolone 30 mg/kg max 1000 mg d0").doses[0]
    >>> give(dose, 0.0, Body(weight=20, height=110)).amount
    600.0
    """
    if dose.unit != "mg/kg":
        return Given(dose.drug, day, dose.amount, dose.unit)
    amount = dose.amount * body.weight
    capped = amount if dose.ceiling is None else min(amount, dose.ceiling)
    return Given(dose.drug, day, capped, "mg")


def events_of(
    given: Given, body: Body, parameters: Mapping[str, float]
) -> tuple[Event, ...]:
    """Return the events by which a dose enters the states.

    Parameters
    ----------
    parameters
        Of the patient; distribution volumes are looked up here.

    Raises
    ------
    ModelError
        If the twin does not know the drug.
    """
    if given.drug not in _LOADS:
        msg = f"the twin has no drug {given.drug!r}; it knows {', '.join(sorted(_LOADS))}"
        raise ModelError(msg)
    loads = _LOADS[given.drug](given, body, parameters)
    return tuple(Event(given.day, state, amount) for state, amount in loads.items())


Load = Callable[[Given, Body, Mapping[str, float]], Mapping[str, float]]


def _as_prescribed(state: str) -> Load:
    return lambda given, body, parameters: {state: given.amount}


def _milligrams(state: str, factor: float = 1.0) -> Load:
    def load(given: Given, body: Body, parameters: Mapping[str, float]) -> dict[str, float]:
        amount = given.amount * body.surface if given.unit == "mg/m2" else given.amount
        return {state: factor * amount * REFERENCE_WEIGHT / body.weight}

    return load


def _per_kg(state: str, factor: float = 1.0) -> Load:
    return lambda given, body, parameters: {state: factor * given.amount * REFERENCE_WEIGHT}


def _immunoglobulin(
    given: Given, body: Body, parameters: Mapping[str, float]
) -> dict[str, float]:
    return {"IVG": given.amount * REFERENCE_WEIGHT / parameters["V_ig"]}


def _transfusion(
    given: Given, body: Body, parameters: Mapping[str, float]
) -> dict[str, float]:
    return {f"P{stage}": given.amount / 4.0 for stage in (1, 2, 3, 4)}


_LOADS: Mapping[str, Load] = MappingProxyType(
    {
        "fludarabine": _as_prescribed("AFLU"),
        "cyclophosphamide": _as_prescribed("ACY"),
        "car_t": _per_kg("CB", 1e-6),
        "daratumumab": _milligrams("DAC"),
        "rituximab": _milligrams("RTX"),
        "ivig": _immunoglobulin,
        **{d: _milligrams("GC", f) for d, f in PREDNISOLONE_EQUIVALENT.items()},
        "tocilizumab": _milligrams("TOC"),
        "filgrastim": _as_prescribed("GCSF"),
        "efgartigimod": _milligrams("EFG"),
        "romiplostim": _per_kg("ROMD"),
        "eltrombopag": _milligrams("ELTD"),
        "avatrombopag": _milligrams("AVAD"),
        "fostamatinib": _milligrams("FOS"),
        "platelet_transfusion": _transfusion,
    }
)
