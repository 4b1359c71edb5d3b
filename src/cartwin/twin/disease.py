"""A disease as a system of equations: which parts of the biology it is made of."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any

from cartwin import biology
from cartwin.engine import Equation, System, balanced, evaluate, needs
from cartwin.errors import ModelError, did_you_mean
from cartwin.parameters import Parameter
from cartwin.twin.organs import DISEASES, PLATELETS, Disease, Missing, Organ


__all__ = [
    "balance_of",
    "defined_by",
    "diseases_of",
    "missing_module",
    "missing_of",
    "modules_of",
    "observables_of",
    "organ_of",
    "parameters_of",
    "strikes_platelets",
    "system_of",
    "untreated",
]


def diseases_of(code: str) -> tuple[Disease, ...]:
    """Return the diseases of a code: one, or several joined by `+` in a mixed study.

    >>> [d.name for d in diseases_of("sle+ssc")]
    ['systemic lupus erythematosus', 'systemic sclerosis']

    Raises
    ------
    ModelError
        If there is no twin of one of them.
    """
    names = code.split("+")
    for name in names:
        if name not in DISEASES:
            msg = f"no twin of {name!r} ({did_you_mean(name, DISEASES)})"
            raise ModelError(msg)
    return tuple(DISEASES[name] for name in dict.fromkeys(names))


def organ_of(code: str) -> Organ | None:
    """Return the organ module of a disease; None if it has none yet.

    >>> organ_of("itp").name, organ_of("ssc").name
    ('platelets', 'skin and lungs')

    Raises
    ------
    ModelError
        If there is no twin, or the diseases of a mixed study strike different organs.
    """
    organs = [d.organ for d in diseases_of(code)]
    if any(organ is not organs[0] for organ in organs):
        msg = (
            f"{code}: diseases with different organ modules cannot share one twin; make "
            "one study of each"
        )
        raise ModelError(msg)
    return organs[0]


def strikes_platelets(code: str) -> bool:
    """Return whether the disease, or one of several, strikes platelets.

    >>> strikes_platelets("itp"), strikes_platelets("sle+ssc")
    (True, False)
    """
    return any(d.organ is PLATELETS for d in diseases_of(code))


def missing_of(code: str) -> tuple[Missing, ...]:
    """Return the outcomes of a disease that no module of its twin gives.

    >>> [m.name for m in missing_of("itp")]
    ['quality of life']
    """
    return tuple(dict.fromkeys(m for d in diseases_of(code) for m in d.missing))


def missing_module(code: str, quantity: str) -> str:
    """Return which missing outcome a quantity is about; empty if none.

    >>> missing_module("sle", "ifn_alpha_3_months"), missing_module("sle", "car_tmax")
    ('interferon', '')
    """
    words = {*quantity.lower().split("_")}
    return next((m.name for m in missing_of(code) if words & m.words), "")


@cache
def parameters_of(disease: str) -> tuple[Parameter, ...]:
    """Return the declared parameters of a disease, its own in place of the common ones.

    >>> typical = {d: {p.name: p.value for p in parameters_of(d)} for d in ("itp", "sle")}
    >>> typical["itp"]["sev"], typical["sle"]["sev"]
    (1.1, 0.0)
    """
    own = {p.name: p for d in diseases_of(disease) for p in d.priors}
    common = (p for m in modules_of(disease) for p in m.PARAMETERS)
    return tuple(own.get(p.name, p) for p in common)


@cache
def system_of(disease: str) -> System:
    """Return the equations of a disease.

    >>> {"CE", "LLX", "P1", "DAC"} <= {s.name for s in system_of("itp").states}
    True

    Raises
    ------
    ModelError
        If there is no twin of the disease.
    """
    modules = modules_of(disease)
    return System(
        name=disease,
        states=tuple(s for m in modules for s in m.STATES),
        parameters=tuple(p.name for p in parameters_of(disease)),
        balance=tuple(e for m in modules for e in getattr(m, "BALANCE", ())),
        rates=(*(e for m in modules for e in m.RATES), *biology.acts_of(modules)),
        observables=tuple(e for m in modules for e in getattr(m, "READOUTS", ())),
    )


@cache
def balance_of(
    disease: str, wanted: frozenset[str]
) -> tuple[tuple[Equation, ...], tuple[str, ...]]:
    """Return what some quantities depend on before treatment.

    Parameters
    ----------
    wanted
        Parameters, primary or derived, and states.

    Returns
    -------
    tuple
        The equations of the balance, and the primary parameters.

    Examples
    --------
    >>> equations, parameters = balance_of("itp", frozenset({"AA"}))
    >>> len(equations), "A0" in parameters, "Pn" in parameters
    (1, True, False)
    """
    waiting = list(system_of(disease).balance)
    names, chosen = set(wanted), list[Equation]()
    while ready := [e for e in waiting if names.intersection(defined_by(e, disease))]:
        chosen += ready
        names |= {n for e in ready for n in needs(e)}
        waiting = [e for e in waiting if e not in ready]
    return tuple(chosen), tuple(p.name for p in parameters_of(disease) if p.name in names)


@cache
def observables_of(disease: str) -> tuple[str, ...]:
    """Return everything that can be observed of a disease, noise apart.

    >>> {"PLAT", "GPAB"} <= set(observables_of("itp")), "GPAB" in observables_of("sle")
    (True, False)
    """
    found = {n for e in system_of(disease).observables for n in defined_by(e, disease)}
    return tuple(n for n in untreated(disease) if n in found)


@cache
def untreated(disease: str) -> Mapping[str, Any]:
    """Return every name of the equations -> its value in the typical untreated patient.

    >>> round(float(untreated("sle")["C3"][0]), 2)
    0.56
    """
    system = system_of(disease)
    known, start = balanced(system, {p.name: p.value for p in parameters_of(disease)})
    found = {**known, **{s.name: x for s, x in zip(system.states, start, strict=True)}}
    found |= evaluate(system.rates, found)
    return MappingProxyType(found | evaluate(system.observables, found))


def defined_by(equation: Equation, disease: str) -> tuple[str, ...]:
    """Return the names that an equation of a disease defines."""
    values = untreated(disease)
    return tuple(equation(*(values[n] for n in needs(equation))))


def modules_of(disease: str) -> tuple[ModuleType, ...]:
    """Return the modules of the biology that make up the twin of a disease.

    >>> [m.__name__ for m in modules_of("itp")][0]
    'cartwin.biology.body_size'
    """
    organ = organ_of(disease)
    own = () if organ is None else organ.modules
    return (*biology.CORE, *own, *biology.DRUG_MODULES)
