"""Phase of primary immune thrombocytopenia (ITP), by the time since diagnosis.

Rodeghiero F et al., Blood 2009;113:2386-2393. Months are calendar months.
"""

from datetime import date
from enum import StrEnum

from cartwin.rules.criterion import load_criterion
from cartwin.rules.elapsed import months_later


__all__ = ["ItpPhase", "itp_phase"]


class ItpPhase(StrEnum):
    """How long ITP has lasted: under 3 months, to 12 months, longer."""

    NEWLY_DIAGNOSED = "newly_diagnosed"
    PERSISTENT = "persistent"
    CHRONIC = "chronic"


def itp_phase(diagnosed: date, on: date) -> ItpPhase:
    """Return the phase of ITP on a day, by calendar months since diagnosis.

    >>> itp_phase(date(2024, 1, 31), date(2024, 4, 30))
    <ItpPhase.PERSISTENT: 'persistent'>
    >>> itp_phase(date(2024, 3, 1), date(2025, 3, 1))
    <ItpPhase.PERSISTENT: 'persistent'>
    """
    criterion = load_criterion("iwg-2009")
    if on < diagnosed:
        msg = f"{on} lies before the diagnosis on {diagnosed}; check both dates"
        raise ValueError(msg)
    if on > months_later(diagnosed, criterion["chronic_after"]):
        return ItpPhase.CHRONIC
    if on >= months_later(diagnosed, criterion["persistent_from"]):
        return ItpPhase.PERSISTENT
    return ItpPhase.NEWLY_DIAGNOSED
