"""A regimen: what is planned to be given, when, and under which condition.

The text form names a drug, an amount with its unit, and days; parts are joined by `;`:

    flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 3e5/kg d0
    dara 800 mg d270,277 if platelets < 50 at d270
    methylprednisolone 30 mg/kg max 1000 mg d+0,+1,+2 when icans >= 3
    prednisolone 60>5 mg d-60..-6; rituximab 375 mg/m2 d0..21/7

`d0..21/7` is every 7 days, `d-60..-6` daily; `60>5` is a taper, in equal steps from the
first day to the last. A unit that says the same is turned into that of the drug: `ivig
400 mg/kg d0` is 0.4 g/kg, and `mp 1 g d0` is 1000 mg. `if ... at dN` is decided once, on
the day named; `when ...` on every visit until it fires, and its days count from that
visit. Both look at what was *observed*.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cartwin.errors import DataError, did_you_mean
from cartwin.study.amounts import in_units_of, refuse_excess
from cartwin.study.drugs import DRUGS, Drug
from cartwin.study.numbers import parse_number
from cartwin.study.regimen_days import days_text, number_text, parse_days


__all__ = ["Condition", "Dose", "Regimen", "parse_regimen"]


_NAMES = {name: d.name for d in DRUGS.values() for name in (d.name, *d.aliases)}

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
)
_OBSERVABLE = {"platelets": "PLAT", "neutrophils": "NEUT", "icans": "icans", "crs": "crs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must have been observed for a dose to be given.

    Attributes
    ----------
    quantity
        Code of an analyte, or `icans` / `crs` for the grade.
    comparison, threshold
        In the canonical unit of the analyte.
    day
        Day of the one decision; None: every visit, until it fires.
    """

    quantity: str
    comparison: str
    threshold: float
    day: float | None = None

    def holds(self, observed: float) -> bool:
        """Return whether the observed value fulfils the condition.

        >>> Condition(quantity="PLAT", comparison="<", threshold=30).holds(24)
        True
        """
        return _COMPARISONS[self.comparison](observed, self.threshold)

    def __str__(self) -> str:
        name = next(n for n, q in _OBSERVABLE.items() if q == self.quantity)
        test = f"{name} {self.comparison} {number_text(self.threshold)}"
        return (
            f"when {test}" if self.day is None else f"if {test} at d{number_text(self.day)}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One drug, one amount, one or more days.

    Attributes
    ----------
    amount, unit
        Of each dose; the unit is one of the drug's.
    until
        Amount on the last day of a taper, in equal steps; None if all doses are alike.
    days
        Since infusion; since the deciding visit if the condition has no day.
    ceiling
        Largest amount of one dose, in mg, for amounts per kg.
    """

    drug: str
    amount: float
    unit: str
    days: tuple[float, ...]
    ceiling: float | None = None
    condition: Condition | None = None
    until: float | None = None

    def amount_on(self, day: float) -> float:
        """Return the amount of one of the days.

        >>> parse_regimen("pred 40>10 mg d0..3").doses[0].amount_on(1)
        30.0
        """
        if self.until is None:
            return self.amount
        steps = max(len(self.days) - 1, 1)
        return self.amount + (self.until - self.amount) * self.days.index(day) / steps

    @property
    def is_reactive(self) -> bool:
        """Whether the days count from the visit that fires the condition."""
        return self.condition is not None and self.condition.day is None

    def __str__(self) -> str:
        per_kg = self.unit == "/kg"
        taper = "" if self.until is None else f">{number_text(self.until)}"
        amount = (
            f"{number_text(self.amount)}{taper}{self.unit if per_kg else ' ' + self.unit}"
        )
        cap = "" if self.ceiling is None else f" max {number_text(self.ceiling)} mg"
        days = days_text(self.days, signed=self.is_reactive)
        tail = "" if self.condition is None else f" {self.condition}"
        return f"{self.drug} {amount}{cap} d{days}{tail}"


@dataclass(frozen=True, slots=True)
class Regimen:
    """Planned doses, in the order written.

    >>> print(parse_regimen("flu 30 mg/m2 d-5,-4,-3; cart 3e5/kg d0"))
    fludarabine 30 mg/m2 d-5,-4,-3; car_t 300000/kg d0
    """

    doses: tuple[Dose, ...] = ()

    def __add__(self, other: "Regimen") -> "Regimen":
        return Regimen(self.doses + other.doses)

    def __iter__(self) -> Iterator[Dose]:
        return iter(self.doses)

    def __str__(self) -> str:
        return "; ".join(map(str, self.doses))


_DOSE = re.compile(
    r"(?P<drug>[A-Za-z][\w-]*)\s+(?P<amount>[-+]?[\d.]+(?:[eE][-+]?\d+)?)"
    r"(?:\s*>\s*(?P<until>[-+]?[\d.]+(?:[eE][-+]?\d+)?))?\s*"
    r"(?P<unit>/kg|[^\W\d_][\w*/]*|10\*9/L)"
    r"(?:\s+max\s+(?P<ceiling>[\d.]+)\s*mg)?"
    r"\s+d(?P<days>[-+\d.,/\s]+?)"
    r"(?:\s+if\s+(?P<if>\w+)\s*(?P<ifop><=|>=|<|>)\s*(?P<ifval>[\d.]+)\s+at\s+d(?P<at>-?[\d.]+)"
    r"|\s+when\s+(?P<when>\w+)\s*(?P<whenop><=|>=|<|>)\s*(?P<whenval>[\d.]+))?"
)


def parse_regimen(text: str) -> Regimen:
    """Return the regimen that `text` describes.

    Raises
    ------
    DataError
        Naming every part that cannot be read, and what was expected.

    Examples
    --------
    >>> regimen = parse_regimen("dara 16 mg/kg d270,277 if platelets < 30 at d270")
    >>> regimen.doses[0].condition.threshold
    30.0
    >>> parse_regimen("flud 30 mg/m2 d-5")
    Traceback (most recent call last):
        ...
    cartwin.errors.DataError: regimen was not read:
      part 1, 'flud 30 mg/m2 d-5': unknown drug 'flud' (did you mean flu?)
    """
    doses, problems = [], []
    for number, part in enumerate(filter(None, map(str.strip, text.split(";"))), 1):
        try:
            doses.append(_parse_dose(part))
        except ValueError as error:
            problems.append(f"part {number}, {part!r}: {error}")
    if problems:
        source = "regimen"
        raise DataError(source, problems)
    return Regimen(tuple(doses))


def _parse_dose(part: str) -> Dose:
    match = _DOSE.fullmatch(part)
    if match is None:
        msg = (
            "expected DRUG AMOUNT UNIT dDAYS [if|when CONDITION], e.g. flu 30 mg/m2 d-5,-4"
        )
        raise ValueError(msg)
    name = match["drug"].lower()
    if name not in _NAMES:
        msg = f"unknown drug {name!r} ({did_you_mean(name, _NAMES)})"
        raise ValueError(msg)
    drug = DRUGS[_NAMES[name]]
    unit, scale = _unit_of(match["unit"], drug)
    until, ceiling = match["until"], match["ceiling"]
    return Dose(
        drug=drug.name,
        amount=_parse_amount(match["amount"], unit, scale),
        unit=unit,
        until=None if until is None else _parse_amount(until, unit, scale),
        days=parse_days(match["days"]),
        ceiling=None if ceiling is None else parse_number(ceiling, "max"),
        condition=_parse_condition(match),
    )


def _unit_of(written: str, drug: Drug) -> tuple[str, tuple[int, int]]:
    """Return the unit of the drug, and by what the amount is multiplied and divided."""
    found = in_units_of(written, drug.units)
    if found is None:
        units = ", ".join(drug.units)
        msg = f"unit {written!r} cannot be used for {drug.name}; use one of {units}"
        raise ValueError(msg)
    return found


def _parse_amount(text: str, unit: str, scale: tuple[int, int]) -> float:
    amount = parse_number(text, "amount") * scale[0] / scale[1]
    if amount < 0:
        msg = f"amount {amount:g} is negative"
        raise ValueError(msg)
    refuse_excess(amount, unit)
    return amount


def _parse_condition(match: re.Match[str]) -> Condition | None:
    kind = "if" if match["if"] else "when"
    name = match[kind]
    if name is None:
        return None
    if name not in _OBSERVABLE:
        msg = f"a condition cannot look at {name!r} ({did_you_mean(name, _OBSERVABLE)})"
        raise ValueError(msg)
    return Condition(
        quantity=_OBSERVABLE[name],
        comparison=match[f"{kind}op"],
        threshold=parse_number(match[f"{kind}val"], "threshold"),
        day=parse_number(match["at"], "day") if kind == "if" else None,
    )
