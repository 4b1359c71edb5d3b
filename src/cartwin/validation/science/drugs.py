"""Targets about the drugs against ITP: what trials found, and what the twin gives.

Trials are compared with virtual patients as in trials (see `people`).
"""

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from cartwin.validation.science.courses import Course, daily, follow
from cartwin.validation.science.people import changed, of_trials, refractory, typical
from cartwin.validation.science.target import Target
from cartwin.validation.science.titration import durable, overall


__all__ = ["TARGETS"]

IVIG = "ivig 1 g/kg d0,1"
ELTROMBOPAG = daily("eltrombopag 50 mg", 42)
DARATUMUMAB = "dara 16 mg/kg d0,7,14,21,28,35,42,49"
ENOUGH, NORMAL = 50.0, 100.0  # platelet counts of a response, of a complete one [10*9/L]
_IVIG = "trials of IVIG in chronic ITP (NCT00511147 and others), as transcribed"
_ELT = "registration trials, FDA summary, Oncology 2009;23(13), abstract"
_ROMI = "Kuter 2008, Lancet 371:395; product information, tables of both trials"
_DART = "DART, Blood Adv 2025, doi 10.1182/bloodadvances.2025017279, abstract"
_CM313 = "Chen 2024, N Engl J Med 390:2178 (CM313), as transcribed"
_RISE = "general knowledge of the registration trials, source not at hand"
_FLUCTUATION = "counts of one patient do not fluctuate"


def percent(yes: object) -> float:
    """Return the share of what is true [%]."""
    return 100.0 * float(np.mean(np.asarray(yes)))


@cache
def _ivig() -> Course:
    return follow(of_trials(), IVIG, 56, step=0.5)


def _responders() -> Course:
    course = _ivig()
    who = course.of("PLAT", 0, 14).max(axis=0) >= ENOUGH
    return Course(days=course.days, readings={"PLAT": course.of("PLAT")[:, who]})


def _ivig_response() -> float:
    return percent(_ivig().of("PLAT", 0, 8).max(axis=0) >= ENOUGH)


def _ivig_peak() -> float:
    return float(np.median(_responders().of("PLAT").max(axis=0)))


def _ivig_peak_day() -> float:
    course = _responders()
    return float(np.median(course.days[course.of("PLAT").argmax(axis=0)]))


def _ivig_onset() -> float:
    return float(np.nanmedian(_responders().first_day("PLAT", ENOUGH)))


def _ivig_duration() -> float:
    return float(np.median((_responders().of("PLAT") >= ENOUGH).sum(axis=0) * 0.5))


@cache
def _eltrombopag() -> Course:
    return follow(of_trials(), ELTROMBOPAG, 70)


def _elt_response() -> float:
    return percent(_eltrombopag().on("PLAT", 42) >= ENOUGH)


def _elt_share(day: float) -> float:
    """Return how much of the rise of the median by week 6 there is on a day [%]."""
    start, now, full = (np.median(_eltrombopag().on("PLAT", d)) for d in (-7, day, 42))
    return float(100.0 * (now - start) / (full - start))


@cache
def _daratumumab() -> Course:
    return follow(of_trials(), DARATUMUMAB, 200, ("PLAT", "IGG"))


def _dara_response(week: int) -> float:
    """Return how many have two consecutive weekly counts of at least 50 [%]."""
    course = _daratumumab()
    both = (course.on("PLAT", 7.0 * w) >= ENOUGH for w in (week - 1, week))
    return percent(np.logical_and(*both))


def _dara_igg() -> float:
    igg = _daratumumab().of("IGG")
    return float(np.median(igg.min(axis=0) / igg[0]))


def _splenectomy() -> float:
    course = follow(of_trials(), "splenectomy 1 organ d0", 60)
    return percent(course.on("PLAT", 60) >= NORMAL)


def _rituximab() -> float:
    regimen = "rituximab 375 mg/m2 d0,7,14,21"
    counts = follow(of_trials(), regimen, 182).of("PLAT", 1)
    return percent(counts.max(axis=0) >= ENOUGH)


def _fostamatinib() -> float:
    regimen = "fostamatinib 100 mg d" + ",".join(f"{i / 2:g}" for i in range(168))
    return percent(follow(of_trials(), regimen, 84).on("PLAT", 84) >= ENOUGH)


def _first(severity: float) -> float:
    return float(follow(changed(typical(), {"sev": severity}), "", 1).on("PLAT", 0.0)[0])


def _healthy_romiplostim(day: bool) -> float:
    course = follow(changed(typical(), {"sev": 0.0}), "romiplostim 2 ug/kg d0", 42)
    counts = course.of("PLAT")[:, 0]
    return float(course.days[counts.argmax()] if day else counts.max() / counts[0])


def _t(
    name: str,
    low: float,
    high: float,
    slack: float,
    unit: str,
    source: str,
    find: Callable[[], float],
    *,
    used: bool = False,
    weak: str = "",
) -> Target:
    return Target(
        name=name,
        low=low,
        high=high,
        slack=slack,
        unit=unit,
        source=source,
        used=used,
        find=find,
        weak=weak,
    )


TARGETS = (
    _t("count of healthy platelets", 240, 260, 5, "10*9/L", "general knowledge: 250",
       partial(_first, 0.0), used=True),
    _t("count in typical refractory ITP", 8, 13, 2, "10*9/L",
       "NCT06352281 series, conference abstract 2025: median 9 (2-24)",
       partial(_first, 1.1), used=True),
    _t("romiplostim 2 ug/kg in health: rise", 1.8, 2.2, 0.3, "1",
       "volunteers, source not at hand: about twofold",
       partial(_healthy_romiplostim, False)),
    _t("romiplostim 2 ug/kg in health: day of the peak", 12, 15, 1.5, "d",
       "volunteers, source not at hand", partial(_healthy_romiplostim, True)),
    _t("IVIG 1 g/kg twice: response by day 8", 71, 87, 5, "%", _IVIG, _ivig_response,
       used=True),
    _t("IVIG: median time to 50", 1.5, 2.0, 0.5, "d", _IVIG, _ivig_onset, used=True),
    _t("IVIG: median peak of responders", 170, 195, 40, "10*9/L", _IVIG + ": 182",
       _ivig_peak, used=True),
    _t("IVIG: median day of the peak", 6, 8, 1, "d", _IVIG + ": about 7", _ivig_peak_day,
       used=True),
    _t("IVIG: median days at 50 or more", 14, 25, 3, "d", _IVIG, _ivig_duration),
    _t("eltrombopag 50 mg: response on day 42", 59, 70, 5, "%", _ELT, _elt_response,
       used=True),
    _t("eltrombopag: share of the plateau by week 2", 70, 80, 7, "%", _RISE,
       partial(_elt_share, 14), used=True),
    _t("eltrombopag: share of the plateau two weeks after", 0, 15, 10, "%", _RISE,
       partial(_elt_share, 56), used=True),
    _t("romiplostim, titrated: overall response", 79, 88, 5, "%", _ROMI,
       partial(overall, of_trials, 0.0)),
    _t("romiplostim, titrated: durable response", 38, 61, 5, "%", _ROMI,
       partial(durable, of_trials, 0.0), weak=_FLUCTUATION),
    _t("romiplostim: durable, if counts fluctuated by 35 %", 38, 61, 5, "%", _ROMI,
       partial(durable, of_trials, 0.35), weak=_FLUCTUATION),
    _t("romiplostim, refractory ITP: durable", 38, 61, 5, "%", _ROMI,
       partial(durable, refractory, 0.0)),
    _t("romiplostim, refractory ITP: durable, if counts fluctuated", 38, 61, 5, "%", _ROMI,
       partial(durable, refractory, 0.35)),
    _t("splenectomy: complete response", 60, 72, 6, "%",
       "Kojouri 2004, Blood 104:2623, abstract: 66 % of 2623",
       _splenectomy, used=True),
    _t("daratumumab x8: response at week 12", 48, 95, 5, "%", f"{_DART}; {_CM313}",
       partial(_dara_response, 12), used=True),
    _t("daratumumab x8: response at week 12 as in DART", 26, 70, 5, "%",
       _DART + ": 10 of 21", partial(_dara_response, 12), used=True,
       weak="daratumumab works too often"),
    _t("daratumumab x8: response at week 24 as in DART", 18, 62, 5, "%",
       _DART + ": 8 of 21", partial(_dara_response, 24),
       weak="daratumumab works too often"),
    _t("daratumumab x8: lowest IgG over baseline", 0.55, 0.68, 0.05, "1",
       "series of lupus, as transcribed: 11.4 to 7.0 g/L", _dara_igg, used=True),
    _t("rituximab x4: response within 6 months", 40, 60, 7, "%",
       "general knowledge, source not at hand", _rituximab),
    _t("fostamatinib: response at week 12", 18, 43, 5, "%",
       "general knowledge: 18 % stable, 43 % any; source not at hand", _fostamatinib,
       used=True),
)  # fmt: skip
