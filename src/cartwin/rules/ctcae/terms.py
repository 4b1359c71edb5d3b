"""The terms of a version of CTCAE that a value can grade."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.rules.criterion import Item, load_criterion
from cartwin.rules.ctcae.bounds import Bound, read_bounds
from cartwin.study import Col
from cartwin.units import ANALYTES


__all__ = ["VERSIONS", "Term", "find_term", "list_terms", "term_key"]

VERSIONS = ("5.0", "6.0")
"""Those whose terms are shipped."""

Bounds = tuple[Bound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term, its conditions in the canonical unit of its analyte.

    Attributes
    ----------
    name
        As printed.
    analyte
        Code of what is measured; empty where the catalogue has none.
    unit
        Unit of the publication; values of terms without an analyte are in it.
    grades
        Unit -> conditions, the default under the empty unit.
    abnormal_baseline
        Conditions that replace them if the baseline is abnormal.
    any_baseline, low_baseline
        Further ones, in multiples of any baseline, or only of one below normal.
    on_anticoagulants
        Conditions that replace the first ones on anticoagulants.
    worse_if
        Conditions if what `question` asks for is so.
    in_any_case
        Conditions that hold whatever else.
    printed
        Grades that the term has at all.
    """

    name: str
    analyte: str
    unit: str
    grades: Mapping[str, Bounds]
    abnormal_baseline: Bounds = ()
    any_baseline: Bounds = ()
    low_baseline: Bounds = ()
    on_anticoagulants: Bounds = ()
    question: str = ""
    worse_if: Bounds = ()
    in_any_case: Bounds = ()
    printed: tuple[int, ...]
    names: tuple[str, ...] = field(default=())

    @property
    def high(self) -> bool:
        """Whether high values are graded, or low ones."""
        return self.grades[""][0].high

    @property
    def conditions(self) -> Bounds:
        """Every condition of the term, whatever it depends on."""
        plain = [bound for bounds in self.grades.values() for bound in bounds]
        return (*plain, *self.by_baseline, *self.worse_if, *self.in_any_case)

    @property
    def by_baseline(self) -> Bounds:
        """The conditions that need the value before lymphodepletion."""
        own = (*self.abnormal_baseline, *self.any_baseline, *self.low_baseline)
        return (*own, *self.on_anticoagulants)

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns that the grade can depend on beside the value."""
        used = {bound.of for bound in self.conditions} - {""}
        if self.abnormal_baseline:
            used.add(Col.UPPER_NORMAL if self.high else Col.LOWER_NORMAL)
        if self.low_baseline:
            used.add(Col.LOWER_NORMAL)
        return tuple(sorted(used))

    @property
    def needs_unit(self) -> bool:
        """Whether a condition is a number of some unit, not only a multiple."""
        return any(not b.of or b.more for b in self.conditions)


def list_terms(version: str) -> Mapping[str, Term]:
    """Return name -> term of a version, in the order of the criterion.

    >>> list_terms("5.0")["Hypokalemia"].question
    'symptoms or intervention'
    """
    return _terms(version)


def find_term(name: str, version: str) -> Term:
    """Return the term called `name`, in whatever case.

    Raises
    ------
    ValueError
        If no laboratory term of the version has this name.

    Examples
    --------
    >>> find_term("lipase increased", "6.0").analyte
    'LIPASE'
    """
    known = _by_name(version)
    if name.casefold() not in known:
        hint = did_you_mean(name, list_terms(version))
        msg = f"unknown laboratory term {name!r} of CTCAE {version} ({hint})"
        raise ValueError(msg)
    return known[name.casefold()]


def term_key() -> pl.Expr:
    """Return the column `key`, by which terms are compared however they were typed."""
    return pl.col(Col.TERM).str.strip_chars().str.to_lowercase().alias("key")


@cache
def _terms(version: str) -> Mapping[str, Term]:
    items = load_criterion(f"ctcae-{version}").items
    return MappingProxyType({name: _term(name, item) for name, item in items.items()})


@cache
def _by_name(version: str) -> Mapping[str, Term]:
    return {n.casefold(): term for term in _terms(version).values() for n in term.names}


def _term(name: str, item: Item) -> Term:
    value: Mapping[str, Any] = item.value
    scale = _factor(value["analyte"], item.unit)
    worse: Mapping[str, Any] = value.get("worse_if", {})

    def bounds(texts: Sequence[str]) -> Bounds:
        return read_bounds(texts, scale=scale)

    others = dict(_other_units(value))
    return Term(
        name=name,
        names=(name, *value.get("also_called", ())),
        analyte=value["analyte"],
        unit=item.unit,
        grades=MappingProxyType({"": bounds(value["grades"]), **others}),
        abnormal_baseline=bounds(value.get("abnormal_baseline", ())),
        any_baseline=bounds(value.get("any_baseline", ())),
        low_baseline=bounds(value.get("low_baseline", ())),
        on_anticoagulants=bounds(value.get("on_anticoagulants", ())),
        question=worse.get("question", ""),
        worse_if=bounds(worse.get("grades", ())),
        in_any_case=bounds(value.get("in_any_case", ())),
        printed=tuple(value["printed"]),
    )


def _other_units(value: Mapping[str, Any]) -> Iterator[tuple[str, Bounds]]:
    for unit, texts in value.get("other_units", {}).items():
        yield unit, read_bounds(texts, scale=_factor(value["analyte"], unit))


def _factor(analyte: str, unit: str) -> float:
    """Return the factor from a unit to the canonical one."""
    return ANALYTES[analyte].factors[unit] if analyte else 1.0
