"""Release of the product against its specification.

A pending result is not a pass. A product that does not meet its specification can still
be given: that is a conditional release, which a named person signs with a reason.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cartwin.errors import DataError
from cartwin.rules.criterion import load_criterion


__all__ = [
    "Exemption",
    "Release",
    "check_release",
    "endotoxin_per_kg",
    "endotoxin_rate",
    "vector_copies_per_transduced",
]

Result = float | str | None
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_PENDING = {None, "", "pending"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A signed decision to use a product in spite of what is open or out of limits.

    Attributes
    ----------
    items
        What it covers.
    signed_by, on, reason
        All three are needed.
    """

    items: tuple[str, ...]
    signed_by: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Whether a product is released.

    Attributes
    ----------
    status
        `released`, `conditional` (by a signed exemption) or `not released`.
    failed, pending
        Items out of specification, and items without a result.
    evidence
        Item by item: result, comparison and limit.
    exemption
        What was signed.
    """

    status: str
    failed: tuple[str, ...]
    pending: tuple[str, ...]
    evidence: tuple[str, ...]
    exemption: Exemption | None = None

    @property
    def released(self) -> bool:
        """Whether every item meets the specification."""
        return self.status == "released"


def check_release(
    results: Mapping[str, Result],
    specification: Mapping[str, Sequence[Any]] | None = None,
    *,
    exemption: Exemption | None = None,
) -> Release:
    """Return whether the results meet the specification.

    Parameters
    ----------
    results
        Item -> number or word; None, `pending` or left out: no result yet.
    specification
        Item -> comparison and limit; by default `release-specification`.
    exemption
        Covers items; the release is conditional if it covers all that stand in the way.

    Examples
    --------
    >>> spec = {"viability": [">=", 0.7], "sterility": ["==", "negative"]}
    >>> check_release({"viability": 0.7}, spec).pending
    ('sterility',)

    Raises
    ------
    DataError
        If an exemption is not signed, or a comparison or a result makes no sense.
    """
    spec = _default() if specification is None else specification
    _check(results, spec, exemption)
    found = {item: results.get(item) for item in spec}
    pending = tuple(i for i, x in found.items() if x in _PENDING)
    failed = tuple(
        i for i, x in found.items() if i not in pending and not _meets(x, *spec[i])
    )
    evidence = tuple(f"{i}: {found[i]} {' '.join(map(str, spec[i]))}" for i in spec)
    return Release(
        status=_status({*failed, *pending}, exemption),
        failed=failed,
        pending=pending,
        evidence=evidence,
        exemption=exemption,
    )


def vector_copies_per_transduced(copies: float, car_fraction: float) -> float:
    """Return vector copies per transduced cell from those per cell of the population.

    >>> round(vector_copies_per_transduced(1.2, 0.3), 9)
    4.0

    Raises
    ------
    DataError
        If the CAR-positive part is no fraction above 0.
    """
    if not 0 < car_fraction <= 1:
        source = "vector copies"
        problems = [f"CAR share: found {car_fraction:g}; expected above 0 and up to 1"]
        raise DataError(source, problems, failure="were not calculated")
    return copies / car_fraction


def endotoxin_rate(eu_per_ml: float, ml_per_h: float, weight: float) -> float:
    """Return the endotoxin a patient receives, in EU per kg and hour.

    >>> round(endotoxin_rate(2.0, 50, 26), 3)
    3.846
    """
    if not weight > 0:
        source = "endotoxin rate"
        problems = [f"weight: found {weight:g}; expected more than 0 kg"]
        raise DataError(source, problems, failure="was not calculated")
    return eu_per_ml * ml_per_h / weight


def endotoxin_per_kg(eu_per_ml: float, ml: float, weight: float) -> float:
    """Return the endotoxin of the whole product per kg of the patient [EU/kg].

    Some specifications limit it (below 5) in place of the concentration; then it is the
    item `endotoxin_eu_kg` of the specification.

    >>> endotoxin_per_kg(2.0, 50, 25)
    4.0

    Raises
    ------
    DataError
        If the weight is not above 0.
    """
    return endotoxin_rate(eu_per_ml, ml, weight)


def _default() -> dict[str, Sequence[Any]]:
    items = load_criterion("release-specification").items
    return {name: item.value for name, item in items.items()}


def _meets(result: Result, comparison: str, limit: Result) -> bool:
    value = round(result, 10) if isinstance(result, float) else result
    return _COMPARE[comparison](value, limit)


def _status(open_items: set[str], exemption: Exemption | None) -> str:
    if not open_items:
        return "released"
    covered = exemption is not None and open_items <= set(exemption.items)
    return "conditional" if covered else "not released"


def _check(
    results: Mapping[str, Result],
    spec: Mapping[str, Sequence[Any]],
    exemption: Exemption | None,
) -> None:
    problems = [
        f"{i}: found comparison {rule[0]!r}; expected one of {', '.join(_COMPARE)}"
        for i, rule in spec.items()
        if rule[0] not in _COMPARE
    ]
    problems += [
        f"{i}: found {results[i]!r}; expected a number, or nothing while it is pending"
        for i, rule in spec.items()
        if isinstance(rule[1], int | float)
        and isinstance(results.get(i), str)
        and results[i] not in _PENDING
    ]
    if exemption is not None and not (exemption.signed_by and exemption.reason):
        problems.append("the exemption is not signed; expected a name and a reason")
    if problems:
        source = "release"
        raise DataError(source, problems, failure="was not judged")
