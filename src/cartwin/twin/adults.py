"""Virtual adults with a refractory disease, observed daily: the default population."""

from collections.abc import Callable

import numpy as np

from cartwin.study import Protocol, Regimen, Study
from cartwin.twin.assay import ASSAYS
from cartwin.twin.assessing import instruments_of
from cartwin.twin.candidates import EITHER, Candidates
from cartwin.twin.disease import diseases_of, observables_of, strikes_platelets
from cartwin.twin.plan import Plan
from cartwin.twin.population import BASELINE_DAY, draw_patients
from cartwin.twin.random import Numbers, key_of, keys_of
from cartwin.twin.simulate import simulate


__all__ = [
    "AGES",
    "REFRACTORY",
    "draw_adults",
    "plan_adults",
    "share_of_women",
    "simulate_adults",
]

AGES = (18.0, 75.0)  # drawn from evenly (assumed) [a]
DAILY = ("PLAT", "NEUT", "BCELL", "BNAIVE", "GPAB", "CARCOPY", "IGG")  # as far as read
NOT_ASKED = ("TEMP", "CARCELL", "LYM", "CRP")  # at the bedside, or told by others
CLINIC_EVERY = 14.0  # days between visits for what the disease is judged by
REFRACTORY = (2.0, 30.0)  # platelet count observed at baseline in ITP [10*9/L]
DIGITS = 7  # of the number in a patient's name; more where there are more patients
BEDSIDE_DAYS = 30.0  # CRS and ICANS are assessed until then


def simulate_adults(
    disease: str,
    regimen: Regimen,
    *,
    n: int,
    days: float,
    seed: int,
    rtol: float = 1e-6,
    on_progress: Callable[[float], None] | None = None,
) -> Study:
    """Return `n` virtual adults treated alike, each with a product of their own.

    Parameters
    ----------
    days
        Length of follow-up after the infusion.

    Raises
    ------
    ModelError
        If there is no twin of the disease, or it does not know a drug.
    """
    plan = plan_adults(disease, regimen, n, days)
    return simulate(
        draw_patients(disease, draw_adults(0, n, seed=seed, disease=disease), seed=seed),
        plan,
        seed=seed,
        rtol=rtol,
        name=f"{disease}-virtual",
        title=f"{n} virtual adults",
        protocol=Protocol(
            patients=n,
            lymphodepletion=regimen,
            arms=(),
            visits=plan.visits,
            follow_up=(days, days),
        ),
        on_progress=on_progress,
    )


def plan_adults(disease: str, regimen: Regimen, n: int, days: float) -> Plan:
    """Return the plan of `n` adults who are treated alike and observed daily.

    What else the disease is judged by is read and scored at the clinic.

    >>> plan = plan_adults("aha", Regimen(), 1, 30.0)
    >>> plan.visits["FVIII"], "GPAB" in plan.visits
    ((-6.0, 0.0, 14.0, 28.0), False)
    """
    daily = tuple(float(d) for d in np.arange(-6.0, days + 0.5))
    bedside = tuple(d for d in daily if 0 <= d <= BEDSIDE_DAYS)
    clinic = (BASELINE_DAY, *np.arange(0.0, days + 0.5, CLINIC_EVERY).tolist())
    known = {*observables_of(disease)} & ASSAYS.keys()
    others = [*sorted(known.difference(DAILY, NOT_ASKED)), *instruments_of(disease)]
    visits = (
        dict.fromkeys((a for a in DAILY if a in known), daily)
        | dict.fromkeys(("TEMP", "CRS", "ICANS"), bedside)
        | dict.fromkeys(others, clinic)
    )
    return Plan(
        regimens=(regimen,) * n,
        arms=("all",) * n,
        visits=visits,
        follow_up=np.full(n, float(days)),
    )


def draw_adults(first: int, last: int, *, seed: int, disease: str = "itp") -> Candidates:
    """Return the virtual adults from number `first` to before `last`, counted from 0.

    The disease decides how many are women, and whether platelets must be low.

    >>> few, many = (draw_adults(7, n, seed=1) for n in (9, 20))
    >>> few.patients.tolist(), bool((few.ages == many.ages[:2]).all())
    ([b'V0000008', b'V0000009'], True)
    """
    number = np.arange(first + 1, last + 1).astype("S20")
    names = np.strings.add(b"V", np.strings.zfill(number, DIGITS))
    numbers, n = Numbers(keys_of(names), key_of(seed, "covariates")), last - first
    youngest, oldest = AGES
    low, high = REFRACTORY if strikes_platelets(disease) else (np.nan, np.nan)
    return Candidates(
        patients=names,
        cohorts=names,
        ages=np.round(youngest + (oldest - youngest) * numbers.random(), 1),
        female=numbers.random() < share_of_women(disease),
        lowest=np.full(n, low),
        highest=np.full(n, high),
        positive=np.full(n, EITHER, np.int8),
        disease_durations=np.full(n, np.nan),
        prior_therapies=np.full(n, np.nan),
    )


def share_of_women(disease: str) -> float:
    """Return the share of women among the adults (assumed); their mean in a mixed study.

    >>> share_of_women("itp")
    0.6
    """
    shares = [d.women for d in diseases_of(disease)]
    return sum(shares) / len(shares)
