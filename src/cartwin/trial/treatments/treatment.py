"""One treatment of ITP: what is given, and how the twin lets it act."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType

from cartwin import biology
from cartwin.study import Regimen, parse_regimen


__all__ = ["Treatment"]

ON_CELLS = frozenset({"car_growth_block", "cytokine_block"})  # act beside CAR-T cells only


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """One treatment, the same for everyone who gets it.

    Attributes
    ----------
    name
        Short name, that of the arm.
    title
        For people.
    given
        In the text form of regimens; empty: nothing.
    drug
        The drug that the treatment is about.
    source
        Where amounts and days come from.
    schedule
        What is given, for people.
    meaning
        How it acts, where no sentence of the twin's modules says it.
    """

    name: str
    title: str
    given: str
    drug: str = ""
    source: str = ""
    schedule: str = ""
    meaning: str = ""

    @property
    def regimen(self) -> Regimen:
        """What is given."""
        return parse_regimen(self.given)

    @property
    def is_cellular(self) -> bool:
        """Whether CAR-T cells are given, so that CRS and ICANS are looked for."""
        return self.drug == "car_t"

    @property
    def acts(self) -> str:
        """How it acts: the first sentence of its module, and what it acts on.

        >>> rituximab = Treatment(name="r", title="R", given="", drug="rituximab")
        >>> rituximab.acts.partition(". ")[0]
        'Rituximab: kills CD20+ B cells, well in blood, poorly in tissue'
        """
        if not self.drug:
            return "Nothing is given."
        module = _MODULES[self.drug]
        first = " ".join((module.__doc__ or "").partition("\n\n")[0].split())
        sentence = self.meaning or first.partition(". ")[0].rstrip(".") + "."
        touched = "; ".join(_actions(module))
        return f"{sentence} Set in the model: {touched}." if touched else sentence


def _actions(module: ModuleType) -> Iterator[str]:
    """Yield what a module acts on in ITP, in the words of the twin."""
    for action in getattr(module, "ACTS", {}):
        if action not in ON_CELLS:
            yield biology.ACTIONS[action].meaning


_MODULES: Mapping[str, ModuleType] = MappingProxyType(
    {e.drug: m for m in biology.MODULES for e in getattr(m, "DOSES", ())}
)
