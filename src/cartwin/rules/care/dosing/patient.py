"""Body surface and renal function of one patient."""

import math

import polars as pl

from cartwin.errors import DataError, did_you_mean
from cartwin.rules.care.dosing.formulas import (
    body_surface,
    ckd_epi,
    cockcroft_gault,
    schwartz,
)


__all__ = [
    "body_surface_area",
    "creatinine_clearance",
    "egfr_ckd_epi",
    "egfr_schwartz",
    "is_female",
    "positive",
]

_SEXES = {"f": True, "female": True, "m": False, "male": False}


def body_surface_area(height: float, weight: float, formula: str = "mosteller") -> float:
    """Return the body surface [m2] from height [cm] and weight [kg].

    >>> round(body_surface_area(128, 26), 4)
    0.9615

    Raises
    ------
    DataError
        If a size is not positive.
    """
    positive("body surface", height=height, weight=weight)
    return _one(body_surface(pl.lit(float(height)), pl.lit(float(weight)), formula))


def creatinine_clearance(
    age: float, weight: float, creatinine: float, sex: str
) -> float | None:
    """Return the clearance [mL/min] by Cockcroft and Gault; None below 18 years.

    Age in a, weight in kg, creatinine in mg/dL.

    >>> round(creatinine_clearance(55, 90, 1.09, "male"), 1)
    97.5
    """
    positive("creatinine clearance", weight=weight, creatinine=creatinine)
    numbers = (pl.lit(float(x)) for x in (age, weight, creatinine))
    return _known(cockcroft_gault(*numbers, female=pl.lit(is_female(sex))))


def egfr_schwartz(height: float, creatinine: float) -> float:
    """Return the estimate [mL/min/1.73 m2] in a child from cm and mg/dL.

    >>> round(egfr_schwartz(128, 0.5), 1)
    105.7
    """
    positive("filtration rate", height=height, creatinine=creatinine)
    return _one(schwartz(pl.lit(float(height)), pl.lit(float(creatinine))))


def egfr_ckd_epi(age: float, creatinine: float, sex: str) -> float | None:
    """Return the filtration rate [mL/min/1.73 m2] by CKD-EPI 2021; None below 18 years.

    >>> round(egfr_ckd_epi(55, 1.09, "male"))
    80
    """
    positive("filtration rate", creatinine=creatinine)
    numbers = (pl.lit(float(age)), pl.lit(float(creatinine)))
    return _known(ckd_epi(*numbers, female=pl.lit(is_female(sex))))


def is_female(sex: str) -> bool:
    """Return whether a sex as written is female.

    >>> is_female("F"), is_female("male")
    (True, False)
    """
    if sex.lower() not in _SEXES:
        msg = f"unknown sex {sex!r} ({did_you_mean(sex, _SEXES)})"
        raise ValueError(msg)
    return _SEXES[sex.lower()]


def positive(source: str, **numbers: float) -> None:
    """Refuse numbers that are not above zero, all at once."""
    wrong = {n: x for n, x in numbers.items() if not (x > 0 and math.isfinite(x))}
    problems = [f"{n}: found {x:g}; expected more than 0" for n, x in wrong.items()]
    if problems:
        raise DataError(source, problems, failure="was not calculated")


def _known(number: pl.Expr) -> float | None:
    found: float | None = pl.select(number).item()
    return found


def _one(number: pl.Expr) -> float:
    return float(pl.select(number).item())
