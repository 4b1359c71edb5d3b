"""Amounts of a regimen: units that say the same, and what nobody is given."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType


__all__ = ["MOST", "MOST_CELLS", "in_units_of", "refuse_excess"]

# (unit written, unit of the drug) -> by what the amount is multiplied and divided
_SAME: Mapping[tuple[str, str], tuple[int, int]] = MappingProxyType(
    {
        ("mg/kg", "g/kg"): (1, 1000),
        ("g", "mg"): (1000, 1),
        ("g/kg", "mg/kg"): (1000, 1),
        ("g/m2", "mg/m2"): (1000, 1),
        ("mg/kg", "ug/kg"): (1000, 1),
        ("IU/kg", "U/kg"): (1, 1),
        ("U/kg", "IU/kg"): (1, 1),
        ("ug/kg", "dose"): (1, 5),  # of filgrastim: the usual daily dose is one
    }
)
_SPELT = (("µ", "u"), ("μ", "u"), ("mcg", "ug"))
MOST: Mapping[str, float] = MappingProxyType(
    {
        "mg": 20_000.0,
        "mg/kg": 500.0,
        "mg/m2": 10_000.0,
        "g/kg": 5.0,
        "ug/kg": 1_000.0,
        "/kg": 1e8,  # CAR-T cells; published doses go from 1e4 to 2e7
        "U/kg": 1_000.0,
        "IU/kg": 1_000.0,
        "10*9/L": 1_000.0,
        "dose": 20.0,
        "organ": 1.0,
    }
)
"""Unit -> amount of one dose that only a slip of the pen exceeds (assumed)."""
MOST_CELLS = 1e10
"""CAR-T cells in all that only a slip exceeds (assumed); published doses reach 1e9."""


def in_units_of(unit: str, units: Iterable[str]) -> tuple[str, tuple[int, int]] | None:
    """Return the unit of a drug that a written one can be turned into, and by what.

    None if there is none. The first number multiplies the amount, the second divides it.

    >>> in_units_of("mg/kg", ["g/kg"])
    ('g/kg', (1, 1000))
    >>> in_units_of("mg", ["g/kg"])
    """
    for spelt, ours in _SPELT:
        unit = unit.replace(spelt, ours)
    if unit in (units := tuple(units)):
        return unit, (1, 1)
    return next(((u, _SAME[unit, u]) for u in units if (unit, u) in _SAME), None)


def refuse_excess(amount: float, unit: str) -> None:
    """Raise if nobody is given so much at once.

    Raises
    ------
    ValueError
        Naming the amount and the most that is taken.

    Examples
    --------
    >>> refuse_excess(1e9, "g/kg")
    Traceback (most recent call last):
        ...
    ValueError: amount 1e+09 g/kg is more than anybody is given (at most 5 g/kg is read)
    """
    if amount > MOST[unit]:
        msg = (
            f"amount {amount:g} {unit} is more than anybody is given (at most "
            f"{MOST[unit]:g} {unit} is read)"
        )
        raise ValueError(msg)
