"""Running the equations of a system on units."""

import inspect
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cartwin.engine import Equation, System, needs
from cartwin.validation.equations.unit import ONE, Unit, UnitError, unit_of
from cartwin.validation.equations.united import United, unit_in


__all__ = ["Fault", "Units", "units_of"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Where units do not go together.

    Attributes
    ----------
    equation
        Its module and name.
    place
        File and line.
    problem
        What was found there.
    """

    equation: str
    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place} ({self.equation}): {self.problem}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """What units the equations of a system give.

    Attributes
    ----------
    found
        Name -> unit of everything that is declared or defined.
    faults
        Where units do not go together, or are not those that were promised.
    checked
        Module and name of every equation.
    """

    found: Mapping[str, Unit]
    faults: tuple[Fault, ...]
    checked: tuple[str, ...]


def units_of(
    system: System, parameters: Mapping[str, str], promised: Mapping[str, str]
) -> Units:
    """Run every equation of a system on units.

    States must come out of the balance in their unit and their rates in that unit per
    day.

    Parameters
    ----------
    parameters
        Primary parameter -> its unit.
    promised
        Name of a quantity that the equations define -> the unit it must come out in;
        others may have any unit.

    Raises
    ------
    UnitError
        If a declared unit cannot be read.

    Examples
    --------
    >>> from cartwin.parameters import State
    >>> def loss(A, k): return dict(dA=-k)
    >>> system = System(name="decay", states=(State("A", "mg", "drug"),),
    ...     parameters=("k",), balance=(), rates=(loss,), observables=())
    >>> [fault] = units_of(system, {"k": "1/d"}, {}).faults
    >>> fault.problem
    'dA comes out in d^-1, expected 0.001 d^-1 g'
    """
    states = {s.name: s.unit for s in system.states}
    wanted = {**promised, **{f"d{n}": f"({unit})/d" for n, unit in states.items()}}
    course = _Course({n: United(unit_of(text)) for n, text in parameters.items()})
    course.run(system.balance, wanted | states)
    course.known |= {n: United(unit_of(text)) for n, text in states.items()}
    course.run(system.rates, wanted)
    course.run(system.observables, wanted)
    found = {n: unit_in(v, ONE) for n, v in course.known.items()}
    return Units(found=found, faults=tuple(course.faults), checked=tuple(course.checked))


_needs = cache(needs)


class _Course:
    """The equations run so far."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known
        self.faults: list[Fault] = []
        self.checked: list[str] = []

    def run(self, equations: tuple[Equation, ...], wanted: Mapping[str, str]) -> None:
        """Run equations, each as soon as what it needs is known."""
        waiting = list(equations)
        while ready := [e for e in waiting if all(n in self.known for n in _needs(e))]:
            for equation in ready:
                self._run(equation, wanted)
            waiting = [e for e in waiting if e not in ready]
        for equation in waiting:
            self.checked.append(_label(equation))
            lacking = ", ".join(n for n in _needs(equation) if n not in self.known)
            self._note(equation, _place_of(equation), f"not run for want of {lacking}")

    def _run(self, equation: Equation, wanted: Mapping[str, str]) -> None:
        self.checked.append(_label(equation))
        try:
            given = equation(*(self.known[n] for n in _needs(equation)))
        except UnitError as error:
            self._note(equation, _place_in(error), str(error))
            return
        self.known |= given
        for name in given.keys() & wanted.keys():
            expected = unit_of(wanted[name])
            if (unit := unit_in(given[name], expected)) != expected:
                problem = f"{name} comes out in {unit}, expected {expected}"
                self._note(equation, _place_of(equation), problem)
            self.known[name] = United(expected)

    def _note(self, equation: Equation, place: str, problem: str) -> None:
        self.faults.append(Fault(_label(equation), place, problem))


def _label(equation: Equation) -> str:
    return f"{equation.__module__.rpartition('.')[2]}.{equation.__name__}"


def _place_of(equation: Equation) -> str:
    code = inspect.unwrap(equation).__code__
    return f"{_file(code.co_filename)}:{code.co_firstlineno}"


def _place_in(error: UnitError) -> str:
    """Return the last line outside this package and NumPy that led to the error."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "equations" not in f.filename and "numpy" not in f.filename]
    return f"{_file(own[-1].filename)}:{own[-1].lineno}: {own[-1].line}"


def _file(path: str) -> str:
    return "/".join(path.split("/")[-2:])
