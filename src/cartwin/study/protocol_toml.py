"""A protocol as TOML: written from the object, read with every problem named."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TypeVar

from cartwin.study.drugs import DRUGS
from cartwin.study.protocol import Arm, Deviation, Protocol
from cartwin.study.section import Section
from cartwin.study.toml import Value
from cartwin.units import ANALYTES


__all__ = ["protocol_from_toml", "protocol_to_toml"]

T = TypeVar("T")

_TOXICITY = ("CAPD", "CRS", "ICANS", "ICE", "LICATS")
_ACTIVITY = ("AHA", "BLEEDING", "IMACS", "ITP-BAT", "SDI", "SLE", "SLEDAI-2K", "SSC")
_VISITED = (*ANALYTES, *_TOXICITY, *_ACTIVITY)
_KEYS = (
    "patients",
    "lymphodepletion",
    "arms",
    "reactive",
    "deviation",
    "visits",
    "follow_up",
    "rescue_windows",
    "patients_like",
    "notes",
)


def protocol_to_toml(protocol: Protocol) -> dict[str, Value]:
    """Return the protocol as the values of a TOML table, its mappings sorted by key."""
    table: dict[str, Value] = {
        "patients": protocol.patients,
        "lymphodepletion": str(protocol.lymphodepletion),
        "arms": [{"name": a.name, "regimen": str(a.regimen)} for a in protocol.arms],
        "reactive": str(protocol.reactive),
        "follow_up": protocol.follow_up,
        "rescue_windows": dict(sorted(protocol.rescue_windows.items())),
        "visits": dict(sorted(protocol.visits.items())),
        "notes": dict(sorted(protocol.notes.items())),
    }
    if protocol.patients_like:
        table["patients_like"] = protocol.patients_like
    if protocol.deviation is not None:
        table["deviation"] = {
            "patients": protocol.deviation.patients,
            "alternatives": [str(r) for r in protocol.deviation.alternatives],
            "note": protocol.deviation.note,
        }
    return {key: table[key] for key in _KEYS if key in table}


def protocol_from_toml(section: Section) -> Protocol:
    """Return the protocol that a TOML table describes; problems go to the section.

    Where something is wrong the protocol is not to be used.
    """
    section.expect(_KEYS)
    return Protocol(
        patients=section.whole("patients"),
        lymphodepletion=section.regimen("lymphodepletion"),
        arms=tuple(_arm(arm) for arm in section.sections("arms")),
        reactive=section.regimen("reactive", ""),
        deviation=_deviation(section),
        visits=_mapping(section, "visits", _days, _VISITED, "analyte or instrument"),
        follow_up=_follow_up(section),
        rescue_windows=_mapping(section, "rescue_windows", _window, DRUGS, "drug"),
        patients_like=section.text("patients_like", ""),
        notes=_mapping(section, "notes", Section.text),
    )


def _arm(section: Section) -> Arm:
    section.expect(("name", "regimen"))
    return Arm(name=section.text("name"), regimen=section.regimen("regimen"))


def _deviation(section: Section) -> Deviation | None:
    if "deviation" not in section.data:
        return None
    found = section.section("deviation")
    found.expect(("patients", "alternatives", "note"))
    deviation = Deviation(
        patients=found.whole("patients"),
        alternatives=found.regimens("alternatives"),
        note=found.text("note"),
    )
    total = section.data.get("patients")
    if isinstance(total, int) and deviation.patients > total:
        found.report("patients", f"{deviation.patients} of {total} patients")
    return deviation


def _follow_up(section: Section) -> tuple[float, float]:
    match section.numbers("follow_up"):
        case (shortest, longest) if shortest <= longest:
            return shortest, longest
        case () if section.data.get("follow_up") != []:
            return 0.0, 0.0
        case days:
            found = ", ".join(f"{d:g}" for d in days) or "nothing"
            section.report("follow_up", f"expected shortest and longest [d], found {found}")
            return 0.0, 0.0


def _days(section: Section, key: str) -> tuple[float, ...]:
    days = section.numbers(key)
    for day, following in pairwise(days):
        if following <= day:
            section.report(key, f"day {following:g} follows day {day:g}; sort the days")
    return days


def _window(section: Section, key: str) -> float:
    days = section.number(key)
    if days < 0:
        section.report(key, f"{days:g} days are negative")
    return days


def _mapping(
    section: Section,
    key: str,
    read: Callable[[Section, str], T],
    known: Iterable[str] | None = None,
    what: str = "key",
) -> dict[str, T]:
    found = section.section(key)
    if known is not None:
        found.expect(known, what)
    return {name: read(found, name) for name in found.data}
