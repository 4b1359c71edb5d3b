"""Claims in the unit in which a quantity is measured."""

from cartwin.study import Col
from cartwin.trial.claims import Claim, number_of
from cartwin.trial.measure import Measure, Summary
from cartwin.units import ANALYTES, to_canonical


__all__ = ["in_unit_of"]

TIMES = {"h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.44, "a": 365.25}  # UCUM -> days
PLACED = (Col.VALUE, Col.LOW, Col.HIGH)


def in_unit_of(claim: Claim, measure: Measure) -> Claim | None:
    """Return the claim in the unit of its measure; None if its unit is not one of it.

    A claim without a unit is taken as it stands; counts of patients have none.

    >>> tmax = Measure(outcome="tmax", summary=Summary.MEDIAN, reading="", code="d")
    >>> in_unit_of({"value": 2.0, "unit": "wk", "low": None, "high": None}, tmax)["value"]
    14.0
    """
    unit = str(claim.get(Col.UNIT) or "")
    own = measure.code or (ANALYTES[measure.analyte].unit if measure.analyte else "1")
    if unit in ("", own) or measure.summary == Summary.COUNT:
        return claim
    if measure.code in TIMES and unit in TIMES:
        factor = TIMES[unit] / TIMES[measure.code]
        scaled = {c: _times(number_of(claim, c), factor) for c in (*PLACED, Col.SPREAD)}
        return claim | scaled
    if not measure.analyte or unit not in ANALYTES[measure.analyte].factors:
        return None
    placed = {c: _placed(number_of(claim, c), unit, measure.analyte) for c in PLACED}
    factor = ANALYTES[measure.analyte].factors[unit]
    width = _times(number_of(claim, Col.SPREAD), factor)
    return claim | placed | {Col.SPREAD: width}


def _times(x: float | None, factor: float) -> float | None:
    return None if x is None else x * factor


def _placed(x: float | None, unit: str, analyte: str) -> float | None:
    return None if x is None else to_canonical(x, unit, analyte)
