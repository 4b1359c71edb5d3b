"""The form in which equations are handed to the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cartwin.engine.binding import Equation, evaluate
from cartwin.errors import ModelError, SolveError
from cartwin.parameters import State


__all__ = ["System", "balanced"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A model: what changes, how, from where, and what is looked at.

    Attributes
    ----------
    states
        In the order of the state vector. All are non-negative.
    parameters
        Names of the primary parameters, which the caller supplies.
    balance
        Equations that give, from the primary parameters, further parameters and the
        value of every state before treatment (0 where none is given).
    rates
        Equations that give `d` + name of every state, through named intermediates.
    observables
        Equations that give what can be asked for.
    """

    name: str
    states: tuple[State, ...]
    parameters: tuple[str, ...]
    balance: tuple[Equation, ...]
    rates: tuple[Equation, ...]
    observables: tuple[Equation, ...]


def balanced(
    system: System,
    parameters: Mapping[str, Array | float],
    patients: int | None = None,
) -> tuple[dict[str, Array], Array]:
    """Return all parameters, and the state before treatment.

    Parameters
    ----------
    parameters
        Each primary parameter: a number, or an array with one value per patient.
    patients
        How many there are; as many as the longest array by default.

    Returns
    -------
    tuple
        Name -> values (patient) of primary and derived parameters; states (state, patient).

    Raises
    ------
    ModelError
        If a primary parameter has no value.
    SolveError
        If the numbers of patients differ.
    """
    missing = [n for n in system.parameters if n not in parameters]
    if missing:
        msg = f"{system.name}: no value for the parameters {', '.join(missing)}"
        raise ModelError(msg)
    values = {n: np.asarray(parameters[n], float) for n in system.parameters}
    if patients is None:
        patients = max((v.size for v in values.values()), default=1)
    wrong = [f"{n} has {v.size}" for n, v in values.items() if v.size not in (1, patients)]
    if wrong:
        msg = f"{patients} patients, but values: {', '.join(wrong)}; expected 1 or one each"
        raise SolveError(msg)
    # spread first: NumPy computes the same bits for rows that lie in one piece
    given = {n: _spread(v, patients) for n, v in values.items()}
    with np.errstate(all="ignore"):  # a bad parameter becomes a status, not a warning
        defined = evaluate(system.balance, given)
    names = {s.name for s in system.states}
    start = [_spread(defined.get(s.name, 0.0), patients) for s in system.states]
    derived = {n: v for n, v in defined.items() if n not in names}
    full = given | {n: _spread(v, patients) for n, v in derived.items()}
    return full, np.stack(start)


def _spread(value: Any, patients: int) -> Array:
    flat = np.asarray(value, float).reshape(-1)
    return np.ascontiguousarray(np.broadcast_to(flat, (patients,)))
