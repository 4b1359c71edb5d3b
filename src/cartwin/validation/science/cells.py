"""Targets about CAR-T and B cells: kinetics, the law of the dose, aplasia."""

from functools import cache, partial

import numpy as np
import numpy.typing as npt

from cartwin.validation.science.courses import Course, follow
from cartwin.validation.science.people import refractory, typical
from cartwin.validation.science.target import Target


__all__ = ["ERLANGEN", "STANDARD", "TARGETS", "treated"]

Array = npt.NDArray[np.float64]
STANDARD = "flu 30 mg/m2 d-5,-4,-3; cy 300 mg/m2 d-5,-4,-3; cart {}/kg d0"
ERLANGEN = "flu 25 mg/m2 d-5,-4,-3; cy 1000 mg/m2 d-3; cart {}/kg d0"
GONE, BACK = 1.0, 5.0  # B cells undetectable; returned [1/uL]
ANALYTES = ("PLAT", "BCELL", "BNAIVE", "CARCELL", "CARCOPY", "IGG", "NEUT")
ONE_MONTH, LONG = 45.0, 60.0  # an early return, and a long absence [d]
_PARK = "Park 2025, Clin Transl Sci 18:e70146 (a model), as transcribed in nlmixr2lib"
_SLOW = "a very low dose takes too long to expand"
_STEIN = "Stein 2019, CPT Pharmacometrics Syst Pharmacol 8:285, as transcribed"


@cache
def treated(dose: str, lymphodepletion: str = STANDARD) -> Course:
    """Return the courses of patients with refractory ITP after CAR-T cells."""
    return follow(refractory(), lymphodepletion.format(dose), 400, ANALYTES)


def _peaks() -> Array:
    return np.asarray(treated("1e6").of("CARCELL").max(axis=0))


def _peak_spread() -> float:
    return float(np.std(np.log(_peaks())))


def _peak_day() -> float:
    course = treated("1e6")
    return float(np.median(course.days[course.of("CARCELL").argmax(axis=0)]))


def _doubling() -> float:
    """Return the mean doubling time from 2 to 30 % of the peak [d]."""
    course = _lone("1e6")
    copies = course.of("CARCOPY", 2)[:, 0] / course.of("CARCOPY").max()
    first, last = (int((copies >= share).argmax()) for share in (0.02, 0.30))
    return float(0.25 * (last - first) / np.log2(copies[last] / copies[first]))


def _contraction() -> float:
    """Return the share of the peak left on day 90, in copies of the typical patient [%]."""
    copies = _lone("1e6").of("CARCOPY")[:, 0]
    return float(100.0 * _lone("1e6").on("CARCOPY", 90)[0] / copies.max())


def _return(course: Course) -> Array:
    """Return the day on which B cells are back; NaN where they never were away."""
    cells, days = course.of("BCELL", 0), course.days[course.days >= 0]
    gone = cells <= GONE
    since = np.where(gone.any(axis=0), days[gone.argmax(axis=0)], np.inf)
    back = (days[:, None] > since) & (cells >= BACK)
    return np.where(back.any(axis=0), days[back.argmax(axis=0)], np.nan)


def _aplasia(spread: bool) -> float:
    days = _return(treated("1e6", ERLANGEN))
    return float(np.nanstd(days) if spread else np.nanmean(days))


def _gone_by(day: float) -> float:
    return float(100.0 * (treated("1e6").of("BCELL", 0, day).min(axis=0) <= GONE).mean())


def _naive() -> float:
    course, days = treated("1e6"), _return(treated("1e6"))
    shares = [course.on("BNAIVE", d)[i] for i, d in enumerate(days) if np.isfinite(d)]
    return float(np.nanmedian(shares))


def _one_early() -> float:
    """Return how often one of four returns within a month and the others stay away [%]."""
    days = _return(treated("2e5"))
    early, late = np.mean(days <= ONE_MONTH), np.mean(days > LONG)
    return float(100.0 * 4.0 * early * late**3)


def _low_dose() -> float:
    return float(np.nanmean(_return(treated("3e5"))))


def _igg() -> float:
    igg = treated("1e6").of("IGG")
    return float(100.0 * (1.0 - np.median(igg.min(axis=0) / igg[0])))


def _neutropenia() -> float:
    return float(np.median((treated("1e6").of("NEUT") < 0.5).sum(axis=0)))


@cache
def _lone(dose: str) -> Course:
    """Return the course of the typical patient, read four times a day."""
    analytes = ("CARCELL", "CARCOPY", "BCELL")
    return follow(typical(), ERLANGEN.format(dose), 220, analytes, step=0.25)


def _dose_peak() -> float:
    high, low = (_lone(d).of("CARCELL").max() for d in ("1e6", "1e4"))
    return float(high / low)


def _dose_day(dose: str) -> float:
    return float(_lone(dose).days[_lone(dose).of("CARCELL")[:, 0].argmax()])


def _dose_b() -> float:
    """Return B cells on day 200 after the low dose, over those after the high one."""
    low, high = (_lone(d).on("BCELL", 200)[0] for d in ("1e4", "1e6"))
    return float(low / high)


TARGETS = (
    Target(name="CAR-T 1e6/kg: median day of the peak", low=8, high=11.5, slack=1, unit="d",
           source=_STEIN + ": 9.3; label 9.9", used=True, find=_peak_day),
    Target(name="CAR-T: doubling time while they grow", low=0.70, high=0.80,
           slack=0.05, unit="d",
           source="Ogasawara 2021, Clin Pharmacokinet: 0.755; " + _STEIN + ": 0.78",
           used=True, find=_doubling),
    Target(name="CAR-T: spread of the peak, log SD", low=0.73, high=0.89, slack=0.08,
           unit="1", source=_STEIN + ": 0.81", used=True, find=_peak_spread),
    Target(name="CAR-T: share of the peak left on day 90", low=0.3, high=1.0, slack=0.3,
           unit="%", source=_STEIN + ": 0.6", used=True, find=_contraction),
    Target(name="100-fold dose: rise of the peak", low=1.6, high=2.0, slack=0.3,
           unit="-fold", source=_PARK + ": 1.8", used=True, find=_dose_peak, weak=_SLOW),
    Target(name="1e6/kg: day of the peak", low=7.5, high=9.5, slack=1, unit="d",
           source=_PARK + ": 8.5", used=True, find=partial(_dose_day, "1e6")),
    Target(name="1e4/kg: day of the peak", low=11.5, high=13.5, slack=1, unit="d",
           source=_PARK + ": 12.5", used=True, find=partial(_dose_day, "1e4"),
           weak=_SLOW),
    Target(name="100-fold lower dose: B cells on day 200", low=0.9, high=1.1, slack=0.1,
           unit="-fold", source=_PARK + ": unchanged", used=True, find=_dose_b),
    Target(name="B cells undetectable by day 14", low=95, high=100, slack=5, unit="%",
           source="Mackensen 2022, Nat Med 28:2124", used=False,
           find=partial(_gone_by, 14.0)),
    Target(name="return of B cells: mean", low=94, high=126, slack=10, unit="d",
           source="Mackensen 2022, Nat Med 28:2124: 110 ± 32, n = 5", used=True,
           find=partial(_aplasia, False)),
    Target(name="return of B cells: SD", low=14, high=52, slack=5, unit="d",
           source="Mackensen 2022, Nat Med 28:2124: 110 ± 32, n = 5", used=True,
           find=partial(_aplasia, True)),
    Target(name="return of B cells in a larger series: mean", low=100, high=124, slack=10,
           unit="d", source="Mueller 2024, N Engl J Med: 112 ± 47, n = 15, as quoted",
           used=False, find=partial(_aplasia, False)),
    Target(name="return of B cells in a larger series: SD", low=34, high=74, slack=5,
           unit="d", source="Mueller 2024, N Engl J Med: 112 ± 47, n = 15, as quoted",
           used=False, find=partial(_aplasia, True)),
    Target(name="naive share of B cells that return", low=99, high=100, slack=1, unit="%",
           source="Mackensen 2022, Nat Med 28:2124", used=False, find=_naive),
    Target(name="3e5/kg: mean absence of B cells", low=60, high=180, slack=10, unit="d",
           source="NCT06352281 series, conference abstract 2025: months in three of four",
           used=True, find=_low_dose),
    Target(name="one early return beside three long absences", low=5, high=100, slack=0,
           unit="%", source="NCT06352281 series, conference abstract 2025: happened once",
           used=False, find=_one_early, weak="B cells return too uniformly"),
    Target(name="largest fall of IgG", low=14, high=21, slack=3, unit="%",
           source="Hill 2019, as transcribed: 17.5", used=True, find=_igg),
    Target(name="neutrophils below 0.5: median duration", low=5, high=10, slack=1, unit="d",
           source="general knowledge of CAR-T after fludarabine", used=True,
           find=_neutropenia),
)  # fmt: skip
