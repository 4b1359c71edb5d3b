"""Between the units that people write and the canonical one."""

import polars as pl

from cartwin.units.analyte import Analyte
from cartwin.units.catalogue import ANALYTES
from cartwin.units.spelling import analyte_hint


__all__ = ["conversions", "from_canonical", "to_canonical"]


def to_canonical(value: float, unit: str, analyte: str) -> float:
    """Convert `value` from `unit` to the canonical unit of `analyte`.

    >>> to_canonical(9000, "/uL", "PLAT")
    9.0
    >>> round(to_canonical(100.4, "[degF]", "TEMP"), 6)
    38.0

    Raises
    ------
    ValueError
        Unknown analyte, or a unit that it is not reported in; the caller adds where.
    """
    known = _convertible(unit, analyte)
    return (value - known.offsets.get(unit, 0.0)) * known.factors[unit]


def from_canonical(value: float, unit: str, analyte: str) -> float:
    """Convert `value` from the canonical unit of `analyte` to `unit`.

    >>> from_canonical(9.0, "/uL", "PLAT")
    9000.0

    Raises
    ------
    ValueError
        As `to_canonical`.
    """
    known = _convertible(unit, analyte)
    return value / known.factors[unit] + known.offsets.get(unit, 0.0)


def conversions() -> pl.DataFrame:
    """Return every accepted unit of every analyte, to join a table of values with.

    Returns
    -------
    pl.DataFrame
        Columns analyte, unit, factor, offset, low, high, signed; sorted as the catalogue,
        the canonical unit of each analyte first. A value in `unit` is
        `(value - offset) * factor` in the canonical unit, in which `low` and `high` bound
        what a laboratory would release; it can be below zero only where `signed`.

    Examples
    --------
    >>> import polars as pl
    >>> conversions().filter(analyte="TEMP").select("unit", "offset", "low").rows()
    [('Cel', 0.0, 25.0), ('[degF]', 32.0, 25.0)]
    """
    return pl.DataFrame(
        [
            (a.code, unit, factor, a.offsets.get(unit, 0.0), *a.plausible, a.signed)
            for a in ANALYTES.values()
            for unit, factor in a.factors.items()
        ],
        schema={
            "analyte": pl.String,
            "unit": pl.String,
            "factor": pl.Float64,
            "offset": pl.Float64,
            "low": pl.Float64,
            "high": pl.Float64,
            "signed": pl.Boolean,
        },
        orient="row",
    )


def _convertible(unit: str, analyte: str) -> Analyte:
    if analyte not in ANALYTES:
        msg = f"unknown analyte {analyte!r:.60} ({analyte_hint(analyte)})"
        raise ValueError(msg)
    known = ANALYTES[analyte]
    if unit not in known.factors:
        msg = (
            f"unit {unit!r:.60} cannot be used for {analyte} ({known.name}); "
            f"use one of {', '.join(known.factors)}"
        )
        raise ValueError(msg)
    return known
