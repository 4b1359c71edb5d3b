"""Cells: how many, in what volume, and whether enough were collected."""

from dataclasses import dataclass

from cartwin.errors import DataError
from cartwin.rules.care.dosing.patient import positive
from cartwin.rules.criterion import load_criterion


__all__ = [
    "TisagenlecleucelRange",
    "cell_dose",
    "leukapheresis_enough",
    "product_volume",
    "tisagenlecleucel_range",
    "within_tolerance",
]


def cell_dose(
    per_kg: float,
    weight: float,
    *,
    cap_kg: float | None = None,
    cap_total: float | None = None,
) -> float:
    """Return the number of cells for a patient of this weight [kg].

    Parameters
    ----------
    per_kg
        CAR-positive viable cells per kg.
    cap_kg
        Weight above which the dose does not grow.
    cap_total
        Largest dose.

    Examples
    --------
    >>> f"{cell_dose(2e6, 110, cap_kg=100, cap_total=2e8):g}"
    '2e+08'
    """
    positive("cell dose", per_kg=per_kg, weight=weight)
    counted = weight if cap_kg is None else min(weight, cap_kg)
    dose = per_kg * counted
    return dose if cap_total is None else min(dose, cap_total)


@dataclass(frozen=True, slots=True, kw_only=True)
class TisagenlecleucelRange:
    """Doses the label allows at one weight.

    Attributes
    ----------
    low, high
        Cells in all.
    per_kg
        Whether the label states them per kg (up to 50 kg) or as a total (above).
    """

    low: float
    high: float
    per_kg: bool


def tisagenlecleucel_range(weight: float) -> TisagenlecleucelRange:
    """Return the doses of tisagenlecleucel allowed at this weight [kg].

    Up to 50 kg the label's numbers are per kg; above 50 kg they are totals.

    >>> f"{tisagenlecleucel_range(50).high:g}", f"{tisagenlecleucel_range(51).high:g}"
    ('2.5e+08', '2.5e+08')
    >>> f"{tisagenlecleucel_range(20).low:g}"
    '4e+06'
    """
    positive("cell dose", weight=weight)
    doses = load_criterion("cell-doses")
    if weight <= doses["tisagenlecleucel_limit"]:
        low, high = (weight * x for x in doses["tisagenlecleucel_per_kg"])
        return TisagenlecleucelRange(low=low, high=high, per_kg=True)
    low, high = doses["tisagenlecleucel_total"]
    return TisagenlecleucelRange(low=low, high=high, per_kg=False)


def product_volume(
    dose: float,
    cells_per_ml: float,
    *,
    viability: float,
    car_fraction: float,
    cd3_fraction: float = 1.0,
) -> float:
    """Return the volume [mL] that holds the dose.

    Parameters
    ----------
    dose
        CAR-positive viable cells.
    cells_per_ml
        All nucleated cells per mL.
    viability, car_fraction, cd3_fraction
        Fractions from 0 to 1: viable of all; CAR-positive of these, or of the CD3+ cells
        if the CD3+ fraction is given too.

    Examples
    --------
    >>> round(product_volume(3.9e6, 1e7, viability=0.85, car_fraction=0.3), 3)
    1.529

    Raises
    ------
    DataError
        If a number is not positive, or a fraction is above 1.
    """
    fractions = {
        "viability": viability,
        "car_fraction": car_fraction,
        "cd3_fraction": cd3_fraction,
    }
    positive("volume", dose=dose, cells_per_ml=cells_per_ml, **fractions)
    problems = [
        f"{n}: found {x:g}; expected a fraction up to 1 (write 0.85 for 85 %)"
        for n, x in fractions.items()
        if x > 1
    ]
    if problems:
        source = "volume"
        raise DataError(source, problems, failure="was not calculated")
    return dose / (cells_per_ml * viability * car_fraction * cd3_fraction)


def within_tolerance(given: float, planned: float) -> bool:
    """Return whether a dose is within the accepted distance from that of the cohort.

    >>> within_tolerance(0.8e6, 1e6), within_tolerance(1.21e6, 1e6)
    (True, False)
    """
    allowed: float = load_criterion("cell-doses")["tolerance"]
    return round(abs(given / planned - 1), 10) <= allowed


def leukapheresis_enough(cd3_cells: float) -> str:
    """Return `target`, `minimum` or `too few` for the CD3+ cells collected.

    >>> [leukapheresis_enough(n) for n in (2e9, 0.6e9, 0.59e9)]
    ['target', 'minimum', 'too few']
    """
    limits = load_criterion("leukapheresis")
    if cd3_cells >= limits["cd3_target"]:
        return "target"
    return "minimum" if cd3_cells >= limits["cd3_minimum"] else "too few"
