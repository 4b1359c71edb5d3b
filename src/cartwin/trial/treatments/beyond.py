"""What publications report of the treatments that the twin does not have: data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cartwin.parameters import Certainty
from cartwin.rules import statistics


__all__ = ["Beyond", "published_beyond"]

FILE = "published_beyond.toml"
FOLDER = "treatments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """One published finding without a counterpart in the twin.

    Attributes
    ----------
    treatment
        Name of what it is about.
    topic
        `harm`, `other drugs against ITP` or `quality of life`.
    finding
        What was found, without its number.
    words
        The number as reported, where it is no share.
    n, denominator
        Patients with the finding, patients looked at; None if not reported.
    value
        Share; None if it is none.
    low, high
        Wilson's 95 % interval of a share whose denominator is known; else None.
    beside
        The same in those who did not get it; empty if not reported.
    patients
        Who they were.
    """

    treatment: str
    topic: str
    finding: str
    words: str
    n: int | None
    denominator: int | None
    value: float | None
    low: float | None
    high: float | None
    beside: str
    patients: str
    source: str
    certainty: Certainty


@cache
def published_beyond() -> tuple[Beyond, ...]:
    """Return all findings, by treatment as listed there.

    >>> death = next(f for f in published_beyond() if "laparotomy" in f.finding)
    >>> death.n, death.denominator, round(death.high, 3)
    (48, 4955, 0.013)
    """
    text = (files("cartwin.trial") / FOLDER / FILE).read_text("utf-8")
    return tuple(_beyond(**row) for row in tomllib.loads(text)["finding"])


def _beyond(
    *,
    treatment: str,
    topic: str,
    finding: str,
    patients: str,
    source: str,
    certainty: str,
    words: str = "",
    n: int | None = None,
    denominator: int | None = None,
    value: float | None = None,
    beside: str = "",
) -> Beyond:
    share = n / denominator if n is not None and denominator else value
    low = high = None
    if share is not None and denominator:
        low, high = map(float, statistics.wilson_limits(share * denominator, denominator))
    return Beyond(
        treatment=treatment, topic=topic, finding=finding, words=words, n=n,
        denominator=denominator, value=share, low=low, high=high, beside=beside,
        patients=patients, source=source, certainty=Certainty(certainty),
    )  # fmt: skip
