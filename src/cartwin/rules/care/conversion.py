"""Numbers that belong to no record, from one unit to another.

`convert` reads `creat mg/dL` or a unit alone. The catalogue of units decides, except where
clinical tables print another factor (`conventional-factors`). Nothing that is stored,
graded or dosed by goes through here: docs/decisions/0015-creatinine-factor.md.
"""

from cartwin.rules.criterion import load_criterion
from cartwin.units import ANALYTES, analyte_named, from_canonical, to_canonical, ucum_of


__all__ = ["convert"]

_SHORT = {"F": "[degF]", "C": "Cel"}


def convert(value: float, unit: str, into: str) -> float:
    """Return a value in another unit.

    Parameters
    ----------
    value, unit
        Unit as people write it, with the name of the analyte before it where it matters.
    into
        Unit wanted, likewise.

    Examples
    --------
    >>> convert(150, "10^3/uL", "10^9/L"), convert(150, "fibrinogen mg/dL", "g/L")
    (150.0, 1.5)
    >>> round(convert(100.4, "F", "C"), 9)
    38.0

    Raises
    ------
    ValueError
        If no analyte is known by the name, or none has both units, or the factor depends
        on the analyte and none was named.
    """
    name, given = _split(unit)
    other, wanted = _split(into)
    found = name or other
    if found is None:
        return _without_analyte(value, given, wanted)
    return _of_analyte(value, given, wanted, found)


def _split(text: str) -> tuple[str | None, str]:
    """Return analyte and unit; the analyte is what comes before the last space."""
    name, _, unit = text.strip().rpartition(" ")
    if not name:
        return None, unit
    if (code := analyte_named(name)) is None:
        msg = f"unknown analyte {name!r} in {text!r}; see `cartwin.units.ANALYTES`"
        raise ValueError(msg)
    return code, unit


def _of_analyte(value: float, unit: str, into: str, analyte: str) -> float:
    given, wanted = (ucum_of(_SHORT.get(u, u), analyte) or u for u in (unit, into))
    conventional = load_criterion("conventional-factors").items
    if analyte in conventional:
        item = conventional[analyte]
        if (given, wanted) == (next(iter(item.value)), item.unit):
            return float(value * item.value[given])
        if (wanted, given) == (next(iter(item.value)), item.unit):
            return float(value / item.value[wanted])
    return from_canonical(to_canonical(value, given, analyte), wanted, analyte)


def _without_analyte(value: float, unit: str, into: str) -> float:
    """Convert where every analyte that has both units agrees on the result."""
    given, wanted = _SHORT.get(unit, unit), _SHORT.get(into, into)
    found = [
        _of_analyte(value, given, wanted, code)
        for code in ANALYTES
        if ucum_of(given, code) and ucum_of(wanted, code)
    ]
    results = {f"{x:.10g}": x for x in found}
    if not results:
        msg = f"no analyte is reported both in {unit!r} and in {into!r}"
        raise ValueError(msg)
    if len(results) > 1:
        msg = f"from {unit!r} to {into!r} depends on the analyte; write it before the unit"
        raise ValueError(msg)
    return found[0]
