"""A disease as a system of equations: which parts of the biology it is made of."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, ModuleType

from cartwin import biology
from cartwin.engine import Equation, System, balanced, evaluate, needs
from cartwin.errors import ModelError, did_you_mean
from cartwin.parameters import Parameter


__all__ = ["DISEASES", "balance_of", "observables_of", "parameters_of", "system_of"]

ITP = (
    biology.lymphodepletion,
    biology.host_t_cells,
    biology.car_t,
    biology.b_lineage,
    biology.autoreactive_b,
    biology.plasma_cells,
    biology.antibody,
    biology.ivig,
    biology.rituximab,
    biology.daratumumab,
    biology.efgartigimod,
    biology.glucocorticoids,
    biology.thrombopoiesis,
    biology.platelet_clearance,
    biology.tpo_agonists,
    biology.fostamatinib,
    biology.neutrophils,
    biology.tocilizumab,
    biology.cytokines,
    biology.neurotoxicity,
)
DISEASES: Mapping[str, tuple[ModuleType, ...]] = MappingProxyType({"itp": ITP})


def parameters_of(disease: str) -> tuple[Parameter, ...]:
    """Return the declared parameters of a disease.

    >>> len(parameters_of("itp"))
    200
    """
    return tuple(p for module in _modules(disease) for p in module.PARAMETERS)


@cache
def system_of(disease: str) -> System:
    """Return the equations of a disease.

    >>> len(system_of("itp").states)
    71

    Raises
    ------
    ModelError
        If there is no twin of the disease.
    """
    modules = _modules(disease)
    return System(
        name=disease,
        states=tuple(s for m in modules for s in m.STATES),
        parameters=tuple(p.name for p in parameters_of(disease)),
        balance=tuple(e for m in modules for e in getattr(m, "BALANCE", ())),
        rates=tuple(e for m in modules for e in m.RATES),
        observables=biology.readouts.OBSERVABLES,
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
    known: dict[str, float] = {p.name: p.value for p in parameters_of(disease)}
    waiting = list(system_of(disease).balance)
    values = known | evaluate(waiting, known)
    defined = {e: e(*(values[n] for n in needs(e))).keys() for e in waiting}
    names, chosen = set(wanted), list[Equation]()
    while ready := [e for e in waiting if names & defined[e]]:
        chosen += ready
        names |= {n for e in ready for n in needs(e)}
        waiting = [e for e in waiting if e not in ready]
    return tuple(chosen), tuple(n for n in known if n in names)


@cache
def observables_of(disease: str) -> tuple[str, ...]:
    """Return everything that can be observed of a disease, noise apart.

    >>> "PLAT" in observables_of("itp"), len(observables_of("itp"))
    (True, 17)
    """
    system = system_of(disease)
    typical = {p.name: p.value for p in parameters_of(disease)}
    known, start = balanced(system, typical)
    states = {s.name: value for s, value in zip(system.states, start, strict=True)}
    named = {**known, **states}
    return tuple(evaluate(system.observables, named | evaluate(system.rates, named)))


def _modules(disease: str) -> tuple[ModuleType, ...]:
    if disease not in DISEASES:
        msg = f"no twin of {disease!r} ({did_you_mean(disease, DISEASES)})"
        raise ModelError(msg)
    return DISEASES[disease]
