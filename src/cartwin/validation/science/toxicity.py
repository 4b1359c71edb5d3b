"""Targets about CRS and ICANS."""

from functools import cache, partial

import numpy as np
import numpy.typing as npt

from cartwin.rules import judge
from cartwin.study import parse_regimen
from cartwin.twin import Plan, simulate
from cartwin.validation.science.cells import STANDARD
from cartwin.validation.science.people import SEED, refractory
from cartwin.validation.science.target import Target


__all__ = ["TARGETS"]

DAYS = 40


@cache
def _worst(dose: str) -> dict[str, npt.NDArray[np.int64]]:
    """Return the highest grade of each patient; no drug is given against it."""
    patients = refractory()
    n, days = len(patients), tuple(float(d) for d in range(DAYS + 1))
    plan = Plan(
        regimens=(parse_regimen(STANDARD.format(dose)),) * n,
        arms=("all",) * n,
        visits=dict.fromkeys(("CRS", "ICANS"), days),
        follow_up=np.full(n, float(DAYS)),
    )
    judged = judge(simulate(patients, plan, seed=SEED, name="science", title=""))
    worst = {"CRS": judged.crs_worst, "ICANS": judged.icans_worst}
    return {scale: table["grade"].to_numpy() for scale, table in worst.items()}


def _share(dose: str, scale: str, grade: int) -> float:
    return float(100.0 * (_worst(dose)[scale] >= grade).mean())


def _more_crs() -> float:
    """Return by how much more often tenfold the dose gives CRS [percentage points]."""
    return _share("1e7", "CRS", 1) - _share("1e6", "CRS", 1)


TARGETS = (
    Target(name="CRS of any grade", low=73, high=87, slack=5, unit="%",
           source="pooled series of autoimmune disease, as transcribed", used=True,
           find=partial(_share, "1e6", "CRS", 1)),
    Target(name="CRS of grade 2 or more", low=2, high=15, slack=5, unit="%",
           source="pooled series of autoimmune disease: mostly grade 1", used=True,
           find=partial(_share, "1e6", "CRS", 2)),
    Target(name="ICANS of any grade", low=1.6, high=8.9, slack=2, unit="%",
           source="pooled series of autoimmune disease: 6 of 142", used=True,
           find=partial(_share, "1e6", "ICANS", 1)),
    Target(name="CRS after 1e7 less after 1e6 per kg", low=1, high=50, slack=0,
           unit="points", source="general knowledge from oncology: it rises with dose",
           used=False, find=_more_crs, weak="CRS does not rise with the cell dose"),
)  # fmt: skip
