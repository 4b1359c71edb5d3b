"""What a study planned: regimens, deviations, visits, windows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cartwin.study.regimen import Regimen


__all__ = ["Arm", "Deviation", "Protocol"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm or dose level; what it adds to the common regimen."""

    name: str
    regimen: Regimen


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """Patients whose lymphodepletion was another one.

    Attributes
    ----------
    patients
        How many of the study's patients.
    alternatives
        Lymphodepletions they may have received, equally likely.
    note
        What is known, and what is assumed.
    """

    patients: int
    alternatives: tuple[Regimen, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """The plan of a study.

    Attributes
    ----------
    patients
        Number infused.
    lymphodepletion
        Given to all but the deviating patients.
    arms
        Dose levels; where the allocation is not known each is equally likely.
    reactive
        Treatments that depend on what is observed (rescue, toxicity management).
    deviation
        None if all patients followed the protocol.
    visits
        Analyte code or instrument -> days on which it is measured.
    follow_up
        Shortest and longest follow-up of a patient [d].
    rescue_windows
        Drug -> days after it during which counts do not speak for the study therapy.
    patients_like
        Variant of the twin that the patients are like, e.g. `trial-like`; empty: patients
        as declared, whom several treatments have failed.
    notes
        Topic -> what was assumed where the publication is silent.
    """

    patients: int
    lymphodepletion: Regimen
    arms: tuple[Arm, ...]
    reactive: Regimen = field(default_factory=Regimen)
    deviation: Deviation | None = None
    visits: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    follow_up: tuple[float, float]
    rescue_windows: Mapping[str, float] = field(default_factory=dict)
    patients_like: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
