"""What publications report of the treatments: data, each number with its source."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cartwin.parameters import Certainty
from cartwin.rules import statistics
from cartwin.trial.treatments.measures import treatment_measure


__all__ = ["Fact", "published_facts"]

FILE = "published.toml"
FOLDER = "treatments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One published number.

    Attributes
    ----------
    treatment, measure
        Names of what it is about.
    value
        Share, or median or mean.
    low, high
        95 % interval: as reported, or Wilson's of a share whose denominator is known;
        else None.
    n, denominator
        Patients with the finding, patients looked at; None if not reported.
    definition
        What was counted there.
    patients
        Who they were.
    calibration
        Whether the twin was tuned with the number in view: no, partly, yes.
    """

    treatment: str
    measure: str
    value: float
    low: float | None
    high: float | None
    n: int | None
    denominator: int | None
    definition: str
    patients: str
    source: str
    certainty: Certainty
    calibration: str

    @property
    def is_share(self) -> bool:
        """Whether it is a share, not a median."""
        return not treatment_measure(self.measure).unit


@cache
def published_facts() -> tuple[Fact, ...]:
    """Return all published numbers, by treatment as listed there.

    >>> fact = next(f for f in published_facts() if "Kojouri" in f.source)
    >>> fact.n, fact.denominator, round(fact.value, 2)
    (1731, 2623, 0.66)
    """
    text = (files("cartwin.trial") / FOLDER / FILE).read_text("utf-8")
    return tuple(_fact(**row) for row in tomllib.loads(text)["fact"])


def _fact(
    *,
    n: int | None = None,
    denominator: int | None = None,
    value: float | None = None,
    low: float | None = None,
    high: float | None = None,
    certainty: str,
    treatment: str,
    measure: str,
    definition: str,
    patients: str,
    source: str,
    calibration: str,
) -> Fact:
    share = n / denominator if n is not None and denominator else value
    if share is None:
        msg = f"{treatment}, {measure}: neither a value nor a count"
        raise ValueError(msg)
    if denominator and low is None:
        low, high = map(float, statistics.wilson_limits(share * denominator, denominator))
    return Fact(
        treatment=treatment,
        measure=measure,
        value=share,
        low=low,
        high=high,
        n=n,
        denominator=denominator,
        definition=definition,
        patients=patients,
        source=source,
        certainty=Certainty(certainty),
        calibration=calibration,
    )
