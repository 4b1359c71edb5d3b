"""What the first readings of a patient depend on, before any treatment."""

from collections.abc import Iterable
from functools import cache

from cartwin.engine import Equation, evaluate, needs
from cartwin.errors import ModelError, did_you_mean
from cartwin.twin.disease import (
    balance_of,
    defined_by,
    observables_of,
    parameters_of,
    system_of,
)


__all__ = ["before_treatment"]


@cache
def before_treatment(
    disease: str, states: frozenset[str], analytes: frozenset[str]
) -> tuple[tuple[Equation, ...], tuple[str, ...]]:
    """Return what some states and readings depend on before treatment.

    Parameters
    ----------
    states
        States, or parameters.
    analytes
        Readings that follow from states and parameters alone.

    Returns
    -------
    tuple
        The equations, and the primary parameters that they need.

    Examples
    --------
    >>> equations, parameters = before_treatment("itp", frozenset(), frozenset({"GPAB"}))
    >>> "A0" in parameters, "Pn" in parameters
    (True, False)

    Raises
    ------
    ModelError
        If the twin of the disease does not read one of the analytes.
    """
    for analyte in sorted(analytes - {*observables_of(disease)}):
        msg = (
            f"the twin of {disease} does not read {analyte!r} "
            f"({did_you_mean(analyte, observables_of(disease))}); patients cannot be drawn "
            "by it"
        )
        raise ModelError(msg)
    readouts = _readouts(disease, analytes)
    behind = frozenset(n for e in readouts for n in needs(e))
    equations, parameters = balance_of(disease, states | behind)
    typical = {p.name: p.value for p in parameters_of(disease)}
    absent = {s.name for s in system_of(disease).states} & behind
    absent -= evaluate(equations, typical).keys()
    return (*equations, _nothing_of(absent), *readouts), parameters


def _readouts(disease: str, analytes: frozenset[str]) -> tuple[Equation, ...]:
    """Return the equations of observables and rates from which these analytes follow."""
    every = (*system_of(disease).observables, *system_of(disease).rates)
    chosen, names, before = list[Equation](), set(analytes), -1
    while len(chosen) > before:
        before = len(chosen)
        chosen = [e for e in every if names.intersection(defined_by(e, disease))]
        names |= {n for e in chosen for n in needs(e)}
    return tuple(chosen)


def _nothing_of(states: Iterable[str]) -> Equation:
    """Return the equation of states that are 0 in the untreated, such as drugs."""
    none = dict.fromkeys(sorted(states), 0.0)

    def untreated() -> dict[str, float]:
        return none

    return untreated
