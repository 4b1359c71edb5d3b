"""Leave out what cannot matter: states that stay zero, states that nobody asks for.

A state stays zero if it starts at zero, no event touches it, and its rate is zero while
the states that stay zero are. A state matters if an observable that was asked for, or the
rate of a state that matters, depends on it.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from cartwin.engine.symbols.expression import Expression, needed, rebuilt
from cartwin.engine.symbols.tracing import Traced


__all__ = ["observed_first", "prune", "staying_zero"]


def prune(
    traced: Traced,
    *,
    observables: Collection[str] | None = None,
    dosed: Collection[str] | None = None,
) -> Traced:
    """Return the part of the system that matters.

    Parameters
    ----------
    observables
        Asked for; None: all, and every state matters.
    dosed
        States that events may touch; None: any, so that no state is known to stay zero.
    """
    if dosed is not None:
        traced = _without_zeros(traced, staying_zero(traced, dosed))
    if observables is None:
        return traced
    wanted = {n: e for n, e in traced.observables.items() if n in observables}
    return _kept(replace(traced, observables=wanted), _mattering(traced, wanted.values()))


def staying_zero(traced: Traced, dosed: Collection[str]) -> set[str]:
    """Return the states that are zero at all times.

    >>> from cartwin.engine.symbols.tracing import trace
    >>> from cartwin.engine.system import System
    >>> from cartwin.parameters import State
    >>> chain = System(
    ...     name="chain",
    ...     states=tuple(State(n, "1", "amount") for n in ("depot", "central")),
    ...     parameters=("k",),
    ...     balance=(),
    ...     rates=(lambda depot, central, k: dict(ddepot=-k * depot, dcentral=k * depot),),
    ...     observables=(),
    ... )
    >>> sorted(staying_zero(trace(chain), dosed=["central"]))
    ['depot']
    """
    zero = {n for n in traced.states if traced.start[n].is_number(0.0) and n not in dosed}
    while zero:
        rates = [traced.rates[n] for n in sorted(zero)]
        new = rebuilt(rates, traced.tape, dict.fromkeys(zero, 0.0))
        moving = {n for n in zero if not new[traced.rates[n].index].is_number(0.0)}
        if not moving:
            break
        zero -= moving
    return zero


def observed_first(traced: Traced) -> tuple[Traced, int]:
    """Return the system with the states that observables read in front, and their number.

    The dense output then has to follow those alone.
    """
    read = _symbols(traced.observables.values())
    front = [n for n in traced.states if n in read]
    order = (*front, *(n for n in traced.states if n not in read))
    rates = {n: traced.rates[n] for n in order}
    return replace(traced, states=order, rates=rates), max(len(front), 1)


def _without_zeros(traced: Traced, zero: set[str]) -> Traced:
    values = dict.fromkeys(zero, 0.0)
    roots = [*traced.rates.values(), *traced.observables.values()]
    new = rebuilt(roots, traced.tape, values)
    names: dict[int, str] = {}
    for index, name in traced.names.items():
        if index in new and new[index].inputs:
            names.setdefault(new[index].index, name)
    return replace(
        traced,
        states=tuple(n for n in traced.states if n not in zero),
        rates={n: new[e.index] for n, e in traced.rates.items() if n not in zero},
        observables={n: new[e.index] for n, e in traced.observables.items()},
        start={n: e for n, e in traced.start.items() if n not in zero},
        names=names,
    )


def _mattering(traced: Traced, wanted: Iterable[Expression]) -> set[str]:
    known: set[str] = set()
    fresh = _symbols(wanted) & set(traced.states)
    while fresh:
        known |= fresh
        fresh = _symbols(traced.rates[n] for n in fresh) & set(traced.states) - known
    return known


def _symbols(roots: Iterable[Expression]) -> set[str]:
    return {e.name for e in needed(roots) if e.operation == "symbol"}


def _kept(traced: Traced, states: set[str]) -> Traced:
    rates = {n: e for n, e in traced.rates.items() if n in states}
    used = {e.index for e in needed([*rates.values(), *traced.observables.values()])}
    symbols = _symbols([*rates.values(), *traced.observables.values()])
    return replace(
        traced,
        states=tuple(n for n in traced.states if n in states),
        parameters=tuple(n for n in traced.parameters if n in symbols),
        rates=rates,
        start={n: e for n, e in traced.start.items() if n in states},
        names={i: n for i, n in traced.names.items() if i in used},
    )
