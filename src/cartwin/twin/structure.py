"""What the twin is made of, and what acts on what: read off the equations themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import ModuleType

from cartwin import biology
from cartwin.engine import needs
from cartwin.twin.disease import defined_by, modules_of


__all__ = ["Influence", "Kind", "Part", "Structure", "structure_of"]

KILLING = {"LDk", "LDm", "kE", "dl_a", "dl_t", "dl_m", "spl", "f_circ", "fc_competition"}
STEROIDS, RAISED = "igc", {"infection"}  # what they raise; all else they calm
DRIVEN = {"cytokines"}  # by killing, and not killed


class Kind(StrEnum):
    """What a part of the twin is."""

    BODY = "body"
    ORGAN = "organ"
    DRUG = "drug"


@dataclass(frozen=True, slots=True)
class Part:
    """One module of the biology.

    Attributes
    ----------
    name, title
        Of the module; the first words of its description.
    states
        What it follows over time.
    """

    name: str
    title: str
    kind: Kind
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Influence:
    """One part acts on another.

    Attributes
    ----------
    source, target
        Names of the parts.
    by
        States, intermediates and actions that the target reads of the source.
    lowers
        Whether any of it kills, blocks or removes.
    """

    source: str
    target: str
    by: tuple[str, ...]
    lowers: bool


@dataclass(frozen=True, slots=True)
class Structure:
    """Parts and influences of the twin of a disease."""

    parts: tuple[Part, ...]
    influences: tuple[Influence, ...]


@cache
def structure_of(disease: str) -> Structure:
    """Return what the twin of a disease is made of.

    Readouts are left out: they change nothing.

    Examples
    --------
    >>> found = structure_of("itp").influences
    >>> [i.by for i in found if (i.source, i.target) == ("rituximab", "autoreactive_b")]
    [('b_kill_accessible', 'b_kill_tissue')]
    """
    modules = [m for m in modules_of(disease) if m.STATES or m.RATES or hasattr(m, "ACTS")]
    giver = _givers(disease, modules)
    found: dict[tuple[str, str], list[str]] = {}
    for target, name in _reads(modules):
        for source in giver.get(name, ()):
            if source != target:
                found.setdefault((source, target), []).append(name)
    influences = (
        Influence(source, target, tuple(dict.fromkeys(by)), _lowers(by, target))
        for (source, target), by in found.items()
    )
    return Structure(tuple(map(_part, modules)), tuple(influences))


def _givers(disease: str, modules: list[ModuleType]) -> dict[str, tuple[str, ...]]:
    """Return who gives each state, intermediate and action."""
    givers: dict[str, list[str]] = {}
    for m in modules:
        given = {s.name for s in m.STATES} | set(getattr(m, "ACTS", ()))
        for equation in m.RATES:
            given |= {*defined_by(equation, disease)}
        for name in given:
            givers.setdefault(name, []).append(_name(m))
    return {n: tuple(who) for n, who in givers.items()}


def _reads(modules: list[ModuleType]) -> Iterator[tuple[str, str]]:
    for m in modules:
        own = (*m.RATES, *getattr(m, "ACTS", {}).values())
        for name in dict.fromkeys(n for e in own for n in needs(e)):
            yield _name(m), name


def _lowers(names: list[str], target: str) -> bool:
    block = biology.Combination.BLOCK
    actions = [biology.ACTIONS.get(n) for n in names]
    if any(a is not None and a.combination is block for a in actions):
        return True
    if STEROIDS in names and target not in RAISED:
        return True
    return target not in DRIVEN and any(n in KILLING or "kill" in n for n in names)


def _part(module: ModuleType) -> Part:
    kind = Kind.DRUG if module in biology.DRUG_MODULES else Kind.BODY
    kind = Kind.ORGAN if module in biology.ORGANS else kind
    title = (module.__doc__ or "").partition("\n")[0].partition(":")[0].rstrip(".")
    return Part(_name(module), title, kind, tuple(s.name for s in module.STATES))


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
