"""Readings before therapy that virtual patients are drawn to match, where reported."""

from collections.abc import Mapping
from types import MappingProxyType

from cartwin.study import Col, Study
from cartwin.trial.allotment import codes_of
from cartwin.trial.claims import Claim, Claims, number_of
from cartwin.trial.spreads import Spread, spread_of
from cartwin.twin import ASSAYS, unread
from cartwin.units import to_canonical


__all__ = ["FIRST_READINGS", "first_readings_of", "like", "matched_readings"]

CLOSE = 0.25  # relative width about a reported value, either way (assumed)
NEARLY_NORMAL = 3.0  # times the upper limit, for one normal value may vary (assumed)
FIRST_READINGS: Mapping[str, str] = MappingProxyType(
    {
        "baseline_proteinuria": "UPCR",
        "inhibitor_before_infusion": "F8INH",
        "factor_viii_before_infusion": "FVIII",
        "baseline_mrss": "MRSS",
    }
)
"""Quantity -> analyte."""


def first_readings_of(study: Study, claims: Claims, n: int) -> dict[str, Spread]:
    """Return how the readings before therapy are spread, analyte by analyte.

    Only what is reported with its range, or of the only patient, is matched.

    >>> from cartwin.study import open_study
    >>> study = open_study("reset-nejm-2024")
    >>> first_readings_of(study, Claims.of(study), 15)
    {}
    """
    found = dict[str, Spread]()
    for quantity in matched_readings(study, claims, n):
        analyte = FIRST_READINGS[quantity]
        spread = spread_of(_canonical(claims.rows[quantity], analyte), {}, n)
        if spread is not None:
            found[analyte] = spread
    return found


def like(analyte: str, value: float) -> tuple[float, float]:
    """Return the range of readings that are like a reported one.

    A value below the upper limit of normal stands for all that are not far above it.

    >>> like("UPCR", 8.0), like("UPCR", 0.075)[1] < 0.5
    ((6.0, 10.0), True)
    """
    upper = ASSAYS[analyte].normal[1]
    if upper is not None and value <= upper:
        return 0.0, NEARLY_NORMAL * upper
    return value * (1 - CLOSE), value * (1 + CLOSE)


def matched_readings(study: Study, claims: Claims, n: int) -> tuple[str, ...]:
    """Return the quantities whose claims are matched."""
    return tuple(
        quantity
        for quantity, analyte in FIRST_READINGS.items()
        if _tells(claims.rows.get(quantity, {}), n) and _is_read(study, analyte)
    )


def _tells(claim: Claim, n: int) -> bool:
    wanted = (Col.VALUE,) if n == 1 else (Col.VALUE, Col.LOW, Col.HIGH)
    return all(number_of(claim, column) is not None for column in wanted)


def _is_read(study: Study, analyte: str) -> bool:
    """Return whether the protocol plans an analyte, and every twin reads it."""
    planned = study.protocol is not None and analyte in study.protocol.visits
    return planned and not any(unread(c, [analyte]) for c in codes_of(study.disease))


def _canonical(claim: Claim, analyte: str) -> Claim:
    unit = str(claim[Col.UNIT] or "")
    placed = {c: number_of(claim, c) for c in (Col.VALUE, Col.LOW, Col.HIGH)}
    if not unit:
        return claim
    return claim | {
        c: None if x is None else to_canonical(x, unit, analyte) for c, x in placed.items()
    }
