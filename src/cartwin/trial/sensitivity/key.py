"""What the kept shares were computed of: a name that changes only when they could.

It is taken from what equations say, not from how they are written down: comments, order,
names of intermediates and other modules leave it alone.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from cartwin import biology
from cartwin.engine import Expression, System, Tape, evaluate, needed, trace
from cartwin.trial.treatments.catalogue import TREATMENTS
from cartwin.trial.treatments.populations import POPULATIONS
from cartwin.twin import (
    ASSAYS,
    EVENT_PARAMETERS,
    TOXICITY_PARAMETERS,
    parameters_of,
    system_of,
)


__all__ = ["shares_key", "treatments_key"]

ORDERLESS = frozenset({"add", "mul", "max", "min"})
DIGITS = 12  # of numbers that the tracing has folded: the last ones differ by machine


@cache
def shares_key(disease: str) -> str:
    """Return 12 hexadecimal digits for all that the shares of a disease depend on.

    That is: the equations before and after treatment, the declared parameters, how doses
    enter, assays, and the numbers of toxicity, events and instruments.

    >>> len(shares_key("itp")), shares_key("itp") == shares_key("aha")
    (12, False)

    Raises
    ------
    ModelError
        If there is no twin of the disease.
    """
    parts = [
        *_numbers(disease),
        *(f"{name}={digest}" for name, digest in sorted(_equations(disease).items())),
        *sorted(repr(e) for m in biology.MODULES for e in getattr(m, "DOSES", ())),
        *(f"{a}~{x.noise!r} {x.limit!r} {x.normal!r}" for a, x in sorted(ASSAYS.items())),
    ]
    return _digest(*parts)


def treatments_key() -> str:
    """Return the same for the treatments of ITP side by side."""
    given = [f"{t.name}: {t.given}" for t in TREATMENTS]
    whom = [f"{name}: {who.changes!r}" for name, who in sorted(POPULATIONS.items())]
    return _digest(shares_key("itp"), *given, *whom)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _numbers(disease: str) -> Iterator[str]:
    every = (*parameters_of(disease), *TOXICITY_PARAMETERS, *EVENT_PARAMETERS)
    for p in sorted(every, key=lambda p: p.name):
        yield f"{p.name} {p.value!r} {p.unit} {p.spread!r} {p.certainty}"


def _equations(disease: str) -> Mapping[str, str]:
    """Return the digest of each rate, observable, start and derived parameter."""
    system = system_of(disease)
    traced = trace(system)
    named = {f"d{n}": e for n, e in traced.rates.items()}
    named |= {f"{n} seen": e for n, e in traced.observables.items()}
    named |= {f"{n} before": e for n, e in traced.start.items()}
    scales = {s.name: repr((s.scale, s.floor, s.extinct_below)) for s in system.states}
    return {**_digests(named), **_digests(_derived(system)), **scales}


def _derived(system: System) -> dict[str, Expression]:
    tape = Tape()
    primary = {n: tape.symbol(n) for n in system.parameters}
    return {n: tape.lift(e) for n, e in evaluate(system.balance, primary).items()}


def _digests(named: Mapping[str, Expression]) -> dict[str, str]:
    """Return the digest of each expression: of what it does, and of what to."""
    known: dict[int, str] = {}
    for node in needed(list(named.values())):
        known[node.index] = _digest(node.operation, *_arguments(node, known))
    return {name: known[e.index] for name, e in named.items()}


def _arguments(node: Expression, known: Mapping[int, str]) -> Iterable[str]:
    if node.operation == "symbol":
        return (node.name,)
    if node.operation == "constant":
        return (f"{node.value:.{DIGITS}g}",)
    inputs = [known[e.index] for e in node.inputs]
    return sorted(inputs) if node.operation in ORDERLESS else inputs
