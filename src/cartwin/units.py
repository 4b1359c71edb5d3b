"""One unit per analyte.

Inside cartwin a number never carries a unit: it is in the canonical unit of its
analyte, listed here. Other units are accepted at the doors (files, web, command
line), keyed by analyte and UCUM code, and converted once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cartwin.errors import did_you_mean


__all__ = ["ANALYTES", "Analyte", "from_canonical", "to_canonical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyte:
    """Something measured in patients, and the units it is reported in.

    Attributes
    ----------
    code
        Short name used in files and in code: CDISC's LBTESTCD where one exists.
    name
        Name shown to people.
    unit
        Canonical unit (UCUM).
    factors
        Accepted UCUM unit -> factor that turns it into the canonical one.
    offsets
        Accepted UCUM unit -> number subtracted before the factor is applied.
    plausible
        Lowest and highest canonical value a laboratory would release.
    loinc
        LOINC code of the usual test, where one exists.
    """

    code: str
    name: str
    unit: str
    factors: Mapping[str, float]
    offsets: Mapping[str, float] = field(default_factory=dict)
    plausible: tuple[float, float]
    loinc: str | None = None


_PER_L = {"10*9/L": 1.0, "10*3/uL": 1.0, "/uL": 1e-3, "/mm3": 1e-3}
_PER_UL = {"/uL": 1.0, "/mm3": 1.0, "10*6/L": 1.0, "10*3/uL": 1e3, "10*9/L": 1e3}


def _analyte(
    code: str,
    name: str,
    factors: Mapping[str, float],
    plausible: tuple[float, float],
    *,
    loinc: str | None = None,
    offsets: Mapping[str, float] | None = None,
) -> Analyte:
    return Analyte(
        code=code,
        name=name,
        unit=next(iter(factors)),
        factors=MappingProxyType(dict(factors)),
        offsets=MappingProxyType(dict(offsets or {})),
        plausible=plausible,
        loinc=loinc,
    )


ANALYTES: Mapping[str, Analyte] = MappingProxyType(
    {
        a.code: a
        for a in (
            _analyte("PLAT", "platelet count", _PER_L, (0, 3000), loinc="777-3"),
            _analyte("NEUT", "neutrophil count", _PER_L, (0, 200), loinc="751-8"),
            _analyte("BCELL", "B cells, CD19+", _PER_UL, (0, 20000), loinc="8116-4"),
            _analyte("BNAIVE", "naive share of CD19+", {"%": 1.0, "1": 100.0}, (0, 100)),
            _analyte(
                "GPAB",
                "platelet glycoprotein autoantibody, multiple of the detection limit",
                {"1": 1.0},
                (0, 1e5),
            ),
            _analyte("CARCOPY", "CAR transgene, qPCR", {"{copies}/ug": 1.0}, (0, 1e7)),
            _analyte("CARCELL", "CAR-T cells, flow cytometry", _PER_UL, (0, 1e5)),
            _analyte(
                "IGG",
                "immunoglobulin G",
                {"g/L": 1.0, "mg/dL": 0.01, "mg/mL": 1.0},
                (0, 100),
                loinc="2465-3",
            ),
            _analyte("CRP", "C-reactive protein", {"mg/L": 1.0, "mg/dL": 10.0}, (0, 1000)),
            _analyte("IL6", "interleukin-6", {"pg/mL": 1.0, "ng/L": 1.0}, (0, 1e6)),
            _analyte("FERR", "ferritin", {"ug/L": 1.0, "ng/mL": 1.0}, (0, 5e5)),
            _analyte(
                "TEMP",
                "body temperature",
                {"Cel": 1.0, "[degF]": 5 / 9},
                (25, 45),
                offsets={"[degF]": 32.0},
                loinc="8310-5",
            ),
        )
    }
)


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


def _convertible(unit: str, analyte: str) -> Analyte:
    if analyte not in ANALYTES:
        msg = f"unknown analyte {analyte!r:.60} ({did_you_mean(analyte, ANALYTES)})"
        raise ValueError(msg)
    known = ANALYTES[analyte]
    if unit not in known.factors:
        msg = (
            f"unit {unit!r:.60} cannot be used for {analyte} ({known.name}); "
            f"use one of {', '.join(known.factors)}"
        )
        raise ValueError(msg)
    return known
