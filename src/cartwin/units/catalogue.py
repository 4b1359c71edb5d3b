"""The catalogue of analytes, read from the tables beside this module.

`analytes.csv` says what is measured and in which units, the canonical one first; a
factor written there (`[iU]/mL=100`) holds for that analyte only. `units.csv` gives the
size of the other units, so that a factor between two units of one kind is their ratio;
between masses and amounts of substance it takes the molar mass. `codes.csv` holds the
codes of others.
"""

import csv
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from cartwin.units.analyte import Analyte


__all__ = ["ANALYTES", "rows_of"]


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table beside this module."""
    text = (files("cartwin.units") / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


_KINDS, _SIZES, _ZEROS = {}, {}, {}
for _row in rows_of("units.csv"):
    _KINDS[_row["unit"]] = _row["kind"]
    _SIZES[_row["unit"]] = Fraction(_row["size"])
    _ZEROS[_row["unit"]] = float(_row["zero"] or 0)
_CODES = {row["code"]: row for row in rows_of("codes.csv")}
_BY_MOLAR_MASS = {("g/L", "mol/L"): -1, ("g/mol", "g/g"): -1, ("mol/L", "g/L"): 1}


@cache
def _factor(unit: str, canonical: str, molar_mass: str) -> float:
    ratio = _SIZES[unit] / _SIZES[canonical]
    if (kinds := (_KINDS[unit], _KINDS[canonical])) in _BY_MOLAR_MASS:
        ratio *= Fraction(molar_mass) ** _BY_MOLAR_MASS[kinds]
    elif kinds[0] != kinds[1]:
        msg = f"{unit} and {canonical} are not of one kind"
        raise ValueError(msg)
    return float(ratio)


def _factors(units: str, molar_mass: str) -> Mapping[str, float]:
    canonical, *others = units.split()
    factors = {canonical: 1.0}
    for text in others:
        unit, _, stated = text.partition("=")
        factors[unit] = float(stated) if stated else _factor(unit, canonical, molar_mass)
    return MappingProxyType(factors)


def _analyte(row: dict[str, str]) -> Analyte:
    factors = _factors(row["units"], row["molar_mass"])
    codes = _CODES[row["code"]]
    return Analyte(
        code=row["code"],
        name=row["name"],
        group=row["group"],
        unit=next(iter(factors)),
        factors=factors,
        offsets=MappingProxyType({u: z for u in factors if (z := _ZEROS.get(u))}),
        plausible=(float(row["low"]), float(row["high"])),
        signed=row["signed"] == "yes",
        molar_mass=float(row["molar_mass"]) if row["molar_mass"] else None,
        synonyms=tuple(filter(None, row["synonyms"].split("; "))),
        loinc=codes["loinc"] or None,
        loinc_unit=codes["loinc_unit"] or None,
        omop=int(codes["omop"]) if codes["omop"] else None,
        certainty=codes["certainty"],
        source=codes["source"],
        domain=codes["domain"],
        testcd=codes["testcd"],
        testcd_certainty=codes["testcd_certainty"],
    )


ANALYTES: Mapping[str, Analyte] = MappingProxyType(
    {row["code"]: _analyte(row) for row in rows_of("analytes.csv")}
)
