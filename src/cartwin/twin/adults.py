"""Virtual adults with a refractory disease, observed daily: the default population."""

from collections.abc import Callable

import numpy as np

from cartwin.study import Protocol, Regimen, Study
from cartwin.twin.population import Candidate, draw_patients
from cartwin.twin.random import stream
from cartwin.twin.simulate import Plan, simulate


__all__ = ["simulate_adults"]

AGES = (18.0, 75.0)  # drawn from evenly (assumed) [a]
WOMEN = 0.6  # share; primary ITP affects somewhat more women than men (assumed)
DAILY = ("PLAT", "NEUT", "BCELL", "BNAIVE", "GPAB", "CARCOPY", "IGG")
BEDSIDE_DAYS = 30.0  # CRS and ICANS are assessed until then


def simulate_adults(
    disease: str,
    regimen: Regimen,
    *,
    n: int,
    days: float,
    seed: int,
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
    visits = _visits(days)
    plan = Plan(
        regimens=(regimen,) * n,
        arms=("all",) * n,
        visits=visits,
        follow_up=np.full(n, float(days)),
    )
    return simulate(
        draw_patients(disease, [_adult(i, seed) for i in range(n)], seed=seed),
        plan,
        seed=seed,
        name=f"{disease}-virtual",
        title=f"{n} virtual adults",
        protocol=Protocol(
            patients=n,
            lymphodepletion=regimen,
            arms=(),
            visits=visits,
            follow_up=(days, days),
        ),
        on_progress=on_progress,
    )


def _adult(i: int, seed: int) -> Candidate:
    name = f"V{i + 1:07d}"
    random = stream(seed, name, "covariates")
    age = round(float(random.uniform(*AGES)), 1)
    sex = "female" if random.random() < WOMEN else "male"
    return Candidate(patient=name, cohort=name, age=age, sex=sex)


def _visits(days: float) -> dict[str, tuple[float, ...]]:
    daily = tuple(float(d) for d in np.arange(-6.0, days + 0.5))
    bedside = tuple(d for d in daily if 0 <= d <= BEDSIDE_DAYS)
    return dict.fromkeys(DAILY, daily) | dict.fromkeys(("TEMP", "CRS", "ICANS"), bedside)
