"""CRS and ICANS as separate ordinal processes, and the bedside findings behind a grade.

    grade = number of thresholds below  slope log(1 + signal) + cohort + patient

The cohort effect (product and centre) is drawn once per cohort, the patient effect is
standard logistic; CRS and ICANS are independent given the patient. The signals are
states of the twin. The findings are written so that the published rule, applied to
them, gives this grade: fever belongs to the ordinal process, not to the twin's
temperature. Thresholds were calibrated to pooled rates of autoimmune series.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cartwin.parameters import Certainty, Fixed, Parameter
from cartwin.twin.random import Bits, Numbers, key_of


__all__ = ["CRS", "ICANS", "PRODUCT_SPREAD", "TOXICITY_PARAMETERS", "OrdinalToxicity"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalToxicity:
    """An ordinal process.

    Attributes
    ----------
    name
        Name of the scale.
    signal
        Observable of the twin that drives it.
    slope, base
        The latent severity is slope * log_base(1 + signal) + effects.
    floor
        Signal below which there is no toxicity, whatever the effects.
    thresholds
        Of grades 1 to 4.
    cohort_spread
        Standard deviation of the effect of product and centre.
    population_spread
        Standard deviation of what is not known of the typical severity: of the effect of
        a population, see `cartwin.twin.populations`.
    """

    name: str
    signal: str
    slope: float
    base: float
    floor: float
    thresholds: tuple[float, float, float, float]
    cohort_spread: float
    population_spread: float

    def effects(self, seed: int, patients: Bits, cohorts: Bits) -> Array:
        """Return cohort plus patient effect (patient), by the keys of both."""
        shared = Numbers(cohorts, key_of(seed, "product", self.name)).normal()
        own = Numbers(patients, key_of(seed, self.name)).random()
        return np.asarray(self.cohort_spread * shared + np.log(own / (1.0 - own)))

    def grade(self, signal: Array, effects: Array) -> npt.NDArray[np.int64]:
        """Return grades 0 to 4 for signals (..., patient)."""
        with np.errstate(all="ignore"):
            latent = self.slope * np.log1p(signal) / np.log(self.base) + effects
        above = [(latent > t) & (signal > self.floor) for t in self.thresholds]
        return np.asarray(np.sum(above, axis=0), np.int64)


CRS = OrdinalToxicity(
    name="CRS",
    signal="crs_signal",
    slope=4.2,
    base=10.0,
    floor=1.0,
    thresholds=(6.1, 12.5, 15.3, 17.3),
    cohort_spread=0.8,
    population_spread=0.5,
)
ICANS = OrdinalToxicity(
    name="ICANS",
    signal="icans_signal",
    slope=2.2,
    base=2.0,
    floor=0.05,
    thresholds=(6.3, 6.9, 7.3, 8.4),
    cohort_spread=1.75,
    population_spread=0.5,
)
PRODUCT_SPREAD = 0.4  # of the engrafting fraction between cohorts, log scale (assumed)


def _declare(name: str, value: float, meaning: str, source: str) -> Parameter:
    """Declare what is the same in all; the source opens with its certainty."""
    certainty = Certainty(source.partition(":")[0])
    return Parameter(
        name=name,
        value=value,
        unit="1",
        spread=Fixed(),
        meaning=meaning,
        source=source,
        certainty=certainty,
    )


def _declared(process: OrdinalToxicity, anchor: str) -> Iterator[Parameter]:
    name, short = process.name, process.name.lower()
    fitted = f"calibrated: {anchor}"
    what = f"slope of {name} on its signal"
    yield _declare(f"{short}_slope", process.slope, what, fitted)
    for grade, threshold in enumerate(process.thresholds, 1):
        what = f"latent severity above which {name} is grade {grade} or more"
        yield _declare(f"{short}_threshold_{grade}", threshold, what, fitted)
    what = f"signal below which there is no {name}"
    few = "assumed: far below the signal of the mildest case"
    yield _declare(f"{short}_floor", process.floor, what, few)
    what = f"spread of {name} between products and centres"
    spread = "assumed: large enough for the published spread between products"
    yield _declare(f"{short}_cohort_spread", process.cohort_spread, what, spread)
    what = f"uncertainty of the typical severity of {name}"
    doubt = "assumed: rates of pooled series that were read differ by about as much"
    yield _declare(f"{short}_population_spread", process.population_spread, what, doubt)


TOXICITY_PARAMETERS = (
    *_declared(CRS, "any CRS in 73 to 87 % of autoimmune series, mostly grade 1"),
    *_declared(ICANS, "6 of 142 pooled autoimmune patients, 2 of 4 in the ITP series"),
    _declare(
        "product_spread",
        PRODUCT_SPREAD,
        "spread of the engrafting fraction between cohorts, log scale",
        "assumed: no published estimate",
    ),
)

# Findings that the ASTCT tables (Lee 2019) place at each grade; item -> value or words.
CRS_FINDINGS: Mapping[int, Mapping[str, float | str]] = {
    0: {},
    1: {"hypotension": 0.0, "oxygen": "none"},
    2: {"hypotension": 1.0, "vasopressors": "none", "oxygen": "none"},
    3: {"hypotension": 1.0, "vasopressors": "norepinephrine", "oxygen": "none"},
    4: {"hypotension": 1.0, "vasopressors": "norepinephrine;epinephrine", "oxygen": "none"},
}
ICE_FINDINGS: Mapping[int, Mapping[str, float | str]] = {
    0: {"ice_score": 10.0, "arousal": "alert"},
    1: {"ice_score": 8.0, "arousal": "spontaneous"},
    2: {"ice_score": 5.0, "arousal": "voice"},
    3: {"ice_score": 1.0, "arousal": "tactile"},
    4: {"ice_score": 0.0, "arousal": "unarousable"},
}
CAPD_FINDINGS: Mapping[int, Mapping[str, float | str]] = {
    0: {"capd": 4.0, "arousal": "alert"},
    1: {"capd": 6.0, "arousal": "spontaneous"},
    2: {"capd": 8.0, "arousal": "voice"},
    3: {"capd": 12.0, "arousal": "tactile"},
    4: {"capd": 32.0, "arousal": "unarousable"},
}
CAPD_BELOW_AGE = 12.0
FEVER, NO_FEVER = 38.2, 37.7  # temperatures written where the twin's own disagrees [Cel]
