"""From what is given to what enters the states of the twin.

The equations describe 70 kg: amounts that do not already scale with the body are
divided by weight / 70 kg. Everything here is done for one patient or for many at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine import Event
from cartwin.errors import ModelError
from cartwin.study import Dose
from cartwin.twin.body import Body


__all__ = ["Given", "dosed_states", "dosing_parameters", "events_of", "give", "loads_of"]

Array = npt.NDArray[np.float64]
REFERENCE_WEIGHT = 70.0  # [kg]
PREDNISOLONE_EQUIVALENT = {
    "prednisolone": 1.0,
    "methylprednisolone": 1.25,
    "dexamethasone": 6.67,
}


@dataclass(frozen=True, slots=True)
class Given:
    """One dose as given to one patient, or to several.

    Attributes
    ----------
    amount, unit
        Absolute where the drug is dosed by weight up to a ceiling, else as prescribed.
    """

    drug: str
    day: float
    amount: float | Array
    unit: str


def give(dose: Dose, day: float, body: Body) -> Given:
    """Return the dose that patients of these bodies receive on `day`.

    >>> from cartwin.study import parse_regimen
    >>> dose = parse_regimen("methylprednisolone 30 mg/kg max 1000 mg d0").doses[0]
    >>> give(dose, 0.0, Body(weight=np.array([20, 50]), height=np.array([110, 160]))).amount
    array([ 600., 1000.])
    """
    if dose.unit != "mg/kg":
        return Given(dose.drug, day, dose.amount, dose.unit)
    amount = dose.amount * body.weight
    capped = amount if dose.ceiling is None else np.minimum(amount, dose.ceiling)
    return Given(dose.drug, day, capped, "mg")


def loads_of(
    given: Given, body: Body, parameters: Mapping[str, Any]
) -> dict[str, float | Array]:
    """Return what a dose adds to each state that it enters.

    Parameters
    ----------
    parameters
        Of the same patients; distribution volumes are looked up here.

    Raises
    ------
    ModelError
        If the twin does not know the drug.
    """
    load = _load_of(given.drug)
    amount: float | Array = load.amount(given, body, parameters)
    return dict.fromkeys(load.states, amount)


def dosed_states(drug: str) -> tuple[str, ...]:
    """Return the states that a drug enters.

    >>> dosed_states("platelet_transfusion")
    ('P1', 'P2', 'P3', 'P4')
    """
    return _load_of(drug).states


def dosing_parameters(drug: str) -> tuple[str, ...]:
    """Return the parameters of a patient that `loads_of` looks up.

    >>> dosing_parameters("ivig")
    ('V_ig',)
    """
    return _load_of(drug).parameters


def events_of(given: Given, body: Body, parameters: Mapping[str, Any]) -> tuple[Event, ...]:
    """Return the events by which a dose enters the states of one patient.

    Raises
    ------
    ModelError
        If the twin does not know the drug.
    """
    loads = loads_of(given, body, parameters)
    return tuple(Event(given.day, state, float(amount)) for state, amount in loads.items())


Amount = Callable[[Given, Body, Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class _Load:
    """The states that a drug enters, how much of a dose enters each, and what decides."""

    states: tuple[str, ...]
    amount: Amount
    parameters: tuple[str, ...] = ()


def _load_of(drug: str) -> _Load:
    if drug not in _LOADS:
        msg = f"the twin has no drug {drug!r}; it knows {', '.join(sorted(_LOADS))}"
        raise ModelError(msg)
    return _LOADS[drug]


def _as_prescribed(state: str) -> _Load:
    return _Load((state,), lambda given, body, parameters: given.amount)


def _milligrams(state: str, factor: float = 1.0) -> _Load:
    def amount(given: Given, body: Body, parameters: Mapping[str, Any]) -> Any:
        scaled = given.amount * body.surface if given.unit == "mg/m2" else given.amount
        return factor * scaled * REFERENCE_WEIGHT / body.weight

    return _Load((state,), amount)


def _per_kg(state: str, factor: float = 1.0) -> _Load:
    def amount(given: Given, body: Body, parameters: Mapping[str, Any]) -> Any:
        return factor * given.amount * REFERENCE_WEIGHT

    return _Load((state,), amount)


def _immunoglobulin(given: Given, body: Body, parameters: Mapping[str, Any]) -> Any:
    return given.amount * REFERENCE_WEIGHT / parameters["V_ig"]


def _transfusion(given: Given, body: Body, parameters: Mapping[str, Any]) -> Any:
    return given.amount / 4.0


_LOADS: Mapping[str, _Load] = MappingProxyType(
    {
        "fludarabine": _as_prescribed("AFLU"),
        "cyclophosphamide": _as_prescribed("ACY"),
        "car_t": _per_kg("CB", 1e-6),
        "daratumumab": _milligrams("DAC"),
        "rituximab": _milligrams("RTX"),
        "ivig": _Load(("IVG",), _immunoglobulin, ("V_ig",)),
        **{d: _milligrams("GC", f) for d, f in PREDNISOLONE_EQUIVALENT.items()},
        "tocilizumab": _milligrams("TOC"),
        "filgrastim": _as_prescribed("GCSF"),
        "efgartigimod": _milligrams("EFG"),
        "romiplostim": _per_kg("ROMD"),
        "eltrombopag": _milligrams("ELTD"),
        "avatrombopag": _milligrams("AVAD"),
        "fostamatinib": _milligrams("FOS"),
        "platelet_transfusion": _Load(("P1", "P2", "P3", "P4"), _transfusion),
    }
)
