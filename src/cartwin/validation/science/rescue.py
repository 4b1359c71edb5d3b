"""Targets about rituximab's B cells, and about the patient whom daratumumab rescued."""

from dataclasses import replace
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from cartwin.engine import Event, Events, compile, solve
from cartwin.study import parse_regimen
from cartwin.twin import Body, simulate_explanations, system_of
from cartwin.validation.science.courses import Course, follow
from cartwin.validation.science.people import typical
from cartwin.validation.science.target import Target


__all__ = ["TARGETS"]

RITUXIMAB = "rituximab 375 mg/m2 d0,7"
PATIENT_1 = (
    "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart 3e5/kg d0; dara 16 mg/kg d270,277"
)
BACK = 10.0  # B cells returned [1/uL]; the definition behind the published day is unread
_CHEN = "Chen 2024, Front Pharmacol 14:1319744 (14 children), as transcribed in nlmixr2lib"
_SERIES = "NCT06352281 series, conference abstract 2025"
_LYMPH_NODES = "Ramwadhdoebe 2019, Rheumatology, as transcribed: about 40 %"


@cache
def _rituximab() -> Course:
    return follow(typical(), RITUXIMAB, 300, ("BCELL",))


def _nadir() -> float:
    course = _rituximab()
    cells = course.of("BCELL")[:, 0]
    return float(np.median(course.days[cells == cells.min()]))


def _back() -> float:
    course = _rituximab()
    return float(course.days[(course.days > _nadir()) & _enough(course)][0])


def _enough(course: Course) -> npt.NDArray[np.bool_]:
    return np.asarray(course.of("BCELL")[:, 0] >= BACK)


def _left_in_lymph_nodes() -> float:
    """Return the share of B cells in tissue that rituximab leaves after 4 weeks [%]."""

    def tissue(NT: float, MT: float) -> dict[str, float]:
        return dict(in_tissue=NT + MT)

    system = system_of("itp")
    seen = replace(system, observables=(*system.observables, tissue))
    events = Events.of([[Event(d, "RTX", 700.0) for d in (0.0, 7.0)]], _states())
    kernel = compile(seen, observables=("in_tissue",), constants={}, dosed=["RTX"])
    found = solve(kernel, dict(typical().parameters), events, [0.0, 28.0], rtol=1e-6)
    cells = np.asarray(found["in_tissue"])[:, 0]
    return float(100.0 * cells[1] / cells[0])


def _states() -> list[str]:
    return [s.name for s in system_of("itp").states]


@cache
def _explained() -> dict[float, float]:
    """Return the counts of explanation A: day -> count."""
    days = (-6.0, 90.0, 269.0, 270.0, 277.0, 284.0, 480.0)
    body = Body(weight=70.0, height=170.0)
    study = simulate_explanations("itp", parse_regimen(PATIENT_1), days, body=body)
    counts = study.values("PLAT")
    own = counts.filter(patient="A")
    return dict(zip(own["day"].to_list(), own["value"].to_list(), strict=True))


def _drift() -> float:
    return _explained()[269.0] / _explained()[90.0]


def _on(day: float) -> float:
    return _explained()[day]


TARGETS = (
    Target(name="rituximab twice: day of fewest B cells", low=30, high=45, slack=15,
           unit="d", source=_CHEN + ": median 37.5", used=False, find=_nadir),
    Target(name="rituximab twice: return of B cells", low=140, high=170, slack=30, unit="d",
           source=_CHEN + ": median 154.5", used=True, find=_back),
    Target(name="rituximab: B cells left in tissue after 4 weeks", low=30, high=50,
           slack=30, unit="%", source=_LYMPH_NODES, used=True, find=_left_in_lymph_nodes),
    Target(name="patient 1: rise of the plateau, day 90 to 269", low=0.9, high=1.1,
           slack=0.1, unit="-fold", source=_SERIES + ": stable", used=True, find=_drift,
           weak="a plateau drifts"),
    Target(name="patient 1: count a week after daratumumab", low=200, high=300, slack=20,
           unit="10*9/L", source=_SERIES + ": above 200", used=True,
           find=partial(_on, 277.0)),
    Target(name="patient 1: count seven months after daratumumab", low=200, high=300,
           slack=20, unit="10*9/L", source=_SERIES + ": held", used=True,
           find=partial(_on, 480.0)),
)  # fmt: skip
