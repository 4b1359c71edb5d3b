"""Hypotheses about the biology: named sets of priors that replace declared ones.

A variant changes what is believed of some parameters (the typical value, how patients
differ, or both) and nothing else: equations, doses, assays and random numbers stay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from cartwin.errors import ModelError
from cartwin.parameters import Certainty, Fixed, Mixture, Parameter, Spread
from cartwin.twin.disease import parameters_of


__all__ = ["Change", "Variant", "change", "changes_of", "combine", "fixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is believed instead of one declared prior.

    Attributes
    ----------
    value
        Typical value, in the unit of the parameter; None: the declared one times `factor`.
    factor
        By which the declared typical value, that of a subgroup too, is multiplied.
    spread
        Between patients; None: as declared.
    """

    value: float | None = None
    factor: float = 1.0
    spread: Spread | None = None

    def applied(self, declared: Parameter) -> Parameter:
        """Return the declared parameter, changed.

        >>> from cartwin.twin import parameters_of
        >>> (quality,) = (p for p in parameters_of("itp") if p.name == "f_eng")
        >>> Change(factor=0.5).applied(quality).value
        0.12
        """
        value = declared.value * self.factor if self.value is None else self.value
        spread = declared.spread if self.spread is None else self.spread
        if self.spread is None and isinstance(spread, Mixture):
            spread = replace(spread, median=spread.median * self.factor)
        return replace(declared, value=value, spread=spread)


def change(value: float, spread: Spread | None = None) -> Change:
    """Return the change to another typical value, and to another spread if one is given."""
    return Change(value=value, spread=spread)


def fixed(value: float) -> Change:
    """Return the change to one value in every patient."""
    return Change(value=value, spread=Fixed())


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One hypothesis.

    Attributes
    ----------
    name
        Short name, for the command line.
    title, meaning
        What it is called; what it claims, in one sentence.
    diseases
        Codes of the diseases that it is about.
    changes
        Parameter -> what is believed of it.
    source, certainty
        Where the changed numbers come from, and how sure they are.
    """

    name: str
    title: str
    meaning: str
    diseases: frozenset[str]
    changes: Mapping[str, Change]
    source: str
    certainty: Certainty = Certainty.ASSUMED

    def concerns(self, disease: str) -> bool:
        """Return whether the variant can be asked of a disease, or of all of a mixture."""
        declared = {p.name for p in parameters_of(disease)}
        return {*disease.split("+")} <= self.diseases and declared.issuperset(self.changes)


def changes_of(variant: Variant, disease: str) -> Mapping[str, Parameter]:
    """Return name -> the changed parameters of a disease, with the variant as their source.

    Raises
    ------
    ModelError
        If the variant changes what the twin of the disease has no parameter for.
    """
    declared = {p.name: p for p in parameters_of(disease)}
    if unknown := sorted(set(variant.changes) - set(declared)):
        msg = (
            f"variant {variant.name} changes {', '.join(unknown)}, which the twin of "
            f"{disease} does not have; leave the variant out"
        )
        raise ModelError(msg)
    found = {n: c.applied(declared[n]) for n, c in variant.changes.items()}
    why, sure = variant.source, variant.certainty
    return MappingProxyType(
        {n: replace(p, source=why, certainty=sure) for n, p in found.items()}
    )


def combine(variants: Iterable[Variant]) -> Variant:
    """Return one variant with the changes of several.

    Raises
    ------
    ModelError
        If two of them change the same parameter.
    """
    first, *others = variants
    for other in others:
        if shared := sorted(set(first.changes) & set(other.changes)):
            msg = (
                f"variants {first.name} and {other.name} both change {', '.join(shared)}; "
                "ask for them side by side, not together"
            )
            raise ModelError(msg)
        least = max(first.certainty, other.certainty, key=list(Certainty).index)
        first = Variant(
            name=f"{first.name}+{other.name}",
            title=f"{first.title}; {other.title}",
            meaning=f"{first.meaning} {other.meaning}",
            diseases=first.diseases & other.diseases,
            changes={**first.changes, **other.changes},
            source=f"{first.source}; {other.source}",
            certainty=least,
        )
    return first
