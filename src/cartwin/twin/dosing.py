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

from cartwin import biology
from cartwin.engine import Event
from cartwin.errors import ModelError
from cartwin.parameters import Basis, Enters
from cartwin.study import Dose
from cartwin.twin.body import Body


__all__ = ["Given", "dosed_states", "dosing_parameters", "events_of", "give", "loads_of"]

Array = npt.NDArray[np.float64]
REFERENCE_WEIGHT = 70.0  # [kg]


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
    planned = dose.amount_on(day)
    if dose.unit != "mg/kg":
        return Given(dose.drug, day, planned, dose.unit)
    amount = planned * body.weight
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
    enters = _enters(given.drug)
    volume = parameters[enters.over] if enters.over else 1.0
    amount = enters.factor * _AMOUNTS[enters.basis](given, body) / volume
    return dict.fromkeys(enters.states, amount)


def dosed_states(drug: str) -> tuple[str, ...]:
    """Return the states that a drug enters.

    >>> dosed_states("platelet_transfusion")
    ('P1', 'P2', 'P3', 'P4')
    """
    return _enters(drug).states


def dosing_parameters(drug: str) -> tuple[str, ...]:
    """Return the parameters of a patient that `loads_of` looks up.

    >>> dosing_parameters("ivig")
    ('V_ig',)
    """
    over = _enters(drug).over
    return (over,) if over else ()


def events_of(given: Given, body: Body, parameters: Mapping[str, Any]) -> tuple[Event, ...]:
    """Return the events by which a dose enters the states of one patient.

    Raises
    ------
    ModelError
        If the twin does not know the drug.
    """
    loads = loads_of(given, body, parameters)
    return tuple(Event(given.day, state, float(amount)) for state, amount in loads.items())


def _enters(drug: str) -> Enters:
    if drug not in _ENTERS:
        msg = f"the twin has no drug {drug!r}; it knows {', '.join(sorted(_ENTERS))}"
        raise ModelError(msg)
    return _ENTERS[drug]


def _in_body(given: Given, body: Body) -> float | Array:
    """Return the amount given, per 70 kg."""
    scaled = given.amount * body.surface if given.unit == "mg/m2" else given.amount
    return scaled * REFERENCE_WEIGHT / body.weight


_AMOUNTS: Mapping[Basis, Callable[[Given, Body], float | Array]] = MappingProxyType(
    {
        Basis.AS_PRESCRIBED: lambda given, body: given.amount,
        Basis.PER_KG: lambda given, body: given.amount * REFERENCE_WEIGHT,
        Basis.BODY: _in_body,
    }
)
_ENTERS: Mapping[str, Enters] = MappingProxyType(
    {e.drug: e for m in biology.MODULES for e in getattr(m, "DOSES", ())}
)
