"""SLEDAI-2K of a patient whose assessor makes no mistake.

Which signs a patient can have, and from which activity on, is drawn for each patient
beside the equations, from shares and thresholds that are assumed. Here these draws are
factors like the parameters. Laboratories and assessors read the truth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cartwin.parameters import Certainty
from cartwin.rules import load_criterion, response
from cartwin.trial.sensitivity.endpoint import Courses, Find
from cartwin.twin import Bedside, Factor, instruments_of


__all__ = ["SIGNS_NEED", "TRAITS", "score_on"]

Array = npt.NDArray[np.float64]
SCORE = instruments_of("sle")[response.SLEDAI]
SIGNS_NEED = SCORE.observables
_SIGNS = Factor(
    name="signs",
    certainty=str(Certainty.ASSUMED),
    module="signs",
    meaning="which signs of lupus a patient can have",
)
_THRESHOLDS = replace(
    _SIGNS,
    name="thresholds of signs",
    meaning="activity of lupus from which a patient shows a sign",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen(Bedside):
    """Patients whose traits are told, or noted if nobody has told them yet."""

    told: Mapping[str, Array]
    asked: list[str] = field(default_factory=list)

    def trait(self, name: str) -> Array:
        """Return what was told of a trait (patient)."""
        self.asked.append(name)
        return self.told.get(name, np.zeros(len(self.ages)))


def _bedside(courses: Courses, day: float) -> _Seen:
    now = {o: courses.at(o, day)[None] for o in SIGNS_NEED}
    n = now[SIGNS_NEED[0]].shape[1]
    return _Seen(
        truth=now,
        days=np.array([day]),
        ages=np.zeros(n),
        female=np.zeros(n, bool),
        keys=np.zeros(n, np.uint64),
        seed=0,
        noisy=False,
        told=courses.traits,
    )


def score_on(day: float) -> Find:
    """Return what reads SLEDAI-2K on a day; low counts by treatment do not count."""

    def find(courses: Courses) -> Array:
        criterion = load_criterion("sledai-2k")
        found = SCORE.find(_bedside(courses, day))
        own = 1.0 - found[response.SledaiItem.BY_DRUG]
        excused = set(criterion["cytopenias"])
        points = [
            weight * found[item] * (own if item in excused else 1.0)
            for item, weight in criterion["weights"].items()
        ]
        return np.asarray(np.sum(points, axis=0)[0])

    return find


def _traits() -> dict[str, Factor]:
    """Return the traits that the instrument asks for, and what kind of thing each is."""
    nobody = {o: np.ones((1, 1)) for o in SIGNS_NEED}
    seen = _bedside(Courses(np.zeros(1), nobody), 0.0)
    SCORE.find(seen)
    return {name: _THRESHOLDS if "threshold" in name else _SIGNS for name in seen.asked}


TRAITS: Mapping[str, Factor] = MappingProxyType(_traits())
"""Trait of a patient -> what it counts as."""
